import { getIncident, getRange } from "../api/client";
import type { IncidentPanel, RangeOverTime } from "../api/types";
import { desk } from "./desk.svelte";

const SETTLE_MS = 150;
/** Headlines and ranges move without entries, too; ranges are large, and are asked for more seldom. */
const AGAIN_MS = 2_000;
const RANGE_EVERY = 4;

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

  /** Fetches the open incident now, and its range over time unless told not to. */
  async look(withRange = true): Promise<void> {
    const id = this.id;
    if (id === "") return;
    const [panel, range] = await Promise.all([getIncident(id), withRange ? getRange(id) : null]);
    if (id !== this.id) return;
    if (panel.ok) this.panel = panel.value;
    if (range?.ok) this.range = range.value;
    this.missing = panel.ok ? "" : panel.problem.says;
  }

  /** Keeps the open incident fresh until told to stop. */
  follow(): () => void {
    const stop = desk.onEntry((incident) => {
      if (incident === this.id) this.#soon();
    });
    let nth = 0;
    const again = setInterval(() => {
      if (desk.link === "live") void this.look(nth++ % RANGE_EVERY === 0);
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
