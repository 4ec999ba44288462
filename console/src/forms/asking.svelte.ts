import type { Answered } from "../api/types";
import { desk } from "../desk/desk.svelte";
import { opened } from "../desk/open.svelte";
import type { Wanted } from "./prefill";

/** The form that is open on this screen, one at a time, and what was entered last. */
class Asking {
  wanted = $state.raw<Wanted | null>(null);
  /** Counts the forms that were opened, so that each begins anew with a key of its own. */
  nth = $state(0);
  entered = $state.raw<Answered | null>(null);
  /** Cues entered from here; the desk says so too, a moment later. */
  cues = $state.raw<ReadonlySet<string>>(new Set());

  open(wanted: Wanted): void {
    this.nth += 1;
    this.wanted = wanted;
  }

  close(): void {
    this.wanted = null;
  }

  /** Takes note of what was entered, and shows the incident that it opened or moved. */
  done(answered: Answered, cue: string | undefined): void {
    this.entered = answered;
    if (cue) this.cues = new Set([...this.cues, cue]);
    this.close();
    if (answered.incident && answered.incident !== opened.id) opened.show(answered.incident);
    else void opened.look();
    if (desk.link !== "live") void desk.look();
  }
}

export const asking = new Asking();
