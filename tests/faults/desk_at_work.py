"""A desk that is kept busy: random acts, reports and ticks, and a line about each commit before and after it.

What is said before a commit tells what may be there; what is said after it returned was acknowledged. `promises.py`
holds a folder to both. Everything is drawn from one `random.Random`, so that a seed repeats a run.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
import time
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec
import numpy as np

from standoff.host.clock import Machine
from standoff.host.inputs import Delivered, Input, Refused, Reports, Taken, Tick
from standoff.host.opening import Settings, open_host
from standoff.incidents.ladder import shipped_ladder
from standoff.model import acts
from standoff.model.names import Names
from standoff.model.principal import Principal, Role
from standoff.model.reports import ReportBatch
from standoff.record.folder import Folder
from standoff.zones.geojson import read_zones

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

    from standoff.host.host import Host
    from standoff.record.files import Files

START_MS: Final = 1_495_087_200_000
"""2017-05-18T06:00:00Z."""
SPEED: Final = 1000
"""So many seconds pass on the clock of the machine below in one: deadlines of minutes come while a test runs."""
SITE: Final = (33.50583, 38.61778)
WATCH: Final = Principal(id="watch-1", name="Watch One", roles=(Role.WATCH,))
LIAISON: Final = Principal(id="liaison-1", name="Liaison One", roles=(Role.LIAISON,))
AUTHORITY: Final = Principal(id="authority-1", name="Authority One", roles=(Role.AUTHORITY,))
ROSTER: Final = (WATCH, LIAISON, AUTHORITY)
_RINGS: Final = [{"name": "ring-40km", "range_m": 40_000.0}, {"name": "ring-30km", "range_m": 30_000.0}]
_ZONE: Final = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [SITE[1], SITE[0]]},
    "properties": {
        "id": "tanf",
        "name": "al-Tanf",
        "kind": "deconfliction",
        "radius_m": 55_000.0,
        "rings": _RINGS,
        "site": [SITE[1], SITE[0]],
    },
}
SETTINGS: Final = Settings(
    zones=read_zones(msgspec.json.encode({"type": "FeatureCollection", "features": [_ZONE]}), "zones"),
    ladder=shipped_ladder(),
    roster=ROSTER,
)
Report: TypeAlias = "tuple[int, int, str, str, float, float]"
"""Place, observed time, entity, source, latitude, longitude."""


def fast_machine(boot: str = "a-boot") -> Machine:
    """The clock of this machine, `SPEED` times as fast; it goes on over processes."""

    def now_ns() -> int:
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC) * SPEED

    return Machine(lambda: START_MS * 1_000_000 + now_ns(), now_ns, boot)


def open_desk(path: Path, machine: Machine, files: Files | None = None, vfs: str | None = None, **how: Any) -> Host:
    """The desk of a folder; new or as it was left."""
    return open_host(Folder(path, files=files, vfs=vfs), SETTINGS, machine, **how)


def reports_of(rows: list[Report]) -> ReportBatch:
    """Rows as a batch."""
    entities, sources = Names(), Names()
    columns: dict[str, Any] = {
        "place": np.array([row[0] for row in rows]),
        "time_ns": np.array([row[1] for row in rows]),
        "entity": entities.codes([row[2] for row in rows]),
        "source": sources.codes([row[3] for row in rows]),
        "lat": np.array([row[4] for row in rows]),
        "lon": np.array([row[5] for row in rows]),
    }
    return ReportBatch.of(entities, sources, columns)


def rows_of(batch: ReportBatch) -> list[Report]:
    """The rows of a batch."""
    names = ([batch.entities[code] for code in batch.entity], [batch.sources[code] for code in batch.source])
    columns = batch.place.tolist(), batch.time_ns.tolist(), *names, batch.lat.tolist(), batch.lon.tolist()
    return list(zip(*columns, strict=True))


class Begun(msgspec.Struct, frozen=True, kw_only=True, tag="begun"):
    """What a commit is about to be given.

    Attributes:
        commit: its name.
        acts: of these, the first and the last are never refused.
        rows: reports.
        delivered: messages that are said to have been handed on.
    """

    commit: str
    acts: list[acts.Entered]
    rows: list[Report]
    delivered: list[str]


class Done(msgspec.Struct, frozen=True, kw_only=True, tag="done"):
    """What a commit acknowledged, once it returned.

    Attributes:
        commit: its name.
        answers: of acts that were taken, by key.
        rows: places of reports that were taken.
        intents: id and digest of messages that it let out.
        head: the signed head after it.
    """

    commit: str
    answers: dict[str, acts.Answered]
    rows: list[int]
    intents: dict[str, str]
    head: str


Line: TypeAlias = Begun | Done


@dataclasses.dataclass(slots=True)
class Worker:
    """Keeps a host busy.

    Attributes:
        host: the desk.
        chance: what everything is drawn from.
        name: unique among all workers of one folder.
        number: also; places of its reports begin at a million times it.
        say: takes the lines; durable before it returns.
    """

    host: Host
    chance: Random
    name: str
    number: int
    say: Callable[[Line], None]
    commits: int = 0
    keys: int = 0
    places: int = 0

    def commit(self) -> bool:
        """One commit of random things; whether all that was sure to be taken was."""
        self.commits += 1
        begun = self._drawn(f"{self.name}-{self.commits}")
        inputs: list[Input] = [*begun.acts]
        if begun.rows:
            inputs.insert(self.chance.randint(0, len(inputs)), Reports("radar", reports_of(begun.rows)))
        if begun.delivered:
            inputs.append(Delivered(tuple(begun.delivered)))
        self.say(begun)
        released = self.host.commit([*inputs, Tick()])
        outcomes = released.outcomes
        answers = {outcome.key: outcome for outcome in outcomes if isinstance(outcome, acts.Answered)}
        done = Done(
            commit=begun.commit,
            answers=answers,
            rows=[row[0] for row in begun.rows] if any(isinstance(outcome, Taken) for outcome in outcomes) else [],
            intents={intent.id: hashlib.sha256(intent.body).hexdigest() for intent in released.intents},
            head=self.host.record.checkpoint() if self.host.not_recorded_since is None else "",
        )
        if any(isinstance(outcome, Refused) and outcome.code == "not-recorded" for outcome in outcomes):
            return False
        if self.host.not_recorded_since is None:
            self.say(done)
        return self.host.not_recorded_since is None

    def _drawn(self, commit: str) -> Begun:
        kind = self.chance.choices(["acts", "reports", "both", "tick"], [4, 4, 2, 1])[0]
        entered = [self._act() for _ in range(self.chance.randint(0, 3))] if kind in {"acts", "both"} else []
        if kind in {"acts", "both"}:
            entered = [self._sure(), *entered, self._sure()]
        rows = self._rows() if kind in {"reports", "both"} else []
        waiting = [intent.id for intent in self.host.record.outbox()]
        delivered = self.chance.sample(waiting, len(waiting) // 2) if self.chance.random() < 0.3 else []
        return Begun(commit=commit, acts=entered, rows=rows, delivered=delivered)

    def _rows(self) -> list[Report]:
        """Tracks that swing between 20 and 80 km."""
        rows: list[Report] = []
        now_ns = self.host.now_ms() * 1_000_000
        for _ in range(self.chance.randint(1, 12)):
            track = self.chance.randrange(4)
            time_ns = now_ns - self.chance.randrange(60) * 1_000_000_000
            turn = 2 * math.pi * (time_ns / 1e9 % 7000) / 7000 + track
            range_deg = (50.0 + 30.0 * math.cos(turn)) / 111.0
            lat = SITE[0] + range_deg * math.cos(0.5 * track)
            lon = SITE[1] + range_deg * math.sin(0.5 * track)
            place = self.number * 1_000_000 + self.places
            rows.append((place, time_ns, f"sim:{track}", "radar", lat, lon))
            self.places += 1
        return rows

    def _sure(self) -> acts.Entered:
        claim = acts.Claim(about=acts.About.OTHER, claimed_by="a speaker", words=f"word {self.keys}")
        return self._entered(claim, WATCH, "")

    def _act(self) -> acts.Entered:
        open_ = [incident.id for incident in self.host.desk.incidents.values() if incident.is_open]
        if not open_ or self.chance.random() < 0.2:
            call = acts.Call(caller="they", channel="line", words="we pass", pass_now=self.chance.random() < 0.3)
            seen = acts.Sighting(observer="a post", words="dust", zone=self.chance.choice(["", "tanf"]))
            return self._entered(self.chance.choice([call, seen]), self.chance.choice(ROSTER), "")
        what = self.chance.choice(
            [
                acts.Attempt(
                    kind=self.chance.choice(list(acts.AttemptKind)), channel="line", to="them", words="Turn north-west"
                ),
                acts.Answer(kind=self.chance.choice(list(acts.AnswerKind)), from_whom="them"),
                acts.Doubt(words="may be a road crew"),
                acts.PutToAuthority(question="Hold?"),
                acts.Decision(kind=acts.DecisionKind.STEP_DOWN, decided_by="authority-1", reason="they left"),
                acts.Decision(kind=acts.DecisionKind.GO_ON, decided_by="authority-1", reason="they come"),
                acts.Acknowledge(),
                acts.Resume(reason="they move"),
                acts.Close(disposition=acts.Disposition.TURNED_BACK, words="gone"),
            ]
        )
        return self._entered(what, self.chance.choice(ROSTER), self.chance.choice(open_))

    def _entered(self, what: acts.What, by: Principal, incident: str) -> acts.Entered:
        self.keys += 1
        return acts.Entered(by=by, act=acts.Act(key=f"{self.name}-act-{self.keys:05d}", what=what, incident=incident))
