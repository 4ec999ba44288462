import uPlot from "uplot";
import type { RangeOverTime } from "../api/types";
import { paint } from "./paint";
import { extent } from "./runs";

type Colour = (name: string) => string;

/** Where things lie in the plot, so that flags can be set over it. */
export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  xOf: (seconds: number) => number;
}

/** The plot of range over time. uPlot keeps the axes and the cursor; what is inside is painted by `paint`. */
export class RangePlot {
  readonly #plot: uPlot;
  #range: RangeOverTime;
  #nowS: number;

  constructor(
    place: HTMLElement,
    range: RangeOverTime,
    nowS: number,
    private readonly colour: Colour,
    framed: (frame: Frame) => void,
    pointed: (seconds: number | null) => void,
  ) {
    this.#range = range;
    this.#nowS = nowS;
    const options: uPlot.Options = {
      width: place.clientWidth,
      height: place.clientHeight,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { show: false } },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      padding: [20, 8, 0, 0],
      scales: { x: { time: true, range: () => extent(this.#range, this.#nowS).x }, y: { range: () => extent(this.#range, this.#nowS).y } },
      axes: [this.#axis({ values: clock, space: 70 }), this.#axis({ size: 46, values: (_, at) => at.map((km) => `${km} km`), space: 32 })],
      series: [{}, { show: false }],
      hooks: {
        draw: [(plot) => paint(plot, this.#range, this.colour), (plot) => framed(frame(plot))],
        setCursor: [(plot) => pointed(plot.cursor.left != null && plot.cursor.left >= 0 ? plot.posToVal(plot.cursor.left, "x") : null)],
      },
    };
    this.#plot = new uPlot(options, [[0, 1], [0, 1]], place);
  }

  /** Draws again, with what there is now. */
  draw(range: RangeOverTime, nowS: number): void {
    this.#range = range;
    this.#nowS = nowS;
    this.#plot.setData([[0, 1], [0, 1]]);
  }

  resize(width: number, height: number): void {
    this.#plot.setSize({ width, height });
  }

  destroy(): void {
    this.#plot.destroy();
  }

  #axis(more: uPlot.Axis): uPlot.Axis {
    return {
      stroke: () => this.colour("ink-3"),
      grid: { stroke: () => this.colour("line"), width: 1 },
      ticks: { show: false },
      font: "11px system-ui, sans-serif",
      ...more,
    };
  }
}

function clock(_: uPlot, at: number[]): string[] {
  return at.map((seconds) => new Date(seconds * 1000).toISOString().slice(11, 16));
}

function frame(plot: uPlot): Frame {
  const ratio = uPlot.pxRatio;
  const { left, top, width, height } = plot.bbox;
  return {
    left: left / ratio,
    top: top / ratio,
    width: width / ratio,
    height: height / ratio,
    xOf: (seconds) => plot.valToPos(seconds, "x") + left / ratio,
  };
}
