const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** `06:41:20Z`. */
export function zulu(at: string | number): string {
  return new Date(at).toISOString().slice(11, 19) + "Z";
}

/** `06:41Z`: for lines that are read, not counted. */
export function zuluShort(at: string | number): string {
  return new Date(at).toISOString().slice(11, 16) + "Z";
}

/** `2017-05-18`. */
export function day(at: string | number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** `2017-05-18T06:41:20Z`, as the API takes it. */
export function rfc3339(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** `42 min`, `1 h 20 min`, `20 s`: for how long something takes. */
export function span(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long ago, to the minute: `3 min ago`. */
export function ago(at: string, nowMs: number): string {
  return `${span(Math.max(0, (nowMs - Date.parse(at)) / 1000))} ago`;
}

/**
 * A time as people type it, UTC: `0641`, `06:41`, `06:41:20`, or with its day `2017-05-18 06:41`.
 *
 * Without a day it is the last such time up to a minute from now where it looks `back`, or the next one where it looks
 * `ahead`. Null where it is no time.
 */
export function readMoment(text: string, nowMs: number, looks: "back" | "ahead"): number | null {
  const typed = text.trim().replace(/\s*z$/i, "");
  const dated = /^(\d{4}-\d{2}-\d{2})[T ]+(\d{1,2}:?\d{2}(?::?\d{2})?(?:\.\d+)?)$/i.exec(typed);
  if (dated?.[1] && dated[2]) {
    const clock = clockMs(dated[2]);
    const start = Date.parse(`${dated[1]}T00:00:00Z`);
    return clock === null || Number.isNaN(start) ? null : start + clock;
  }
  const clock = clockMs(typed);
  if (clock === null) return null;
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS + clock;
  if (looks === "back") return today > nowMs + MINUTE_MS ? today - DAY_MS : today;
  return today <= nowMs ? today + DAY_MS : today;
}

function clockMs(text: string): number | null {
  const parts = /^(\d{1,2}):?(\d{2})(?::?(\d{2}))?(\.\d+)?$/.exec(text);
  if (!parts) return null;
  const [h, m, s] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0)];
  if (h > 23 || m > 59 || s > 59) return null;
  return ((h * 60 + m) * 60 + s) * 1000 + Math.round(Number(parts[4] ?? 0) * 1000);
}
