import { describe, expect, it } from "vitest";
import { readMoment, rfc3339, span, zulu } from "./times";

const NOW = Date.parse("2017-05-18T06:41:20Z");
const read = (text: string, looks: "back" | "ahead") => {
  const ms = readMoment(text, NOW, looks);
  return ms === null ? null : rfc3339(ms);
};

describe("a time as people type it", () => {
  it.each(["", "soon", "25:00", "06:61", "6", "06:41:61", "2017-13-01 06:00", "06:41 local"])("is refused: %j", (typed) => {
    expect(readMoment(typed, NOW, "back")).toBeNull();
  });
  it.each([
    ["0630", "2017-05-18T06:30:00Z"],
    ["06:30", "2017-05-18T06:30:00Z"],
    ["06:30:15Z", "2017-05-18T06:30:15Z"],
    ["06:42", "2017-05-18T06:42:00Z"],
    ["06:43", "2017-05-17T06:43:00Z"],
    ["23:50", "2017-05-17T23:50:00Z"],
    ["2017-05-16 23:50", "2017-05-16T23:50:00Z"],
    ["2017-05-18T06:41:00.000Z", "2017-05-18T06:41:00Z"],
  ])("looking back, %s is %s", (typed, at) => expect(read(typed, "back")).toBe(at));
  it.each([
    ["06:41:20", "2017-05-19T06:41:20Z"],
    ["06:41:21", "2017-05-18T06:41:21Z"],
    ["0110", "2017-05-19T01:10:00Z"],
  ])("looking ahead, %s is %s", (typed, at) => expect(read(typed, "ahead")).toBe(at));
});

describe("times as they are shown", () => {
  it("are UTC, whatever the browser's zone", () => expect(zulu("2017-05-18T08:41:20+02:00")).toBe("06:41:20Z"));
  it.each([
    [20, "20 s"],
    [90, "2 min"],
    [2520, "42 min"],
    [7500, "2 h 5 min"],
  ])("%d s last %s", (seconds, says) => expect(span(seconds)).toBe(says));
});
