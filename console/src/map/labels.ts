import type { Place, TrackView, ZoneView } from "../api/types";
import { length } from "../words/lengths";
import { zuluShort } from "../words/times";

/** A word on the map; there are no fonts for the map itself without a server, so labels are elements of the page. */
export interface Label {
  id: string;
  at: Place;
  text: string;
  kind: "zone" | "ring" | "site" | "track" | "stale" | "country";
}

/** Which label stays where two would stand on one another: the lower. */
const RANK: Record<Label["kind"], number> = { track: 0, zone: 1, ring: 1, site: 1, stale: 2, country: 3 };

/** Names of zones and rings, at the most northern place of their outline, and their sites. */
export function zoneLabels(zones: ZoneView[]): Label[] {
  return zones.flatMap((zone) => {
    const labels: Label[] = [{ id: `site ${zone.id}`, at: zone.site, text: zone.site_stated ? "site" : "centre of the zone", kind: "site" }];
    const top = northmost(zone.outline);
    if (top) labels.push({ id: `zone ${zone.id}`, at: top, text: zone.name || zone.id, kind: "zone" });
    for (const ring of zone.rings) {
      const at = northmost(ring.outline);
      if (at) labels.push({ id: `ring ${zone.id}/${ring.name}`, at, text: ring.name, kind: "ring" });
    }
    return labels;
  });
}

/** The picked track by name, and stale ones with the time of their last report. */
export function trackLabels(tracks: TrackView[], picked: string): Label[] {
  return tracks.flatMap((track): Label[] => {
    const at: Place = [track.lon, track.lat];
    if (track.id === picked) {
      const range = track.range_m === null ? "" : ` ${length(track.range_m)}`;
      return [{ id: track.id, at, text: `${track.track}${range}`, kind: "track" }];
    }
    return track.stale ? [{ id: track.id, at, text: `last ${zuluShort(track.at)}`, kind: "stale" }] : [];
  });
}

/**
 * Thins out labels that would stand on one another. Of stale tracks on one spot the first stays, and says how many more
 * there are; a stale track or a country beside anything else goes without. `project` gives a place's pixels.
 */
export function thin(labels: Label[], project: (at: Place) => { x: number; y: number }): Label[] {
  const kept: { label: Label; x: number; y: number; more: number }[] = [];
  for (const label of labels.toSorted((a, b) => RANK[a.kind] - RANK[b.kind])) {
    const { x, y } = project(label.at);
    const near = kept.find((other) => Math.abs(other.x - x) < 90 && Math.abs(other.y - y) < 16);
    if (near?.label.kind === "stale" && label.kind === "stale") near.more += 1;
    else if (!near || (label.kind !== "stale" && label.kind !== "country")) kept.push({ label, x, y, more: 0 });
  }
  return kept.map(({ label, more }) => (more > 0 ? { ...label, text: `${label.text}, and ${more} more` } : label));
}

function northmost(outline: Place[][]): Place | null {
  return outline.flat().reduce<Place | null>((top, at) => (top === null || at[1] > top[1] ? at : top), null);
}
