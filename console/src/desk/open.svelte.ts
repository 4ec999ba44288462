import { getIncident, getRange } from "../api/client";
import type { IncidentPanel, RangeOverTime } from "../api/types";
import { desk } from "./desk.svelte";

const SETTLE_MS = 150;
/** Headlines and ranges move without entries, too. */
const AGAIN_MS = 5_000;

/** The incident that is open on this screen, and the track that is picked on the map. */
class Opened {
  id = $state("");
  panel = $state.raw<IncidentPanel | null>(null);
  range = $state.raw<RangeOverTime | null>(null);
  /** Why the panel could not be fetched, or empty. */
  missing = $state("");
  track = $state("");
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Opens an incident; its panel follows. */
  show(id: string): void {
    if (this.id === id) return;
    this.id = id;
    this.panel = null;
    this.range = null;
    this.missing = "";
    void this.look();
  }

  /** Fetches the open incident now. */
  async look(): Promise<void> {
    const id = this.id;
    if (id === "") return;
    const [panel, range] = await Promise.all([getIncident(id), getRange(id)]);
    if (id !== this.id) return;
    if (panel.ok) this.panel = panel.value;
    if (range.ok) this.range = range.value;
    this.missing = panel.ok ? "" : panel.problem.says;
  }

  /** Keeps the open incident fresh until told to stop. */
  follow(): () => void {
    const stop = desk.onEntry((incident) => {
      if (incident === this.id) this.#soon();
    });
    const again = setInterval(() => {
      if (desk.link === "live") void this.look();
    }, AGAIN_MS);
    return () => {
      stop();
      clearInterval(again);
      clearTimeout(this.#timer);
    };
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), SETTLE_MS);
  }
}

export const opened = new Opened();
