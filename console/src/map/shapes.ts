import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import type { Place, TrackView, ZoneView } from "../api/types";

const METRES_A_DEGREE = 111_320;
/** How far ahead the line from a track points, in time at its present speed. */
export const LEADER_S = 300;

/** Features as the map takes them. */
export function collection(features: Feature[]): FeatureCollection {
  return { type: "FeatureCollection", features };
}

function feature(geometry: Geometry, properties: Record<string, unknown>): Feature {
  return { type: "Feature", geometry, properties };
}

/** A place some metres away on a course; flat, good enough to draw with over a few tens of kilometres. */
export function along(from: Place, courseDeg: number, metres: number): Place {
  const turn = (courseDeg * Math.PI) / 180;
  const north = (metres * Math.cos(turn)) / METRES_A_DEGREE;
  const east = (metres * Math.sin(turn)) / (METRES_A_DEGREE * Math.cos((from[1] * Math.PI) / 180));
  return [from[0] + east, from[1] + north];
}

/** A circle of so many metres, to be drawn; nothing is decided on it. */
export function circle(centre: Place, metres: number): Position[] {
  return Array.from({ length: 49 }, (_, nth) => along(centre, nth * 7.5, metres));
}

/** The outlines of zones and of their rings, told apart by `what`. */
export function zoneShapes(zones: ZoneView[]): FeatureCollection {
  const shapes = zones.flatMap((zone) => [
    ...zone.outline.map((outline) => feature({ type: "Polygon", coordinates: [outline] }, { what: "zone" })),
    ...zone.rings.flatMap((ring) =>
      ring.outline.map((outline) => feature({ type: "LineString", coordinates: outline }, { what: "ring" })),
    ),
  ]);
  return collection(shapes);
}

/** Tracks as dots with a leader and a tail. */
export function trackShapes(tracks: TrackView[], picked: string, sources: string[]): FeatureCollection {
  return collection(tracks.flatMap((track) => trackShape(track, track.id === picked, sources)));
}

function trackShape(track: TrackView, picked: boolean, sources: string[]): Feature[] {
  const at: Place = [track.lon, track.lat];
  const about = { id: track.id, stale: track.stale, picked, nth: sources.indexOf(track.source) % 3 };
  const shapes = [feature({ type: "Point", coordinates: at }, { ...about, what: "dot" })];
  if (track.tail.length > 0) {
    shapes.push(feature({ type: "LineString", coordinates: [...track.tail, at] }, { ...about, what: "tail" }));
  }
  const { course_deg: course, speed_mps: speed } = track;
  if (course !== null && speed !== null && speed > 0.5 && !track.stale) {
    const ahead = along(at, course, speed * LEADER_S);
    shapes.push(feature({ type: "LineString", coordinates: [at, ahead] }, { ...about, what: "leader" }));
  }
  if (picked && track.err_m !== null) {
    shapes.push(feature({ type: "Polygon", coordinates: [circle(at, track.err_m)] }, { ...about, what: "error" }));
  }
  return shapes;
}

/** West, south, east and north of all zones, or null without one. */
export function bounds(zones: ZoneView[]): [number, number, number, number] | null {
  const places = zones.flatMap((zone) => [zone.site, ...zone.outline.flat(), ...zone.rings.flatMap((ring) => ring.outline.flat())]);
  if (places.length === 0) return null;
  const lons = places.map(([lon]) => lon);
  const lats = places.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
