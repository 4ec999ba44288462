"""Faulty ladders: each is the sound one with one change, and is refused for what that change breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

HERE: Final = Path(__file__).parent
FILES: Final = {"ladder": "sound.toml", "people": "people.toml", "zones": "zones.geojson"}
SOUND: Final = {of: (HERE / file).read_text("utf-8") for of, file in FILES.items()}


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One change of a text.

    Attributes:
        old: what stands there, once; of a rung, in its table.
        new: what stands there instead.
        of: the text that is changed.
        rung: the rung that is changed; empty where it is none.
    """

    old: str
    new: str
    of: Literal["ladder", "people", "zones"] = "ladder"
    rung: str = ""


class Find(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is found: the kind of fault, the field, and the shortest path to it."""

    kind: str
    where: str
    path: tuple[str, ...]


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A faulty ladder.

    Attributes:
        says: its one fault, in a sentence.
        changes: what is changed in the sound one, or beside it; may be none where `kmh` is what does not fit.
        finds: what is found.
        kmh: how fast they are taken to move.
    """

    says: str
    finds: Annotated[tuple[Find, ...], Meta(min_length=1)]
    changes: tuple[Change, ...] = ()
    kmh: int = 40

    def texts(self) -> dict[str, str]:
        """The ladder, which opens with a comment that says its fault, the people and the zones."""
        texts = dict(SOUND)
        for change in self.changes:
            texts[change.of] = _changed(texts[change.of], change)
        return texts | {"ladder": f"# {self.says}. Made up.\n{texts['ladder']}"}


class _Cases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    case: tuple[Case, ...]


def _changed(text: str, change: Change) -> str:
    begin = text.index(f'id = "{change.rung}"') if change.rung else 0
    end = text.find("\n[[rungs]]", begin) if change.rung else -1
    part = text[begin : end if end >= 0 else len(text)]
    assert part.count(change.old) == 1, f"{change.old!r} stands {part.count(change.old)} times in {change.rung!r}"
    return text[:begin] + part.replace(change.old, change.new) + text[begin + len(part) :]


CASES: Final = msgspec.toml.decode((HERE / "faulty.toml").read_text("utf-8"), type=_Cases).case
