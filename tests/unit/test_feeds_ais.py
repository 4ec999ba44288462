"""AIS sentences to reports: what is rejected and why, how parts come together, what each field says.

Payloads are of real sentences where a log is named; the others are made by pyais and are synthetic.
"""

from __future__ import annotations

from collections import Counter
from functools import reduce

import numpy as np
import pyais
import pytest

from standoff.feeds.ais import AisDecoder
from standoff.feeds.decoding import Context, Decoded
from standoff.model.names import Names
from standoff.model.times import NO_TIME
from standoff.model.units import KNOT_MPS

STAMP = b",1327992631"
TIME_NS = 1327992631 * 10**9


def sealed(body: bytes, behind: bytes = STAMP) -> bytes:
    """A sentence with its checksum and the stamp that dates it."""
    checksum = reduce(lambda so_far, octet: so_far ^ octet, body, 0)
    return b"!" + body + f"*{checksum:02X}".encode() + behind


def made(**fields: float | str) -> list[bytes]:
    """Synthetic sentences, dated."""
    encoded = pyais.encode_dict({"mmsi": 366971690, **fields}, talker_id="AI", sentence_type="VDM", seq_id=1)
    return [sentence.encode() + STAMP for sentence in encoded]


def read(*lines: bytes) -> Decoded:
    context = Context("synthetic", "nmea", Names(), Names())
    codec = AisDecoder(context)
    return Decoded.of(context, [codec.feed(b"".join(line + b"\n" for line in lines)), codec.finish()])


POSITION = made(type=1, lat=37.8, lon=-122.5, speed=12.3, course=51.4)[0]
STATIC = made(type=5, shipname="SYNTHETIC", callsign="X1")
PAYLOAD = POSITION.split(b",")[5]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (POSITION.replace(b"AIVDM,1", b"AIVDM,2"), "checksum"),
        (POSITION[:20] + b"w" + POSITION[21:], "checksum"),
        (b"!AIVDM,1,1,,A,17P@<J?P00b", "malformed"),
        (b"!AIVDM,1,1,,A", "malformed"),
        (sealed(b"AIVDM,1,1,,A," + PAYLOAD), "malformed"),
        (sealed(b"AIVDM,1,1,,A," + PAYLOAD + b",0,0"), "malformed"),
        (sealed(b"AIVDM,0,1,,A," + PAYLOAD + b",0"), "malformed"),
        (sealed(b"AIVDM,1,2,,A," + PAYLOAD + b",0"), "malformed"),
        (sealed(b"AIVDM,10,1,,A," + PAYLOAD + b",0"), "malformed"),
        (sealed(b"AIVDM,x,1,,A," + PAYLOAD + b",0"), "malformed"),
        (b"!AIVDM,1,1,,A," + PAYLOAD + b",0*G7", "malformed"),
        (b"noise" + POSITION, "malformed"),
        (b"$GPZDA,10" + POSITION, "malformed"),  # a line that has swallowed a sentence
        (sealed(b"AIVDM,1,1,,A,,0"), "undecodable"),
        (sealed(b"AIVDM,1,1,,A,1 7P@<J?P00blFWmjG@5a5?v62<10,0"), "undecodable"),
        (sealed(b"AIVDM,1,1,,A,xyz,0"), "undecodable"),
        (sealed(b"AIVDM,1,1,,A," + PAYLOAD + b","), "undecodable"),
        (sealed(b"AIVDM,1,1,,A," + PAYLOAD + b",6"), "undecodable"),
        (sealed(b"AIVDM,1,1,,A," + PAYLOAD[:19] + b",0"), "undecodable"),  # 114 bits: latitude is cut off
        (sealed(b"AIVDM,1,1,,A," + PAYLOAD[:20] + b",5"), "undecodable"),
        (sealed(b"AIVDM,1,1,,A,00,4"), "undecodable"),  # type 0: amsa_exactearth_2012-01-31, line 2320
        (sealed(b"AIVDM,1,1,,A,w" + PAYLOAD[1:] + b",0"), "undecodable"),  # type 63
        (made(type=1, lat=91.0, lon=181.0)[0], "no-position"),
        (made(type=1, lat=91.0, lon=10.0)[0], "no-position"),
        (made(type=1, lat=10.0, lon=181.0)[0], "no-position"),
        (made(type=27, lat=91.0, lon=181.0)[0], "no-position"),
        (POSITION.removesuffix(STAMP), "no-time"),
    ],
)
def test_a_sentence_that_gives_no_report_is_rejected_with_its_reason(line: bytes, reason: str) -> None:
    decoded = read(line)
    assert decoded.rejected == {reason: 1}
    assert len(decoded.batch) == 0
    assert not decoded.other
    assert decoded.examples[0].line == 1


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"type": 4, "lat": 37.8, "lon": -122.5}, "base-station"),
        ({"type": 17, "lat": 37.8, "lon": -122.5}, "dgnss-broadcast"),
        ({"type": 21, "lat": 37.8, "lon": -122.5, "name": "SYNTHETIC"}, "aid-to-navigation"),
        ({"type": 24, "partno": 0, "shipname": "SYNTHETIC"}, "static-data"),
        ({"type": 8, "dac": 1, "fid": 1}, "message-8"),
    ],
)
def test_what_does_not_move_is_counted_apart_and_gives_no_report(fields: dict[str, float | str], kind: str) -> None:
    decoded = read(*made(**fields))
    assert decoded.other == {kind: 1}
    assert decoded.read == 0


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b"$GPGGA,101010.00*00", "GPGGA"),
        (b"!AIPWR,UNIT=0,PWV", "AIPWR"),
        (b"# comment", "not-nmea"),
        (b"\x00\xff", "not-nmea"),
    ],
)
def test_lines_that_are_not_ais_are_counted_by_what_they_are(line: bytes, kind: str) -> None:
    decoded = read(line)
    assert decoded.other == {kind: 1}
    assert decoded.read == 0


