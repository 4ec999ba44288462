import uPlot from "uplot";
import type { RangeOverTime } from "../api/types";
import { between, covered, runs, sourcesOf, type Run, type Span } from "./runs";

type Colour = (name: string) => string;
const TRACKS = ["track", "track-2", "track-3"];
/** A lane a source under the plot: full where it looked, hatched where it did not. */
const LANE = 4;

/** Paints everything inside the axes: ring lines, what no sensor saw, bands of uncertainty, ranges, the lanes. */
export function paint(plot: uPlot, range: RangeOverTime, colour: Colour): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  paintGaps(plot, range, colour);
  paintLines(plot, range, colour);
  const sources = sourcesOf(range);
  sources.forEach((source, nth) => {
    paintSource(plot, range, source, colour(TRACKS[nth % 3] ?? "track"));
    paintLane(plot, covered(of(range, source), range.gap_s), nth, colour(TRACKS[nth % 3] ?? "track"));
  });
  ctx.restore();
}

const of = (range: RangeOverTime, source: string) => range.series.filter((one) => one.source === source);
const px = (plot: uPlot, x: number) => plot.valToPos(x, "x", true);
const py = (plot: uPlot, y: number) => plot.valToPos(y, "y", true);

function paintSource(plot: uPlot, range: RangeOverTime, source: string, stroke: string): void {
  const { ctx } = plot;
  const band = new Path2D();
  const lines = new Path2D();
  for (const one of of(range, source)) {
    for (const run of runs(one.points, range.gap_s)) {
      if (one.err_m !== null) addBand(plot, band, run, one.err_m / 1000);
      addLine(plot, lines, run);
    }
  }
  ctx.fillStyle = stroke;
  ctx.globalAlpha = 0.22;
  ctx.fill(band);
  ctx.globalAlpha = 0.85;
  ctx.strokeStyle = stroke;
  ctx.lineWidth = uPlot.pxRatio;
  ctx.stroke(lines);
  ctx.globalAlpha = 1;
}

function addBand(plot: uPlot, path: Path2D, run: Run, halfKm: number): void {
  const above = run.x.map((x, nth) => [px(plot, x), py(plot, (run.y[nth] ?? 0) + halfKm)] as const);
  const below = run.x.map((x, nth) => [px(plot, x), py(plot, (run.y[nth] ?? 0) - halfKm)] as const).reverse();
  // One winding for all, so that bands that overlap do not grow darker.
  [...above, ...below].forEach(([x, y], nth) => (nth === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
  path.closePath();
}

function addLine(plot: uPlot, path: Path2D, run: Run): void {
  run.x.forEach((x, nth) => {
    const y = py(plot, run.y[nth] ?? 0);
    if (nth === 0) path.moveTo(px(plot, x), y);
    path.lineTo(px(plot, x) + (run.x.length === 1 ? 2 : 0), y);
  });
}

function paintLines(plot: uPlot, range: RangeOverTime, colour: Colour): void {
  const { ctx, bbox } = plot;
  ctx.font = `${11 * uPlot.pxRatio}px system-ui, sans-serif`;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  for (const [name, metres] of range.lines) {
    const y = py(plot, metres / 1000);
    ctx.strokeStyle = ctx.fillStyle = colour("zone");
    ctx.setLineDash([5 * uPlot.pxRatio, 4 * uPlot.pxRatio]);
    ctx.lineWidth = uPlot.pxRatio;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillText(name, bbox.left + 6 * uPlot.pxRatio, y - 2);
  }
}

function paintGaps(plot: uPlot, range: RangeOverTime, colour: Colour): void {
  const looked = covered(range.series, range.gap_s);
  const [first, last] = [looked[0]?.[0], looked.at(-1)?.[1]];
  if (first === undefined || last === undefined) return;
  const { ctx, bbox } = plot;
  for (const gap of between(looked, first, Math.max(last, plot.scales["x"]?.max ?? last))) {
    if (gap[1] - gap[0] <= range.gap_s) continue;
    hatch(plot, gap, bbox.top, bbox.height, colour("edge"), 9);
    const width = px(plot, gap[1]) - px(plot, gap[0]);
    if (width < 60 * uPlot.pxRatio) continue;
    ctx.fillStyle = colour("ink-2");
    ctx.textAlign = "left";
    ctx.font = `${11 * uPlot.pxRatio}px system-ui, sans-serif`;
    ctx.fillText("no sensor", px(plot, gap[0]) + 5 * uPlot.pxRatio, bbox.top + 26 * uPlot.pxRatio);
  }
}

function paintLane(plot: uPlot, looked: Span[], nth: number, stroke: string): void {
  const { ctx, bbox } = plot;
  const height = LANE * uPlot.pxRatio;
  const top = bbox.top + bbox.height - (nth + 1) * (height + 2 * uPlot.pxRatio);
  ctx.fillStyle = stroke;
  for (const [start, stop] of looked) {
    ctx.fillRect(px(plot, start), top, Math.max(2, px(plot, stop) - px(plot, start)), height);
  }
  const first = looked[0]?.[0];
  const end = plot.scales["x"]?.max;
  if (first === undefined || end == null) return;
  for (const gap of between(looked, first, end)) hatch(plot, gap, top, height, stroke, 5);
}

function hatch(plot: uPlot, [from, to]: Span, top: number, height: number, stroke: string, step: number): void {
  const { ctx } = plot;
  const [left, right] = [px(plot, from), px(plot, to)];
  const gap = step * uPlot.pxRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, right - left, height);
  ctx.clip();
  ctx.strokeStyle = stroke;
  ctx.globalAlpha = 0.55;
  ctx.lineWidth = uPlot.pxRatio;
  ctx.beginPath();
  for (let x = left - height; x < right; x += gap) {
    ctx.moveTo(x, top + height);
    ctx.lineTo(x + height, top);
  }
  ctx.stroke();
  ctx.restore();
}
