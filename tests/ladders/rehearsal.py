"""A rehearsal: a ladder is played at a real desk, breadth first, and what is wrong is seen in what the desk does.

Theory of operation. It knows nothing of how a ladder is checked. From each state of the desk that differs in where its
incident stands (phase, rung, turn, and what stands), everything is done that can be done: time passes, answers come,
rungs are tried, people ask, decide, approve, halt, start again, close. Each step is looked at by its entries alone
(`_look`); what nobody can do is seen by trying it as everybody; what a ladder leads to by itself (time, answers, trying
the rung that is waited for, approvals that a question offers) is kept as ways, in which rungs that are never come to
and ways round are looked for at the end. Attempts on other rungs, decisions and the end lead to the same whatever they
come from, and are tried once for each phase or rung.

It cannot see what has no effect at a desk: words, what a rung offers as a way back, options that a question leaves out,
times that are too short, how long "I have it" holds, rosters and zones.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, Final, NamedTuple

from stage import ONE_EACH, PEOPLE, Scene, Taken, act, approve, crossing, decide, empty, fire, first_taken, take
from stage import movement as moves

from standoff.incidents.conditions import Cause
from standoff.incidents.faults import FaultKind
from standoff.incidents.ladder import RungKind
from standoff.model import acts
from standoff.model.acts import AnswerKind, AttemptKind, DecisionKind, Disposition
from standoff.model.movement import MovementKind
from standoff.model.principal import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standoff.incidents.ladder import Ladder
    from standoff.incidents.state import Incident
    from standoff.model.entry import Entry

WATCH, LIAISON, AUTHORITY = ONE_EACH
PAIRS: Final = tuple((PEOPLE[f"{role}-1"], PEOPLE[f"{role}-2"]) for role in ("watch", "liaison", "authority"))
GOOD_ENDS: Final = (Disposition.TURNED_BACK, Disposition.DREW_OFF, Disposition.HALTED)
NEAR_M: Final = (10_000.0, 30_000.0, 50_000.0)
"""How near they are, in turn, where a rung asks for it."""
WAITS: Final = {"act", "answer"}
"""Phases in which the ladder leads on by itself."""
DECIDED: Final = (DecisionKind.HOLD, DecisionKind.DRAW_BACK, DecisionKind.GO_ON)
ASK: Final = acts.PutToAuthority(question="Hold, or ask again?")
RESUME: Final = acts.Resume(reason="They stay")


class Key(NamedTuple):
    """What tells states apart: where the incident stands, while deadlines stand in what, and whether one is live."""

    phase: str
    rung: int
    turn: int
    stood: str
    waits: bool


class World(NamedTuple):
    """What an incident starts from, how near they are (None where nobody measures), and whether a call is urgent."""

    cause: Cause
    near_m: float | None = None
    urgent: bool = False


class Way(NamedTuple):
    """A way that a ladder leads by itself, how (time, answer, try, approve), and in which world that was."""

    begin: Key
    how: str
    to: Key
    world: World


def key_of(incident: Incident) -> Key:
    """Where an incident stands."""
    stood, waits = incident.stand.phase.value if incident.stand else "", incident.deadline is not None
    return Key(incident.phase.value, incident.rung, incident.turn, stood, waits)


class Rehearsal:
    """One ladder, played.

    Attributes:
        seen: kinds of faults that were seen.
        ways: ways that the ladder leads by itself, whether or not a deadline was live.
    """

    def __init__(self, ladder: Ladder) -> None:
        self.ladder = ladder
        self.seen: set[FaultKind] = set()
        self.ways: set[Way] = set()
        self._empty = empty(ladder)
        self._begun: dict[World, Key] = {}
        self._asked_from: dict[int, int] = {}
        self._once: set[tuple[str, ...]] = set()
        known: set[Key] = set()
        for world in worlds(ladder):
            self._play(world, known)
            if any(rung.when is not None for rung in ladder.rungs):
                known, self._once = set(), set()
        self._openings()
        self._unreachable()
        if any(_round(ways) for ways in self._by_cause().values()):
            self.seen.add(FaultKind.ENDLESS)

    def _play(self, world: World, known: set[Key]) -> None:
        """Every state that can be come to in a world, but those that are known."""
        begun = self._opened(world)
        if begun is None or begun.incident is None:
            return
        waiting = deque([begun])
        known.add(key_of(begun.incident))
        self._begun[world] = key_of(begun.incident)._replace(waits=True)
        while waiting:
            scene = waiting.popleft()
            incident = scene.incident
            assert incident is not None
            if incident.is_open and incident.deadline is None:
                self.seen.add(FaultKind.WAITS_FOR_NOBODY)
            for how, taken in self._all(scene, incident):
                after = taken.scene.incident
                assert after is not None
                self._look(how, incident, after, taken.entries)
                if how in {"time", "answer", "try", "approve"}:
                    begin, to = (key_of(stands)._replace(waits=True) for stands in (incident, after))
                    self.ways.add(Way(begin, how, to, world))
                if key_of(after) not in known:
                    known.add(key_of(after))
                    waiting.append(taken.scene)

    def _opened(self, world: World) -> Scene | None:
        if world.cause is Cause.CROSSING:
            taken = take(self._empty, crossing())
            if taken is not None and world.near_m is not None and taken.scene.incident is not None:
                taken = take(taken.scene, moves(MovementKind.APPROACH, world.near_m))
            return taken.scene if taken else None
        opens = {
            Cause.SIGHTING: acts.Sighting(observer="a post", words="dust", zone="bay"),
            Cause.CALL: acts.Call(caller="they", channel="line", words="we come", zone="bay", pass_now=world.urgent),
            Cause.HAND: acts.Open(why="a reason to look", zone="bay"),
        }
        taken = take(self._empty, act(self._empty, opens[world.cause], WATCH))
        return taken.scene if taken else None

    def _all(self, scene: Scene, incident: Incident) -> Iterator[tuple[str, Taken]]:
        """Everything that can be done, and what it comes to."""
        if (fired := fire(scene)) is not None:
            yield "time", fired
        phase, rung = incident.phase.value, incident.rung
        if phase in WAITS:
            yield from self._answers(scene, incident)
        yield from self._attempts(scene, incident)
        takes = self.ladder.rungs[rung].approval is not None or incident.deadline is None
        if phase in {*WAITS, "choose"} and self._first("movement", phase, str(key_of(incident)) if takes else ""):
            yield from self._movements(scene, incident)
        if phase == "stands":
            yield from self._resumed(scene)
        on_rung = str(rung) if phase == "act" else ""
        if phase != "asked" and self._first("ask", phase, on_rung) and (asked := first_taken(scene, [ASK])):
            self._asked_from.setdefault(rung, self._question_of(asked))
            yield "ask", asked
        if phase == "act" and self._first("go on", on_rung) and (gone := _decided(scene, DecisionKind.GO_ON)):
            yield "person", gone
        if self._first("once", phase):
            yield from self._once_a_phase(scene, incident)

    def _once_a_phase(self, scene: Scene, incident: Incident) -> Iterator[tuple[str, Taken]]:
        """What leads to the same from wherever it comes."""
        yield from self._approvals(scene)
        yield from self._decisions(scene, incident)
        yield from self._ends(scene, incident)
        if incident.phase.value == "act":
            self._nobody_acts(scene)

    def _resumed(self, scene: Scene) -> Iterator[tuple[str, Taken]]:
        resumed = first_taken(scene, [RESUME])
        if resumed is None:
            self.seen.add(FaultKind.WAITS_FOR_NOBODY)
        else:
            yield "person", resumed

    def _first(self, *what: str) -> bool:
        """Whether something is to be tried for the first time."""
        new = what not in self._once
        self._once.add(what)
        return new

    def _answers(self, scene: Scene, incident: Incident) -> Iterator[tuple[str, Taken]]:
        """Answers that the ladder names, and one that it does not, by whoever is let judge."""
        rung, moved = self.ladder.rungs[incident.rung], False
        for kind in dict.fromkeys((*rung.on, AnswerKind.COMPLIED, AnswerKind.UNKNOWN)):
            what = acts.Answer(kind=kind, from_whom="they")
            for person in ONE_EACH:
                taken = take(scene, act(scene, what, person))
                if taken is not None and any(entry.type == "phase" for entry in taken.entries):
                    moved = True
                    yield "answer", taken
                    break
        if not moved and incident.phase.value == "answer":
            self.seen.add(FaultKind.NOBODY_MAY_ANSWER)

    def _attempts(self, scene: Scene, incident: Incident) -> Iterator[tuple[str, Taken]]:
        """The rung that it stands on, and others, by name; in other phases they are recorded and move nothing."""
        if not incident.is_open:
            return
        phase = incident.phase.value
        for place, rung in enumerate(self.ladder.rungs):
            own = place == incident.rung
            again = own or rung.approval is not None
            if rung.attempt is None or not (again or self._first("attempt", phase, rung.id)):
                continue
            if phase not in {"act", "answer", "choose"} and not self._first("attempt", phase, rung.id):
                continue
            taken = take(scene, act(scene, _attempt(rung.attempt, rung.id), WATCH))
            if taken is not None:
                yield ("try" if own else "person"), taken
        of_none = [kind for kind in AttemptKind if all(rung.attempt is not kind for rung in self.ladder.rungs)]
        for kind in of_none[:1] if phase == "choose" else ():
            taken = take(scene, act(scene, _attempt(kind, ""), WATCH))
            if taken is not None:
                yield "person", taken

    def _movements(self, scene: Scene, before: Incident) -> Iterator[tuple[str, Taken]]:
        """They halt, or draw away: who does so already, and was told to go on all the same, begins nothing by it."""
        for kind in (MovementKind.HALT, MovementKind.WITHDRAW):
            if before.movement == kind.value:
                continue
            near_mm = before.measured.nearest_mm
            taken = take(scene, moves(kind) if near_mm is None else moves(kind, near_mm / 1000))
            assert taken is not None
            incident = taken.scene.incident
            if incident is not None and incident.tracks:
                if incident.phase.value != "stands":
                    self.seen.add(FaultKind.NO_PAUSE)
                yield "movement", taken

    def _approvals(self, scene: Scene) -> Iterator[tuple[str, Taken]]:
        """Each rung that takes an approval, by one and by two of each role, and by a mixed pair."""
        for place, rung in enumerate(self.ladder.rungs):
            if rung.approval is None:
                continue
            entered = False
            for people in (*((one,) for one in ONE_EACH), *PAIRS, (WATCH, AUTHORITY)):
                taken = approve(scene, rung.id, *people)
                after = taken.scene.incident if taken else None
                if taken is not None and after is not None and (after.phase.value, after.rung) == ("act", place):
                    entered = True
                    yield "approve", taken
            if not entered and scene.incident is not None and scene.incident.is_open:
                named = bool(rung.approval.by)
                self.seen.add(FaultKind.AUTHORITY_SKIPPED if named else FaultKind.NOBODY_MAY_ANSWER)

    def _decisions(self, scene: Scene, incident: Incident) -> Iterator[tuple[str, Taken]]:
        """Decisions by whoever may take them; what a question offers, an authority may."""
        step_down = _decided(scene, DecisionKind.STEP_DOWN)
        if incident.is_open and incident.phase.value != "ending" and step_down is None:
            self.seen.add(FaultKind.NO_OFF_RAMP)
        taken = (step_down, *(_decided(scene, kind) for kind in DECIDED))
        yield from (("person", one) for one in taken if one is not None)
        if incident.phase.value == "asked":
            self._offered(scene, may_step_down=step_down is not None)

    def _offered(self, scene: Scene, *, may_step_down: bool) -> None:
        plain = (DecisionKind.HOLD, DecisionKind.STEP_DOWN, DecisionKind.DRAW_BACK, DecisionKind.GO_ON)
        for rung in self.ladder.rungs:
            if rung.kind is not RungKind.QUESTION:
                continue
            for option in rung.options or plain:
                if option is DecisionKind.APPROVE:
                    refused = all(other.approval is None for other in self.ladder.rungs)
                else:
                    refused = decide(scene, option, AUTHORITY) is None
                if refused and (option is not DecisionKind.STEP_DOWN or may_step_down):
                    self.seen.add(FaultKind.NOBODY_MAY_ANSWER)

    def _ends(self, scene: Scene, incident: Incident) -> Iterator[tuple[str, Taken]]:
        if incident.phase.value == "closed":
            reopened = first_taken(scene, [acts.Reopen(why="They are back")])
            yield from (("person", taken) for taken in (reopened,) if taken is not None)
            return
        well = first_taken(scene, [_close(end) for end in GOOD_ENDS])
        ended = well or first_taken(scene, [_close(end) for end in Disposition])
        if ended is not None:
            yield "person", ended
        if incident.phase.value in {"act", "ending"}:
            if ended is None:
                self.seen.add(FaultKind.WAITS_FOR_NOBODY)
            elif well is None:
                self.seen.add(FaultKind.NO_OFF_RAMP)

    def _nobody_acts(self, scene: Scene) -> None:
        """It is raised again and again, and in the end to an authority, for ever."""
        told: list[str] = []
        for _ in range(len(self.ladder.nobody_acts.raise_to) + 3):
            fired = fire(scene)
            if fired is None:
                return
            told += [entry.body["to_role"] for entry in fired.entries if entry.type == "raised"]
            scene = fired.scene
        if told[-2:] != ["authority"] * 2:
            self.seen.add(FaultKind.WAITS_FOR_NOBODY)

    def _question_of(self, asked: Taken) -> int:
        """The question that was put: known by how long it may take, or the only one that there is."""
        places = [place for place, rung in enumerate(self.ladder.rungs) if rung.kind is RungKind.QUESTION]
        incident = asked.scene.incident
        if len(places) == 1 or incident is None or incident.deadline is None:
            return places[0]
        waits_s = (incident.deadline.due_ms - asked.scene.now_ms) // 1000
        return next(place for place in places if self.ladder.rungs[place].answer_s == waits_s)

    def _look(self, how: str, before: Incident, after: Incident, entries: tuple[Entry, ...]) -> None:
        """What a step did, by its entries."""
        by_authority = {
            entry.body["rung"]
            for entry in entries
            if entry.type == "decision" and Role.AUTHORITY in PEOPLE[entry.body["decided_by"]].roles
        }
        for entry in entries:
            if entry.type == "phase":
                self._look_at_phase(how, before, entry, by_authority)
            put = entry.type == "raised" and after.phase.value == "asked" != before.phase.value
            if put and entry.body["to_role"] != "authority":
                self.seen.add(FaultKind.AUTHORITY_SKIPPED)
            if entry.type == "phase" and entry.body["phase"] in {"act", "asked"} and how == "answer":
                complied = any(e.type == "answer" and e.body["kind"] == "complied" for e in entries)
                self.seen |= {FaultKind.NO_OFF_RAMP} if complied else set()

    def _look_at_phase(self, how: str, before: Incident, entry: Entry, by_authority: set[str]) -> None:
        place: int = entry.body["rung"]
        rung = self.ladder.rungs[place]
        phase = entry.body["phase"]
        if phase == "asked" and how != "ask":
            self.seen.add(FaultKind.BY_TIMEOUT if how == "time" else FaultKind.PUT_BY_NOBODY)
        if rung.approval is None:
            return
        here = before.rung == place
        if phase == "act" and rung.id not in by_authority:
            self.seen.add(FaultKind.BY_TIMEOUT if how == "time" else FaultKind.AUTHORITY_SKIPPED)
        stood = before.stand.phase.value if before.stand else before.phase.value
        if phase == "answer" and not (here and stood in {"act", "answer"}):
            self.seen.add(FaultKind.AUTHORITY_SKIPPED)

    def _openings(self) -> None:
        """Who calls, and who has a reason to look, opens an incident."""
        call = acts.Call(caller="they", channel="line", words="we come", zone="bay")
        for what in (call, acts.Open(why="a reason to look", zone="bay")):
            taken = take(self._empty, act(self._empty, what, WATCH))
            if taken is None or taken.scene.incident is None:
                self.seen.add(FaultKind.WAITS_FOR_NOBODY)

    def _by_cause(self) -> dict[Cause | None, set[Way]]:
        """The ways of incidents of each cause, where a rung asks for it; else all of them together."""
        asked_for = any(rung.when is not None and rung.when.causes for rung in self.ladder.rungs)
        ways: dict[Cause | None, set[Way]] = defaultdict(set)
        for way in self.ways:
            ways[way.world.cause if asked_for else None].add(way)
        return ways

    def _unreachable(self) -> None:
        """Rungs that are come to by ways of the ladder's own, from how incidents begin."""
        rungs = set[int]()
        for cause, ways in self._by_cause().items():
            begun = {key for world, key in self._begun.items() if cause in {None, world.cause}}
            rungs |= {key.rung for key in self._reached(ways, begun) if key.phase != "asked"}
        put = {self._asked_from[rung] for rung in rungs if rung in self._asked_from}
        for place, rung in enumerate(self.ladder.rungs):
            question = rung.kind is RungKind.QUESTION
            never_come_to = not question and (place not in rungs or not self._applies(place))
            nobody_may = rung.approval is not None and Role.AUTHORITY not in rung.approval.by
            if (never_come_to and not nobody_may) or (question and place not in put):
                self.seen.add(FaultKind.UNREACHABLE)

    def _reached(self, ways: set[Way], begun: set[Key]) -> set[Key]:
        """Where ways of the ladder's own lead from how incidents begin, and from approvals that a question offers."""
        offered = any(
            rung.kind is RungKind.QUESTION and (not rung.options or DecisionKind.APPROVE in rung.options)
            for rung in self.ladder.rungs
        )
        onward: dict[Key, set[Key]] = defaultdict(set)
        for way in ways:
            if way.how != "approve":
                onward[way.begin].add(way.to)
        reached = begun | {way.to for way in ways if way.how == "approve" and offered}
        waiting = list(reached)
        while waiting:
            new = onward[waiting.pop()] - reached
            reached |= new
            waiting += new
        return reached

    def _applies(self, place: int) -> bool:
        """Whether it ever came to a rung that has a condition, and what that asks for was known then."""
        when = self.ladder.rungs[place].when
        if when is None:
            return True
        measures = (when.range_under_m, when.range_over_m) != (None, None)
        come_to = (way for way in self.ways if way.how != "try" and way.to.rung == place != way.begin.rung)
        return any(way.world.near_m is not None or not measures for way in come_to)


