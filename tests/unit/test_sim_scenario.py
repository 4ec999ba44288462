"""A scenario file is read strictly: every refusal names the file and the field, and nothing unknown slips in."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.model.errors import UnusableInputError
from standoff.sim.reading import load_scenario

WHERE = "tanf-2017.toml"
TEXT = (Path(__file__).parents[2] / "scenarios" / WHERE).read_text(encoding="utf-8")

# (what is replaced in the good file, by what, the field that must be named, a part of the problem)
REFUSED = [
    ("[site]", "[site", "", "not TOML"),
    ("[site]", "[site]\nalt_m = 3", "site", "unknown field `alt_m`"),
    ('name = "tanf-2017"', 'name = "tanf-2017"\ncolour = "red"', "", "unknown field `colour`"),
    ("miss_probability = 0.05", "miss_probabilty = 0.05", "sources[0]", "unknown field `miss_probabilty`"),
    ("lat = 33.50583", "", "site", "missing required field `lat`"),
    ("lat = 33.50583", "lat = 93.5", "site.lat", "<= 90.0"),
    ("lat = 33.50583", "lat = nan", "site.lat", "Expected `float`"),
    ("lat = 33.50583", 'lat = "33.5 N"', "site.lat", "got `str`"),
    ("radius_m = 55_000", "radius_m = -1", "zones[0].radius_m", "> 0.0"),
    ("radius_m = 55_000", "radius_m = inf", "zones[0].radius_m", "<= 1000000.0"),
    ("range_m = 30_000", "range_m = 0", "zones[0].rings[1].range_m", "> 0.0"),
    ('kind = "deconfliction"', 'kind = "kill-box"', "zones[0].kind", "Invalid enum value 'kill-box'"),
    ("start = 2017-05-18T06:00:00Z", "start = 2017-05-18T06:00:00", "start", "timezone"),
    ("bearing_deg = 315.5", "bearing_deg = 360", "places.plain.bearing_deg", "< 360.0"),
    ("miss_probability = 0.12", "miss_probability = 1.0", "sources[1].miss_probability", "< 1.0"),
    ("interval_s = 12", "interval_s = 0", "sources[0].interval_s", ">= 0.1"),
    ("jitter_s = 2", "jitter_s = 6", "sources[0].jitter_s", "half of interval_s"),
    ("err_minor_m = 120", "err_minor_m = 251", "sources[1].err_minor_m", "exceeds err_major_m"),
    ("end = 2017-05-18T06:57:00Z", "end = 2017-05-18T06:50:00Z", "sources[0].dropouts[0].end", "not after its start"),
    ('name = "ground-radar"', 'name = "uav-east"', "sources.name", "'uav-east' stands there twice"),
    ('id = "vehicle-02"', 'id = "vehicle-01"', "group.vehicles.id", "'vehicle-01' stands there twice"),
    ('name = "ring-30km"', 'name = "ring-40km"', "zones[0].rings.name", "'ring-40km' stands there twice"),
    ('default_variant = "halts-27km"', 'default_variant = "x"', "default_variant", "no variant 'x'"),
    ('begins_at = "start"', 'begins_at = "nowhere"', "group.begins_at", "no place 'nowhere'"),
    ('to = "halt-64km"', 'to = "halt-65km"', "variants.halts-64km.steps[1].to", "no place 'halt-65km'"),
    ('to = "halt-64km"', 'to = "north-bend"', "variants.halts-64km.steps[1].to", "already"),
    ("for_s = 900", "for_s = 0", "variants.turns-back.steps[4].for_s", "> 0.0"),
    ("for_s = 900", "for_min = 15", "variants.turns-back.steps[4]", "field `for_"),
    ('do = "halt", for_s = 900', 'do = "strike"', "variants.turns-back.steps[4].do", "'strike'"),
    ("duration_s = 7800", "duration_s = 7000", "duration_s", "takes 7"),
    ("spacing_m = 70", "spacing_m = 700", "group.spacing_m", "first leg"),
    ('begins_at = "market"', 'begins_at = "fair"', "others[0].begins_at", "no place 'fair'"),
    ('to = "camp", speed_mps = 7', 'to = "market", speed_mps = 7', "others[0].steps[0].to", "'market' already"),
    ('do = "drive", to = "spring", speed_mps = 0.8', 'do = "halt", for_s = 9', "others[2].steps", "nobody drives"),
    ("speed_mps = 0.8", "speed_mps = 0.1", "duration_s", "what 'shepherd' does takes"),
    ('id = "trader-2"', 'id = "trader-1"', "others.id", "'trader-1' stands there twice"),
    ('id = "shepherd"', 'id = "vehicle-07"', "others.id", "'vehicle-07' stands there twice"),
    ('seen_by = "ground-radar"', 'seen_by = "radar"', "others[0].seen_by", "no source 'radar'"),
    ("seen_share = 0.2", "seen_share = 0", "others[0].seen_share", "> 0.0"),
    ('label = "shepherd on foot"', 'label = "x"\nparty = "y"', "others[2]", "unknown field `party`"),
]


@pytest.mark.parametrize(("old", "new", "field", "problem"), REFUSED, ids=[f"{new}" for _, new, _, _ in REFUSED])
def test_refuses_and_names_the_field(old: str, new: str, field: str, problem: str) -> None:
    assert old in TEXT
    with pytest.raises(UnusableInputError) as refusal:
        load_scenario(TEXT.replace(old, new, 1), WHERE)
    assert refusal.value.where == (f"{WHERE}: {field}" if field else WHERE)
    assert problem in refusal.value.problem
    assert refusal.value.remedy


def test_refuses_a_variant_in_which_nobody_drives() -> None:
    head = TEXT.partition("[variants.halts-27km]")[0]
    still = head + '[variants.halts-27km]\nsays = "x"\nsteps = [{ do = "halt", for_s = 1 }]\n'
    with pytest.raises(UnusableInputError, match=r"variants\.halts-27km\.steps: nobody drives"):
        load_scenario(still, WHERE)


def test_reads_the_scenario_that_is_shipped() -> None:
    scenario = load_scenario(TEXT, WHERE)
    assert list(scenario.variants) == ["halts-27km", "halts-64km", "turns-back", "they-call-first"]
    assert scenario.default_variant == "halts-27km"
    assert len(scenario.group.vehicles) == 20
    assert [other.label for other in scenario.others] == ["trader's pickup", "trader's pickup", "shepherd on foot"]
    assert (scenario.site.lat, scenario.site.lon) == (33.50583, 38.61778)
    assert scenario.zones[0].radius_m == 55_000
