"""Exercise only: what the desk hears from outside. A person enters it; nothing of it enters by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.model.panel import Cue


class CueBoard:
    """The voices of an exercise, in the order in which they are heard.

    Args:
        cues: all of them.
    """

    def __init__(self, cues: Sequence[Cue]) -> None:
        self._coming = list(cues)
        self._heard: list[Cue] = []

    @property
    def coming(self) -> bool:
        """Whether there is more to come."""
        return bool(self._coming)

    def heard(self) -> tuple[Cue, ...]:
        """What has been heard so far."""
        return tuple(self._heard)

    def reach(self, now: str) -> list[Cue]:
        """What is heard up to a time (RFC 3339, as cues have it) and had not been."""
        new = [cue for cue in self._coming if cue.at <= now]
        self._coming = self._coming[len(new) :]
        self._heard += new
        return new

    def entered(self, key: str) -> Cue | None:
        """Somebody entered an act: if its key says that it was begun from a voice, that one is off the list."""
        for place, cue in enumerate(self._heard):
            if not cue.entered and key.startswith(f"cue-{cue.id}."):
                self._heard[place] = msgspec.structs.replace(cue, entered=True)
                return self._heard[place]
        return None
