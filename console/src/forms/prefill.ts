import type { ActType, ApprovalView, AttemptView, Cue, IncidentPanel } from "../api/types";
import type { Form, Values } from "./fields";

/** A form that is to be opened: what for, and with what in it. */
export interface Wanted {
  type: ActType;
  incident: string;
  values: Values;
  /** The cue that it enters, in an exercise. */
  cue?: string;
}

/** What each way on opens. Every one is a form that a person fills and enters; none acts by itself. */
export function wayForm(way: string, panel: IncidentPanel, decidedBy: string): Wanted {
  const last = panel.tried.at(-1);
  const open = (type: ActType, values: Values): Wanted => ({ type, incident: panel.id, values });
  switch (way) {
    case "hold":
    case "step_down":
      return open("decision", { kind: way, decided_by: decidedBy });
    case "put_to_authority":
      return open("put_to_authority", {});
    case "offer":
      return open("attempt", { kind: "offer" });
    case "ask_again":
      return open("attempt", last ? again(last) : { kind: rungKind(panel) });
    default:
      return open("attempt", { kind: rungKind(panel) });
  }
}

/** What approving a rung opens: a decision, of exactly what the panel shows now. */
export function approvalForm(approval: ApprovalView, incident: string, decidedBy: string): Wanted {
  return { type: "decision", incident, values: { kind: "approve", decided_by: decidedBy, rung: approval.rung, seen: approval.seen } };
}

function again(last: AttemptView): Values {
  return { kind: last.kind, channel: last.channel, to: last.to, marker: last.marker };
}

function rungKind(panel: IncidentPanel): string {
  return panel.rungs.find((rung) => rung.state === "current")?.kind ?? "contact";
}

/** A form's values from an act's `what`, as a cue has it; what the form does not ask for is left out. */
export function valuesOf(form: Form, what: Record<string, unknown>): Values {
  const values: Values = {};
  for (const field of form.fields) {
    const value = field.kind === "place" ? placeOf(what) : what[field.name];
    if (value === undefined || value === null) continue;
    if (typeof value === "boolean") values[field.name] = value;
    else if (field.kind === "km") values[field.name] = String(Number(value) / 1000);
    else values[field.name] = String(value);
  }
  return values;
}

function placeOf(what: Record<string, unknown>): string | null {
  const { lat_e7: lat, lon_e7: lon } = what;
  return typeof lat === "number" && typeof lon === "number" ? `${lat / 1e7} ${lon / 1e7}` : null;
}

/** The form that a cue asks for: a call or a sighting finds its own incident, the rest belongs to the one given. */
export function cueForm(cue: Cue, form: Form, incident: string, heardAt: string): Wanted {
  const finds = form.type === "call" || form.type === "sighting" || form.type === "open";
  return {
    type: form.type,
    incident: finds ? "" : incident,
    values: { ...valuesOf(form, cue.what ?? {}), happened_at: heardAt },
    cue: cue.id,
  };
}
