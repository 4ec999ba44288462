import { describe, expect, it } from "vitest";
import type { Picture, Raised, TrackView } from "../api/types";
import { apply, TAIL_PLACES } from "./apply";

const track = (at: string, lon: number, tail: TrackView["tail"] = []): TrackView => ({
  id: "uav|v-1", source: "uav", track: "v-1", at, lat: 33, lon, speed_mps: null, course_deg: null, err_m: null,
  zone: "", range_m: null, depth_m: null, inside: [], status: "exercise", stale: false, tail,
});
const raised = (seq: number, incident: string): Raised => ({
  seq, incident, at: "", to_role: "watch", severity: "act", says: "", next_step: "", nth: 1, to_person: "",
});
const picture = (more: Partial<Picture> = {}): Picture => ({
  desk: { now: "", speed: 1, status: "exercise", exercise: true, not_recorded_since: null, seq: 0, fingerprint: "", clock_differs_s: null },
  session: { principals: [], roster: [] },
  zones: [], tracks: [], feeds: [], incidents: [], alarms: [], cues: [],
  ...more,
});
const move = (before: Picture, ...tracks: TrackView[]) => apply(before, { kind: "tracks", data: { tracks } });

describe("a track that moves", () => {
  it("leaves the place it was at behind it", () => {
    const after = move(picture({ tracks: [track("1", 38, [[37, 33]])] }), track("2", 39));
    expect(after.tracks[0]?.tail).toEqual([[37, 33], [38, 33]]);
  });
  it("leaves nothing where the report is the same one, or an older one", () => {
    const before = picture({ tracks: [track("2", 38)] });
    expect(move(before, track("2", 38)).tracks[0]?.tail).toEqual([]);
    expect(move(before, track("1", 37)).tracks[0]?.tail).toEqual([]);
  });
  it("keeps a bounded tail", () => {
    let now = picture();
    for (let nth = 0; nth < TAIL_PLACES + 20; nth++) now = move(now, track(String(nth).padStart(4, "0"), nth));
    expect(now.tracks[0]?.tail).toHaveLength(TAIL_PLACES);
  });
  it("does not change the picture before, nor its other parts", () => {
    const before = picture({ tracks: [track("1", 38)] });
    const after = move(before, track("2", 39));
    expect(before.tracks[0]?.lon).toBe(38);
    expect(after.zones).toBe(before.zones);
  });
});

describe("an alarm", () => {
  it("raised again takes the place of the one before, of its incident alone", () => {
    const before = picture({ alarms: [raised(1, "17-001"), raised(2, "17-002"), raised(3, "")] });
    const after = apply(before, { kind: "raised", data: raised(4, "17-001") });
    expect(after.alarms.map((alarm) => alarm.seq)).toEqual([2, 3, 4]);
  });
  it("of no incident replaces no other", () => {
    const after = apply(picture({ alarms: [raised(3, "")] }), { kind: "raised", data: raised(4, "") });
    expect(after.alarms).toHaveLength(2);
  });
  it("said twice stands once", () => {
    const once = apply(picture(), { kind: "raised", data: raised(4, "") });
    expect(apply(once, { kind: "raised", data: raised(4, "") }).alarms).toHaveLength(1);
  });
  it("that is settled goes", () => {
    const after = apply(picture({ alarms: [raised(1, "a")] }), { kind: "settled", data: { seq: 1, incident: "a" } });
    expect(after.alarms).toEqual([]);
  });
});

it("an entry or a resync is no change of the picture by itself", () => {
  const before = picture();
  expect(apply(before, { kind: "resync", data: {} })).toBe(before);
  expect(apply(before, { kind: "entry", data: { seq: 1, type: "doubt", incident: "" } })).toBe(before);
});
