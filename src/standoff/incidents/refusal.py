"""An act that is not taken: what is wrong, who came first, and what to do. Nothing has changed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from standoff.model.errors import StandoffError
from standoff.model.times import from_rfc3339, to_rfc3339

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.model.principal import Role

_MS_NS: Final = 1_000_000


class Code(StrEnum):
    """Why an act is refused."""

    NOT_ALLOWED = "not-allowed"
    MOVED_SINCE = "moved-since"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    INVALID = "invalid"
    KEY_REUSED = "key-reused"
    NOT_RECORDED = "not-recorded"


class RefusedError(StandoffError):
    """An act was refused and nothing has changed.

    Args:
        code: why.
        says: what is wrong, in a sentence for the person who acted.
        remedy: what to do; may be empty.
        field: the field of the act at fault; empty where it is none.
        revision: the incident's revision now, where somebody came first.
    """

    def __init__(
        self, code: Code, says: str, remedy: str = "", *, field: str = "", revision: int | None = None
    ) -> None:
        self.code = code
        self.says = says
        self.remedy = remedy
        self.field = field
        self.revision = revision
        super().__init__(code, says, remedy, field, revision)

    def __str__(self) -> str:
        return f"{self.says}. {self.remedy}" if self.remedy else self.says


def moment(text: str, field: str) -> int:
    """Whole milliseconds since 1970 of a time that somebody stated.

    Raises:
        RefusedError: it is no date and time, or one that an entry cannot say.
    """
    try:
        return from_rfc3339(to_rfc3339(from_rfc3339(text) // _MS_NS * _MS_NS)) // _MS_NS
    except (ValueError, OverflowError) as error:
        says = f"{text!r} is no date and time"
        raise RefusedError(Code.INVALID, says, "Write it as 2017-05-18T06:41:00Z", field=field) from error


def listed(roles: Sequence[Role]) -> str:
    """Roles in words."""
    return " or ".join(role.value for role in roles)
