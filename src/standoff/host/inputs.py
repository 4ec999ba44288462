"""What goes into a commit, and what comes out of it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from standoff.model.acts import Answered, Entered

if TYPE_CHECKING:
    from standoff.incidents.step import Fact
    from standoff.model.arrays import Int64s
    from standoff.model.channel import Handing
    from standoff.model.crossing import Crossing
    from standoff.model.entry import Entry
    from standoff.model.movement import Movement
    from standoff.model.reports import ReportBatch
    from standoff.record.store import Intent


@dataclasses.dataclass(frozen=True, slots=True)
class Reports:
    """Reports of a feed, with what its codec rejected: reason to number."""

    feed: str
    batch: ReportBatch
    rejected: dict[str, int] = dataclasses.field(default_factory=dict[str, int])


@dataclasses.dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed: deadlines that have come are fired, silent feeds are noted."""


@dataclasses.dataclass(frozen=True, slots=True)
class Delivered:
    """Alarms of the outbox that the screens have."""

    ids: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class SetSpeed:
    """Exercise only: the desk's clock goes on at another speed."""

    speed: float


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of reports; durable when it is said."""

    accepted: int
    late: int
    rejected: dict[str, int]


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """An input that was not taken.

    Attributes:
        code: `Code` of `incidents.refusal`.
        says, remedy: what is wrong, and what to do.
        field: the field of the act at fault, or empty.
        revision: the incident's revision, where somebody came first.
    """

    code: str
    says: str
    remedy: str = ""
    field: str = ""
    revision: int | None = None


class Done(msgspec.Struct, frozen=True):
    """An input that asks for no answer."""


Input: TypeAlias = "Entered | Reports | Fact | Crossing | Movement | Handing | Tick | Delivered | SetSpeed"
Outcome: TypeAlias = Answered | Taken | Refused | Done


@dataclasses.dataclass(frozen=True, slots=True)
class Released:
    """What a commit lets out, once it is durable.

    Attributes:
        outcomes: one for each input, in order.
        entries: what was written.
        intents: messages to hand on, each with a stable id.
        touched: tracks that reports came of.
    """

    outcomes: tuple[Outcome, ...]
    entries: tuple[Entry, ...]
    intents: tuple[Intent, ...]
    touched: Int64s
