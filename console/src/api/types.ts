/** What the server sends and takes, as `standoff.model.panel`, `principal` and `acts` define it. */

export interface Principal {
  id: string;
  name: string;
  roles: string[];
  party: string;
}
export interface DeadlineView {
  kind: string;
  due_at: string;
  for_role: string;
  says: string;
  raised: number;
}
export interface RungView {
  name: string;
  kind: string;
  asks: string;
  role: string;
  state: string;
}
export interface AnswerView {
  seq: number;
  at: string;
  kind: string;
  from_whom: string;
  words: string;
  grade: string;
  by: string;
}
export interface AttemptView {
  seq: number;
  at: string;
  kind: string;
  channel: string;
  to: string;
  words: string;
  marker: string;
  could_be_heard: string;
  receipt: string;
  read_back: string;
  in_return: string;
  by: string;
  answers: AnswerView[];
  too_fast: boolean;
}
export interface SaidView {
  seq: number;
  type: string;
  at: string;
  by: string;
  says: string;
}
export interface DecisionView {
  seq: number;
  at: string;
  kind: string;
  decided_by: string;
  recorded_by: string;
  reason: string;
  until: string | null;
  channel: string;
  read_back: boolean;
  confirmed: boolean;
}
export interface WayView {
  name: string;
  label: string;
  open: boolean;
  why_not: string;
}
export interface LogLine {
  seq: number;
  type: string;
  recorded_at: string;
  happened_at: string;
  late: boolean;
  late_because: string;
  by: string;
  says: string;
}
export interface ComplyView {
  leave_s: number | null;
  speed_mps: number | null;
  next_ring: string | null;
  next_ring_s: number | null;
  says: string;
}
export interface IncidentPanel {
  id: string;
  name: string;
  status: string;
  zone: string;
  zone_name: string;
  zone_version: string;
  cause: string;
  opened_at: string;
  closed_at: string | null;
  disposition: string;
  phase: string;
  phase_says: string;
  severity: string;
  movement: string;
  revision: number;
  headline: string[];
  known: string[];
  not_known: string[];
  deadline: DeadlineView | null;
  stands_since: string | null;
  proposal: string | null;
  comply: ComplyView;
  ladder: string;
  rungs: RungView[];
  tried: AttemptView[];
  not_tried: string[];
  ways: WayView[];
  doubts: SaidView[];
  decisions: DecisionView[];
  said: SaidView[];
  log: LogLine[];
  tracks: string[];
}
export interface IncidentLine {
  id: string;
  name: string;
  status: string;
  zone: string;
  phase: string;
  severity: string;
  opened_at: string;
  says: string;
  deadline: DeadlineView | null;
  revision: number;
}
export type Place = [number, number];
export interface TrackView {
  id: string;
  source: string;
  track: string;
  at: string;
  lat: number;
  lon: number;
  speed_mps: number | null;
  course_deg: number | null;
  err_m: number | null;
  zone: string;
  range_m: number | null;
  depth_m: number | null;
  inside: string[];
  status: string;
  stale: boolean;
  tail: Place[];
}
export interface FeedView {
  name: string;
  state: string;
  last_at: string | null;
  accepted: number;
  late: number;
  rejected: number;
  says: string;
}
export interface RingOutline {
  name: string;
  range_m: number | null;
  offset_m: number | null;
  outline: Place[][];
}
export interface ZoneView {
  id: string;
  name: string;
  kind: string;
  version: string;
  site: Place;
  site_stated: boolean;
  outline: Place[][];
  rings: RingOutline[];
  properties: { [key: string]: unknown };
}
export interface Cue {
  id: string;
  at: string;
  voice: string;
  says: string;
  what: { [key: string]: unknown } | null;
  entered: boolean;
}
export interface Raised {
  seq: number;
  incident: string;
  at: string;
  to_role: string;
  severity: string;
  says: string;
  next_step: string;
  nth: number;
}
export interface DeskView {
  now: string;
  speed: number;
  status: string;
  exercise: boolean;
  not_recorded_since: string | null;
  seq: number;
  fingerprint: string;
  clock_differs_s: number | null;
}
export interface Session {
  principals: Principal[];
  roster: Principal[];
}
export interface Picture {
  desk: DeskView;
  session: Session;
  zones: ZoneView[];
  tracks: TrackView[];
  feeds: FeedView[];
  incidents: IncidentLine[];
  alarms: Raised[];
  cues: Cue[];
}
export interface RangePoint {
  at: string;
  range_m: number;
}
export interface RangeSeries {
  track: string;
  source: string;
  err_m: number | null;
  points: RangePoint[];
}
export interface Flag {
  seq: number;
  at: string;
  type: string;
  says: string;
}
export interface RangeOverTime {
  zone: string;
  lines: [string, number][];
  series: RangeSeries[];
  flags: Flag[];
  gap_s: number;
}
export interface Answered {
  key: string;
  incident: string;
  entries: number[];
  revision: number;
  recorded_at: string;
}
