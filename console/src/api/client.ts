import type { Act, ActOutcome, Outcome } from "./act";
import { readProblem, unreachable } from "./problem";
import type { DeskView, IncidentPanel, Picture, RangeOverTime } from "./types";

const ROOT = "/api/v1";
const PATIENCE_MS = 15_000;

async function ask<T>(path: string, init: RequestInit = {}): Promise<Outcome<T>> {
  try {
    const response = await fetch(ROOT + path, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    const body: unknown = await response.json().catch(() => null);
    if (response.ok && body !== null) return { ok: true, value: body as T };
    return { ok: false, problem: readProblem(response.status, body) };
  } catch {
    return { ok: false, problem: unreachable() };
  }
}

function send<T>(path: string, body: unknown): Promise<Outcome<T>> {
  return ask<T>(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Everything a screen needs to begin. */
export function getPicture(): Promise<Outcome<Picture>> {
  return ask<Picture>("/picture");
}

/** One incident, whole. */
export function getIncident(id: string): Promise<Outcome<IncidentPanel>> {
  return ask<IncidentPanel>(`/incidents/${encodeURIComponent(id)}`);
}

/** Range to the site over time of an incident's tracks. */
export function getRange(id: string): Promise<Outcome<RangeOverTime>> {
  return ask<RangeOverTime>(`/incidents/${encodeURIComponent(id)}/range`);
}

/** Tells the desk, as one of this session's principals. */
export function tell(act: Act, as: string): Promise<ActOutcome> {
  return send(`/acts?as=${encodeURIComponent(as)}`, act);
}

/** Sets the speed of an exercise's clock; 0 pauses it. */
export function setSpeed(speed: number): Promise<Outcome<DeskView>> {
  return send("/exercise/clock", { speed });
}
