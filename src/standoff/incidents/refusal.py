"""An act that is not taken: what is wrong, who came first, and what to do. Nothing has changed."""

from __future__ import annotations

from enum import StrEnum

from standoff.model.errors import StandoffError


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
