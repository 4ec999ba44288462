/** A made-up incident panel for `mock.mjs`, synthetic; one name tries to be markup, and has to stay text. */
const on = (clock) => `2017-05-18T${clock}.000Z`;
const A = "Lt A. Ruiz (fictional)";
const M = "Capt M. Dahl (fictional)";

export function panel() {
  return {
    id: "17-001",
    name: "JUNIPER",
    status: "exercise",
    zone: "tanf",
    zone_name: "al-Tanf de-confliction zone",
    zone_version: "1f0c",
    cause: "crossing",
    opened_at: on("06:31:04"),
    closed_at: null,
    disposition: "",
    phase: "answer",
    phase_says: "An attempt is out; its answer is waited for.",
    severity: "act",
    movement: "approach",
    revision: 12,
    headline: ["About 20 vehicles 31.4 km NW of the site, 23.6 km inside, closing at 25 km/h.", "Waiting for an answer over the loudhailer; the guarantor's line has relayed the first message."],
    known: ["2 sources, B2, ±60 m", "20 tracks inside since 06:31Z", "Past ring-40km at 06:54Z"],
    not_known: ["who they are", "whether any call reached them", "civilians on the road", "ground-radar silent since 07:01Z"],
    deadline: { kind: "answer", due_at: on("07:11:40"), for_role: "liaison", says: "An answer to the loudhailer is waited for; then ask a third party who can reach them.", raised: 0 },
    stands_since: null,
    proposal: null,
    comply: { leave_s: 2520, speed_mps: 9.4, next_ring: "ring-30km", next_ring_s: 204, says: "42 min to leave the shortest way at 34 km/h; 3 min to ring-30km at the present speed." },
    ladder: "first 1",
    rungs: [
      { name: "inform", kind: "inform", asks: "Tell the counterpart's line what is seen", role: "watch", channel: "", to: "", off_ramp: "Back over the line by the way they came", applies: true, turn: 0, tries: 1, state: "tried" },
      { name: "contact", kind: "contact", asks: "Speak to them directly", role: "liaison", channel: "", to: "", off_ramp: "Halt, then back over the line by the way they came", applies: true, turn: 1, tries: 1, state: "current" },
      { name: "relay", kind: "relay", asks: "Ask a third party who can reach them", role: "liaison", channel: "", to: "", off_ramp: "Halt, then back over the line by the way they came", applies: true, turn: 0, tries: 1, state: "not_tried" },
      { name: "offer", kind: "offer", asks: "Offer a step of ours against a step of theirs", role: "liaison", channel: "", to: "", off_ramp: "Their step for ours, by an agreed time", applies: null, turn: 0, tries: 1, state: "not_tried" },
    ],
    tried: [
      { seq: 18, at: on("06:36:10"), kind: "inform", channel: "telephone, first line", to: "guarantor's duty officer", words: "Twenty vehicles inside the zone, heading for the site. Turn back north-west by 07:20Z; until then nothing changes on our side.", marker: "warning", could_be_heard: "yes", receipt: "read_back", read_back: "twenty vehicles, turn back by zero seven two zero", in_return: "", by: A, answers: [{ seq: 22, at: on("06:41:00"), kind: "unknown", from_whom: "guarantor", words: "Relayed.", grade: "C3", by: M }], too_fast: false },
      { seq: 38, at: on("07:04:40"), kind: "contact", channel: "loudhailer", to: "<b>lead vehicle</b>", words: "You are inside an agreed zone. Please halt and turn north-west.", marker: "warning", could_be_heard: "no", receipt: "none", read_back: "", in_return: "", by: M, answers: [], too_fast: true },
    ],
    approvals: [{ rung: "shelter", asks: "Move those who are outside into shelter", by: ["authority"], persons: 2, given_by: ["Maj O. Stern (fictional)"], until: on("07:19:00"), seen: "5e".repeat(32), entered: false }],
    not_tried: ["second line", "relay by a third party", "text", "offer"],
    ways: [
      { name: "hold", label: "Hold until", open: true, why_not: "" },
      { name: "ask_again", label: "Ask again", open: true, why_not: "" },
      { name: "other_channel", label: "Other channel", open: true, why_not: "" },
      { name: "offer", label: "Offer", open: true, why_not: "" },
      { name: "step_down", label: "Step down", open: true, why_not: "" },
      { name: "put_to_authority", label: "Put to authority", open: true, why_not: "" },
    ],
    doubts: [{ seq: 36, type: "doubt", at: on("07:01:10"), by: A, says: "“May be a road crew” Sgt K. (fictional)" }],
    decisions: [{ seq: 27, at: on("06:48:00"), kind: "hold", rung: "", role: "watch", decided_by: "authority-1", recorded_by: "watch-1", reason: "Give the relay time to reach them.", until: on("06:58:00"), channel: "radio", read_back: true, confirmed: false }],
    said: [
      { seq: 30, type: "presence", at: on("06:52:00"), by: A, says: "Elsewhere in the zone: shepherds, number unknown (liaison)" },
      { seq: 33, type: "claim", at: on("06:58:30"), by: M, says: "“Probing to see how close they can get”, an unnamed official" },
    ],
    log: [
      { seq: 12, type: "opened", recorded_at: on("06:31:04"), happened_at: on("06:31:04"), late: false, late_because: "", by: "standoff", says: "Opened on a crossing into tanf by uav-east|sim:vehicle-01" },
      { seq: 18, type: "attempt", recorded_at: on("06:36:22"), happened_at: on("06:36:10"), late: false, late_because: "", by: A, says: "Inform, telephone, first line, to guarantor's duty officer" },
      { seq: 22, type: "answer", recorded_at: on("06:41:12"), happened_at: on("06:41:00"), late: false, late_because: "", by: M, says: "Guarantor: “Relayed.” (C3)" },
      { seq: 27, type: "decision", recorded_at: on("06:48:20"), happened_at: on("06:48:00"), late: false, late_because: "", by: A, says: "Hold until 06:58Z, decided by Maj O. Stern (fictional)" },
      { seq: 33, type: "claim", recorded_at: on("07:00:00"), happened_at: on("06:35:30"), late: true, late_because: "the line was busy", by: M, says: "Claim about purpose by an unnamed official" },
      { seq: 36, type: "doubt", recorded_at: on("07:01:22"), happened_at: on("07:01:10"), late: false, late_because: "", by: A, says: "“May be a road crew” Sgt K. (fictional)" },
      { seq: 38, type: "attempt", recorded_at: on("07:04:40"), happened_at: on("07:04:40"), late: false, late_because: "", by: M, says: "Contact, loudhailer, to lead vehicle: could not be heard" },
    ],
    tracks: ["uav-east|sim:vehicle-01"],
  };
}
