/** A made-up desk for `mock.mjs`: al-Tanf, synthetic, at half past seven of an exercise. */
import { panel } from "./panel.mjs";

const SITE = [38.61778, 33.50583];
const START_MS = Date.parse("2017-05-18T07:07:20Z");
const text = (ms) => new Date(ms).toISOString();
const PEOPLE = [
  { id: "watch-1", name: "Lt A. Ruiz (fictional)", roles: ["watch"], party: "owner" },
  { id: "liaison-1", name: "Capt M. Dahl (fictional)", roles: ["liaison"], party: "owner" },
  { id: "authority-1", name: "Maj O. Stern (fictional)", roles: ["authority"], party: "owner" },
];

function along([lon, lat], bearingDeg, metres) {
  const turn = (bearingDeg * Math.PI) / 180;
  return [lon + (metres * Math.sin(turn)) / (111_320 * Math.cos((lat * Math.PI) / 180)), lat + (metres * Math.cos(turn)) / 111_320];
}

const ring = (metres) => [Array.from({ length: 73 }, (_, nth) => along(SITE, nth * 5, metres))];

export class Desk {
  constructor() {
    this.deskMs = START_MS;
    this.heardMs = Date.now();
    this.speed = 1;
    this.seq = 46;
    this.panel = panel();
    this.alarms = [
      { seq: 41, incident: "17-001", at: "2017-05-18T07:06:30.000Z", to_role: "liaison", severity: "act", says: "Nobody has spoken to them directly for 5 minutes.", next_step: "Speak to them: radio, telephone, loudhailer, text.", nth: 2 },
    ];
    this.cues = [
      { id: "relay-answers", at: "2017-05-18T07:06:58.000Z", voice: "guarantor's duty officer (fictional)", says: "We have passed it on. They say they stay.", what: { type: "answer", kind: "refused", from_whom: "guarantor", words: "We have passed it on. They say they stay.", receipt: "passed_on", grade: "C3" }, entered: false },
      { id: "sergeant-doubts", at: "2017-05-18T07:01:10.000Z", voice: "Sgt K. (fictional)", says: "May be a road crew. I see diggers.", what: { type: "doubt", words: "May be a road crew" }, entered: true },
    ];
    this.keys = new Map();
  }

  now() {
    return this.deskMs + (Date.now() - this.heardMs) * this.speed;
  }

  run(speed) {
    this.deskMs = this.now();
    this.heardMs = Date.now();
    this.speed = speed;
    return this.view(false);
  }

  view(failing) {
    return { now: text(this.now()), speed: this.speed, status: "exercise", exercise: true, not_recorded_since: failing ? "2017-05-18T07:07:25.000Z" : null, seq: this.seq + 1, fingerprint: "otter brick lunar velvet saddle comet", clock_differs_s: null };
  }

  tracks() {
    const minutes = (this.now() - START_MS) / 60_000;
    return Array.from({ length: 26 }, (_, nth) => {
      const radar = nth >= 20;
      const range = 31_400 + (nth % 20) * 95 - Math.min(minutes, 8) * 420;
      const [lon, lat] = along(SITE, 311 + (nth % 3) * 0.12 + (radar ? 0.3 : 0), range);
      const tail = Array.from({ length: 30 }, (_, back) => along(SITE, 311 + (30 - back) * 0.06 + (nth % 3) * 0.12, range + (30 - back) * 700));
      return {
        id: radar ? `ground-radar|sim:plot-${nth}` : `uav-east|sim:vehicle-${String(nth + 1).padStart(2, "0")}`,
        source: radar ? "ground-radar" : "uav-east",
        track: radar ? `sim:plot-${nth}` : `sim:vehicle-${String(nth + 1).padStart(2, "0")}`,
        at: radar ? "2017-05-18T07:01:05.000Z" : text(this.now()),
        lat,
        lon,
        speed_mps: radar ? null : 7,
        course_deg: radar ? null : 132,
        err_m: radar ? 250 : 60,
        zone: "tanf",
        range_m: range,
        depth_m: 55_000 - range,
        inside: ["tanf", "tanf/ring-40km"],
        status: "exercise",
        stale: radar,
        tail,
      };
    });
  }

