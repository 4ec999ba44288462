import type { FeatureCollection, MultiPolygon, Polygon, Position } from "geojson";
import type { Place } from "../api/types";

/** A country's rings of one polygon, outer first, with its box: west, south, east, north. */
export interface Part {
  name: string;
  rings: Position[][];
  box: [number, number, number, number];
}

/** Countries, to be named where they are in view. */
export function partsOf(countries: FeatureCollection): Part[] {
  return countries.features.flatMap(({ geometry, properties }) => {
    const name = String(properties?.["name"] ?? "");
    const polygons = polygonsOf(geometry as Polygon | MultiPolygon);
    return polygons.map((rings) => ({ name, rings, box: boxOf(rings[0] ?? []) }));
  });
}

/** The country at a place, or empty: the sea, or nobody's. */
export function countryAt(parts: Part[], [lon, lat]: Place): string {
  const found = parts.find(({ box: [west, south, east, north], rings }) => {
    if (lon < west || lon > east || lat < south || lat > north) return false;
    // Even-odd over all rings, so that a hole is outside.
    return rings.filter((ring) => isWithin(ring, lon, lat)).length % 2 === 1;
  });
  return found?.name ?? "";
}

/** One place for the name of each country in view: of the places looked at in it, the one nearest to their middle. */
export function namesInView(parts: Part[], places: Place[]): { name: string; at: Place }[] {
  const seen = new Map<string, Place[]>();
  for (const place of places) {
    const name = countryAt(parts, place);
    if (name) seen.set(name, [...(seen.get(name) ?? []), place]);
  }
  return [...seen].map(([name, inside]) => ({ name, at: middle(inside) }));
}

function middle(places: Place[]): Place {
  const mean = [0, 1].map((axis) => places.reduce((sum, place) => sum + (place[axis] ?? 0), 0) / places.length);
  const away = ([lon, lat]: Place) => Math.hypot(lon - (mean[0] ?? 0), lat - (mean[1] ?? 0));
  return places.reduce((best, place) => (away(place) < away(best) ? place : best));
}

function polygonsOf(geometry: Polygon | MultiPolygon): Position[][][] {
  return geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
}

function boxOf(ring: Position[]): [number, number, number, number] {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const [lon = 0, lat = 0] of ring) {
    [west, east] = [Math.min(west, lon), Math.max(east, lon)];
    [south, north] = [Math.min(south, lat), Math.max(north, lat)];
  }
  return [west, south, east, north];
}

function isWithin(ring: Position[], lon: number, lat: number): boolean {
  let within = false;
  for (let a = 0, b = ring.length - 1; a < ring.length; b = a++) {
    const [ax = 0, ay = 0] = ring[a] ?? [];
    const [bx = 0, by = 0] = ring[b] ?? [];
    if (ay > lat !== by > lat && lon < ((bx - ax) * (lat - ay)) / (by - ay) + ax) within = !within;
  }
  return within;
}
