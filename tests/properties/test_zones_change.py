"""Zones that change in the middle: any order, batching, time of telling and restart give the same confirmed verdicts.

What is held against it is a plain reading of the same words: per report, by a loop over tracks, with two catalogues.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_order import HARBOUR, REPORTS, SECOND, cut

from standoff.engine.engine import Engine, Settings
from standoff.model.crossing import Crossing, CrossingKind, Standing
from standoff.zones.catalogue import Catalogue
from standoff.zones.fold import Confirm
from standoff.zones.geojson import read_zones

FILE = json.loads((HARBOUR / "zones.geojson").read_bytes())


def catalogue(features: list[Any]) -> Catalogue:
    content = json.dumps({"type": "FeatureCollection", "features": features})
    return Catalogue(read_zones(content.encode(), "zones.geojson"))


def moved(feature: dict[str, Any], east_deg: float) -> dict[str, Any]:
    """The same zone, so many degrees further east."""

    def shifted(coordinates: Any) -> Any:
        if isinstance(coordinates[0], (int, float)):
            return [coordinates[0] + east_deg, *coordinates[1:]]
        return [shifted(one) for one in coordinates]

    geometry = feature["geometry"]
    return feature | {"geometry": geometry | {"coordinates": shifted(geometry["coordinates"])}}


ZONES = FILE["features"]
EDITIONS = (
    catalogue(ZONES),
    catalogue([moved(ZONES[0], 0.004), *ZONES[1:]]),
    catalogue([*ZONES[2:], moved(ZONES[0], 0.001)]),
)
"""As in the file; one moved by some 340 m; one gone, one moved again, in another order."""


BEGIN = int(REPORTS.time_ns.min())


@dataclasses.dataclass(frozen=True)
class Run:
    """When the zones change (seconds after the first report), and how the reports come."""

    changes_s: tuple[int, int]
    seed: int = 0
    slack_s: int = 0
    places: tuple[int, ...] = ()
    told_early: int = 0
    restore_at: int = -1
    closed_s: int = 0

    def confirmed(self, rule: Settings) -> list[Crossing]:
        """Confirmed crossings in event order.

        Each change is told some batches before the first that holds a report from then on, or at once.
        """
        delay = np.random.default_rng(self.seed).integers(0, self.slack_s * SECOND + 1, len(REPORTS))
        arrived = REPORTS.take(np.argsort(REPORTS.time_ns + delay, kind="stable"))
        arrived.place[:] = np.arange(len(arrived))
        batches = cut(arrived, list(self.places))
        waiting = [(BEGIN + s * SECOND, EDITIONS[n + 1]) for n, s in enumerate(self.changes_s)]
        engine, seen = Engine(EDITIONS[0], rule), list[Crossing]()
        for number, batch in enumerate(batches):
            soon = [int(b.time_ns.max()) for b in batches[number : number + 1 + self.told_early] if len(b)]
            while waiting and any(newest >= waiting[0][0] for newest in soon):
                from_ns, edition = waiting.pop(0)
                engine.on_zones(edition, from_ns)
            if number == self.restore_at:
                state, engine = engine.snapshot(), Engine(EDITIONS[0], rule)
                engine.restore(state)
            seen += engine.on_batch(batch)
        for from_ns, edition in waiting:
            engine.on_zones(edition, from_ns)
        if self.closed_s:
            seen += engine.on_watermark(BEGIN + self.closed_s * SECOND)
        seen += engine.on_watermark()
        return sorted((c for c in seen if c.standing is Standing.CONFIRMED), key=lambda c: (c.at_ns, c.key))


def verdict(crossing: Crossing) -> tuple[object, ...]:
    """A crossing without the places of its evidence in the file, which another order of arrival changes."""
    return (*crossing.key, crossing.inside, crossing.at_ns, crossing.lat, crossing.lon, crossing.because)


TIME = st.integers(120, 3600)
changes = st.tuples(TIME, TIME).filter(lambda two: two[0] != two[1]).map(sorted)
RULES = pytest.mark.parametrize("rule", [Settings(Confirm.NONE), Settings()], ids=["none", "default"])


@RULES
@given(
    changes_s=changes,
    seed=st.integers(0, 2**32 - 1),
    slack_s=st.integers(0, 299),
    places=st.lists(st.integers(0, 10_000), max_size=6),
    told_early=st.integers(0, 6),
    restore_at=st.integers(-1, 6),
    closed_s=st.integers(0, 4000),
)
@settings(max_examples=25, deadline=None)
def test_any_order_batching_telling_and_restart_gives_the_same_confirmed_verdicts(
    rule: Settings, changes_s: list[int], places: list[int], **how: Any
) -> None:
    times = (changes_s[0], changes_s[1])
    expected = Run(times).confirmed(rule)
    assume(any(c.kind is CrossingKind.ZONE_CHANGED for c in expected))  # else it would prove nothing
    found = Run(times, places=tuple(places), **how).confirmed(rule)
    assert [verdict(c) for c in found] == [verdict(c) for c in expected]


@given(changes_s=changes)
@settings(max_examples=10, deadline=None)
def test_per_report_every_track_is_where_the_zones_of_the_time_have_it(changes_s: list[int]) -> None:
    """By another way: at the end a track is in a region if its last report is, by the zones then in force."""
    times = (changes_s[0], changes_s[1])
    inside: dict[tuple[str, str, str, str], bool] = {}
    states = {CrossingKind.ENTER: True, CrossingKind.INSIDE: True, CrossingKind.EXIT: False}
    for crossing in Run(times).confirmed(Settings(Confirm.NONE)):
        if crossing.kind is CrossingKind.PASS:
            continue
        name = (crossing.zone, crossing.ring or "", crossing.source, crossing.track)
        now = crossing.inside if crossing.inside is not None else states[crossing.kind]
        assert now is not inside.get(name, False), "every crossing changes what is so"
        inside[name] = now
    order = np.lexsort((REPORTS.time_ns, REPORTS.entity))
    last = REPORTS.take(order[np.flatnonzero(np.diff(REPORTS.entity[order], append=-1))])
    row, region = EDITIONS[2].covering(last.lat, last.lon)
    expected = {
        (EDITIONS[2].regions[n].zone.id, EDITIONS[2].regions[n].ring or "", last.sources[s], last.entities[e])
        for n, s, e in zip(map(int, region), last.source[row].tolist(), last.entity[row].tolist(), strict=True)
    }
    assert {name for name, now in inside.items() if now} == expected
