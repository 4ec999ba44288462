"""What the panel opens with, what is known and not known, and the time that they need; the figures are of desk.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from desk_in_hand import ASK, ATTEMPT, CLOSE, DeskInHand, crossing
from panel_in_hand import NOBODY, OUTSIDE, attempt, brought, panel, sight

from standoff.incidents.panel import line_of
from standoff.model import acts
from standoff.model.acts import AnswerKind, AttemptKind, Receipt, Whom
from standoff.model.movement import MovementKind

if TYPE_CHECKING:
    from standoff.incidents.sight import Sight


def called() -> DeskInHand:
    desk = DeskInHand()
    desk.act(acts.Call(caller="a hospital", channel="telephone", words="shells fall near us"), incident="")
    return desk


def waited() -> DeskInHand:
    desk = brought(ASK, raise_limit=1)
    desk.due()
    assert desk.incident.deadline is None
    return desk


WHERE: Final = "nearest 27.4 km NW of the site, 27.6 km inside"
HEADLINES: Final[dict[str, tuple[DeskInHand, Sight, tuple[str, str]]]] = {
    "they come": (
        brought(MovementKind.APPROACH), sight(), (f"20 tracks coming nearer, {WHERE}.", "Waiting for the watch.")),
    "how they move is not known": (brought(), sight(), (f"20 tracks in sight, {WHERE}.", "Waiting for the watch.")),
    "the liaison is to try": (
        brought(attempt(AttemptKind.CONTACT)), sight(), (f"20 tracks in sight, {WHERE}.", "Waiting for the liaison.")),
    "they have halted": (
        brought(ATTEMPT, MovementKind.HALT), sight(), (f"20 tracks halted, {WHERE}.", "Upward deadlines stand.")),
    "they draw away": (
        brought(MovementKind.WITHDRAW), OUTSIDE,
        ("1 track drawing away, nearest 56.0 km NW of the site, outside the zone.", "Upward deadlines stand.")),
    "the authority is asked": (
        brought(ASK), sight(), (f"20 tracks in sight, {WHERE}.", "Waiting for the authority.")),
    "nobody acts any more": (
        waited(), sight(), (f"20 tracks in sight, {WHERE}.", "Waiting for the authority.")),
    "they were heard 12 minutes ago": (
        brought(), sight(newest_s=720.0), (f"20 tracks in sight, {WHERE}, 12 min ago.", "Waiting for the watch.")),
    "they were there and are not heard": (
        brought(), NOBODY, ("Nobody is in sight: where they are is not known.", "Waiting for the watch.")),
    "a call, and nobody seen": (
        called(), NOBODY, ("Nobody is in sight: what is known comes from people.", "Waiting for the watch.")),
    "closed, and they are still there": (
        brought(CLOSE), OUTSIDE, ("Closed: turned back.", "It is followed no more; the map has what is in sight.")),
    "closed, and nobody looks": (
        brought(CLOSE), NOBODY, ("Closed: turned back.", "It is followed no more; the map has what is in sight.")),
}  # fmt: skip


@pytest.mark.parametrize("case", HEADLINES)
def test_the_panel_opens_with_two_sentences_on_what_is_happening(case: str) -> None:
    desk, seen, expected = HEADLINES[case]
    assert panel(desk, seen).headline == expected
    assert line_of(desk.incident, seen).says == expected[0]


WHO, CLAIMED, REACHED = "who they are", "who they are: only claims", "whether any call reached them"
ZONE, GROUP = "how many people are in the zone", "how many people are in the group"
THEIRS: Final = {"complied", "partly", "refused", "asks_time", "counter_demand", "offers"}
NOT_KNOWN: Final[dict[str, tuple[acts.What, set[str]]]] = {
    "a doubt": (acts.Doubt(words="a road crew"), {WHO, REACHED, ZONE, GROUP}),
    "what it is for": (
        acts.Claim(about=acts.About.PURPOSE, claimed_by="x", words="y"), {WHO, REACHED, ZONE, GROUP}),
    "identity, by a claim": (
        acts.Claim(about=acts.About.IDENTITY, claimed_by="x", words="y"), {CLAIMED, REACHED, ZONE, GROUP}),
    "read back by their line": (attempt(receipt=Receipt.READ_BACK), {WHO, REACHED, ZONE, GROUP}),
    "read back by a third party": (attempt(AttemptKind.RELAY, receipt=Receipt.READ_BACK), {WHO, REACHED, ZONE, GROUP}),
    "passed on, it is said": (attempt(AttemptKind.RELAY, receipt=Receipt.PASSED_ON), {WHO, REACHED, ZONE, GROUP}),
    "delivered to them": (attempt(AttemptKind.CONTACT, receipt=Receipt.DELIVERED), {WHO, REACHED, ZONE, GROUP}),
    "could be heard": (attempt(AttemptKind.CONTACT, could_be_heard=acts.Heard.YES), {WHO, REACHED, ZONE, GROUP}),
    "read back by them": (attempt(AttemptKind.CONTACT, receipt=Receipt.READ_BACK), {WHO, ZONE, GROUP}),
    "acted on": (attempt(receipt=Receipt.ACTED_ON), {WHO, ZONE, GROUP}),
    **{
        f"an answer, {kind}": (
            acts.Answer(kind=kind, from_whom="x"), {WHO, ZONE, GROUP} | (set[str]() if kind in THEIRS else {REACHED}))
        for kind in AnswerKind
    },
    **{
        f"about {count} {whom}": (
            acts.Presence(whom=whom, category="drivers", source="x", about_count=count),
            {WHO, REACHED, ZONE, GROUP} - (set() if count is None else {{"zone": ZONE, "group": GROUP}.get(whom)}))
        for whom in Whom for count in (None, 0, 4)
    },
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_KNOWN)
def test_what_is_not_known_stands_there_until_it_is_known(case: str) -> None:
    what, expected = NOT_KNOWN[case]
    assert set(panel(brought(what), sight()).not_known) == expected


def test_where_they_are_is_no_question_of_an_incident_that_has_ended() -> None:
    assert "where they are now" in panel(brought(), NOBODY).not_known
    assert "where they are now" not in panel(brought(CLOSE), NOBODY).not_known


@pytest.mark.parametrize(
    ("seen", "more"),
    [
        (sight(newest_s=120.0), set[str]()),
        (sight(newest_s=121.0), {"where they are now"}),
        (NOBODY, {"where they are now"}),
        (sight(silent=("radar-n",)), {"what radar-n would see: it is silent"}),
    ],
)
def test_a_sensor_that_is_silent_is_unknown_and_never_clear(seen: Sight, more: set[str]) -> None:
    assert set(panel(brought(), seen).not_known) - {WHO, REACHED, ZONE, GROUP} == more


def test_what_is_known_names_its_source_and_its_error() -> None:
    desk = brought(acts.Presence(whom=Whom.ZONE, category="drivers", source="the line", where="on the N-2"))
    desk.take(crossing(ring="40"))
    assert panel(desk, sight(speed_mps=11.1)).known == (
        "1 source: uav-east, ±300 m",
        "crossed: 40",
        "speed about 40 km/h",
        "Present in the zone, on the N-2, drivers, how many is not known, says the line",
    )
    assert panel(brought(), sight(err_m=None, speed_mps=None, sources=("a", "b"))).known == (
        "2 sources: a, b, error not stated",
    )
    assert panel(brought(), NOBODY).known == ()


LEAVE_40: Final = "they need 42 min to leave at 40 km/h"
COMPLY: Final[dict[str, tuple[Sight, int | None, int | None, str]]] = {
    "28 km deep at 20 km/h": (
        sight(deepest_m=28e3, speed_mps=20 / 3.6), 84, None, "they need 84 min to leave at 20 km/h; they do not close"),
    "28 km deep at 60 km/h": (
        sight(deepest_m=28e3, speed_mps=60 / 3.6), 28, None, "they need 28 min to leave at 60 km/h; they do not close"),
    "halted: as if they drove": (sight(deepest_m=28e3), 42, None, f"{LEAVE_40}; they do not close"),
    "how fast is not known": (
        sight(deepest_m=28e3, speed_mps=None, closing_mps=None), 42, None,
        f"{LEAVE_40}; whether they close is not known"),
    "they close at 10 m/s, with 3 km to a ring": (
        sight(deepest_m=28e3, speed_mps=10.0, closing_mps=10.0, next_ring="ring 40", next_ring_m=3e3), 47, 5,
        "they need 47 min to leave at 36 km/h; 5 min to ring 40 as they close"),
    "they close, 12 minutes ago": (
        sight(deepest_m=28e3, closing_mps=10.0, newest_s=720.0), 42, None,
        f"{LEAVE_40}; whether they close is not known"),
    "they draw away": (sight(deepest_m=28e3, closing_mps=-10.0), 42, None, f"{LEAVE_40}; they do not close"),
    "outside, and they close": (
        sight(deepest_m=None, closing_mps=10.0, next_ring="ring 40", next_ring_m=15e3), None, 25,
        "25 min to ring 40 as they close"),
    "outside, and away": (OUTSIDE, None, None, "they do not close"),
    "nobody in sight": (NOBODY, None, None, "whether they close is not known"),
}  # fmt: skip


@pytest.mark.parametrize("case", COMPLY)
def test_the_time_that_they_need_stands_beside_the_time_to_the_next_ring(case: str) -> None:
    seen, leave_min, ring_min, says = COMPLY[case]
    shown = panel(brought(), seen).comply
    assert (shown.leave_s is not None and round(shown.leave_s / 60)) == (leave_min or False)
    assert (shown.next_ring_s is not None and round(shown.next_ring_s / 60)) == (ring_min or False)
    assert (shown.next_ring, shown.says) == (seen.next_ring if ring_min else None, says)
    assert (shown.speed_mps is None) == (leave_min is None)
