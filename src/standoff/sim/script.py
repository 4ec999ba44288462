"""The script of a variant: who sits at the desk, what they hear, and what they enter, and when.

The movement of a scenario does not depend on its script. A script may be played by a program, or by people who hear the
voices and enter what they think right: then its acts are a suggestion.

The file cannot know the numbers of entries, so an act names the earlier one that it refers to by its id (`refers_to`),
and whoever plays it puts the entry's number in (`ScriptedAct.about`). Until then a needed number stands as 0.
"""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any, Final, NamedTuple

import msgspec
from msgspec import Meta

from standoff.model.acts import Answer, Attempt, Confirm, Correction, Decision, What
from standoff.model.principal import Principal, Role
from standoff.sim.table import Moment, Name, Table, Words


class Person(Table, frozen=True, kw_only=True):
    """Somebody at the desk; made up, and the name says so.

    Attributes:
        id: what acts refer to (`by`, `decided_by`).
        name: as people say it, marked as fictional.
        roles: what they may do: watch, liaison, authority, monitor.
        party: the party they act for.
    """

    id: Name
    name: Words
    roles: Annotated[tuple[Role, ...], Meta(min_length=1)]
    party: Name = "owner"

    @property
    def principal(self) -> Principal:
        """The person as the desk knows them."""
        return Principal(id=self.id, name=self.name, roles=self.roles, party=self.party)


class WrittenAct(Table, frozen=True, kw_only=True):
    """One line of a script, as it stands in the file.

    Attributes:
        at: when it is heard, or entered.
        id: unique in the variant.
        voice: who is heard, marked as fictional; empty for an act of the desk's own.
        says: what is heard.
        by: id of the person who enters it when it is played; empty where nothing is entered.
        happened_at: when it happened, where that is not when it is entered.
        late_because: why it is entered late; needed where it happened over 15 minutes before.
        refers_to: id of an earlier act of the variant: an answer's attempt, a confirm's decision, what a correction
            corrects.
        what: what is entered, as in `model.acts`, without the number of the entry that it refers to; without it there
            is only a voice.
        row: row of the case description that it traces to; none for what is made up for the exercise.
    """

    at: Moment
    id: Name
    voice: str = ""
    says: str = ""
    by: str = ""
    happened_at: Moment | None = None
    late_because: str = ""
    refers_to: str = ""
    what: dict[str, Any] | None = None
    row: Annotated[int, Meta(ge=1, le=99)] | None = None


class Reference(NamedTuple):
    """How an act refers to an earlier one: in which field, to what type (None is any), and whether it has to."""

    field: str
    to: type[What] | None
    needed: bool


REFERENCES: Final[dict[type[What], Reference]] = {
    Answer: Reference("attempt", Attempt, needed=False),
    Confirm: Reference("decision", Decision, needed=True),
    Correction: Reference("corrects", None, needed=True),
}
"""Acts that refer to an earlier entry."""


@dataclasses.dataclass(frozen=True, slots=True)
class ScriptedAct:
    """One line of a script, read and checked; fields as in `WrittenAct`.

    Attributes:
        at_ns: when it is heard, or entered, ns since 1970 UTC.
        happened_at: RFC 3339, as an act of the desk takes it; None is when it is entered.
        what: what is entered; None where there is only a voice.
    """

    at_ns: int
    id: str
    voice: str
    says: str
    by: str
    happened_at: str | None
    late_because: str
    refers_to: str
    what: What | None
    row: int | None

    @property
    def reference(self) -> Reference | None:
        """How what is entered refers to an earlier entry; None where it does not."""
        return None if self.what is None else REFERENCES.get(type(self.what))

    def about(self, entry: int) -> What | None:
        """What is entered, with the number of the entry that it refers to put in, where it refers to one."""
        reference = self.reference
        if self.what is None or reference is None or not self.refers_to:
            return self.what
        return msgspec.structs.replace(self.what, **{reference.field: entry})
