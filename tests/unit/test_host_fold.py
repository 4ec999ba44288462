"""Invariant 15: the state of a desk is the same bytes while it works and folded from its record, from any snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from standoff.feeds.decoding import Context
from standoff.feeds.jsonl import JsonLinesDecoder
from standoff.host.clock import FollowedClock, this_machine
from standoff.host.inputs import Reports, Tick
from standoff.host.opening import Settings, open_host
from standoff.incidents.fold import apply, fold
from standoff.incidents.ladder import shipped_ladder
from standoff.incidents.state import Desk
from standoff.model.acts import Act, Answered, Call, Entered, Open, Sighting
from standoff.record.folder import Folder
from standoff.sim.reading import load_scenario
from standoff.sim.simulation import simulate
from standoff.zones.geojson import read_zones

SCENARIO = Path(__file__).parents[2] / "scenarios" / "tanf-2017.toml"
STEP_S = 20


def test_a_new_desk_is_the_fold_of_its_record_to_the_byte(tmp_path: Path) -> None:
    settings = Settings(zones=[], ladder=shipped_ladder(), roster=[])
    host = open_host(Folder(tmp_path), settings, this_machine(), clock=FollowedClock(0))
    assert msgspec.json.encode(fold(Desk(), host.record.entries())) == msgspec.json.encode(host.desk)
    host.close()


@pytest.mark.slow
def test_tanf_folds_to_the_same_bytes_from_the_start_from_every_state_and_step_by_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("standoff.host.host.SNAPSHOT_EVERY", 50)
    sim = simulate(load_scenario(SCENARIO.read_text("utf-8"), "tanf"), "halts-27km", 1)
    files = sim.files()
    zones = read_zones(files["zones.geojson"], "zones")
    people = {person.id: person for person in sim.people}
    start_s = int(sim.acts[0].at_ns // 10**9) // 3600 * 3600 - 3600
    clock = FollowedClock(start_s * 1000)
    settings = Settings(zones=zones, ladder=shipped_ladder(), roster=sim.people)
    host = open_host(Folder(tmp_path), settings, this_machine(), clock=clock)
    batch = (
        JsonLinesDecoder(Context("r", "sim", host.live.entities, host.live.sources)).feed(files["reports.jsonl"]).batch
    )
    batch = batch.take(np.argsort(batch.received_ns, kind="stable"))
    waiting, entered, snapshots = list(sim.acts), dict[str, int](), dict[int, bytes]()
    states: dict[int, bytes] = {host.desk.seq: msgspec.json.encode(host.desk)}
    end_ns, place = max(int(batch.received_ns[-1]), sim.acts[-1].at_ns), 0
    for now_s in range(start_s, end_ns // 10**9 + 2 * STEP_S, STEP_S):
        clock.reach(now_s * 1000)
        until = int(np.searchsorted(batch.received_ns, now_s * 10**9, side="right"))
        inputs: list[Any] = [Reports("sim", batch.take(slice(place, until)))] if until > place else []
        place = until
        host.commit([*inputs, Tick()])
        while waiting and waiting[0].at_ns <= now_s * 10**9:
            scripted = waiting.pop(0)
            what = scripted.about(entered.get(scripted.refers_to, 0))
            if what is None:
                continue
            incident = "" if isinstance(what, (Call, Sighting, Open)) else next(reversed(host.desk.incidents), "")
            how: dict[str, Any] = {"happened_at": scripted.happened_at, "late_because": scripted.late_because}
            act = Act(key=f"played-{scripted.id}", what=what, incident=incident, **how)
            outcome = host.commit([Entered(by=people[scripted.by], act=act)]).outcomes[0]
            assert isinstance(outcome, Answered), outcome
            entered[scripted.id] = outcome.entries[0]
        states[host.desk.seq] = msgspec.json.encode(host.desk)
        if (snapshot := host.record.latest_snapshot()) is not None:
            snapshots[snapshot[0]] = snapshot[1]
    entries, final = list(host.record.entries()), msgspec.json.encode(host.desk)
    host.close()

    assert len(entered) > 20
    assert len(snapshots) >= 2
    desk = Desk()
    for entry in entries:
        desk = apply(desk, entry)
        if desk.seq in states:
            assert msgspec.json.encode(desk) == states[desk.seq]
    assert msgspec.json.encode(desk) == final
    for seq, state in snapshots.items():
        assert msgspec.json.encode(fold(msgspec.json.decode(state, type=Desk), entries[seq:])) == final
