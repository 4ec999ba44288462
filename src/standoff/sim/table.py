"""What the tables of a scenario file have in common: a strict base, and the bounds of their fields."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

Name: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
Words: TypeAlias = Annotated[str, Meta(min_length=1)]
Moment: TypeAlias = Annotated[datetime, Meta(tz=True)]
Seconds: TypeAlias = Annotated[float, Meta(ge=0, le=7 * 86_400)]
Length: TypeAlias = Annotated[float, Meta(gt=0, le=1_000_000)]
Sigma: TypeAlias = Annotated[float, Meta(ge=0, le=50_000)]
Degrees: TypeAlias = Annotated[float, Meta(ge=0, lt=360)]


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; a key that it does not know is refused."""
