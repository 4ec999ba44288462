/** The desk's clock as the screen reckons it: the last word of the desk, carried on at its speed. */
export interface Heard {
  /** What the desk's clock said, ms since 1970. */
  deskMs: number;
  /** When it was heard, ms of the browser's own steady clock. */
  heardMs: number;
  /** Desk seconds a second. */
  speed: number;
}

/** Desk time now, ms since 1970; `steadyMs` is `performance.now()`. */
export function reckon(heard: Heard, steadyMs: number): number {
  return heard.deskMs + Math.max(0, steadyMs - heard.heardMs) * heard.speed;
}

/** A countdown as it is read: `4:05`, `1:02:09`; once it has passed, `+0:12` and `over`. */
export function countdown(dueAt: string, nowMs: number): { text: string; over: boolean; leftS: number } {
  const leftS = Math.ceil((Date.parse(dueAt) - nowMs) / 1000);
  const over = leftS < 0;
  return { text: (over ? "+" : "") + clockSpan(Math.abs(leftS)), over, leftS };
}

/** Seconds as `m:ss` or `h:mm:ss`. */
export function clockSpan(seconds: number): string {
  const whole = Math.floor(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const ss = String(s).padStart(2, "0");
  return h > 0 ? `${h}:${String(m).padStart(2, "0")}:${ss}` : `${m}:${ss}`;
}
