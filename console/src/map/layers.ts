import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { collection } from "./shapes";

type Colour = (name: string) => string;
const SOURCES = ["land", "borders", "zones", "tracks"];

/** The whole style, offline: no tiles, no fonts, no images. */
export function mapStyle(colour: Colour): StyleSpecification {
  const empty = { type: "geojson" as const, data: collection([]) };
  const sources = Object.fromEntries(SOURCES.map((name) => [name, empty]));
  return { version: 8, sources, layers: layers(colour) };
}

const is = (what: string): ExpressionSpecification => ["==", ["get", "what"], what];

/** Layers from below to above, in the colours of the theme. */
export function layers(colour: Colour): LayerSpecification[] {
  const bySource: ExpressionSpecification = ["match", ["get", "nth"], 1, colour("track-2"), 2, colour("track-3"), colour("track")];
  const paleIfStale = (full: number, pale: number): ExpressionSpecification => ["case", ["get", "stale"], pale, full];
  return [
    { id: "sea", type: "background", paint: { "background-color": colour("sea") } },
    { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("land") } },
    { id: "borders", type: "line", source: "borders", paint: { "line-color": colour("border"), "line-width": 1 } },
    { id: "zone-fill", type: "fill", source: "zones", filter: is("zone"), paint: { "fill-color": colour("zone"), "fill-opacity": 0.07 } },
    { id: "zone", type: "line", source: "zones", filter: is("zone"), paint: { "line-color": colour("zone"), "line-width": 1.8 } },
    {
      id: "ring",
      type: "line",
      source: "zones",
      filter: is("ring"),
      paint: { "line-color": colour("zone"), "line-width": 1.1, "line-dasharray": [4, 3], "line-opacity": 0.8 },
    },
    { id: "tail", type: "line", source: "tracks", filter: is("tail"), paint: { "line-color": bySource, "line-width": 1, "line-opacity": paleIfStale(0.35, 0.15) } },
    { id: "error", type: "fill", source: "tracks", filter: is("error"), paint: { "fill-color": bySource, "fill-opacity": 0.22 } },
    { id: "leader", type: "line", source: "tracks", filter: is("leader"), paint: { "line-color": bySource, "line-width": 1.2, "line-opacity": 0.8 } },
    {
      id: "dot",
      type: "circle",
      source: "tracks",
      filter: is("dot"),
      paint: {
        "circle-color": bySource,
        "circle-opacity": paleIfStale(1, 0.3),
        "circle-radius": ["case", ["get", "picked"], 6, 3.6],
        "circle-stroke-width": ["case", ["get", "picked"], 2, 0.6],
        "circle-stroke-color": ["case", ["get", "picked"], colour("ink"), colour("ground")],
      },
    },
  ];
}
