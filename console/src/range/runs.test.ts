import { describe, expect, it } from "vitest";
import type { RangeSeries } from "../api/types";
import { between, covered, extent, runs } from "./runs";

const at = (seconds: number) => new Date(seconds * 1000).toISOString();
const series = (source: string, ...times: number[]): RangeSeries => ({
  track: source, source, err_m: null, points: times.map((time) => ({ at: at(time), range_m: 1000 * time })),
});

describe("a series", () => {
  it("is cut where no sensor looked, and never joined over it", () => {
    const cut = runs(series("a", 0, 10, 101, 110).points, 90);
    expect(cut.map((run) => run.x)).toEqual([[0, 10], [101, 110]]);
  });
  it("is whole where the gap is just as long as is allowed", () => expect(runs(series("a", 0, 90).points, 90)).toHaveLength(1));
  it("without a point has no run", () => expect(runs([], 90)).toEqual([]));
});

describe("when sensors looked", () => {
  it("counts all series of a source together", () => {
    expect(covered([series("a", 0, 60), series("a", 30, 200)], 40)).toEqual([[0, 60], [200, 200]]);
  });
  it("leaves the rest as gaps, to both ends", () => {
    expect(between([[10, 20], [30, 40]], 0, 50)).toEqual([[0, 10], [20, 30], [40, 50]]);
    expect(between([[0, 50]], 0, 50)).toEqual([]);
    expect(between([], 0, 50)).toEqual([[0, 50]]);
  });
});

it("axes begin at the site, and hold every line", () => {
  const range = { zone: "z", lines: [["edge", 55_000]] as [string, number][], series: [series("a", 10, 20)], flags: [], gap_s: 90 };
  const { x, y } = extent(range, 30);
  expect([y[0], y[1] > 55, x[1] >= 30]).toEqual([0, true, true]);
});
