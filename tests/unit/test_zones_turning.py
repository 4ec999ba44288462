"""A column that turns round in file comes no nearer, though most of it still closes; who does come nearer is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from standoff.kernels import geodesy
from standoff.model.movement import MovementKind
from standoff.model.names import Names
from standoff.model.report_line import Status
from standoff.model.reports import ReportBatch
from standoff.model.units import SECOND_NS
from standoff.model.zone import Circle, Zone, ZoneKind
from standoff.tracks.fold import TrackFold
from standoff.zones.catalogue import Catalogue
from standoff.zones.movement import MovementFold

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.model.arrays import Floats

SITE: Final = (33.5, 38.6)
VEHICLES: Final = 20
SPEED_MPS: Final = 9.0
STAND_M: Final = 44_000.0
"""Where the first of them stands."""
MOVE_S: Final = 600
"""They stand so long, and then move."""
LOOK_S: Final = 30
ERR_M: Final = 20.0


def turn(moved_s: Floats, place: int, space_m: float) -> Floats:
    """Each comes up to where the first stood, turns there and follows it back."""
    return STAND_M + np.abs(place * space_m - SPEED_MPS * moved_s)


def come_on(moved_s: Floats, place: int, space_m: float) -> Floats:
    return STAND_M + place * space_m - SPEED_MPS * moved_s


def go_back(moved_s: Floats, place: int, space_m: float) -> Floats:
    return STAND_M + place * space_m + SPEED_MPS * moved_s


def stay(moved_s: Floats, place: int, space_m: float) -> Floats:
    return STAND_M + place * space_m + 0 * moved_s


def said(
    ways: list[Callable[[Floats, int, float], Floats]], space_m: float = 70, seed: int = 1
) -> list[tuple[float, str]]:
    """What is said once they move: when, seconds after that, and what."""
    chance, batches = np.random.default_rng(seed), list[ReportBatch]()
    names = Names([f"sim:{place}" for place in range(len(ways))])
    sources = Names(["uav"])
    for place, way in enumerate(ways):
        times_s = np.arange(chance.uniform(0, 10), MOVE_S + 600, 10.0)
        range_m = way(np.maximum(times_s - MOVE_S, 0), place, space_m) + chance.normal(0, ERR_M / 2, len(times_s))
        same = np.ones(len(times_s))
        lat, lon = geodesy.direct(SITE[0] * same, SITE[1] * same, 320 * same, range_m)
        columns: dict[str, Any] = {
            "lat": lat,
            "lon": lon,
            "entity": (place + 1) * same,
            "source": same,
            "err_major_m": ERR_M * same,
        }
        columns["time_ns"] = (times_s * SECOND_NS).astype(np.int64)
        batches.append(ReportBatch.of(names, sources, columns))
    batch = ReportBatch.concatenate(batches)
    zone = Zone("z", "Zone", ZoneKind.DECONFLICTION, Circle(*SITE, 55_000.0), site=SITE)
    fold, tracks = MovementFold(Catalogue([zone])), TrackFold(-1)
    for track in range(len(ways)):
        fold.follow("z", Status.ACTUAL, track)
    movements = [
        movement
        for time_ns in np.unique(batch.time_ns)
        for movement in fold.on_steps(tracks.on_batch(batch.take(batch.time_ns == time_ns)).steps)
    ]
    assert movements[0].kind is MovementKind.HALT
    return [(m.at_ns / SECOND_NS - MOVE_S, m.kind.value) for m in movements if m.at_ns > MOVE_S * SECOND_NS]


def first(kind: MovementKind, movements: list[tuple[float, str]]) -> float:
    return min((at_s for at_s, name in movements if name == kind.value), default=float("inf"))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("space_m", [30, 70, 110])
def test_a_column_that_turns_round_is_never_said_to_come_nearer(space_m: float, seed: int) -> None:
    movements = said([turn] * VEHICLES, space_m, seed)
    assert {name for _, name in movements} == {"halt", "withdraw"}
    half_s = VEHICLES / 2 * space_m / SPEED_MPS
    assert first(MovementKind.WITHDRAW, movements) < half_s + 4 * LOOK_S


@pytest.mark.parametrize("seed", range(5))
def test_who_comes_on_is_said_to_at_the_second_look(seed: int) -> None:
    assert first(MovementKind.APPROACH, said([come_on] * VEHICLES, seed=seed)) <= 3 * LOOK_S
    assert first(MovementKind.APPROACH, said([come_on], seed=seed)) <= 3 * LOOK_S


@pytest.mark.parametrize("seed", range(5))
def test_that_some_behind_them_turn_back_hides_nobody_who_comes_on(seed: int) -> None:
    """The rear third turns back one after another: that more of them draw away at each look is no matter."""

    def later(moved_s: Floats, place: int, space_m: float) -> Floats:
        return go_back(np.maximum(moved_s - 20 * (place - 14), 0), place, space_m)

    assert first(MovementKind.APPROACH, said([*[come_on] * 14, *[later] * 6], seed=seed)) <= 3 * LOOK_S


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("back", [1, 6])
def test_that_the_first_turn_back_hides_nobody_who_comes_on_for_longer_than_it_takes_them(seed: int, back: int) -> None:
    """All that go back do so at once, and the others are two kilometres behind: still they are said to come."""

    def behind(moved_s: Floats, place: int, space_m: float) -> Floats:
        return come_on(moved_s, place, space_m) + 2000

    ways = [*[go_back] * back, *[behind] * (VEHICLES - back)]
    assert first(MovementKind.APPROACH, said(ways, seed=seed)) <= 5 * LOOK_S


def test_who_stays_is_no_matter() -> None:
    assert first(MovementKind.APPROACH, said([*[stay] * 8, *[come_on] * 12])) <= 3 * LOOK_S
    assert {name for _, name in said([*[stay] * 12, *[turn] * 8])} == {"halt"}
