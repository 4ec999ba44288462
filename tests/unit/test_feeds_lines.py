"""Bytes to lines: the same lines in whatever pieces the bytes come. All inputs are synthetic."""

from __future__ import annotations

import pytest

from standoff.feeds.lines import BYTE_ORDER_MARK, LONGEST_LINE, Lines


def lines_of(*pieces: bytes) -> list[bytes]:
    """Lines without their line feeds."""
    lines = Lines()
    block = b"".join([*(lines.feed(piece) for piece in pieces), lines.finish()])
    assert not block or block.endswith(b"\n")
    return block.split(b"\n")[:-1]


LONG = b"x" * LONGEST_LINE


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"\n", [b""]),
        (b"a", [b"a"]),
        (b"a\n", [b"a"]),
        (b"a\n\nb", [b"a", b"", b"b"]),
        (b"a\r\nb\r", [b"a\r", b"b\r"]),
        (b"\n\xef\xbb\xbfa", [b"", BYTE_ORDER_MARK + b"a"]),
        (BYTE_ORDER_MARK + b"a\nb", [b"a", b"b"]),
        (BYTE_ORDER_MARK, [b""]),
        (BYTE_ORDER_MARK + BYTE_ORDER_MARK + b"a", [BYTE_ORDER_MARK + b"a"]),
        (LONG + b"\nb\n", [LONG, b"b"]),
        (LONG + b"y\nb\n", [LONG, b"b"]),
        (LONG + LONG + LONG + b"y\nb", [LONG, b"b"]),
        (b"a\n" + LONG + LONG, [b"a", LONG]),
        (b"a\n" + LONG + b"y\n\n" + LONG + b"y\r\nb\n", [b"a", LONG, b"", LONG, b"b"]),
        (BYTE_ORDER_MARK + LONG + b"\n" + LONG + b"y", [LONG, LONG]),
    ],
)
def test_lines_are_the_same_in_any_pieces_and_none_is_endless(data: bytes, expected: list[bytes]) -> None:
    assert lines_of(data) == expected
    assert lines_of(*(data[i : i + 60_001] for i in range(0, len(data), 60_001))) == expected
    assert lines_of(data[:1], data[1:2], b"", data[2:4], data[4:]) == expected
    assert lines_of(data[:-1], data[-1:]) == expected


def test_an_endless_line_is_not_kept() -> None:
    lines = Lines()
    for _ in range(1000):
        assert lines.feed(LONG) == b""
    assert lines.finish() == LONG + b"\n"
