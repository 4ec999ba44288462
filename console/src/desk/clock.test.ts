import { describe, expect, it } from "vitest";
import { clockSpan, countdown, reckon } from "./clock";

const DUE = "2017-05-18T07:00:00.000Z";
const at = (clock: string) => Date.parse(`2017-05-18T${clock}Z`);

describe("the desk's clock between two words of the desk", () => {
  it.each([
    [0, 0],
    [1, 2000],
    [60, 120_000],
  ])("runs at the desk's speed: %d", (speed, ms) => {
    expect(reckon({ deskMs: 1_000_000, heardMs: 500, speed }, 2500)).toBe(1_000_000 + ms);
  });
  it("never goes back before what was heard", () => expect(reckon({ deskMs: 1000, heardMs: 500, speed: 1 }, 400)).toBe(1000));
});

describe("a countdown", () => {
  it.each([
    ["06:55:00", "5:00", false],
    ["06:59:59.999", "0:01", false],
    ["07:00:00", "0:00", false],
    ["07:00:12.500", "+0:12", true],
    ["05:29:30", "1:30:30", false],
  ])("at %s says %s", (now, text, over) => expect(countdown(DUE, at(now))).toMatchObject({ text, over }));
  it("writes hours only where there are some", () => expect([clockSpan(59), clockSpan(3600)]).toEqual(["0:59", "1:00:00"]));
});
