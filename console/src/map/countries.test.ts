import { expect, it } from "vitest";
import { countryAt, namesInView, partsOf } from "./countries";

const box = (west: number, south: number, east: number, north: number) => [
  [west, south], [east, south], [east, north], [west, north], [west, south],
];
const country = (name: string, ...rings: number[][][]) => ({
  type: "Feature" as const, properties: { name }, geometry: { type: "Polygon" as const, coordinates: rings },
});
const parts = partsOf({
  type: "FeatureCollection",
  features: [country("Around", box(0, 0, 10, 10), box(4, 4, 6, 6)), country("Enclave", box(4, 4, 6, 6)), country("Beyond", box(20, 0, 30, 10))],
});

it.each([
  [[1, 1], "Around"],
  [[5, 5], "Enclave"],
  [[25, 5], "Beyond"],
  [[15, 5], ""],
] as const)("at %j lies %j", ([lon, lat], name) => expect(countryAt(parts, [lon, lat])).toBe(name));

it("a country is named once, at a place of its own that is in view", () => {
  expect(namesInView(parts, [[1, 1], [2, 1], [9, 1], [15, 5]])).toEqual([{ name: "Around", at: [2, 1] }]);
});
