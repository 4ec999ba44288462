"""The engine as a desk needs it: verdicts at once, on arrival, and what is in sight.

Theory of operation. The settled verdicts of `Engine` wait until the watermark has passed them, ten minutes as a rule; a
desk cannot. Here a track's reports count as they come: one that is not newer than the newest of its track is late, and
decides nothing. A crossing still needs two reports in a row. What a desk acted on can be held against the settled
verdicts afterwards, by a replay of the evidence.

Other zones take effect at once, for all tracks together. What they make of the tracks is told before (`prepare`), so
that it can be durable when they do (`swap`).
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.engine.engine import END_OF_TIME_NS
from standoff.engine.scene import Scene
from standoff.model.crossing import Crossing, Standing
from standoff.model.names import Names, of_track_id
from standoff.model.reports import ReportBatch
from standoff.tracks.fold import TrackFold
from standoff.zones.fold import Confirm, CrossingFold
from standoff.zones.movement import MovementFold

if TYPE_CHECKING:
    from standoff.model.arrays import Int32s, Int64s
    from standoff.model.movement import Movement
    from standoff.model.report_line import Status
    from standoff.zones.catalogue import Catalogue

ON_ARRIVAL_NS: Final = -1
"""A lateness under which a report counts as soon as it is here."""
PASS_GAP_NS: Final = 900_000_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """What came of one batch.

    Attributes:
        crossings: confirmed ones, of zones and rings, in the order of their evidence.
        movements: what those in each zone do.
        touched: tracks that the batch speaks of.
        late: reports that were not newer than the newest of their track.
    """

    crossings: tuple[Crossing, ...]
    movements: tuple[Movement, ...]
    touched: Int64s
    late: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Rezoned:
    """Other zones, ready to take effect; good until the next batch.

    Attributes:
        catalogue: the zones.
        crossings: what they make of the tracks, each a confirmed `zone-changed`.
        fold: the state under them.
    """

    catalogue: Catalogue
    crossings: tuple[Crossing, ...]
    fold: CrossingFold


class Live:
    """The folds of one desk.

    Attributes:
        catalogue: the zones that are in force.
        entities, sources: the tables of names that batches must use; see `adopt`.
        scene: what is in sight.
    """

    def __init__(self, catalogue: Catalogue, pass_gap_ns: int = PASS_GAP_NS) -> None:
        self.entities, self.sources = Names(), Names()
        self.catalogue = catalogue
        self.scene = Scene(catalogue)
        self._tracks = TrackFold(ON_ARRIVAL_NS)
        self._zones = CrossingFold(catalogue, Confirm.DEFAULT, pass_gap_ns)
        self._movement = MovementFold(catalogue)

    def adopt(self, batch: ReportBatch) -> ReportBatch:
        """The same reports, with this engine's tables of names."""
        if batch.entities is self.entities and batch.sources is self.sources:
            return batch
        columns = dict(batch.columns())
        columns["entity"] = _recoded(batch.entities, batch.entity, self.entities)
        columns["source"] = _recoded(batch.sources, batch.source, self.sources)
        return ReportBatch(self.entities, self.sources, **columns)

    def on_batch(self, batch: ReportBatch) -> Seen:
        """Takes reports in the order of their arrival."""
        outcome = self._tracks.on_batch(batch)
        steps = outcome.steps
        if not len(steps):
            return Seen((), (), np.empty(0, np.int64), len(outcome.late))
        touched = self.scene.on_steps(steps)
        crossings, _ = self._zones.on_batch(steps)
        confirmed = _confirmed(crossings)
        self._moved(confirmed)
        return Seen(confirmed, tuple(self._movement.on_steps(steps)), touched, len(outcome.late))

    def prepare(self, catalogue: Catalogue, at_ns: int) -> Rezoned:
        """What other zones make of the tracks, if they take effect at a time (ns since 1970); changes nothing yet."""
        fold = self._zones.successor(catalogue, at_ns)
        last = self._tracks.last(self.entities, self.sources, END_OF_TIME_NS)
        return Rezoned(catalogue, _confirmed(fold.inherit(self._zones.snapshot(), last)), fold)

    def swap(self, rezoned: Rezoned) -> None:
        """The prepared zones are in force from now on; no batch has come since."""
        self.catalogue, self._zones = rezoned.catalogue, rezoned.fold
        self.scene.change(rezoned.catalogue)
        self._movement.change(rezoned.catalogue)
        self._moved(rezoned.crossings)

    def _moved(self, confirmed: tuple[Crossing, ...]) -> None:
        for crossing in confirmed:
            self._movement.on_crossing(crossing, self._number(crossing.source, crossing.track))

    def follow(self, zone: str, status: Status, name: str) -> None:
        """Follows the movement of a track that crossed in before a restart; `name` is source and entity."""
        self._movement.follow(zone, status, self.number_of(name))

    def rates(self, zone: str, status: Status) -> tuple[float, float] | None:
        """Median closing rate and ground speed, m/s, of the tracks that crossed into a zone; None if not known."""
        return self._movement.rates(zone, status)

    def number_of(self, name: str) -> int:
        """The number of a track by its source and entity, `uav-east|sim:vehicle-01`; a new one if there is none."""
        return self._number(*of_track_id(name))

    def _number(self, source: str, entity: str) -> int:
        codes = np.array([self.sources.code(source)], np.int32), np.array([self.entities.code(entity)], np.int32)
        return self._tracks.number(*codes)


def _confirmed(crossings: list[Crossing]) -> tuple[Crossing, ...]:
    """The confirmed ones, in the order of their evidence."""
    confirmed = (crossing for crossing in crossings if crossing.standing is Standing.CONFIRMED)
    return tuple(sorted(confirmed, key=lambda c: (c.after.time_ns, c.ring is not None, c.key)))


def _recoded(names: Names, codes: Int32s, into: Names) -> Int32s:
    """Codes of one table of names as codes of another."""
    used, where = np.unique(codes, return_inverse=True)
    return np.array([into.code(names[code]) for code in used.tolist()], np.int32)[where]
