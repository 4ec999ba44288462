"""Cursor-on-Target XML: which events give a report, which are refused, and that no document type has an effect.

The events are synthetic; those of the shared real data are read at the end.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.feeds.cot import DEEPEST, CotDecoder
from standoff.feeds.cot_frames import LONGEST_EVENT, LONGEST_TAG
from standoff.feeds.decoding import EXAMPLES, Context, Decoded, Rejection
from standoff.model.names import Names
from standoff.model.reports import ReportFlag

if TYPE_CHECKING:
    from pathlib import Path

TIME_NS = 1495087200 * 10**9
GOOD = (
    b'<event version="2.0" uid="V1" type="a-f-G" how="m-g" time="2017-05-18T06:00:00Z" start="2017-05-18T05:00:00Z" '
    b'stale="2017-05-18T07:00:00Z"><point lat="33.5" lon="38.6" hae="700.5" ce="9.9" le="9999999.0"/>'
    b'<detail><contact callsign="JENNY"/><track course="-108.5" speed="16.6"/></detail></event>'
)


def read(data: bytes, *cuts: int) -> Decoded:
    context = Context("t.xml", "cot", Names(), Names())
    codec = CotDecoder(context)
    ends = [*sorted(cuts), len(data)]
    parts = [codec.feed(data[begin:end]) for begin, end in zip([0, *ends], ends, strict=False)]
    return Decoded.of(context, [*parts, codec.finish()])


def test_an_atom_gives_every_field_that_has_a_column() -> None:
    batch = read(GOOD).batch
    assert [batch.entities[code] for code in batch.entity.tolist()] == ["cot:V1"]
    assert batch.time_ns.tolist() == [TIME_NS]
    assert (batch.lat[0], batch.lon[0], batch.alt_hae_m[0]) == (33.5, 38.6, 700.5)
    assert (batch.err_major_m[0], batch.err_minor_m[0]) == (9.9, 9.9)
    assert (batch.speed_mps[0], batch.course_deg[0]) == (16.6, 251.5)
    assert batch.flags.tolist() == [0]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (b'hae="700.5"', b'hae="9999999.0"', "alt_hae_m"),
        (b'hae="700.5"', b'hae="999999"', "alt_hae_m"),
        (b'hae="700.5"', b'hae="NaN"', "alt_hae_m"),
        (b'hae="700.5"', b'hae="high"', "alt_hae_m"),
        (b'ce="9.9"', b'ce="9999999"', "err_major_m"),
        (b'ce="9.9"', b'ce="0.0"', "err_major_m"),
        (b'ce="9.9"', b'ce="-1"', "err_minor_m"),
        (b'speed="16.6"', b'speed="-1.0"', "speed_mps"),
        (b'speed="16.6"', b'speed="inf"', "speed_mps"),
        (b'course="-108.5"', b'course="361"', "course_deg"),
        (b"<track", b"<x><track/></x><other", "course_deg"),
        (b"detail>", b"other>", "course_deg"),
    ],
)
def test_a_value_that_says_not_known_is_not_known_and_the_report_stands(old: bytes, new: bytes, column: str) -> None:
    batch = read(GOOD.replace(old, new)).batch
    assert len(batch) == 1
    assert np.isnan(batch.column(column)[0])


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (GOOD.replace(b'lat="33.5"', b'lat="0.0"').replace(b'lon="38.6"', b'lon="-0"'), "no-position"),
        (GOOD.replace(b'lat="33.5"', b""), "no-position"),
        (GOOD.replace(b'lat="33.5"', b'lat="NaN"'), "no-position"),
        (GOOD.replace(b"<point", b"<detail><point").replace(b'"/><d', b'"/></detail><d', 1), "no-position"),
        (GOOD.replace(b'lat="33.5"', b'lat="inf"'), "out-of-range"),
        (GOOD.replace(b'lat="33.5"', b'lat="90.1"'), "out-of-range"),
        (GOOD.replace(b'lat="33.5"', b'lat="north"'), "not-a-number"),
        (GOOD.replace(b' time="2017', b' when="2017'), "no-time"),
        (GOOD.replace(b' time="2017', b' time="noon'), "not-a-time"),
        (GOOD.replace(b' time="2017', b' time="9999'), "not-a-time"),
        (GOOD.replace(b' time="2017', b' time="-2017'), "not-a-time"),
        (GOOD.replace(b'uid="V1"', b""), "schema"),
        (GOOD.replace(b'uid="V1"', b'uid=" "'), "schema"),
        (GOOD.replace(b"V1", b"V" * 300), "schema"),
        (GOOD.replace(b"a-f-G", b""), "schema"),
        (GOOD.replace(b"a-f-G", b"alpha"), "schema"),
        (b'<event data="stuff" />', "schema"),
        (GOOD.replace(b"JENNY", b"\xff"), "malformed"),
        (GOOD.replace(b"JENNY", b"\x00"), "malformed"),
        (GOOD.replace(b"JENNY", b"&#0;"), "malformed"),
        (GOOD.replace(b"JENNY", b"&lol9;"), "malformed"),
        (GOOD.replace(b"V1", b"V<1"), "malformed"),
        (GOOD.replace(b'uid="V1"', b'uid="V1" uid="V2"'), "malformed"),
        (GOOD.replace(b"</detail>", b""), "malformed"),
        (GOOD.removesuffix(b"</event>"), "malformed"),
        (GOOD.replace(b"<contact", b"<!DOCTYPE x><contact"), "malformed"),
        (GOOD.replace(b"<contact", b"<a>" * DEEPEST + b"</a>" * DEEPEST + b"<contact"), "malformed"),
        (GOOD.replace(b"JENNY", b"J" * LONGEST_EVENT), "too-long"),
        (GOOD.replace(b"V1", b"V" * LONGEST_TAG), "too-long"),
        (b"&amp; noise", "malformed"),
        (b"</event>" + b"</event", "malformed"),
    ],
)
def test_an_event_that_is_no_report_is_rejected_and_takes_no_other_with_it(bad: bytes, reason: str) -> None:
    whole = GOOD + b"\n" + bad + b"\n" + GOOD
    decoded = read(whole)
    assert decoded.rejected == {reason: 1}
    assert decoded.batch.place.tolist() == [1, 3]
    pieces = read(whole, *range(0, len(whole), 7_919 if len(whole) > 9_000 else 1))
    assert pieces.rejected == decoded.rejected
    assert pieces.batch.place.tolist() == [1, 3]
    assert pieces.examples == decoded.examples


@pytest.mark.parametrize(
    ("kind", "other"),
    [
        (b"t-x-d-d", "delete"),
        (b"t-x-c-t", "ping"),
        (b"b-t-f", "chat"),
        (b"b-a-o-tbl", "alert"),
        (b"b-a-g", "alert"),
        (b"u-d-c-c", "shape"),
        (b"u-d-f", "shape"),
        (b"b-m-r", "route"),
        (b"b-x-made-up", "bits"),
    ],
)
def test_what_is_no_position_is_counted_by_kind_however_it_is_called(kind: bytes, other: str) -> None:
    decoded = read(GOOD.replace(b"a-f-G", kind))
    assert decoded.other == {other: 1}
    assert decoded.read == 0


BOMB = b'<!DOCTYPE e [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [BOMB, b"<!DOCTYPE e>", b'<!DOCTYPE e SYSTEM "http://x/e.dtd">'])
@pytest.mark.parametrize("name", [b"&b;", b"&x;", b"JENNY"])
def test_a_document_type_is_refused_and_its_entities_mean_nothing(doctype: bytes, name: bytes) -> None:
    decoded = read(GOOD + doctype + GOOD.replace(b"JENNY", name))
    damage = 0 if name == b"JENNY" else 1
    assert decoded.rejected == Counter({"doctype": 1, **({"malformed": 1} if damage else {})})
    assert len(decoded.batch) == 2 - damage


@pytest.mark.parametrize(
    "hiding", [b"<!-- %b -->", b"<![CDATA[</event>%b]]>", b"<?x %b ?>", b"<!-- > ]]> </event> -->"]
)
def test_an_event_that_a_comment_or_text_holds_is_not_one(hiding: bytes) -> None:
    text = hiding.replace(b"%b", GOOD.replace(b"V1", b"SPOOF"))
    decoded = read(GOOD.replace(b"<contact", text + b"<contact"))
    assert len(decoded.batch) == 1
    assert not decoded.rejected
    assert decoded.batch.entities[1] == "cot:V1"


@pytest.mark.parametrize(
    "stream",
    [
        b"\xef\xbb\xbf" + GOOD + GOOD,
        b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n" + GOOD + b"<?xml version='1.0'?>" + GOOD,
        b'<?xml version="1.0"?><events xmlns="x">\n' + GOOD + b"\r\n" + GOOD + b"\n</events>\n",
        b"<!-- log of " + GOOD + b"-->" + GOOD + GOOD,
    ],
)
def test_declarations_and_a_root_stand_between_events_and_are_none(stream: bytes) -> None:
    decoded = read(stream)
    assert decoded.batch.place.tolist() == [1, 2]
    assert not decoded.rejected


@pytest.mark.parametrize(("old", "new"), [(b"m-g", b"m-s"), (b"version", b'opex="e-x" version')])
def test_what_says_that_it_is_simulated_is_not_actual(old: bytes, new: bytes) -> None:
    assert read(GOOD.replace(old, new)).batch.flags.tolist() == [int(ReportFlag.EXERCISE)]


PIECES = st.lists(
    st.sampled_from(
        [
            *(GOOD, GOOD[:200], GOOD[120:], b"<event", b"<event ", b"</event>", b"<!--", b"-->", b"<![CDATA[", b"]]>"),
            *(b"<?", b"?>", b"<!DOCTYPE x", b"[", b"]>", b">", b"/>", b'"', b"'", b"<", b" ", b"noise", BOMB, b"\xff"),
            *(b"<event a='b'/>", b"J" * LONGEST_TAG, b"<event a='" + b"x" * LONGEST_EVENT),
        ]
    ),
    max_size=12,
).map(b"".join)


@given(PIECES, st.data())
def test_any_split_of_the_bytes_gives_the_same(data: bytes, draw: st.DataObject) -> None:
    cuts = draw.draw(st.lists(st.integers(0, len(data)), max_size=8))
    whole, split = read(data), read(data, *cuts)
    assert split.rejected == whole.rejected
    assert split.other == whole.other
    assert split.batch.place.tolist() == whole.batch.place.tolist()
    assert firsts(split) == firsts(whole)


def firsts(decoded: Decoded) -> dict[str, list[Rejection]]:
    """The examples that a run keeps of each reason."""
    return {reason: [e for e in decoded.examples if e.reason == reason][:EXAMPLES] for reason in decoded.rejected}


@pytest.mark.data
def test_the_stream_of_real_events_gives_what_its_index_says(shared: Path) -> None:
    data = (shared / "cot" / "stream.xml").read_bytes()
    decoded = read(data, *range(0, len(data), 11))
    assert len(decoded.batch) == 15
    assert decoded.rejected == {"no-position": 2, "schema": 3}
    assert decoded.read + decoded.other.total() == 40
    assert decoded.batch.alt_hae_m[:3].tolist() == [-25.7, 0.0, 1681.23725821]
