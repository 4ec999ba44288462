import { getPicture } from "../api/client";
import { listen } from "../api/stream";
import type { DeskView, Picture } from "../api/types";
import { apply, type DeskEvent } from "./apply";
import { reckon, type Heard } from "./clock";

const REDRAW_MS = 250;
const AGAIN_MS = 2_000;

/** The link to the desk: `signed-out` shows how to sign in, `lost` a frozen picture that says since when. */
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
  #entryListeners = new Set<(incident: string) => void>();

  view: DeskView | null = $derived(this.picture?.desk ?? null);
  zones = $derived(this.picture?.zones ?? []);
  tracks = $derived(this.picture?.tracks ?? []);
  incidents = $derived(this.picture?.incidents ?? []);

  /** Fetches the picture, then listens until told to stop. */
  start(): () => void {
    const stop = { stream: () => {}, stopped: false };
    const redraw = setInterval(() => this.#tick(), REDRAW_MS);
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
      });
    };
    void begin();
    return () => {
      stop.stopped = true;
      clearInterval(redraw);
      stop.stream();
    };
  }

  /** Fetches the whole picture again; whether it came. */
  async look(): Promise<boolean> {
    const outcome = await getPicture();
    if (outcome.ok) {
      this.picture = outcome.value;
      this.setClock(outcome.value.desk);
      return true;
    }
    if (outcome.problem.status === 401) this.link = "signed-out";
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

  #tick(): void {
    this.nowMs = reckon(this.#heard, performance.now());
  }

  #take(event: DeskEvent): void {
    if (event.kind === "resync") void this.look();
    else if (event.kind === "desk") this.setClock(event.data);
    else if (event.kind === "entry") for (const listener of this.#entryListeners) listener(event.data.incident);
    else if (this.picture) this.picture = apply(this.picture, event);
  }

  #live(): void {
    if (this.link === "live") return;
    const wasLost = this.link === "lost";
    this.link = "live";
    this.lostAt = null;
    if (wasLost) void this.look();
  }

  #lost(): void {
    if (this.link === "lost" || this.link === "signed-out") return;
    this.link = "lost";
    this.lostAt = this.#heard.deskMs;
  }
}

export const desk = new Desk();
