"""A ladder: the agreed order of attempts to reach and to turn somebody. Data, read strictly, versioned.

Rungs are communication, protection of one's own people, offers, and the question to an authority (`RungKind`), and
nothing else, so that no ladder can express the use or show of force. Each rung says where it leads when no answer comes
(`next`) and by which answer (`on`); what a ladder leads to is in `places`, and whether it may be used in `checking`.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from importlib import resources
from typing import Annotated, Final, TypeAlias

import msgspec
from msgspec import Meta

from standoff.incidents.conditions import Cause, Condition
from standoff.model.acts import AnswerKind, AttemptKind, DecisionKind, Disposition
from standoff.model.errors import UnusableInputError
from standoff.model.principal import Role

Duration: TypeAlias = Annotated[int, Meta(ge=1, le=7 * 86_400)]
"""Whole seconds, at most a week."""
RungId: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
Sentence: TypeAlias = Annotated[str, Meta(min_length=1, max_length=300)]

CHOOSE: Final = "choose"
"""Where a rung leads when the watch is to choose the way on."""
STEP_DOWN: Final = "step_down"
"""Where a rung leads when stepping down is to be proposed; a person does it."""
_PLACES: Final = (CHOOSE, STEP_DOWN)


class RungKind(StrEnum):
    """What a rung is: one of the kinds of attempt, or the question to an authority."""

    INFORM = "inform"
    CONTACT = "contact"
    RELAY = "relay"
    OFFER = "offer"
    PROTECT = "protect"
    QUESTION = "question"


class Sign(StrEnum):
    """Movement that shows that an attempt has done what it was for."""

    HALTED = "halted"
    TURNED = "turned"
    LEFT = "left"
    """All are outside the zone."""


class Pausing(StrEnum):
    """Movement that lets upward deadlines stand."""

    HALT = "halt"
    WITHDRAW = "withdraw"


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; a key that it does not know is refused."""


class Judged(_Table, frozen=True, kw_only=True):
    """How it is known what came of a rung: by a person who enters the answer, and by movement beside that.

    Attributes:
        by: roles that may enter the answer.
        sign: movement that shows it too, when it has lasted; null is by a person alone.
        lasting_s: for how long it has to last.
    """

    by: tuple[Role, ...] = (Role.WATCH, Role.LIAISON, Role.AUTHORITY)
    sign: Sign | None = None
    lasting_s: Duration = 60


class Approval(_Table, frozen=True, kw_only=True):
    """The decision that a rung takes before it is entered.

    Attributes:
        by: roles that may give it; the authority is among them, and has part in every approval that is whole.
        persons: one, or two who are not the same and do not act for each other.
        valid_s: how long it holds; within it the rung is entered, once.
    """

    by: tuple[Role, ...]
    persons: Annotated[int, Meta(ge=1, le=2)] = 1
    valid_s: Duration = 900


class Rung(_Table, frozen=True, kw_only=True):
    """One kind of attempt, or a question.

    Attributes:
        id: what entries, other rungs and people call it.
        kind: what is tried.
        asks: what the person is asked to do, in a sentence.
        role: who does it; of a question, who is asked.
        channel: over what.
        to: whom: a party of the zone, or a name.
        off_ramp: the way back that they have at this rung, in a sentence; of a protection, what ends it.
        act_s: within how many seconds it should be tried; a question is put when somebody puts it.
        answer_s: how long an answer may take, seconds.
        tries: how often it is tried before time leads on.
        judged: how it is known what came of it.
        next: where time leads when no answer came: a rung, or `choose`; left out, the rung below in the file, or
            `choose` where that takes a person's decision or there is none.
        on: where an answer leads: a rung, `choose` or `step_down` (which proposes it); left out, `choose`, and
            `step_down` for `complied`, but on a protection: that one's own people are safe turns nobody round.
        when: the rung applies while this holds; else the watch is asked to choose. What is not known holds.
        approval: the decision that it takes before.
        options: of a question, what may be decided.
    """

    id: RungId
    kind: RungKind
    asks: Sentence
    role: Role
    channel: Annotated[str, Meta(max_length=200)] = ""
    to: Annotated[str, Meta(max_length=200)] = ""
    off_ramp: Annotated[str, Meta(max_length=300)] = ""
    act_s: Duration | None = None
    answer_s: Duration | None = None
    tries: Annotated[int, Meta(ge=1, le=9)] = 1
    judged: Judged = Judged()
    next: str = ""
    on: dict[AnswerKind, str] = {}
    when: Condition | None = None
    approval: Approval | None = None
    options: tuple[DecisionKind, ...] = ()

    @property
    def attempt(self) -> AttemptKind | None:
        """The kind of attempt, or None for a question."""
        return None if self.kind is RungKind.QUESTION else AttemptKind(self.kind.value)

    @property
    def takes_a_decision(self) -> bool:
        """Whether nobody gets there without an authority: a question, or a rung that takes an approval."""
        return self.kind is RungKind.QUESTION or self.approval is not None


