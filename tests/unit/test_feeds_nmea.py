"""NMEA 0183: what a line is, and what time it is by the lines of its log. Synthetic unless a log is named."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import reduce

import pytest

from standoff.feeds.nmea import Clock, Sentence, parse
from standoff.model.times import NO_TIME, from_datetime

T2012 = from_datetime(datetime(2012, 1, 27, 11, 13, 43, 420_000, UTC))
AIS = b"AIVDM,1,1,,A,17P@<J?P00blFWmjG@5a5?v62<10,0"


def sealed(body: bytes, start: bytes = b"!") -> bytes:
    """A sentence with its checksum."""
    checksum = reduce(lambda so_far, octet: so_far ^ octet, body, 0)
    return start + body + f"*{checksum:02X}".encode()


def said(line: bytes) -> Sentence:
    sentence = parse(line)
    assert sentence is not None
    return sentence


def clock_after(*bodies: bytes) -> Clock:
    clock = Clock()
    for body in bodies:
        clock.hear(said(sealed(body, b"$")))
    return clock


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"hello",
        b"AIVDM,1,1,,A,x,0*00",
        b" !AIVDM,1,1,,A,x,0*00",
        b"\\s:station!AIVDM,1,1,,A,x,0*00",
        b"!AIVDM,1,1,,A,x,0*G1",
        b"!AIVDM,1,1,,A,x,0*1",
        b"$ABALR,020819,037,V,A,AIS: Frame synchronisation failure*lure*46",  # amsa_coastal_2012-01-27, line 1629
    ],
)
def test_what_is_no_sentence_is_none(line: bytes) -> None:
    assert parse(line) is None


@pytest.mark.parametrize(
    ("line", "sound"),
    [
        (b"!AIVDM,1,1,,A,17P@<J?P00blFWmjG@5a5?v62<10,0*27", True),  # amsa_coastal_2012-01-27, line 3
        (b"!AIVDM,1,1,,A,17P@<J?P00blFWmjG@5a5?v62<10,0*28", False),
        (b"!AIVDM,1,1,,A,17P@<J?P00blFWmjG@5a5?v62<11,0*27", False),
        (b"!=IVDM,1,1,,B,37P8OL2<01Ch,0*32", False),  # the same, line 359: cut short on the way
        (b"!BSVDM,1,1,,A,3", None),  # the same, line 1168
        (sealed(AIS).lower().replace(b"aivdm", b"AIVDM"), False),
        (sealed(AIS)[:-2] + sealed(AIS)[-2:].lower(), True),
    ],
)
def test_a_checksum_is_enforced_and_its_absence_is_told_apart(line: bytes, sound: bool | None) -> None:
    assert said(line).sound is sound


def test_tag_block_fields_and_what_stands_behind_are_taken_apart() -> None:
    sentence = said(b"\\g:1-2-73874,c:1334337317*00\\" + sealed(AIS) + b",1327992631777")
    assert sentence.tag == b"g:1-2-73874,c:1334337317*00"
    assert sentence.start == b"!"
    assert sentence.fields == AIS.split(b",")
    assert sentence.sound is True
    assert sentence.tail == b",1327992631777"


@pytest.mark.parametrize(
    "body",
    [
        b"GPRMC,111343.42,V,3251.06,S,15144.57,E,0.0,,270112,,",  # no fix: its clock may be anything
        b"GPRMC,111343.42,A,3251.06,S,15144.57,E,0.0,,,,",
        b"GPRMC,111343.42,A,3251.06,S,15144.57,E,0.0,,2701,,",
        b"GPRMC,111343.42,A,3251.06,S,15144.57,E,0.0,,320112,,",
        b"GPRMC,111343.42,A,3251.06,S,15144.57,E,0.0,,27011x,,",
        b"GPRMC,251343.42,A,3251.06,S,15144.57,E,0.0,,270112,,",
        b"GPRMC,,A,3251.06,S,15144.57,E,0.0,,270112,,",
        b"GPRMC,111343.42,A",
        b"GPZDA,111343.42,27,01,,00,00",
        b"GPZDA,111343.42,27,13,2012,00,00",
        b"GPZDA,111343.42,31,02,2012,00,00",
        b"GPZDA,111343.42,27,01,12345,00,00",
        b"GPZDA,,27,01,2012,00,00",
        b"GPZDA,111343.42",
        b"GPGGA,111343.42,3251.06,S,15144.57,E,1,08,1.0,1,M,,M,,",
        b"PGHP,1,2012,1,27,11,13",
        b"PGHP,1,2012,1,27,25,13,43,420,316,0,,1,59",
        b"PGHP,1,2012,1,27,11,13,43,x,316,0,,1,59",
        b"PGHP,1,0,1,27,11,13,43,420,316,0,,1,59",
    ],
)
def test_a_line_without_a_moment_gives_no_time(body: bytes) -> None:
    assert clock_after(body).stamp(said(sealed(AIS))) == (NO_TIME, NO_TIME, "none")


@pytest.mark.parametrize(
    "body",
    [
        b"GPRMC,111343.42,A,3251.06,S,15144.57,E,0.0,,270112,,",
        b"INRMC,111343.420,A,3251.06,S,15144.57,E,0.0,,270112,,,A",
        b"GPZDA,111343.42,27,01,2012,00,00",
    ],
)
def test_the_last_clock_line_is_the_time_of_a_bare_sentence(body: bytes) -> None:
    clock = clock_after(
        b"GPRMC,101010.00,A,3251.06,S,15144.57,E,0.0,,260112,,", body, b"GPRMC,101112.00,V,,,,,,,260112,,"
    )
    assert clock.stamp(said(sealed(AIS))) == (T2012, NO_TIME, "clock")
    assert clock.stamp(said(sealed(AIS))) == (T2012, NO_TIME, "clock")


def test_a_leap_second_is_read_as_the_one_before() -> None:
    stamped = clock_after(b"GPZDA,235960.00,31,12,2016,00,00").stamp(said(sealed(AIS)))
    assert stamped.time_ns == from_datetime(datetime(2016, 12, 31, 23, 59, 59, 0, UTC))


PGHP = b"PGHP,1,2012,1,27,11,13,43,420,316,0,,1,59"


def test_pghp_is_the_time_of_the_next_sentence_and_of_no_other() -> None:
    clock = clock_after(b"GPZDA,101010.00,26,01,2012,00,00", PGHP)
    assert clock.stamp(said(sealed(AIS))) == (T2012, NO_TIME, "pghp")
    assert clock.stamp(said(sealed(AIS))).by == "clock"


TAGGED = b"\\s:x,c:1334337317*00\\"
STAMPED = b",1327992631777"
ZDA = b"GPZDA,101010.00,26,01,2012,00,00"


@pytest.mark.parametrize(
    ("before", "line", "time_s", "received_s", "by"),
    [
        ((PGHP, ZDA), TAGGED + sealed(AIS) + STAMPED, 1334337317, 1327992631.777, "tag-block"),
        ((PGHP, ZDA), sealed(AIS) + STAMPED, T2012 / 1e9, 1327992631.777, "pghp"),
        ((ZDA,), sealed(AIS) + STAMPED, 1327992631.777, None, "stamp"),
        ((), sealed(AIS) + b",1327992631", 1327992631, None, "stamp"),
        ((), b"\\c:1334337317123\\" + sealed(AIS), 1334337317.123, None, "tag-block"),
        ((), b"\\c:1334337317*00\\" + sealed(AIS), 1334337317, None, "tag-block"),
        ((), b"\\xc:1334337317\\" + sealed(AIS), None, None, "none"),
        ((), b"\\c:13343\\" + sealed(AIS), None, None, "none"),
        ((), sealed(AIS) + b"1327992631777", None, None, "none"),
        ((), sealed(AIS) + b",13279", None, None, "none"),
        ((), sealed(AIS) + b",99999999999999", None, None, "none"),
    ],
)
def test_time_is_taken_from_tag_block_then_pghp_then_stamp_then_clock(
    before: tuple[bytes, ...], line: bytes, time_s: float | None, received_s: float | None, by: str
) -> None:
    stamped = clock_after(*before).stamp(said(line))
    wanted = [NO_TIME if known is None else round(known * 1000) * 1_000_000 for known in (time_s, received_s)]
    assert stamped == (*wanted, by)


VESSEL = b"!ABVDM,1,1,4,B,17P;HV?P008F98Il;EC1mOwL0@KP,0*22"


@pytest.mark.parametrize(
    ("tag", "sound"),
    [(rb"\c:1420030798*5B" + b"\\", True), (rb"\c:1420030799*5B" + b"\\", False), (rb"\c:1420030798*00" + b"\\", True)],
    ids=["right", "another time", "not computed, as in real logs"],
)
def test_a_tag_block_that_was_changed_spoils_its_sentence(tag: bytes, *, sound: bool) -> None:
    sentence = parse(tag + VESSEL)
    assert sentence is not None
    assert sentence.sound is sound
