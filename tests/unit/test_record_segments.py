"""Evidence: every batch comes back as it was taken, from the open form and the sealed, before a crash and after."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest

from standoff.model.names import Names
from standoff.model.reports import ReportBatch
from standoff.record.files import Disk
from standoff.record.segments import Segments

if TYPE_CHECKING:
    from pathlib import Path


def batch(number: int, rows: int = 3) -> ReportBatch:
    """Reports with every column set, some without an identity; other names in each batch."""
    entities, sources = Names([f"ais:{number}", "radar:1"]), Names(["coast"])
    chance = np.random.default_rng(number)
    floats = ("alt_hae_m", "alt_baro_m", "speed_mps", "course_deg", "err_major_m", "err_minor_m", "err_axis_deg")
    columns = {name: chance.random(rows) for name in floats}
    return ReportBatch.of(
        entities,
        sources,
        {
            **columns,
            "time_ns": np.arange(rows) + number,
            "received_ns": np.arange(rows) + number + 5,
            "entity": np.arange(rows, dtype=np.int32) % 3,
            "source": np.ones(rows, np.int32),
            "lat": chance.random(rows),
            "lon": chance.random(rows),
            "place": np.arange(rows),
            "flags": np.full(rows, 2, np.uint32),
        },
    )


def assert_same(one: ReportBatch, other: ReportBatch) -> None:
    for name, column in one.columns():
        if name in {"entity", "source"}:
            names, others = (b.entities if name == "entity" else b.sources for b in (one, other))
            codes = other.column(name)
            assert [names[code] for code in column] == [others[code] for code in codes]
        else:
            np.testing.assert_array_equal(column, other.column(name))


def assert_holds(segments: Segments, numbers: range) -> None:
    found = list(segments.read())
    assert [taken for taken, _ in found] == [100 + number for number in numbers]
    for number, (_, reports) in zip(numbers, found, strict=True):
        assert_same(batch(number), reports)


def filled(folder: Path, numbers: range) -> Segments:
    segments = Segments(folder, Disk())
    for number in numbers:
        segments.append(batch(number), 100 + number)
    return segments


def test_batches_come_back_as_they_were_taken_from_either_form(tmp_path: Path) -> None:
    segments = filled(tmp_path, range(3))
    assert_holds(segments, range(3))
    digest = segments.seal()
    assert digest is not None
    assert_holds(segments, range(3))
    segments.remove_open(digest.name)
    assert_holds(segments, range(3))
    segments.append(batch(3), 103)
    assert_holds(segments, range(4))


def test_a_batch_is_in_the_file_when_append_returns(tmp_path: Path) -> None:
    filled(tmp_path, range(2))
    stream = pa.ipc.open_stream(pa.BufferReader((tmp_path / "000001.arrow").read_bytes()))
    assert stream.read_next_batch().num_rows == 3
    assert stream.read_next_batch().num_rows == 3


def test_a_running_digest_is_of_the_beginning_of_the_file_and_given_once(tmp_path: Path) -> None:
    segments = Segments(tmp_path, Disk())
    assert segments.digest() is None
    segments.append(batch(0), 100)
    digest = segments.digest()
    assert digest is not None
    assert segments.digest() is None
    segments.append(batch(1), 101)
    data = (tmp_path / "000001.arrow").read_bytes()
    assert digest.bytes < len(data)
    assert digest.sha256 == hashlib.sha256(data[: digest.bytes]).hexdigest()
    assert (digest.name, digest.sealed, digest.batches_before, digest.batches, digest.rows) == (
        "000001",
        False,
        0,
        1,
        3,
    )


def test_a_sealed_digest_is_of_the_whole_file_and_counts_on(tmp_path: Path) -> None:
    segments = filled(tmp_path, range(2))
    first = segments.seal()
    segments.append(batch(2), 102)
    second = segments.seal()
    assert first is not None
    assert second is not None
    data = (tmp_path / "000002.parquet").read_bytes()
    assert (second.bytes, second.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert (first.name, first.batches_before, first.batches, first.rows) == ("000001", 0, 2, 6)
    assert (second.name, second.batches_before, second.batches, second.rows) == ("000002", 2, 1, 3)
    assert segments.seal() is None


@pytest.mark.parametrize("cut", [1, 7, 8, 100, 400])
def test_a_torn_batch_is_cut_and_those_before_it_are_sealed(tmp_path: Path, cut: int) -> None:
    filled(tmp_path, range(3))
    path = tmp_path / "000001.arrow"
    path.write_bytes(path.read_bytes()[:-cut])
    again = Segments(tmp_path, Disk())
    assert [(digest.name, digest.batches) for digest in again.recovered] == [("000001", 2)]
    assert_holds(again, range(2))
    again.append(batch(2), 102)
    assert_holds(again, range(3))


class Hasty(Disk):
    """Syncs nothing: what is sealed a thousand times need not last."""

    def replace(self, path: Path, data: bytes) -> None:
        path.write_bytes(data)


@pytest.mark.slow
def test_a_tear_at_any_byte_of_the_last_batch_leaves_the_whole_batches_before_it(tmp_path: Path) -> None:
    first = filled(tmp_path, range(2)).digest()
    assert first is not None
    path, sealed = tmp_path / "000001.arrow", tmp_path / "000001.parquet"
    (tmp_path / "whole").mkdir()
    filled(tmp_path / "whole", range(3))
    whole = (tmp_path / "whole" / "000001.arrow").read_bytes()
    assert whole[: first.bytes] == path.read_bytes()
    assert len(whole) > first.bytes
    for size in range(first.bytes, len(whole)):
        path.write_bytes(whole[:size])
        sealed.unlink(missing_ok=True)
        (digest,) = Segments(tmp_path, Hasty()).recovered
        assert (size, digest.batches, digest.rows) == (size, 2, first.rows)
    assert_holds(Segments(tmp_path, Disk()), range(2))


@pytest.mark.parametrize("size", [0, 1, 8, 300])
def test_a_segment_without_one_whole_batch_is_as_if_it_had_not_been_begun(tmp_path: Path, size: int) -> None:
    filled(tmp_path, range(1))
    path = tmp_path / "000001.arrow"
    path.write_bytes(path.read_bytes()[:size])
    again = Segments(tmp_path, Disk())
    assert again.recovered == []
    assert list(tmp_path.iterdir()) == []
    again.append(batch(0), 100)
    assert [digest.name for digest in filter(None, [again.seal()])] == ["000001"]
    assert_holds(again, range(1))


def test_a_crash_between_sealing_and_its_entry_gives_the_same_digest_again(tmp_path: Path) -> None:
    segments = filled(tmp_path, range(2))
    digest = segments.seal()
    assert Segments(tmp_path, Disk()).recovered == [digest]
    again = Segments(tmp_path, Disk())
    assert again.recovered == [digest]
    assert_holds(again, range(2))
    again.remove_open("000001")
    assert Segments(tmp_path, Disk()).recovered == []
    assert [path.name for path in tmp_path.iterdir()] == ["000001.parquet"]
