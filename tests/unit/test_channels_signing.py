"""Signatures of webhooks, against the example of the specification and against everything that is not one."""

from __future__ import annotations

import base64
from typing import Final

import pytest

from standoff.channels.signing import is_signed, key_of, signature

SECRET: Final = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - of the specification's example
MESSAGE: Final = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT_S: Final = 1614265330
BODY: Final = b'{"test": 2432232314}'
SIGNED: Final = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
"""The example that the libraries of Standard Webhooks are tested with."""
KEY: Final = key_of(SECRET) or b""


def test_the_example_of_the_specification_is_signed_as_it_says() -> None:
    assert signature(KEY, MESSAGE, AT_S, BODY) == SIGNED
    assert is_signed(KEY, MESSAGE, str(AT_S), SIGNED, BODY, AT_S)


@pytest.mark.parametrize(
    ("message", "timestamp", "signatures", "body"),
    [
        ("msg_other", str(AT_S), SIGNED, BODY),
        (MESSAGE, str(AT_S + 1), SIGNED, BODY),
        (MESSAGE, str(AT_S), SIGNED, BODY + b" "),
        (MESSAGE, str(AT_S), SIGNED.replace("v1,", "v1a,"), BODY),
        (MESSAGE, str(AT_S), SIGNED.replace("g0hM", "g0hN"), BODY),
        (MESSAGE, str(AT_S), SIGNED.removeprefix("v1,"), BODY),
        (MESSAGE, str(AT_S), "", BODY),
        (MESSAGE, "", SIGNED, BODY),
        (MESSAGE, f"+{AT_S}", SIGNED, BODY),
        (MESSAGE, "١٦١٤٢٦٥٣٣٠", SIGNED, BODY),
        (MESSAGE, "9" * 400, SIGNED, BODY),
        (MESSAGE, str(AT_S), "v1,\udcff", BODY),
        (MESSAGE, str(AT_S), " ".join(["v1,AAAA"] * 100 + [SIGNED]), BODY),
    ],
    ids=range(13),
)
def test_what_differs_in_anything_is_not_signed(message: str, timestamp: str, signatures: str, body: bytes) -> None:
    signatures = signatures.encode("utf-8", "replace").decode()
    assert not is_signed(KEY, message, timestamp, signatures, body, AT_S)


def test_one_right_signature_among_others_is_enough_while_keys_change() -> None:
    assert is_signed(KEY, MESSAGE, str(AT_S), f"v1,AAAA {SIGNED}", BODY, AT_S)


@pytest.mark.parametrize(("away_s", "taken"), [(-300, True), (300, True), (-301, False), (301, False)])
def test_a_signature_holds_for_five_minutes_both_ways(away_s: int, taken: bool) -> None:
    assert is_signed(KEY, MESSAGE, str(AT_S), SIGNED, BODY, AT_S + away_s) is taken


@pytest.mark.parametrize(("size", "is_key"), [(23, False), (24, True), (64, True), (65, False)])
def test_a_key_has_24_to_64_bytes(size: int, is_key: bool) -> None:
    assert (key_of("whsec_" + base64.b64encode(bytes(size)).decode()) is not None) is is_key


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqr*wjUPD8ILPZIo2"]
)
def test_what_is_no_secret_gives_no_key(secret: str) -> None:
    assert key_of(secret) is None
