import type { Problem } from "./act";

/** A field's name as the forms have it: `what.words` and `$.what.words` are `words`. */
export function fieldName(name: string): string {
  return name.replace(/^\$\.?/, "").replace(/^what\./, "");
}

/** The desk could not be reached: nobody knows whether it was entered, and the same key may be sent again. */
export function unreachable(): Problem {
  return {
    status: 0,
    code: "unreachable",
    says: "The desk did not answer. Nobody can say yet whether this was entered.",
    remedy: "Send it again: it stays one act, however often it is sent.",
    incident: "",
    revision: null,
    fields: {},
  };
}

/** Reads a problem of RFC 9457 from whatever came back; what is missing is said plainly. */
export function readProblem(status: number, body: unknown): Problem {
  const given = isObject(body) ? body : {};
  return {
    status,
    code: text(given["code"]) || codeOf(status),
    says: text(given["detail"]) || text(given["title"]) || `The desk refused it (${status}).`,
    remedy: text(given["remedy"]),
    incident: text(given["incident"]),
    revision: typeof given["revision"] === "number" ? given["revision"] : null,
    fields: readFields(given["fields"]),
  };
}

function readFields(fields: unknown): Record<string, string> {
  if (!isObject(fields)) return {};
  return Object.fromEntries(Object.entries(fields).map(([name, says]) => [fieldName(name), text(says)]));
}

function codeOf(status: number): string {
  if (status === 401) return "not-signed-in";
  if (status === 403) return "not-allowed";
  if (status === 503) return "not-recorded";
  return "refused";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
