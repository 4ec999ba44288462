"""The page on entries has every kind of entry that standoff writes, with every field of its body, and no others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from desk_in_hand import DeskInHand, crossing
from test_incidents_says import everything

from standoff.model import acts

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = (ROOT / "docs" / "reference" / "entries.md").read_text("utf-8")
WRITTEN: Final = re.compile(r'pen\.note\(\s*"([a-z_]+)"|Fact\(type="([a-z_]+)"')
OF_ACTS: Final = {str(act.__struct_config__.tag) for act in acts.What.__args__}


def rows() -> dict[str, str]:
    """What the page says of each kind that standoff writes itself."""
    found: dict[str, str] = {}
    for line in PAGE.partition("## Of the desk")[2].splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if line.startswith("| `"):
            found |= dict.fromkeys(re.findall(r"`([a-z_]+)`", cells[0]), cells[2])
    return found


def written() -> set[str]:
    """Every kind that the code writes."""
    found: set[str] = set()
    for path in (ROOT / "src" / "standoff").rglob("*.py"):
        found |= {one or other for one, other in WRITTEN.findall(path.read_text("utf-8"))}
    return found


def test_every_kind_that_standoff_writes_is_documented_and_no_other() -> None:
    assert set(rows()) == written()
    assert not set(rows()) & OF_ACTS


def bodies() -> list[tuple[str, str]]:
    """Kind and field of every body that desks in hand have written."""
    desks = everything()
    excused = DeskInHand()
    excused.act(acts.Excuse(track="uav|sim:1", ground="works", until="2017-05-18T06:30:00Z"), incident="")
    excused.take(crossing())
    excused.after(1_800_000)
    found = {
        (entry.type, field)
        for desk in (*desks, excused)
        for entry in desk.entries
        if entry.type in rows()
        for field in entry.body
    }
    return sorted(found)


@pytest.mark.parametrize(("kind", "field"), bodies())
def test_every_field_of_a_body_is_documented(kind: str, field: str) -> None:
    assert f"`{field}`" in rows()[kind] or kind in {"settings", "roster", "ladder_in_force", "zone_in_force"}, kind


def test_what_an_act_says_besides_is_documented() -> None:
    for field in ("late_because", "rung", "role", "acts_for", "until"):
        assert f"`{field}`" in PAGE.partition("## Of the desk")[0]
