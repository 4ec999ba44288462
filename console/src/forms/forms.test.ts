import { describe, expect, it } from "vitest";
import type { ActType, ApprovalView, AttemptView, Cue, IncidentPanel } from "../api/types";
import { formOf } from "./forms";
import { approvalForm, cueForm, valuesOf, wayForm } from "./prefill";
import { build } from "./build";
import { first } from "./first";

// The compiler holds this list equal to the acts of the schema: a new act without a form does not pass.
const EVERY: Record<ActType, true> = {
  open: true, sighting: true, call: true, attempt: true, answer: true, doubt: true, put_to_authority: true, decision: true,
  confirm: true, acknowledge: true, resume: true, reported_action: true, presence: true, claim: true, encounter: true,
  notice: true, aftermath: true, correction: true, close: true, reopen: true, receipt: true,
  line: true, excuse: true, split: true, link: true, exhibit: true, hand_over: true, take_over: true, delegate: true, revoke: true,
};
const TYPES = Object.keys(EVERY);
const attempt = { kind: "inform", channel: "first line", to: "guarantor", marker: "warning" } as AttemptView;
const panel = { id: "17-001", tried: [attempt], rungs: [{ kind: "relay", state: "current" }] } as IncidentPanel;

describe("the forms", () => {
  it.each(TYPES)("there is one for %s", (type) => expect(formOf(type)?.type).toBe(type));
  it("no word in them offers, asks for or prompts force", () => {
    const said = JSON.stringify(TYPES.map(formOf)).toLowerCase();
    expect(said).not.toMatch(/\b(force|strike|fire|shots?|shoot|weapon|attack|engage|destroy|threat|hostile|target|warning shot|show of)\b/);
  });
  it("urgent, pass now stands first in the call", () => expect(formOf("call")?.fields[0]?.name).toBe("pass_now"));
});

describe("each way on opens a form, and none acts by itself", () => {
  it.each([
    ["hold", "decision", { kind: "hold", decided_by: "watch-1" }],
    ["step_down", "decision", { kind: "step_down", decided_by: "watch-1" }],
    ["offer", "attempt", { kind: "offer" }],
    ["ask_again", "attempt", { kind: "inform", channel: "first line", to: "guarantor", marker: "warning" }],
    ["other_channel", "attempt", { kind: "relay" }],
    ["put_to_authority", "put_to_authority", {}],
  ])("%s", (way, type, values) => expect(wayForm(way, panel, "watch-1")).toEqual({ type, incident: "17-001", values }));
});

describe("an approval", () => {
  const seen = "5e".repeat(32);
  const wanted = approvalForm({ rung: "shelter", seen } as ApprovalView, "17-001", "authority-1");
  const form = formOf("decision")!;
  it("is a decision, of that rung and of exactly what the panel shows", () => {
    expect(wanted).toEqual({ type: "decision", incident: "17-001", values: { kind: "approve", decided_by: "authority-1", rung: "shelter", seen } });
    const built = build(form, { ...first(form, wanted.values), reason: "they are near" }, 0);
    expect(built.errors).toEqual({});
    expect(built.what).toMatchObject({ type: "decision", kind: "approve", rung: "shelter", seen });
  });
  it("asks for both where they are missing, and no other decision asks for them", () => {
    const values = { ...first(form, { kind: "approve" }), decided_by: "authority-1", reason: "r" };
    expect(Object.keys(build(form, values, 0).errors)).toEqual(["rung", "seen"]);
    const going = build(form, { ...values, kind: "go_on" }, 0);
    expect(going.errors).toEqual({});
    expect(going.what).not.toHaveProperty("seen");
  });
});

it("several are told with commas between, as the desk takes them", () => {
  const form = formOf("delegate")!;
  const typed = { to: "watch-1", roles: " authority, liaison,", until: "2017-05-18 12:00", reason: "at the gate" };
  const built = build(form, { ...first(form, {}), ...typed }, Date.parse("2017-05-18T06:00:00Z"));
  expect(built.errors).toEqual({});
  expect(built.what["roles"]).toEqual(["authority", "liaison"]);
  expect(build(form, { ...first(form, {}), ...typed, roles: " , " }, 0).errors).toHaveProperty("roles");
});

describe("a cue", () => {
  const cue = (what: Cue["what"]): Cue => ({ id: "c", at: "", voice: "", says: "", what, entered: false });
  it("fills every field that the form has, and may be changed before it is entered", () => {
    const form = formOf("sighting")!;
    const what = { type: "sighting", observer: "OP 2", words: "dust", about_count: 20, range_m: 50_500, lat_e7: 338_400_000, lon_e7: 383_100_000, zone: null };
    expect(valuesOf(form, what)).toEqual({ observer: "OP 2", words: "dust", about_count: "20", range_m: "50.5", place: "33.84 38.31" });
  });
  it("that calls or sights finds its own incident, an answer belongs to the open one", () => {
    expect(cueForm(cue({ type: "call", pass_now: true }), formOf("call")!, "17-001", "").incident).toBe("");
    expect(cueForm(cue({ type: "answer" }), formOf("answer")!, "17-001", "").incident).toBe("17-001");
  });
});

it("a form begins with nothing chosen where a choice is asked for", () => {
  expect(first(formOf("close")!, {})).toEqual({ happened_at: "", late_because: "", disposition: "", words: "", aftermath: "" });
});