class Opens(_Table, frozen=True, kw_only=True):
    """What opens an incident.

    Attributes:
        on: of what.
        ring: for a crossing, the ring that it has to be into; empty is the zone itself.
    """

    on: tuple[Cause, ...] = tuple(Cause)
    ring: str = ""


class Pause(_Table, frozen=True, kw_only=True):
    """Upward deadlines stand while they halt or draw away, until a named person starts them again.

    Attributes:
        on: movement by which they stand.
        look_s: look again so often, seconds.
        resumed_by: roles that may start them again.
    """

    on: tuple[Pausing, ...] = tuple(Pausing)
    look_s: Duration | None = None
    resumed_by: tuple[Role, ...] = (Role.WATCH, Role.AUTHORITY)


class NobodyActs(_Table, frozen=True, kw_only=True):
    """What happens when nobody acts: it is raised again, to the next of these, and to the last of them for ever.

    Attributes:
        raise_to: `holder` is who is waited for, `next` the next in the rota of that role; or a role.
    """

    raise_to: tuple[str, ...] = ("holder", "next", "authority")


class Ends(_Table, frozen=True, kw_only=True):
    """What ends an incident, and as what.

    Attributes:
        by: roles that may close it.
        dispositions: as what.
        close_s: after stepping down, within how many seconds.
    """

    by: tuple[Role, ...] = (Role.WATCH, Role.AUTHORITY)
    dispositions: tuple[Disposition, ...] = tuple(Disposition)
    close_s: Duration | None = None


class Ladder(_Table, frozen=True, kw_only=True):
    """An agreed ladder; an incident keeps the version that it began with.

    Attributes:
        name, version: what entries refer to, as `name@version`.
        says: it in a sentence.
        choose_s: how long the watch has to choose the way on, seconds.
        acknowledge_s: how long "I have it" holds, seconds.
        decides: roles that may take each kind of decision.
        opens, pause, nobody_acts, ends: see there.
        rungs: bottom to top.
    """

    name: RungId
    version: Annotated[int, Meta(ge=1, le=1_000_000)]
    says: Annotated[str, Meta(max_length=1000)] = ""
    choose_s: Duration | None = None
    acknowledge_s: Duration | None = None
    decides: dict[DecisionKind, tuple[Role, ...]]
    opens: Opens = Opens()
    pause: Pause = Pause()
    nobody_acts: NobodyActs = NobodyActs()
    ends: Ends = Ends()
    rungs: Annotated[tuple[Rung, ...], Meta(min_length=1, max_length=32)]

    @property
    def id(self) -> str:
        """Name and version, as entries refer to it."""
        return f"{self.name}@{self.version}"

    def place_of(self, rung: str) -> int | None:
        """The place of the rung of that id, or None."""
        return next((place for place, own in enumerate(self.rungs) if own.id == rung), None)

    def rung_for(self, kind: AttemptKind, rung: str, current: int) -> int | None:
        """The place of the rung that an attempt is on: the one named, the current one, else the first of its kind."""
        if rung:
            return self.place_of(rung)
        of_kind = [place for place, own in enumerate(self.rungs) if own.attempt is kind]
        return current if current in of_kind else next(iter(of_kind), None)

    def question_for(self, current: int) -> int:
        """The place of the question that is put from a rung: the first from there on, else the last there is."""
        questions = [place for place, own in enumerate(self.rungs) if own.kind is RungKind.QUESTION]
        return next((place for place in questions if place >= current), questions[-1])

    def next_of(self, place: int) -> str:
        """Where time leads from a rung: the id of a rung, `choose` or `step_down`."""
        if self.rungs[place].next:
            return self.rungs[place].next
        below = self.rungs[place + 1 : place + 2]
        return CHOOSE if not below or below[0].takes_a_decision else below[0].id

    def on_answer(self, place: int, kind: AnswerKind) -> str:
        """Where an answer leads on a rung: the id of a rung, `choose` or `step_down`."""
        rung = self.rungs[place]
        theirs = kind is AnswerKind.COMPLIED and rung.kind is not RungKind.PROTECT
        return rung.on.get(kind, STEP_DOWN if theirs else CHOOSE)


