"""The schema that the console's types are made from is what the server says of itself today."""

from __future__ import annotations

import _openapi


def test_the_committed_schema_is_the_one_that_the_server_writes() -> None:
    assert _openapi.SCHEMA.read_text("utf-8") == _openapi.written(), "write it anew: make schema"


def test_every_way_to_act_is_in_the_schema() -> None:
    written = _openapi.written()
    for path in ("/api/v1/acts", "/api/v1/reports", "/api/v1/picture", "/api/v1/stream", "/api/v1/incidents/{name}"):
        assert f'"{path}"' in written
