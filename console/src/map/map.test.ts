import { describe, expect, it } from "vitest";
import type { TrackView, ZoneView } from "../api/types";
import { thin, trackLabels, zoneLabels, type Label } from "./labels";
import { along, bounds, trackShapes } from "./shapes";

const track = (id: string, more: Partial<TrackView> = {}): TrackView => ({
  id, source: "uav", track: id, at: "2017-05-18T06:41:00Z", lat: 33, lon: 38, speed_mps: 10, course_deg: 90, err_m: 60,
  zone: "", range_m: 27_400, depth_m: null, inside: [], status: "exercise", stale: false, tail: [], ...more,
});
const kinds = (tracks: TrackView[], picked = "") => trackShapes(tracks, picked, ["uav"]).features.map((one) => one.properties?.["what"]);

describe("a track on the map", () => {
  it("has a dot and a leader, a tail only where it has been somewhere", () => {
    expect(kinds([track("a")])).toEqual(["dot", "leader"]);
    expect(kinds([track("a", { tail: [[37, 33]] })])).toEqual(["dot", "tail", "leader"]);
  });
  it("that is stale, or whose course nobody knows, points nowhere", () => {
    expect(kinds([track("a", { stale: true })])).toEqual(["dot"]);
    expect(kinds([track("a", { course_deg: null })])).toEqual(["dot"]);
  });
  it("shows its error only when it is picked", () => expect(kinds([track("a")], "a")).toEqual(["dot", "leader", "error"]));
});

describe("labels", () => {
  it("name stale tracks by their time, the picked one by its range, others not at all", () => {
    const labels = trackLabels([track("a"), track("b", { stale: true }), track("c")], "c");
    expect(labels.map((label) => label.text)).toEqual(["last 06:41Z", "c 27.4 km"]);
  });
  it("of stale tracks on one spot are one that says how many more", () => {
    const stale = (id: string, x: number): Label => ({ id, at: [x, 0], text: "last 06:41Z", kind: "stale" });
    const thinned = thin([stale("a", 0), stale("b", 5), stale("c", 500)], ([x, y]) => ({ x, y }));
    expect(thinned.map((label) => label.text)).toEqual(["last 06:41Z, and 1 more", "last 06:41Z"]);
  });
  it("of countries and stale tracks give way to the picked track", () => {
    const at = (id: string, kind: Label["kind"]): Label => ({ id, at: [0, 0], text: id, kind });
    const thinned = thin([at("a", "country"), at("b", "stale"), at("c", "track")], () => ({ x: 0, y: 0 }));
    expect(thinned.map((label) => label.id)).toEqual(["c"]);
  });
  it("stand at the top of a zone and its rings", () => {
    const zone = { id: "t", name: "", site: [0, 0], site_stated: false, outline: [[[0, 1], [1, 2], [0, 0]]], rings: [] } as unknown as ZoneView;
    expect(zoneLabels([zone]).map(({ text, at }) => [text, at])).toEqual([["centre of the zone", [0, 0]], ["t", [1, 2]]]);
  });
});

it("a kilometre east at the equator is 0.009 degrees", () => expect(along([0, 0], 90, 1000)[0]).toBeCloseTo(0.00898, 4));
it("without a zone there is nothing to show", () => expect(bounds([])).toBeNull());
