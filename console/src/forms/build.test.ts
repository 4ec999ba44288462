import { describe, expect, it } from "vitest";
import { build, isLate } from "./build";
import { first } from "./first";
import type { Values } from "./fields";
import { formOf } from "./forms";

const NOW = Date.parse("2017-05-18T07:00:00Z");
const form = (type: string) => formOf(type) ?? expect.fail(`no form ${type}`);
const made = (type: string, values: Values) => build(form(type), first(form(type), values), NOW);

describe("what is missing is said, all of it", () => {
  it.each([
    ["call", {}, ["caller", "channel", "words"]],
    ["call", { pass_now: true }, ["caller", "words"]],
    ["attempt", {}, ["kind", "channel", "to", "words"]],
    ["decision", { kind: "hold" }, ["decided_by", "until", "reason"]],
    ["decision", { kind: "step_down" }, ["decided_by", "reason"]],
    ["close", {}, ["disposition", "words"]],
  ])("%s %j", (type, values, missing) => expect(Object.keys(made(type, values).errors)).toEqual(missing));
});

describe("what cannot be read is said at its field", () => {
  it.each([
    ["sighting", { about_count: "twenty" }, "about_count"],
    ["sighting", { grade: "Z9" }, "grade"],
    ["sighting", { bearing_deg: "360" }, "bearing_deg"],
    ["sighting", { bearing_deg: "310" }, "range_m"],
    ["sighting", { range_m: "50" }, "bearing_deg"],
    ["sighting", { place: "33.5 N" }, "place"],
    ["sighting", { place: "91 10" }, "place"],
    ["sighting", { bearing_deg: "310", range_m: "50", place: "33 38" }, "place"],
    ["decision", { kind: "hold", until: "soon" }, "until"],
    ["correction", { corrects: "last" }, "corrects"],
    ["doubt", { happened_at: "08:00", words: "x" }, "late_because"],
    ["doubt", { happened_at: "2017-05-18 08:00" }, "happened_at"],
    ["doubt", { happened_at: "yesterday" }, "happened_at"],
  ])("%s %j", (type, values, field) => expect(made(type, values).errors).toHaveProperty(field));
});

describe("an act", () => {
  it("has whole metres, places in 1e-7 degree, and no field that was left empty", () => {
    const { what, errors } = made("sighting", { observer: "OP 2", words: "dust", about_count: "20", grade: "b2", bearing_deg: "315", range_m: "50,5" });
    expect(errors).toEqual({});
    expect(what).toEqual({ type: "sighting", observer: "OP 2", words: "dust", about_count: 20, grade: "B2", bearing_deg: 315, range_m: 50_500 });
  });
  it("of a place has no field called place", () => {
    expect(made("sighting", { observer: "a", words: "b", place: "33.84, 38.31" }).what).toEqual({
      type: "sighting", observer: "a", words: "b", lat_e7: 338_400_000, lon_e7: 383_100_000,
    });
  });
  it("passed now needs who calls and what they say, nothing else", () => {
    const { what, errors } = made("call", { pass_now: true, caller: "hospital", words: "shells fall near" });
    expect(errors).toEqual({});
    expect(what).toEqual({ type: "call", pass_now: true, caller: "hospital", channel: "not said", words: "shells fall near" });
  });
  it("leaves out what its kind does not ask for", () => {
    const { what } = made("decision", { kind: "step_down", until: "07:30", decided_by: "watch-1", reason: "they turn" });
    expect(what).toEqual({ type: "decision", kind: "step_down", decided_by: "watch-1", reason: "they turn", read_back: false });
  });
  it("that holds says until when, in full", () => {
    const { what } = made("decision", { kind: "hold", until: "0730", decided_by: "a", reason: "b" });
    expect(what["until"]).toBe("2017-05-18T07:30:00Z");
  });
});

describe("when it happened", () => {
  it("is now where nothing is typed: the desk's clock says it", () => expect(made("doubt", { words: "x" }).happened_at).toBeNull());
  it.each([
    ["06:45", false],
    ["06:44:59", true],
    ["", false],
    ["nonsense", false],
  ])("%s is late: %s", (typed, late) => expect(isLate(typed, NOW)).toBe(late));
  it("carries why it is late, and only then", () => {
    const late = made("doubt", { words: "x", happened_at: "06:30", late_because: "the line was busy" });
    expect(late).toMatchObject({ happened_at: "2017-05-18T06:30:00Z", late_because: "the line was busy", errors: {} });
    expect(made("doubt", { words: "x", happened_at: "06:55", late_because: "no" }).late_because).toBe("");
  });
});