def test_blank_lines_count_as_nothing() -> None:
    decoded = read(b"", b"  ", b"\r", POSITION)
    assert (len(decoded.batch), decoded.read, decoded.other.total()) == (1, 1, 0)
    assert decoded.batch.place.tolist() == [4]


@pytest.mark.parametrize(
    ("parts", "whole", "incomplete"),
    [
        ((0,), 0, 1),
        ((1,), 0, 1),
        ((1, 0), 0, 2),
        ((0, 0, 1), 1, 1),
        ((0, 1, 1), 1, 1),
        ((0, 1, 0, 1), 2, 0),
    ],
)
def test_a_message_is_its_parts_in_order_and_what_is_left_over_is_incomplete(
    parts: tuple[int, ...], whole: int, incomplete: int
) -> None:
    decoded = read(*(STATIC[part] for part in parts))
    assert decoded.other["static-data"] == whole
    assert decoded.rejected["incomplete"] == incomplete


def third(number: int, sequence: bytes = b"3", channel: bytes = b"A", talker: bytes = b"AI") -> bytes:
    """One of the three parts of a synthetic position message."""
    payload = (PAYLOAD[:9], PAYLOAD[9:20], PAYLOAD[20:])[number - 1]
    return sealed(talker + b"VDM,3," + str(number).encode() + b"," + sequence + b"," + channel + b"," + payload + b",0")


@pytest.mark.parametrize(
    ("lines", "reports", "incomplete"),
    [
        ([third(1), third(3)], 0, 2),
        ([third(1), third(2)], 0, 1),
        ([third(2), third(3)], 0, 2),
        ([third(1), third(2), third(3, sequence=b"4")], 0, 2),
        ([third(1), third(2), third(3, channel=b"B")], 0, 2),
        ([third(1), third(2), third(3, talker=b"BS")], 0, 2),
        ([third(1), third(2), third(3)], 1, 0),
        ([third(1), third(1, b"4"), third(2), POSITION, third(2, b"4"), third(3, b"4"), third(3)], 3, 0),
    ],
)
def test_parts_belong_together_by_talker_sequence_and_channel(
    lines: list[bytes], reports: int, incomplete: int
) -> None:
    decoded = read(*lines)
    assert len(decoded.batch) == reports
    assert decoded.rejected["incomplete"] == incomplete
    assert decoded.rejected.total() == incomplete
    assert np.allclose(decoded.batch.lat, 37.8)


def test_a_message_of_parts_stands_at_the_line_and_has_the_time_of_its_first() -> None:
    later = third(2).replace(STAMP, b",1327992699"), third(3).replace(STAMP, b",1327992699")
    batch = read(b"$GPGGA*00", third(1), b"$GPGGA*00", *later).batch
    assert batch.place.tolist() == [2]
    assert batch.time_ns.tolist() == [TIME_NS]


