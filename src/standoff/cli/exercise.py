"""An exercise: a scenario's reports and voices handed to a served desk, as its clock reaches them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np
import typer

from standoff.feeds.decoding import Context
from standoff.feeds.jsonl import JsonLinesDecoder
from standoff.host.inputs import Refused, Reports
from standoff.incidents.pen import to_text
from standoff.model.acts import Act, Answered, Call, Entered, Open, Sighting
from standoff.model.names import Names
from standoff.model.panel import Cue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standoff.model.principal import Principal
    from standoff.model.reports import ReportBatch
    from standoff.server.desk import ServedDesk
    from standoff.sim.script import ScriptedAct

_STEP_S: Final = 0.05
_MS_NS: Final = 1_000_000
_OPENING: Final = (Call, Sighting, Open)


def cues_of(acts: Sequence[ScriptedAct], *, played: bool) -> list[Cue]:
    """What is heard from outside, in order; entered already where a program enters it."""
    return [
        Cue(
            id=act.id,
            at=to_text(act.at_ns // _MS_NS),
            voice=act.voice,
            says=act.says,
            what=None if act.what is None else msgspec.to_builtins(act.what),
            entered=played or act.what is None,
        )
        for act in acts
        if act.voice
    ]


class Exercise:
    """A scenario at work on a desk.

    Args:
        desk: a served desk whose clock began with the scenario.
        reports: the scenario's reports as JSON lines.
        acts: its script.
        people: who enters what, where it is played.
        played: whether a program enters the acts, or people do.
    """

    def __init__(
        self,
        desk: ServedDesk,
        reports: bytes,
        acts: Sequence[ScriptedAct],
        people: Sequence[Principal],
        *,
        played: bool,
    ) -> None:
        decoder = JsonLinesDecoder(Context("the scenario", "sim", Names(), Names()))
        batch = decoder.feed(reports).batch
        self._desk = desk
        self._reports = batch.take(np.argsort(batch.received_ns, kind="stable"))
        self._acts = list(acts) if played else []
        self._people = {person.id: person for person in people}
        self._entered: dict[str, int] = {}
        self._place = int(np.searchsorted(self._reports.received_ns, desk.now_ms() * _MS_NS))

    async def run(self) -> None:
        """Hands on what the desk's clock has reached, until there is no more."""
        while self._place < len(self._reports) or self._acts or self._desk.cues.coming:
            now_ms = self._desk.now_ms()
            await self._report(now_ms)
            for cue in self._desk.cues.reach(to_text(now_ms)):
                self._desk.publish_cue(cue)
            while self._acts and self._acts[0].at_ns <= now_ms * _MS_NS:
                await self._act(self._acts.pop(0))
            await asyncio.sleep(_STEP_S)

    async def _report(self, now_ms: int) -> None:
        end = int(np.searchsorted(self._reports.received_ns, now_ms * _MS_NS, side="right"))
        batch, self._place = self._reports.take(slice(self._place, end)), max(end, self._place)
        await asyncio.gather(*(self._desk.submit(part) for part in _by_source(batch)))

    async def _act(self, scripted: ScriptedAct) -> None:
        what = scripted.about(self._entered.get(scripted.refers_to, 0))
        if what is None:
            return
        incident = "" if isinstance(what, _OPENING) else await self._desk.newest_incident()
        act = Act(
            key=f"played-{scripted.id}",
            what=what,
            incident=incident,
            happened_at=scripted.happened_at,
            late_because=scripted.late_because,
        )
        outcome = await self._desk.submit(Entered(by=self._people[scripted.by], act=act))
        if isinstance(outcome, Answered):
            self._entered[scripted.id] = outcome.entries[0]
        elif isinstance(outcome, Refused):
            typer.echo(f"standoff: act {scripted.id} was refused: {outcome.says}. {outcome.remedy}", err=True)


def _by_source(batch: ReportBatch) -> list[Reports]:
    """One input for each source: in an exercise, a source is a feed."""
    return [
        Reports(batch.sources[code], batch.take(batch.source == code)) for code in map(int, np.unique(batch.source))
    ]
