import {
  AttributionControl,
  type GeoJSONSource,
  Map as MapLibre,
  Marker,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import type { FeatureCollection } from "geojson";
import { basemap } from "./basemap";
import { namesInView, type Part } from "./countries";
import { type Label, thin } from "./labels";
import { layers, mapStyle } from "./layers";

setWorkerUrl(workerUrl);

/** Pixels round a click in which a track is picked. */
const REACH = 9;

/** The map on the page: what is drawn goes in, which track was clicked comes out. */
export class DeskMap {
  readonly #map: MapLibre;
  readonly #markers = new Map<string, Marker>();
  #labels: Label[] = [];
  #parts: Part[] = [];

  constructor(container: HTMLElement, colour: (name: string) => string, picked: (track: string) => void, drawn: () => void) {
    const style = mapStyle(colour);
    this.#map = new MapLibre({ container, style, center: [20, 25], zoom: 1.5, attributionControl: false, dragRotate: false });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.addControl(new NavigationControl({ showCompass: false }), "top-left");
    this.#map.addControl(new ScaleControl({ unit: "metric", maxWidth: 140 }), "bottom-left");
    this.#map.addControl(
      new AttributionControl({ compact: false, customAttribution: "Natural Earth 1:50 million, for orientation" }),
      "bottom-right",
    );
    this.#map.on("click", (event) => picked(this.#trackAt(event.point.x, event.point.y)));
    this.#map.on("moveend", () => this.#place());
    this.#map.once("idle", drawn);
    void this.#map.once("load").then(() => this.#drawLand());
  }

  /** Draws a source's shapes in place of those before. */
  draw(source: "zones" | "tracks", shapes: FeatureCollection): void {
    this.#when(() => this.#map.getSource<GeoJSONSource>(source)?.setData(shapes));
  }

  /** Writes labels in place of those before. */
  write(labels: Label[]): void {
    this.#labels = labels;
    this.#place();
  }

  /** Shows a box of west, south, east, north. */
  show(box: [number, number, number, number]): void {
    this.#map.fitBounds(box, { padding: { top: 66, bottom: 34, left: 42, right: 42 }, animate: false });
  }

  /** Paints everything again in the theme's colours. */
  paint(colour: (name: string) => string): void {
    this.#when(() => {
      for (const layer of layers(colour)) {
        for (const [name, value] of Object.entries(layer.paint ?? {})) {
          this.#map.setPaintProperty(layer.id, name as never, value as never);
        }
      }
    });
  }

  remove(): void {
    this.#map.remove();
  }

  async #drawLand(): Promise<void> {
    const { land, borders, parts } = await basemap();
    this.#parts = parts;
    this.#place();
    this.#map.getSource<GeoJSONSource>("land")?.setData(land);
    this.#map.getSource<GeoJSONSource>("borders")?.setData(borders);
  }

  #when(act: () => void): void {
    if (this.#map.isStyleLoaded() || this.#map.loaded()) act();
    else if (this.#map.getSource("tracks")) act();
    else void this.#map.once("styledata").then(act);
  }

  #trackAt(x: number, y: number): string {
    if (!this.#map.getLayer("dot")) return "";
    const box: [[number, number], [number, number]] = [[x - REACH, y - REACH], [x + REACH, y + REACH]];
    return String(this.#map.queryRenderedFeatures(box, { layers: ["dot"] })[0]?.properties["id"] ?? "");
  }

  #place(): void {
    const labels = new Map(thin([...this.#labels, ...this.#countries()], (at) => this.#map.project(at)).map((label) => [label.id, label]));
    for (const [id, marker] of this.#markers) {
      if (labels.has(id)) continue;
      marker.remove();
      this.#markers.delete(id);
    }
    for (const label of labels.values()) this.#mark(label);
  }

  /** Names of the countries in view, looked for at places spread over the map. */
  #countries(): Label[] {
    if (this.#parts.length === 0 || this.#map.getZoom() < 3) return [];
    const { clientWidth: width, clientHeight: height } = this.#map.getContainer();
    const places = SPREAD.flatMap((across) =>
      SPREAD.map((down): [number, number] => {
        const at = this.#map.unproject([across * width, down * height]);
        return [at.lng, at.lat];
      }),
    );
    return namesInView(this.#parts, places).map(({ name, at }) => ({ id: `country ${name}`, at, text: name, kind: "country" }));
  }

  #mark(label: Label): void {
    let marker = this.#markers.get(label.id);
    if (!marker) {
      const element = document.createElement("span");
      marker = new Marker({ element, anchor: ANCHORS[label.kind], offset: OFFSETS[label.kind] }).setLngLat(label.at);
      marker.addTo(this.#map);
      this.#markers.set(label.id, marker);
    }
    const element = marker.getElement();
    element.classList.add("map-label");
    element.dataset["kind"] = label.kind;
    // Names come from outside: they are text, never markup.
    if (element.textContent !== label.text) element.textContent = label.text;
    marker.setLngLat(label.at);
  }
}

/** Parts of the width and height at which a country is looked for. */
const SPREAD = [0.06, 0.17, 0.28, 0.39, 0.5, 0.61, 0.72, 0.83, 0.92];
const ANCHORS = { zone: "bottom", ring: "center", site: "left", track: "left", stale: "left", country: "center" } as const;
const OFFSETS: Record<Label["kind"], [number, number]> = { zone: [0, -2], ring: [0, 0], site: [-5, 0], track: [11, 0], stale: [8, 0], country: [0, 0] };
