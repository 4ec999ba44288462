import type { RangeOverTime } from "../api/types";
import { length } from "../words/lengths";
import { sourcesOf } from "./runs";

/** What each source saw about a time, seconds since 1970: its nearest track then, or that it did not look. */
export function nearest(range: RangeOverTime, seconds: number): string[] {
  return sourcesOf(range).map((source) => {
    const seen = range.series
      .filter((one) => one.source === source)
      .flatMap((one) => one.points.filter((point) => Math.abs(Date.parse(point.at) / 1000 - seconds) <= range.gap_s / 2));
    if (seen.length === 0) return `${source}: no sensor`;
    return `${source}: nearest ${length(Math.min(...seen.map((point) => point.range_m)))}`;
  });
}
