"""`ReportBatch`: lossless to Arrow and back without a copy; errors that name the column."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from standoff.model.errors import UnusableInputError
from standoff.model.names import ABSENT, Names
from standoff.model.reports import ReportBatch
from standoff.model.times import NO_TIME, from_rfc3339, to_rfc3339
from standoff.model.units import parse_duration_s


def small(**columns: Any) -> ReportBatch:
    known = {"time_ns": [1, 2], "lat": [33.0, 34.0], "lon": [38.0, 39.0]} | columns
    return ReportBatch.of(Names(["ais:1"]), Names(["s"]), {name: np.array(value) for name, value in known.items()})


def test_columns_that_do_not_fit_are_named() -> None:
    with pytest.raises(ValueError, match=r"columns \['lat', 'lon'\]"):
        ReportBatch.of(Names(), Names(), {"time_ns": np.array([1])})
    with pytest.raises(ValueError, match=r"no columns \['speed'\]"):
        small(speed=[1.0, 2.0])
    with pytest.raises(ValueError, match=r"column lat: expected shape \(2,\)"):
        small(lat=[33.0])
    with pytest.raises(ValueError, match="different tables of names"):
        ReportBatch.concatenate([small(), small()])
    with pytest.raises(UnusableInputError, match="lacks the columns"):
        ReportBatch.from_arrow(pa.RecordBatch.from_arrays([pa.array(np.ones(1))], names=["lat"]))


def test_an_arrow_column_of_another_type_is_named() -> None:
    arrow = small().to_arrow()
    columns = {name: arrow.column(name) for name in arrow.schema.names}
    for name, wrong in (("lat", pa.array([1, 2])), ("entity", pa.array(["a", "b"])), ("time_ns", pa.array([1, None]))):
        changed = columns | {name: wrong}
        batch = pa.RecordBatch.from_arrays(list(changed.values()), names=list(changed))
        with pytest.raises(UnusableInputError, match=f"Arrow column {name}: expected"):
            ReportBatch.from_arrow(batch)


def test_what_is_not_given_is_not_known() -> None:
    batch = small()
    assert (batch.entity == ABSENT).all()
    assert (batch.received_ns == NO_TIME).all()
    assert np.isnan(batch.err_major_m).all()
    assert np.isnan(batch.alt_baro_m).all()


FLOATS = hnp.arrays(np.float64, 5, elements=st.floats(allow_nan=True, width=64))


@given(
    lat=FLOATS, err=FLOATS, time_ns=hnp.arrays(np.int64, 5), entity=st.lists(st.integers(0, 2), min_size=5, max_size=5)
)
def test_arrow_and_back_loses_nothing(lat: Any, err: Any, time_ns: Any, entity: list[int]) -> None:
    columns = {"time_ns": time_ns, "lat": lat, "lon": lat, "err_axis_deg": err, "entity": np.array(entity)}
    batch = ReportBatch.of(Names(["ais:1", "ais:2"]), Names(), columns)
    back = ReportBatch.from_arrow(batch.to_arrow())
    assert list(back.entities) == list(batch.entities)
    for name, column in batch.columns():
        assert back.column(name).tobytes() == column.tobytes(), name


def test_arrow_shares_the_memory_of_the_columns() -> None:
    batch = small()
    arrow = batch.to_arrow()
    back = ReportBatch.from_arrow(arrow)
    for name, column in batch.columns():
        assert np.shares_memory(back.column(name), column), name


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2017-05-18T06:38:22.336Z", "2017-05-18T06:38:22.336Z"),
        ("2017-05-18T09:38:22+03:00", "2017-05-18T06:38:22.000Z"),
        ("2017-05-18", "2017-05-18T00:00:00.000Z"),
        ("1901-12-13T20:45:52Z", "1901-12-13T20:45:52.000Z"),
    ],
)
def test_times_are_utc_text(text: str, time: str) -> None:
    assert to_rfc3339(from_rfc3339(text)) == time


@pytest.mark.parametrize(
    ("text", "seconds"), [("900s", 900), ("15min", 900), ("1.5h", 5400), ("250ms", 0.25), ("60", 60)]
)
def test_lengths_of_time_as_people_type_them(text: str, seconds: float) -> None:
    assert parse_duration_s(text, "--pass-gap") == seconds


@pytest.mark.parametrize("text", ["", "soon", "-5s", "5 weeks", "1e3"])
def test_what_is_no_length_of_time_is_refused_with_the_option(text: str) -> None:
    with pytest.raises(UnusableInputError, match="--pass-gap: expected a length of time"):
        parse_duration_s(text, "--pass-gap")
