import { expect, it } from "vitest";
import { course, length, place, speed } from "./lengths";

it.each([
  [0, "0 m"],
  [340.4, "340 m"],
  [1000, "1.0 km"],
  [27_432, "27.4 km"],
  [112_400, "112 km"],
])("%d metres are %s", (metres, says) => expect(length(metres)).toBe(says));
it("a course wraps at north", () => expect([course(42), course(359.7)]).toEqual(["042°", "000°"]));
it("south and west are said, not signed", () => expect(place(-33.5, -38.61778)).toBe("33.5000 S 38.6178 W"));
it("speeds are in km/h", () => expect(speed(10)).toBe("36 km/h"));
