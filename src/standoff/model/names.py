"""Interning: a name is kept once, and rows carry its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from standoff.model.arrays import Int32s

ABSENT: Final = 0
"""The code of "no name": a radar plot has no identity, a sighting no track."""


def track_id(source: str, entity: str) -> str:
    """What a track is called in entries and on screens, `uav-east|sim:vehicle-01`; a bar in the source is `%7C`."""
    return f"{source.replace('%', '%25').replace('|', '%7C')}|{entity}"


def of_track_id(name: str) -> tuple[str, str]:
    """Source and entity of what `track_id` gave."""
    source, _, entity = name.partition("|")
    return source.replace("%7C", "|").replace("%25", "%"), entity


class Names:
    """An append-only table of names; the code of a name never changes.

    Code 0 (`ABSENT`) is the empty name and stands for "not known".
    """

    __slots__ = ("_codes", "_names")

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: list[str] = [""]
        self._codes: dict[str, int] = {"": ABSENT}
        for name in names:
            self.code(name)

    def code(self, name: str) -> int:
        """The code of a name, given at first sight."""
        code = self._codes.get(name)
        if code is None:
            code = self._codes[name] = len(self._names)
            self._names.append(name)
        return code

    def codes(self, names: Sequence[str]) -> Int32s:
        """Codes of several names, shape (len(names),)."""
        return np.fromiter((self.code(name) for name in names), np.int32, len(names))

    def __getitem__(self, code: int) -> str:
        return self._names[code]

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)
