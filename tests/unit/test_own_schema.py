"""What this project writes it reads again: record batches as Parquet, simulated reports as JSON lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from standoff.cli.inputs import Intake
from standoff.model.reports import ReportBatch, ReportFlag

if TYPE_CHECKING:
    from pathlib import Path

LINES = """\
{"time":"2017-05-18T06:38:22.336Z","source":"uav","entity":"sim:v1","lat":33.5,"lon":38.6,"alt_hae_m":700.5,\
"speed_mps":9.5,"course_deg":140,"err_major_m":60,"err_minor_m":40,"err_axis_deg":15,"status":"exercise",\
"received":"2017-05-18T06:38:30Z"}
{"time":"2017-05-18T06:38:23.000000001Z","source":"radar","lat":33.5,"lon":38.6}
{"time":"2017-05-18T06:38:24Z","source":"radar","entity":"sim:v2"}
{"time":"2017-05-18T06:38:24Z","source":"radar","entity":"sim:v2","lat":"33"}
"""


def taken(path: Path) -> tuple[ReportBatch, Intake]:
    intake = Intake()
    intake.take(path, None, None, lambda _: None)
    return intake.reports(), intake


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "reports.jsonl"
    path.write_text(LINES)
    return path


def test_json_lines_keep_everything_they_say(lines: Path) -> None:
    batch, intake = taken(lines)
    assert [batch.sources[code] for code in batch.source] == ["uav", "radar"]
    assert [batch.entities[code] for code in batch.entity] == ["sim:v1", ""]
    assert batch.time_ns.tolist() == [1495089502336000000, 1495089503000000001]
    assert batch.received_ns[0] == 1495089510000000000
    assert (batch.alt_hae_m[0], batch.speed_mps[0], batch.course_deg[0]) == (700.5, 9.5, 140)
    assert (batch.err_major_m[0], batch.err_minor_m[0], batch.err_axis_deg[0]) == (60, 40, 15)
    assert batch.flags.tolist() == [ReportFlag.EXERCISE, 0]
    assert intake.rejected == {"no-position": 1, "schema": 1}


def test_a_record_batch_written_as_parquet_is_read_as_the_same_reports(lines: Path, tmp_path: Path) -> None:
    batch, _ = taken(lines)
    pq.write_table(pa.Table.from_batches([batch.to_arrow()]), tmp_path / "reports.parquet")
    back, intake = taken(tmp_path / "reports.parquet")
    assert not intake.rejected
    for name, column in batch.columns():
        if name not in {"source", "entity", "place"}:
            assert np.array_equal(back.column(name), column, equal_nan=column.dtype == np.float64), name
    assert [back.sources[code] for code in back.source] == ["uav", "radar"]
    assert [back.entities[code] for code in back.entity] == ["sim:v1", ""]