def test_a_flood_of_first_parts_is_bounded_and_every_one_is_counted() -> None:
    lines = [sealed(f"AIVDM,2,1,{number % 10},{number},{'1' * 30},0".encode()) for number in range(5000)]
    assert read(*lines).rejected == {"incomplete": 5000}


@pytest.mark.parametrize(
    ("fields", "speed_kn", "course_deg"),
    [
        ({"type": 1, "speed": 102.3, "course": 360.0}, None, None),
        ({"type": 1, "speed": 102.2, "course": 359.9}, 102.2, 359.9),
        ({"type": 2, "speed": 0.0, "course": 0.0}, 0.0, 0.0),
        ({"type": 3, "speed": 0.1, "course": 0.1}, 0.1, 0.1),
        ({"type": 9, "speed": 1023, "course": 360.0}, None, None),
        ({"type": 9, "speed": 1022, "course": 12.5}, 1022, 12.5),
        ({"type": 18, "speed": 102.3, "course": 360.0}, None, None),
        ({"type": 18, "speed": 5.5, "course": 200.0}, 5.5, 200.0),
        ({"type": 19, "speed": 102.3, "course": 360.0}, None, None),
        ({"type": 19, "speed": 5.5, "course": 200.0}, 5.5, 200.0),
        ({"type": 27, "speed": 63, "course": 511}, None, None),
        ({"type": 27, "speed": 62, "course": 359}, 62, 359),
    ],
)
def test_speed_and_course_have_units_and_what_is_not_available_is_not_known(
    fields: dict[str, float | str], speed_kn: float | None, course_deg: float | None
) -> None:
    batch = read(*made(lat=-37.5, lon=122.5, **fields)).batch
    assert [batch.entities[code] for code in batch.entity.tolist()] == ["ais:366971690"]
    assert batch.lat[0] == pytest.approx(-37.5, abs=1e-4)
    assert batch.lon[0] == pytest.approx(122.5, abs=1e-4)
    wanted_mps = np.nan if speed_kn is None else speed_kn * KNOT_MPS
    assert batch.speed_mps[0] == pytest.approx(wanted_mps, nan_ok=True)
    assert batch.course_deg[0] == pytest.approx(np.nan if course_deg is None else course_deg, nan_ok=True)


@pytest.mark.parametrize(("characters", "known"), [(20, False), (21, False), (22, True), (28, True)])
def test_a_message_cut_off_behind_its_position_has_no_course_made_of_half_its_bits(
    characters: int, known: bool
) -> None:
    batch = read(sealed(b"AIVDM,1,1,,A," + PAYLOAD[:characters] + b",0")).batch
    assert batch.lat[0] == pytest.approx(37.8, abs=1e-5)
    assert batch.course_deg[0] == pytest.approx(51.4 if known else np.nan, nan_ok=True)
    assert bool(np.isnan(batch.speed_mps[0])) is not known


def test_columns_that_ais_does_not_give_are_not_known() -> None:
    batch = read(POSITION).batch
    for name in ("alt_hae_m", "alt_baro_m", "err_major_m", "err_minor_m", "err_axis_deg"):
        assert np.isnan(batch.column(name)).all()
    assert batch.received_ns.tolist() == [NO_TIME]
    assert batch.flags.tolist() == [0]
    assert [batch.sources[code] for code in batch.source.tolist()] == ["nmea"]


def test_own_ship_and_other_talkers_are_ais_too() -> None:
    bodies = [POSITION[1:].partition(b"*")[0].replace(b"AIVDM", address) for address in (b"AIVDO", b"BSVDM", b"=IVDM")]
    assert len(read(*(sealed(body) for body in bodies)).batch) == 3


def test_examples_name_line_and_text_and_are_few_and_printable() -> None:
    decoded = read(*[b"!AIVDM,1,1,,A,\x1b[31m\xff" + b"x" * 500] * 50)
    assert Counter(example.reason for example in decoded.examples) == {"malformed": 3}
    assert [example.line for example in decoded.examples] == [1, 2, 3]
    assert decoded.examples[0].excerpt.startswith(r"!AIVDM,1,1,,A,\x1b[31m\xff")
    assert all(example.excerpt.isprintable() and len(example.excerpt) < 500 for example in decoded.examples)
