"""A desk without a host: commands go in one after another, and a test looks at the state and the entries."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pytest

from standoff.incidents.circumstances import seen_hash
from standoff.incidents.ladder import shipped_ladder
from standoff.incidents.refusal import RefusedError
from standoff.incidents.state import Desk, Incident
from standoff.incidents.step import Command, Due, Fact, Stepped, step
from standoff.model import acts
from standoff.model.crossing import Crossing, CrossingKind, Sighted, Standing
from standoff.model.movement import Movement, MovementKind
from standoff.model.principal import Principal, Role
from standoff.model.report_line import Status

if TYPE_CHECKING:
    from standoff.incidents.ladder import Ladder
    from standoff.model.entry import Entry

START_MS: Final = 1_495_087_200_000
"""2017-05-18T06:00:00Z."""
SECOND_MS: Final = 1000
MINUTE_MS: Final = 60_000
WATCH: Final = Principal(id="watch-1", name="Watch One", roles=(Role.WATCH,))
LIAISON: Final = Principal(id="liaison-1", name="Liaison One", roles=(Role.LIAISON,))
AUTHORITY: Final = Principal(id="authority-1", name="Authority One", roles=(Role.AUTHORITY,))
MONITOR: Final = Principal(id="monitor-1", name="Monitor One", roles=(Role.MONITOR,))
FEED: Final = Principal(id="feed-1", name="Feed One", roles=(Role.FEED,))
ROSTER: Final = (WATCH, LIAISON, AUTHORITY, MONITOR, FEED)
LADDER: Final = shipped_ladder()
_KEYS: Final = itertools.count()


class DeskInHand:
    """The state of a desk, its clock, and all that it has written.

    Attributes:
        desk: the state.
        now_ms: its clock.
        entries: all entries from the first.
    """

    def __init__(self, ladder: Ladder = LADDER, *, raise_limit: int = 0, rings: tuple[str, ...] = ("40", "30")) -> None:
        self.desk = Desk()
        self.now_ms = START_MS
        self.entries: list[Entry] = []
        people = msgspec.to_builtins(list(ROSTER))
        facts: tuple[tuple[str, dict[str, Any]], ...] = (
            ("settings", {"status": "actual", "raise_limit": raise_limit}),
            ("roster", {"people": people}),
            ("ladder_in_force", {"ladder": msgspec.to_builtins(ladder)}),
            (
                "zone_in_force",
                {"zone": "tanf", "name": "al-Tanf", "version": "v1", "rings": list(rings), "ring_mm": {}},
            ),
            ("zone_in_force", {"zone": "bay", "name": "Bay", "version": "v1", "rings": [], "ring_mm": {}}),
        )
        for kind, body in facts:
            self.take(Fact(type=kind, body=body))

    @classmethod
    def opened(cls, **how: Any) -> DeskInHand:
        """A desk with one incident, of a track that crossed into the zone."""
        desk = cls(**how)
        desk.take(crossing())
        return desk

    def take(self, command: Command) -> Stepped:
        """One step at the time that it is."""
        stepped = step(self.desk, command, self.now_ms)
        self.desk = stepped.desk
        self.entries += stepped.entries
        return stepped

    def act(self, what: acts.What, by: Principal = WATCH, **more: Any) -> Stepped:
        """An act in the incident there is; `incident=""` names none."""
        return self.take(entered(what, by, **{"incident": self.name, **more}))

    def refused(self, what: acts.What, by: Principal = WATCH, **more: Any) -> RefusedError:
        """The refusal of an act; that nothing has changed is held here, for every refusal there is."""
        before = msgspec.json.encode(self.desk)
        with pytest.raises(RefusedError) as refused:
            self.act(what, by, **more)
        assert msgspec.json.encode(self.desk) == before
        assert refused.value.says, "a refusal says what is wrong"
        return refused.value

    def after(self, time_ms: int) -> Stepped:
        """Time passes, and what has come due is fired."""
        self.now_ms += time_ms
        return self.take(Due())

    def due(self) -> Stepped:
        """Time passes to the next deadline."""
        due_ms = self.desk.due_ms
        assert due_ms is not None, "there is no deadline to come"
        return self.after(due_ms - self.now_ms)

    @property
    def name(self) -> str:
        """The id of the newest incident; empty where there is none."""
        return next(reversed(self.desk.incidents), "")

    @property
    def incident(self) -> Incident:
        """The newest incident."""
        return self.desk.incidents[self.name]

    def of(self, kind: str) -> list[Entry]:
        """The entries of a kind."""
        return [entry for entry in self.entries if entry.type == kind]

    def last(self, kind: str) -> dict[str, Any]:
        """What the last entry of a kind says."""
        return self.of(kind)[-1].body


def types(stepped: Stepped) -> list[str]:
    """The kinds of entries that a step gave, in order."""
    return [entry.type for entry in stepped.entries]


def entered(what: acts.What, by: Principal = WATCH, **more: Any) -> acts.Entered:
    """An act under a key of its own."""
    return acts.Entered(by=by, act=acts.Act(key=f"key-{next(_KEYS):08d}", what=what, **more))


def crossing(kind: CrossingKind = CrossingKind.ENTER, *, track: str = "sim:1", **more: Any) -> Crossing:
    """A confirmed crossing of the zone tanf."""
    at_ns = START_MS * 1_000_000
    known: dict[str, Any] = {
        "kind": kind,
        "standing": Standing.CONFIRMED,
        "status": Status.ACTUAL,
        "zone": "tanf",
        "ring": None,
        "source": "uav",
        "track": track,
        "at_ns": at_ns,
        "lat": 33.9,
        "lon": 38.2,
        "range_m": 55_000.0,
        "before": None,
        "after": Sighted(time_ns=at_ns, lat=33.9, lon=38.2, place=1),
        "because": "outside before, inside now",
    }
    return Crossing(**{**known, **more})


def movement(kind: MovementKind, inside: int = 1, **more: Any) -> Movement:
    """What those in the zone tanf do."""
    known: dict[str, Any] = {"zone": "tanf", "status": Status.ACTUAL, "at_ns": START_MS * 1_000_000, "tracks": 1}
    known |= {"closing_mps": 8.0, "nearest_m": 50_000.0}
    return Movement(kind=kind, inside=inside, **{**known, **more})


ATTEMPT: Final = acts.Attempt(
    kind=acts.AttemptKind.INFORM, channel="line 1", to="the line", words="You are seen; leave by the north-west"
)
ANSWER: Final = acts.Answer(kind=acts.AnswerKind.ASKS_TIME, from_whom="the line")
ASK: Final = acts.PutToAuthority(question="Hold, or ask again?")
RESUME: Final = acts.Resume(reason="They have refuelled and stay")
CLOSE: Final = acts.Close(
    disposition=acts.Disposition.TURNED_BACK, words="All gone", aftermath="Nobody is known to be hurt"
)


def decision(kind: acts.DecisionKind, by: Principal = AUTHORITY, **more: Any) -> acts.Decision:
    """A decision; a hold ends ninety minutes after the start of the desk."""
    if kind is acts.DecisionKind.HOLD:
        more.setdefault("until", "2017-05-18T07:30:00Z")
    return acts.Decision(kind=kind, decided_by=by.id, reason="it is so decided", **more)


def approval(desk: DeskInHand, rung: str, by: Principal = AUTHORITY, seen: str = "") -> acts.Decision:
    """An approval of a rung, of exactly what is there now unless told what was seen."""
    return acts.Decision(
        kind=acts.DecisionKind.APPROVE,
        decided_by=by.id,
        reason="it is so decided",
        rung=rung,
        seen=seen or seen_hash(desk.incident, rung),
    )
