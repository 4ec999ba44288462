"""Invariant 15: the state of a desk is the same bytes while it works and folded from its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from standoff.host.clock import FollowedClock, this_machine
from standoff.host.opening import Settings, open_host
from standoff.incidents.fold import fold
from standoff.incidents.ladder import first_ladder
from standoff.incidents.state import Desk
from standoff.record.folder import Folder

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_desk_is_the_fold_of_its_record_to_the_byte(tmp_path: Path) -> None:
    settings = Settings(zones=[], ladder=first_ladder(), roster=[])
    host = open_host(Folder(tmp_path), settings, this_machine(), clock=FollowedClock(0))
    assert msgspec.json.encode(fold(Desk(), host.record.entries())) == msgspec.json.encode(host.desk)
    host.close()
