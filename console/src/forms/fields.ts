import type { ActType } from "../api/types";

/** How a field is asked for; the value that a form holds is text, or a flag. */
export type Kind =
  | "line"
  | "list"
  | "text"
  | "choice"
  | "count"
  | "flag"
  | "ahead"
  | "km"
  | "bearing"
  | "place"
  | "person"
  | "grade"
  | "attempt"
  | "entry"
  | "zone";

export interface Choice {
  value: string;
  label: string;
}

/** One field of a form; `name` is the act's field, so that a refusal finds it. */
export interface Field {
  name: string;
  label: string;
  kind: Kind;
  required?: boolean;
  hint?: string;
  choices?: Choice[];
  /** Shown, and asked for, only where this holds. */
  when?: (values: Values) => boolean;
  /** Takes half the width of the form. */
  half?: boolean;
}

export type Values = Record<string, string | boolean>;

/** A form: what it enters, and how it is asked for. */
export interface Form {
  type: ActType;
  title: string;
  /** A sentence under the title, where it needs one. */
  says?: string;
  /** What stands on its button. */
  button: string;
  fields: Field[];
}

export function line(name: string, label: string, more: Partial<Field> = {}): Field {
  return { name, label, kind: "line", ...more };
}

/** Several of something, with commas between. */
export function list(name: string, label: string, more: Partial<Field> = {}): Field {
  return { name, label, kind: "list", ...more };
}

export function text(name: string, label: string, more: Partial<Field> = {}): Field {
  return { name, label, kind: "text", ...more };
}

export function choice(name: string, label: string, choices: Choice[], more: Partial<Field> = {}): Field {
  return { name, label, kind: "choice", choices, ...more };
}

/** Choices from `value: label`. */
export function choices(of: Record<string, string>): Choice[] {
  return Object.entries(of).map(([value, label]) => ({ value, label }));
}
