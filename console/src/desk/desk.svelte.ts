import { getPicture } from "../api/client";
import { listen } from "../api/stream";
import type { DeskView, Picture } from "../api/types";
import { apply, type DeskEvent } from "./apply";
import { reckon, type Heard } from "./clock";

const REDRAW_MS = 250;
const AGAIN_MS = 2_000;
/** Everything is looked at again so often, so that nothing that was missed stays wrong. */
const AFRESH_MS = 10_000;
const LOOKS = 3;

/** The link to the desk: `signed-out` says how to sign in, `lost` leaves a frozen picture that says since when. */
export type Link = "starting" | "live" | "lost" | "signed-out";

/** What this screen knows of the desk, kept up by the stream. */
class Desk {
  picture = $state.raw<Picture | null>(null);
  link = $state<Link>("starting");
  /** The desk time of the last thing that was heard before the link was lost. */
  lostAt = $state<number | null>(null);
  /** Desk time, ms since 1970, a few times a second. */
  nowMs = $state(0);
  #heard: Heard = { deskMs: 0, heardMs: 0, speed: 0 };
  /** The newest entry that was heard of. */
  #seq = -1;
  #entryListeners = new Set<(incident: string) => void>();

  view: DeskView | null = $derived(this.picture?.desk ?? null);
  zones = $derived(this.picture?.zones ?? []);
  tracks = $derived(this.picture?.tracks ?? []);
  incidents = $derived(this.picture?.incidents ?? []);

  /** Fetches the picture, then listens until told to stop. */
  start(): () => void {
    const stop = { stream: () => {}, stopped: false };
    const redraw = setInterval(() => this.#tick(), REDRAW_MS);
    const afresh = setInterval(() => {
      if (this.link === "live") void this.look();
    }, AFRESH_MS);
    const begin = async () => {
      if (stop.stopped) return;
      if (!(await this.look())) {
        if (this.link !== "signed-out") setTimeout(begin, AGAIN_MS);
        return;
      }
      stop.stream = listen({
        event: (event) => this.#take(event),
        live: () => this.#live(),
        lost: () => this.#lost(),
        again: () => void this.look(),
      });
    };
    void begin();
    return () => {
      stop.stopped = true;
      clearInterval(redraw);
      clearInterval(afresh);
      stop.stream();
    };
  }

  /** Fetches the whole picture again; whether it came. */
  async look(): Promise<boolean> {
    for (let nth = 0; nth < LOOKS; nth++) {
      const outcome = await getPicture();
      if (!outcome.ok) {
        if (outcome.problem.status === 401) this.signOut();
        return false;
      }
      // A picture from before the newest entry would take back what the stream has said since.
      if (outcome.value.desk.seq <= this.#seq) continue;
      this.picture = outcome.value;
      this.setClock(outcome.value.desk);
      return true;
    }
    return false;
  }

  /** Calls back with the incident of every new entry. */
  onEntry(listener: (incident: string) => void): () => void {
    this.#entryListeners.add(listener);
    return () => this.#entryListeners.delete(listener);
  }

  /** Takes what the desk says of itself as the newest word on its clock. */
  setClock(view: DeskView): void {
    this.#heard = { deskMs: Date.parse(view.now), heardMs: performance.now(), speed: view.speed };
    if (this.picture) this.picture = { ...this.picture, desk: view };
    this.#tick();
  }

  /** This session is none any more: the last picture stays, frozen, and says so. */
  signOut(): void {
    this.link = "signed-out";
    this.lostAt ??= this.#heard.deskMs;
  }

  #tick(): void {
    this.nowMs = reckon(this.#heard, performance.now());
  }

  #take(event: DeskEvent): void {
    if (event.kind === "resync") void this.look();
    else if (event.kind === "desk") this.setClock(event.data);
    else if (event.kind === "entry") this.#entered(event.data);
    else if (this.picture) this.picture = apply(this.picture, event);
  }

  #entered(entry: { seq: number; incident: string }): void {
    this.#seq = Math.max(this.#seq, entry.seq);
    for (const listener of this.#entryListeners) listener(entry.incident);
  }

  #live(): void {
    if (this.link === "live") return;
    const wasLost = this.link !== "starting";
    this.link = "live";
    this.lostAt = null;
    if (!wasLost) return;
    // It may be another record than before: what was heard of the old one holds back no picture of the new.
    this.#seq = -1;
    void this.look();
  }

  #lost(): void {
    if (this.link === "lost" || this.link === "signed-out") return;
    this.link = "lost";
    this.lostAt = this.#heard.deskMs;
  }
}

export const desk = new Desk();
