import type { RangeOverTime, RangePoint, RangeSeries } from "../api/types";

/** A stretch of one series without a gap: seconds since 1970 and kilometres. */
export interface Run {
  x: number[];
  y: number[];
}

/** A span of time, seconds since 1970. */
export type Span = [number, number];

const seconds = (at: string) => Date.parse(at) / 1000;

/** Cuts a series where its points are further apart than `gapS`: between them no sensor looked, and nothing is drawn. */
export function runs(points: RangePoint[], gapS: number): Run[] {
  const cut: Run[] = [];
  let run: Run | null = null;
  for (const point of points) {
    const x = seconds(point.at);
    if (run === null || x - (run.x.at(-1) ?? x) > gapS) cut.push((run = { x: [], y: [] }));
    run.x.push(x);
    run.y.push(point.range_m / 1000);
  }
  return cut;
}

/** When a source looked: the spans in which any of its series has points no further apart than `gapS`, in order. */
export function covered(series: RangeSeries[], gapS: number): Span[] {
  const times = series.flatMap((one) => one.points.map((point) => seconds(point.at))).sort((a, b) => a - b);
  const spans: Span[] = [];
  for (const time of times) {
    const last = spans.at(-1);
    if (last && time - last[1] <= gapS) last[1] = time;
    else spans.push([time, time]);
  }
  return spans;
}

/** What lies between spans, from `begin` to `end`: no sensor. */
export function between(spans: Span[], begin: number, end: number): Span[] {
  const gaps: Span[] = [];
  let from = begin;
  for (const [start, stop] of spans) {
    if (start > from) gaps.push([from, start]);
    from = Math.max(from, stop);
  }
  if (end > from) gaps.push([from, end]);
  return gaps;
}

/** The sources of a range over time, in order of their names. */
export function sourcesOf(range: RangeOverTime): string[] {
  return [...new Set(range.series.map((one) => one.source))].sort();
}

/** What the axes span: time from the first to the last point or flag, and range from nought to the outermost. */
export function extent(range: RangeOverTime, nowS: number): { x: Span; y: Span } {
  const times = [...range.series.flatMap((one) => one.points.map((point) => seconds(point.at))), ...range.flags.map((flag) => seconds(flag.at))];
  const kms = [...range.series.flatMap((one) => one.points.map((point) => point.range_m)), ...range.lines.map(([, metres]) => metres)];
  const first = times.reduce((a, b) => Math.min(a, b), nowS - 600);
  const last = times.reduce((a, b) => Math.max(a, b), nowS);
  const top = kms.reduce((a, b) => Math.max(a, b), 1000) / 1000;
  return { x: [first, last + (last - first) * 0.02], y: [0, top * 1.08] };
}
