"""Reading the properties of a zone field by field, so that every error in a file is named at once."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any, TypeVar, cast

from standoff.model.errors import UnusableInputError
from standoff.model.times import HORIZON_NS, from_rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

E = TypeVar("E", bound="StrEnum")


@dataclasses.dataclass(frozen=True, slots=True)
class Note:
    """Something that a reader of the file should know though nothing is wrong: it was mended, or taken otherwise."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


@dataclasses.dataclass
class Fields:
    """An object of the file, with the place it stands at and the list that gathers what is wrong.

    Attributes:
        where: where the object stands, for a reader: `z.geojson: features[3] "north"`.
        values: the object.
        problems: shared by the whole file; a reader of a field adds to it and gives back None or a default.
        notes: shared likewise; what was mended, and what could not be taken as it stands.
    """

    where: str
    values: Mapping[str, Any]
    problems: list[UnusableInputError]
    notes: list[Note] = dataclasses.field(default_factory=list[Note])

    def note(self, name: str, text: str) -> None:
        """Notes what a reader should know of a field."""
        self.notes.append(Note(f"{self.where}: {name}" if name else self.where, text))

    def refuse(self, name: str, problem: str, remedy: str = "") -> None:
        """Notes what is wrong with a field."""
        self.problems.append(UnusableInputError(f"{self.where}: {name}" if name else self.where, problem, remedy))

    def nested(self, name: str, value: object, *, within: str) -> Fields | None:
        """An object inside this one, or None if it is something else."""
        if not isinstance(value, dict):
            self.refuse(f"{within}{name}", f"expected an object, got {_shown(value)}")
            return None
        return Fields(f"{self.where}: {within}{name}", cast("dict[str, Any]", value), self.problems, self.notes)

    def text(self, name: str) -> str | None:
        """A text, or None where it is missing or something else."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            self.refuse(name, f"expected text, got {_shown(value)}")
            return None
        return value

    def number(self, name: str, *, above: float = -math.inf) -> float | None:
        """A finite number greater than `above`, or None where it is missing or something else."""
        value = self.values.get(name)
        if value is None:
            return None
        number = math.nan if isinstance(value, bool) or not isinstance(value, int | float) else _float(value)
        if not (math.isfinite(number) and number > above):
            bound = f" greater than {above:g}" if math.isfinite(above) else ""
            self.refuse(name, f"expected a number{bound}, got {_shown(value)}")
            return None
        return number

    def choice(self, name: str, kind: type[E], default: E | None) -> E | None:
        """A member of an enumeration."""
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, str) or value not in set(kind):
            self.refuse(name, f"expected one of {', '.join(kind)}, got {_shown(value)}")
            return default
        return kind(value)

    def listed(self, name: str) -> list[Any]:
        """A list; empty where it is missing or something else."""
        value = self.values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(name, f"expected a list, got {_shown(value)}")
            return []
        return cast("list[Any]", value)

    def moment(self, name: str, default_ns: int) -> int | None:
        """Nanoseconds since 1970, within the horizon; the default where it is missing, None where it is no time."""
        text = self.text(name)
        if text is None:
            return default_ns if self.values.get(name) is None else None
        try:
            return max(-HORIZON_NS, min(HORIZON_NS, from_rfc3339(text)))
        except (ValueError, OverflowError):
            self.refuse(name, f"expected a time such as 2017-05-18T06:00:00Z, got {text!r}")
            return None


def _float(value: float) -> float:
    """JSON has whole numbers of any size; one that no float holds is infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - about what fits on a line beside the rest
