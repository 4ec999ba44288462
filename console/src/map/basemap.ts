import type { FeatureCollection } from "geojson";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlasUrl from "world-atlas/countries-50m.json?url";
import { type Part, partsOf } from "./countries";
import { collection } from "./shapes";

type Atlas = Topology<{ countries: GeometryCollection; land: GeometryCollection }>;

/** Land and borders of the world, Natural Earth at 1:50 million: for orientation, not for deciding where a line is. */
export async function basemap(): Promise<{ land: FeatureCollection; borders: FeatureCollection; parts: Part[] }> {
  const atlas = (await (await fetch(atlasUrl)).json()) as Atlas;
  const between = mesh(atlas, atlas.objects.countries, (a, b) => a !== b);
  const borders = collection([{ type: "Feature", geometry: between, properties: {} }]);
  const parts = partsOf(feature(atlas, atlas.objects.countries));
  return { land: feature(atlas, atlas.objects.land), borders, parts };
}
