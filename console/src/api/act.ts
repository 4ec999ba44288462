import type { ActType, Answered } from "./types";

/** What an act says: its type and that type's own fields (`standoff.model.acts`). */
export interface What {
  type: ActType;
  [field: string]: unknown;
}

/** An act on its way to the desk; `key` is made once, so that however often it is sent it is one act. */
export interface Act {
  key: string;
  what: What;
  incident?: string;
  happened_at?: string | null;
  late_because?: string;
  seen_revision?: number | null;
}

/** Why something was refused (RFC 9457), or that the desk could not be reached: then `status` is 0. */
export interface Problem {
  status: number;
  code: string;
  says: string;
  remedy: string;
  incident: string;
  revision: number | null;
  fields: Record<string, string>;
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem };
export type ActOutcome = Outcome<Answered>;

/** Acts that move an incident: they carry the revision that the person had in sight. */
const MOVING = new Set<ActType>(["decision", "put_to_authority", "close", "resume", "acknowledge", "reopen"]);

/** Whether an act of this type is refused where somebody else has moved the incident since. */
export function moves(type: ActType): boolean {
  return MOVING.has(type);
}
