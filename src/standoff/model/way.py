"""The way in to a protected site: how far from the line what lies on it is, and how fast it is gone."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """Something that is reached on the way in: a ring, or the site.

    Attributes:
        name: the ring's name, or `site`.
        from_line_m: metres behind the zone's boundary on the shortest way in to the site; negative before it.
    """

    name: str
    from_line_m: float


@dataclasses.dataclass(frozen=True, slots=True)
class Speed:
    """A steady speed.

    Attributes:
        label: as people say it, such as `60 km/h`.
        mps: the same in metres a second, above nought.
    """

    label: str
    mps: float
