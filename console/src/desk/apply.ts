import type { Cue, DeskView, FeedView, IncidentLine, Picture, Place, Raised, TrackView } from "../api/types";

/** What the stream says, told apart by `kind`. */
export type DeskEvent =
  | { kind: "desk"; data: DeskView }
  | { kind: "tracks"; data: { tracks: TrackView[] } }
  | { kind: "incident"; data: IncidentLine }
  | { kind: "entry"; data: { seq: number; type: string; incident: string } }
  | { kind: "raised"; data: Raised }
  | { kind: "settled"; data: { seq: number; incident: string } }
  | { kind: "feed"; data: FeedView }
  | { kind: "cue"; data: Cue }
  | { kind: "resync"; data: object };

/** Places kept behind a track; older ones are forgotten, since the range over time has them all. */
export const TAIL_PLACES = 240;

/** The picture after an event. The old one is left as it is; parts that did not change stay the same objects. */
export function apply(picture: Picture, event: DeskEvent): Picture {
  switch (event.kind) {
    case "desk":
      return { ...picture, desk: event.data };
    case "tracks":
      return { ...picture, tracks: moveTracks(picture.tracks, event.data.tracks) };
    case "incident":
      return { ...picture, incidents: put(picture.incidents, event.data, (line) => line.id) };
    case "raised":
      return { ...picture, alarms: raise(picture.alarms, event.data) };
    case "settled":
      return { ...picture, alarms: picture.alarms.filter((alarm) => alarm.seq !== event.data.seq) };
    case "feed":
      return { ...picture, feeds: put(picture.feeds, event.data, (feed) => feed.name) };
    case "cue":
      return { ...picture, cues: put(picture.cues, event.data, (cue) => cue.id) };
    case "entry":
    case "resync":
      return picture;
  }
}

function put<T>(list: T[], item: T, id: (item: T) => string): T[] {
  const at = list.findIndex((other) => id(other) === id(item));
  return at < 0 ? [...list, item] : list.with(at, item);
}

/** An incident has one alarm at a time: one that is raised again takes the place of the one before. */
function raise(alarms: Raised[], alarm: Raised): Raised[] {
  const same = (other: Raised) => other.seq === alarm.seq || (alarm.incident !== "" && other.incident === alarm.incident);
  const others = alarms.filter((other) => !same(other));
  return [...others, alarm];
}

function moveTracks(tracks: TrackView[], moved: TrackView[]): TrackView[] {
  const byId = new Map(tracks.map((track) => [track.id, track]));
  for (const track of moved) byId.set(track.id, { ...track, tail: grow(byId.get(track.id), track) });
  return [...byId.values()];
}

function grow(before: TrackView | undefined, after: TrackView): Place[] {
  if (after.tail.length > 0) return after.tail;
  if (before === undefined) return [];
  if (before.at >= after.at) return before.tail;
  return [...before.tail, [before.lon, before.lat] as Place].slice(-TAIL_PLACES);
}
