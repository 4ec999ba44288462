"""A ladder: the agreed order of attempts to reach and to turn somebody. Data, read strictly, versioned.

Rungs are kinds of attempt (`AttemptKind`) and nothing else, so that no ladder can express the use or show of force.
Above the last rung stands the question to the authority, which only a person puts.
"""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from standoff.model.acts import AttemptKind, DecisionKind
from standoff.model.errors import UnusableInputError
from standoff.model.principal import Role

Duration: TypeAlias = Annotated[int, Meta(ge=1, le=7 * 86_400)]
"""Whole seconds, at most a week."""


class Rung(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of attempt.

    Attributes:
        kind: what is tried.
        asks: what the person is asked to do, in a sentence.
        role: who does it.
        act_s: within how many seconds it should be tried.
        answer_s: how long an answer may take, seconds.
    """

    kind: AttemptKind
    asks: Annotated[str, Meta(min_length=1, max_length=300)]
    role: Role
    act_s: Duration
    answer_s: Duration


class Ladder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An agreed ladder; an incident keeps the version that it began with.

    Attributes:
        name, version: what entries refer to, as `name@version`.
        says: it in a sentence.
        choose_s, look_s, decide_s, close_s, acknowledge_s: deadlines outside the rungs, seconds.
        decides: roles that may take each kind of decision.
        rungs: bottom to top.
    """

    name: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
    version: Annotated[int, Meta(ge=1, le=1_000_000)]
    says: str = ""
    choose_s: Duration
    look_s: Duration
    decide_s: Duration
    close_s: Duration
    acknowledge_s: Duration
    decides: dict[DecisionKind, tuple[Role, ...]]
    rungs: Annotated[tuple[Rung, ...], Meta(min_length=1, max_length=32)]

    @property
    def id(self) -> str:
        """Name and version, as entries refer to it."""
        return f"{self.name}@{self.version}"

    def rung_of(self, kind: AttemptKind) -> int | None:
        """The place of the rung of that kind, or None."""
        return next((place for place, rung in enumerate(self.rungs) if rung.kind is kind), None)


def read_ladder(text: str, where: str) -> Ladder:
    """The ladder of a TOML text.

    Raises:
        UnusableInputError: it is not TOML, or a field is missing, unknown, out of bounds or contradicts another.
    """
    try:
        ladder = msgspec.convert(tomllib.loads(text), Ladder)
    except tomllib.TOMLDecodeError as error:
        raise UnusableInputError(where, f"not TOML: {error}", _SEE) from error
    except msgspec.ValidationError as error:
        raise UnusableInputError(where, str(error), _SEE) from error
    _check(ladder, where)
    return ladder


def first_ladder() -> Ladder:
    """The ladder that comes with the package."""
    return read_ladder(resources.files("standoff.incidents").joinpath("first.toml").read_text("utf-8"), "first.toml")


_SEE = "An example that works is the ladder 'first', in the package's incidents/first.toml"
_DESK = {Role.WATCH, Role.LIAISON, Role.AUTHORITY}


def _check(ladder: Ladder, where: str) -> None:
    kinds = [rung.kind for rung in ladder.rungs]
    for place, rung in enumerate(ladder.rungs):
        if rung.kind in kinds[:place]:
            raise UnusableInputError(f"{where}: rungs[{place}].kind", f"{rung.kind} stands there twice", _SEE)
        if rung.role not in _DESK:
            raise UnusableInputError(f"{where}: rungs[{place}].role", f"{rung.role} acts on no rung", _SEE)
    for kind in DecisionKind:
        roles = ladder.decides.get(kind, ())
        if not roles or not _DESK.issuperset(roles):
            raise UnusableInputError(
                f"{where}: decides.{kind}", "expected at least one of watch, liaison, authority", _SEE
            )