def read_ladder(text: str, where: str) -> Ladder:
    """The ladder of a TOML text; whether it may be used is another question (`checking`).

    Raises:
        UnusableInputError: it is not TOML, or a field is missing, unknown, out of bounds or contradicts another.
    """
    try:
        ladder = msgspec.convert(tomllib.loads(text), Ladder)
    except tomllib.TOMLDecodeError as error:
        raise UnusableInputError(where, f"not TOML: {error}", SEE) from error
    except msgspec.ValidationError as error:
        raise UnusableInputError(where, str(error), SEE) from error
    _check(ladder, where)
    return ladder


def shipped_ladder(name: str = "first") -> Ladder:
    """A ladder that comes with the package.

    Raises:
        UnusableInputError: none of that name does.
    """
    if name not in SHIPPED:
        raise UnusableInputError(
            name, "no ladder of that name comes with standoff", f"Those that do: {', '.join(SHIPPED)}"
        )
    file = f"{name}.toml"
    return read_ladder(resources.files("standoff.incidents").joinpath("ladders", file).read_text("utf-8"), file)


DESK: Final = (Role.WATCH, Role.LIAISON, Role.AUTHORITY)
"""Roles that act at a desk."""
RAISED_TO: Final = ("holder", "next")
"""Who is waited for, and the next in the rota of that role."""
SHIPPED: Final = ("first", "garrison", "wind-farm", "hospital", "airport", "nature-reserve")
"""Ladders that come with the package."""
SEE: Final = "docs/reference/ladder.md has every field; `standoff ladder check first` reads one that works"


def _check(ladder: Ladder, where: str) -> None:
    """What the parts of a ladder name has to be there."""
    names = [rung.id for rung in ladder.rungs]
    for place, rung in enumerate(ladder.rungs):
        at = f"{where}: rungs[{place}]"
        if rung.id in names[:place]:
            raise UnusableInputError(f"{at}.id", f"{rung.id!r} stands there twice", "Give each rung its own")
        if rung.id in _PLACES:
            raise UnusableInputError(f"{at}.id", f"{rung.id!r} is no name for a rung", "Choose another")
        if rung.next and rung.next not in (*names, CHOOSE):
            raise UnusableInputError(f"{at}.next", f"there is no rung {rung.next!r}", _named(names, CHOOSE))
        for answer, to in rung.on.items():
            if to not in (*names, *_PLACES):
                raise UnusableInputError(f"{at}.on.{answer}", f"there is no rung {to!r}", _named(names, *_PLACES))
        if place == 0 and rung.takes_a_decision:
            raise UnusableInputError(f"{at}", f"a ladder does not begin with {rung.id!r}", "Begin with an attempt")
        if rung.options and rung.kind is not RungKind.QUESTION:
            raise UnusableInputError(f"{at}.options", f"{rung.kind.value} asks nothing", "Only a question has options")
    if not any(rung.kind is RungKind.QUESTION for rung in ladder.rungs):
        raise UnusableInputError(
            f"{where}: rungs", "no rung is a question to an authority", "Add one: kind = 'question'"
        )
    _check_roles(ladder, where)


def _check_roles(ladder: Ladder, where: str) -> None:
    """Only who sits at the desk is named: nobody who reads, no feed, not standoff itself."""
    desk = {role.value for role in DESK}
    named: dict[str, tuple[str, ...]] = {
        **{f"rungs[{place}].role": (rung.role,) for place, rung in enumerate(ladder.rungs)},
        **{f"rungs[{place}].judged.by": rung.judged.by for place, rung in enumerate(ladder.rungs)},
        **{f"rungs[{n}].approval.by": rung.approval.by for n, rung in enumerate(ladder.rungs) if rung.approval},
        **{f"decides.{kind}": roles for kind, roles in ladder.decides.items()},
        "pause.resumed_by": ladder.pause.resumed_by,
        "ends.by": ladder.ends.by,
        "nobody_acts.raise_to": tuple(to for to in ladder.nobody_acts.raise_to if to not in RAISED_TO),
    }
    for field, roles in named.items():
        for role in roles:
            if role not in desk:
                raise UnusableInputError(f"{where}: {field}", f"{role} acts on no rung", _named(sorted(desk)))


def _named(names: list[str], *places: str) -> str:
    return f"Name one of {', '.join((*names, *places))}"