  move() {
    return this.empty ? [] : this.tracks().filter((track) => !track.stale).map((track) => ({ ...track, tail: [] }));
  }

  line() {
    const { id, name, status, zone, phase, severity, opened_at, headline, deadline, revision } = this.panel;
    return { id, name, status, zone, phase, severity, opened_at, says: headline[0], deadline, revision };
  }

  picture(failing) {
    const zone = { id: "tanf", name: "al-Tanf de-confliction zone (55 km, synthetic exercise)", kind: "deconfliction", version: "1f0c", site: SITE, site_stated: true, outline: ring(55_000), rings: [40_000, 30_000].map((metres) => ({ name: `ring-${metres / 1000}km`, range_m: metres, offset_m: null, outline: ring(metres) })), properties: {} };
    const feeds = [
      { name: "uav-east", state: "heard", last_at: text(this.now() - 4000), accepted: 3120, late: 4, rejected: 0, says: "heard" },
      { name: "ground-radar", state: "silent", last_at: "2017-05-18T07:01:05.000Z", accepted: 610, late: 0, rejected: 2, says: "nothing for 6 minutes: what is there is not known" },
    ];
    return { desk: this.view(failing), session: { principals: PEOPLE, roster: PEOPLE }, zones: [zone], tracks: this.empty ? [] : this.tracks(), feeds: this.empty ? [] : feeds, incidents: this.empty ? [] : [this.line()], alarms: this.empty ? [] : this.alarms, cues: this.empty ? [] : this.cues };
  }

  clear() {
    this.empty = true;
  }

  range() {
    const from = Date.parse("2017-05-18T06:20:00Z");
    const until = this.now();
    const points = (offset, everyS, begin, blind) => {
      const list = [];
      for (let at = from + begin * 1000; at < until; at += everyS * 1000) {
        const minute = (at - from) / 60_000;
        if (minute > blind[0] && minute < blind[1]) continue;
        list.push({ at: text(at), range_m: 62_000 - minute * 660 + offset + 60 * Math.sin(minute) });
      }
      return list;
    };
    const series = [
      ...Array.from({ length: 6 }, (_, nth) => ({ track: `uav-east|sim:vehicle-0${nth + 1}`, source: "uav-east", err_m: 60, points: points(nth * 140, 12, 0, [14, 21]) })),
      ...Array.from({ length: 2 }, (_, nth) => ({ track: `ground-radar|sim:plot-2${nth}`, source: "ground-radar", err_m: 250, points: points(400 + nth * 300, 30, 900, [18, 24]) })),
    ];
    const flags = this.panel.log.filter((line) => !["deadline_set", "raised"].includes(line.type)).map(({ seq, happened_at, type, says }) => ({ seq, at: happened_at, type, says }));
    return { zone: "tanf", lines: [["zone's edge", 55_000], ["ring-40km", 40_000], ["ring-30km", 30_000]], series, flags, gap_s: 90 };
  }

  enter(act, as) {
    if (this.keys.has(act.key)) return this.keys.get(act.key);
    this.seq += 1;
    const by = PEOPLE.find((person) => person.id === as) ?? PEOPLE[0];
    const at = text(this.now());
    const words = act.what.words ?? act.what.reason ?? act.what.question ?? act.what.type;
    this.panel.revision += 1;
    this.panel.log.push({ seq: this.seq, type: act.what.type, recorded_at: at, happened_at: act.happened_at ?? at, late: !!act.late_because, late_because: act.late_because ?? "", by: by.name, says: `${by.name}: ${words}` });
    if (act.what.type === "decision")
      this.panel.decisions.push({ seq: this.seq, at, confirmed: act.what.decided_by === by.id, recorded_by: by.id, until: null, channel: "", read_back: false, ...act.what });
    if (act.what.type === "acknowledge") this.alarms = [];
    const answered = { key: act.key, incident: "17-001", entries: [this.seq], revision: this.panel.revision, recorded_at: at };
    this.keys.set(act.key, answered);
    return answered;
  }
}
