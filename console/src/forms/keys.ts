import type { ActType } from "../api/types";
import { opened } from "../desk/open.svelte";
import { asking } from "./asking.svelte";

/** One key each for what cannot wait. */
const KEYS: Record<string, ActType> = { c: "call", s: "sighting", a: "answer", d: "doubt", t: "attempt" };
const NEED_INCIDENT = new Set<ActType>(["answer", "doubt", "attempt"]);

/** Opens the form of a key, unless somebody is typing or a form is open. */
export function pressed(event: KeyboardEvent): void {
  const type = KEYS[event.key];
  if (!type || event.ctrlKey || event.metaKey || event.altKey || asking.wanted) return;
  const at = event.target;
  if (at instanceof HTMLElement && at.closest("input, select, textarea")) return;
  if (NEED_INCIDENT.has(type) && opened.id === "") return;
  event.preventDefault();
  asking.open({ type, incident: type === "call" || type === "sighting" ? "" : opened.id, values: {} });
}
