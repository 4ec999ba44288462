"""When the time is over for which a track was excused: it counts again where it is inside of something."""

from __future__ import annotations

import pytest
from desk_in_hand import START_MS, DeskInHand, crossing

from standoff.incidents.pen import to_text
from standoff.incidents.step import Fact
from standoff.model import acts

HOUR_MS = 3_600_000
EXCUSED = acts.Excuse(track="uav|sim:1", ground="a works vessel", until=to_text(START_MS + HOUR_MS))


@pytest.mark.parametrize("in_force", [True, False])
def test_it_counts_again_in_its_zone_and_ends_where_that_is_in_force_no_more(*, in_force: bool) -> None:
    desk = DeskInHand()
    desk.act(EXCUSED, incident="")
    desk.take(crossing())
    assert desk.desk.incidents == {}, "who is excused opens nothing"
    if not in_force:
        desk.take(Fact(type="zones_changed", body={"zones": ["bay"]}))
    kinds = [entry.type for entry in desk.after(HOUR_MS).entries]
    assert kinds == (["incident_opened", "excuse_ended", "deadline_set", "raised"] if in_force else ["excuse_ended"]), (
        "time goes on, whatever has become of the zone"
    )
    assert desk.after(HOUR_MS).entries == () or in_force
    assert desk.desk.excused == {}
