import type { What } from "../api/act";
import { readMoment, rfc3339 } from "../words/times";
import type { Field, Form, Values } from "./fields";

/** Happened longer ago than this, an entry is late and says why. */
export const LATE_MS = 15 * 60_000;
const SOON_MS = 60_000;

export type Errors = Record<string, string>;

/** An act's fields from what was typed, and what is wrong with it, by field. */
export interface Built {
  what: What;
  happened_at: string | null;
  late_because: string;
  errors: Errors;
}

/** Whether what happened then and is entered now is entered late. */
export function isLate(happenedAt: string, nowMs: number): boolean {
  const ms = happenedAt.trim() === "" ? nowMs : readMoment(happenedAt, nowMs, "back");
  return ms !== null && ms < nowMs - LATE_MS;
}

/** Builds an act of a form's values; every error is found, not the first alone. */
export function build(form: Form, values: Values, nowMs: number): Built {
  const what: What = { type: form.type };
  const errors: Errors = {};
  for (const field of form.fields) {
    if (field.when && !field.when(values)) continue;
    const typed = values[field.name];
    if (typeof typed === "boolean" || field.kind === "flag") what[field.name] = typed === true;
    else put(field, (typed ?? "").trim(), nowMs, what, errors);
  }
  if (form.type === "call" && what["channel"] === undefined) what["channel"] = "not said";
  if (form.type === "sighting") checkWhere(what, errors);
  return { what, ...readTime(values, nowMs, errors), errors };
}

function put(field: Field, typed: string, nowMs: number, what: What, errors: Errors): void {
  if (typed === "") {
    if (field.required) errors[field.name] = "This is needed";
    return;
  }
  const read = READERS[field.kind]?.(typed, nowMs) ?? { [field.name]: typed };
  if (read instanceof Error) errors[field.name] = read.message;
  else if ("=" in read) what[field.name] = read["="];
  else Object.assign(what, read);
}

type Read = Record<string, unknown> | Error;

/** Kinds whose text is not the value: `=` is the field's own value, other names are fields of their own. */
const READERS: Partial<Record<Field["kind"], (typed: string, nowMs: number) => Read>> = {
  count: (typed) => whole(typed, 0, 1_000_000, "A whole number, or empty where nobody knows"),
  list: (typed) => {
    const several = typed.split(",").map((one) => one.trim()).filter(Boolean);
    return several.length > 0 ? { "=": several } : new Error("One or more, with commas between");
  },
  bearing: (typed) => whole(typed, 0, 359, "Whole degrees from 0 to 359"),
  attempt: (typed) => whole(typed, 0, Number.MAX_SAFE_INTEGER, "Choose an attempt"),
  entry: (typed) => whole(typed.replace(/^#/, ""), 0, Number.MAX_SAFE_INTEGER, "The number of an entry, as in the log"),
  grade: (typed) =>
    /^[A-F][1-6]$/i.test(typed) ? { "=": typed.toUpperCase() } : new Error("A letter A-F and a figure 1-6, as B2"),
  km: (typed) => {
    const metres = Math.round(Number(typed.replace(",", ".")) * 1000);
    return metres >= 0 && metres <= 1_000_000 ? { "=": metres } : new Error("Kilometres, as 27.5");
  },
  place: (typed) => readPlace(typed) ?? new Error("Latitude and longitude in degrees, as 33.84 38.31"),
  ahead: (typed, nowMs) => {
    const ms = readMoment(typed, nowMs, "ahead");
    if (ms === null) return new Error("A time in UTC, as 07:20 or 2017-05-18 07:20");
    return ms > nowMs ? { "=": rfc3339(ms) } : new Error("It has to lie ahead");
  },
};

function whole(typed: string, least: number, most: number, says: string): Read {
  const number = Number(typed);
  return Number.isInteger(number) && number >= least && number <= most ? { "=": number } : new Error(says);
}

function readPlace(typed: string): Read | null {
  const parts = typed.split(/[\s,;]+/).map(Number);
  const [lat, lon] = parts;
  if (parts.length !== 2 || lat === undefined || lon === undefined) return null;
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) return null;
  return { lat_e7: Math.round(lat * 1e7), lon_e7: Math.round(lon * 1e7) };
}

function checkWhere(what: What, errors: Errors): void {
  const bearing = what["bearing_deg"] !== undefined;
  const range = what["range_m"] !== undefined;
  if (bearing !== range) errors[bearing ? "range_m" : "bearing_deg"] ??= "Bearing and range go together";
  if (bearing && what["lat_e7"] !== undefined) errors["place"] ??= "Either a place, or bearing and range";
}

function readTime(values: Values, nowMs: number, errors: Errors): { happened_at: string | null; late_because: string } {
  const typed = String(values["happened_at"] ?? "").trim();
  const because = String(values["late_because"] ?? "").trim();
  if (typed === "") return { happened_at: null, late_because: "" };
  const ms = readMoment(typed, nowMs, "back");
  if (ms === null) errors["happened_at"] = "A time in UTC, as 06:41 or 2017-05-18 06:41";
  else if (ms > nowMs + SOON_MS) errors["happened_at"] = "It cannot have happened ahead of the desk's clock";
  const late = ms !== null && ms < nowMs - LATE_MS;
  if (late && because === "") errors["late_because"] = "It happened over 15 minutes ago: say why it is entered late";
  return { happened_at: ms === null ? null : rfc3339(ms), late_because: late ? because : "" };
}