def worlds(ladder: Ladder) -> list[World]:
    """What incidents start from: a track that nobody measures, or a person, where no track opens one; an urgent call.

    And each distance and each cause, where a rung asks for that.
    """
    whens = [rung.when for rung in ladder.rungs if rung.when is not None]
    found = [World(Cause.CROSSING if Cause.CROSSING in ladder.opens.on else Cause.HAND)]
    if any((when.range_under_m, when.range_over_m) != (None, None) for when in whens):
        found += [World(Cause.CROSSING, near_m) for near_m in NEAR_M]
    causes = {cause for when in whens for cause in when.causes} - {Cause.CROSSING}
    return [*found, *(World(cause) for cause in sorted(causes)), World(Cause.CALL, urgent=True)]


def _attempt(kind: AttemptKind, rung: str) -> acts.Attempt:
    return acts.Attempt(kind=kind, channel="line", to="they", words="Leave by the north", rung=rung)


def _decided(scene: Scene, kind: DecisionKind) -> Taken | None:
    """A decision by the first who may take it."""
    taken = (decide(scene, kind, decider) for decider in (AUTHORITY, WATCH, LIAISON))
    return next((one for one in taken if one is not None), None)


def _close(end: Disposition) -> acts.Close:
    return acts.Close(disposition=end, words="It has ended", aftermath="not known")


def _round(ways: set[Way]) -> bool:
    """Whether trying, time and answers lead round without anybody choosing."""
    onward: dict[Key, set[Key]] = defaultdict(set)
    for way in ways:
        if way.begin != way.to and {way.begin.phase, way.to.phase} <= WAITS and way.how != "approve":
            onward[way.begin].add(way.to)
    left = set(onward)
    while ends := {key for key in left if not onward[key] & left}:
        left -= ends
    return bool(left)
