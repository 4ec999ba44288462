"""The schema of the HTTP API (OpenAPI 3.1) that the console's types are generated from.

`make schema` writes it anew; `tests/unit/test_server_schema.py` fails where the committed one is not what the server
says of itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from standoff.server.app import make_app

SCHEMA: Final = Path(__file__).parent.parent / "console" / "openapi.json"


def written() -> str:
    """The schema as text; in the order of the code, so that a change reads as one."""
    return json.dumps(make_app(None, None).openapi_schema.to_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(written(), "utf-8")
