"""What zones cost in the index: leaves of the tree of cells, and memory."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from standoff.kernels.cell_counts import leaf_counts

if TYPE_CHECKING:
    from standoff.model.arrays import Int64s
    from standoff.zones.catalogue import Catalogue
    from standoff.zones.index import RegionIndex


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Costs:
    """What each zone of a catalogue costs, its rings counted with it.

    Attributes:
        held: leaves that the zone, or a ring of it, covers wholly; shape (zones,).
        cut: leaves that a boundary may run through, in which an answer takes an exact look; shape (zones,).
        size: bytes of the whole index.
    """

    held: Int64s
    cut: Int64s
    size: int

    @classmethod
    def of(cls, catalogue: Catalogue, index: RegionIndex) -> Costs:
        """The costs of a catalogue's zones in an index over the surfaces of its regions."""
        zone = np.array([region.zone_number for region in catalogue.regions], np.int64)
        held, cut = leaf_counts(index.cells.tree, index.cells.outlines.region, len(zone))
        most = len(catalogue.zones)
        return cls(_summed(zone, held, most), _summed(zone, cut, most), index.cells.bytes)


def _summed(zone: Int64s, counts: Int64s, zones: int) -> Int64s:
    sums = np.zeros(zones, np.int64)
    np.add.at(sums, zone, counts)
    return sums
