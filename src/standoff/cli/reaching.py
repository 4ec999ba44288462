"""Reaching a desk that runs on this machine, by the address and token that it left for its owner.

`http.client` follows no redirect and heeds no proxy of the environment: the token goes to the loopback and nowhere
else.
"""

from __future__ import annotations

import http.client
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlencode, urlsplit

import msgspec

from standoff.model.errors import StandoffError, UnusableInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER: Final = "STANDOFF_DIR"
"""The variable that names a desk's folder."""
_PATIENCE_S: Final = 30.0
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_REMEDY: Final = "Start one with standoff serve or standoff demo, or name its folder with --dir"
_Answer = TypeVar("_Answer")


class _Running(msgspec.Struct, frozen=True):
    """`access/running.json`, as `standoff serve` and `demo` write it."""

    url: str
    token: str


class _Problem(msgspec.Struct, frozen=True):
    """What is said of a refusal (RFC 9457)."""

    detail: str = "the desk refused and did not say why"
    remedy: str = ""
    fields: dict[str, str] = {}


class RunningDesk:
    """A desk that runs.

    Args:
        folder: its folder; None is the one that `STANDOFF_DIR` names.

    Raises:
        UnusableInputError: no desk runs there.
    """

    def __init__(self, folder: Path | None) -> None:
        named = folder or Path(os.environ.get(FOLDER) or ".")
        self._where = str(named)
        try:
            running = msgspec.json.decode((named / "access" / "running.json").read_bytes(), type=_Running)
        except (OSError, msgspec.DecodeError) as error:
            raise self._nobody() from error
        self._address, self._token = urlsplit(running.url), running.token
        if self._address.hostname not in _LOOPBACK:
            raise UnusableInputError(self._where, "names a desk that is not on this machine", _REMEDY)

    def get(self, path: str, answer: type[_Answer], **query: str) -> _Answer:
        """What the API answers.

        Raises:
            UnusableInputError: no desk runs there, or it is another.
            StandoffError: it refuses, and says why.
        """
        return self._asked("GET", path, query, b"", answer)

    def post(self, path: str, body: Mapping[str, Any], answer: type[_Answer], **query: str) -> _Answer:
        """What the API answers to a body; raises as `get` does."""
        return self._asked("POST", path, query, msgspec.json.encode(body), answer)

    def _asked(self, method: str, path: str, query: Mapping[str, str], body: bytes, answer: type[_Answer]) -> _Answer:
        target = f"/api/v1/{path}" + (f"?{urlencode(query)}" if query else "")
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        line = http.client.HTTPConnection(self._address.hostname or "", self._address.port, timeout=_PATIENCE_S)
        try:
            line.request(method, target, body or None, headers)
            response = line.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise self._nobody() from error
        finally:
            line.close()
        if response.status == http.client.UNAUTHORIZED:
            raise UnusableInputError(self._where, "another desk answers in its place", _REMEDY)
        if response.status >= http.client.BAD_REQUEST:
            raise StandoffError(_told(content))
        return msgspec.json.decode(content, type=answer)

    def _nobody(self) -> UnusableInputError:
        return UnusableInputError(self._where, "no desk runs there", _REMEDY)


def _told(content: bytes) -> str:
    """A refusal for a person: what is wrong, with which option, and what to do."""
    try:
        problem = msgspec.json.decode(content, type=_Problem)
    except msgspec.DecodeError:
        problem = _Problem()
    fields = [f"{_option(name)} {says}" for name, says in problem.fields.items() if says != problem.detail]
    named = [_option(name) for name, says in problem.fields.items() if says == problem.detail]
    where = f"{', '.join(named)}: " if named else ""
    return ". ".join(filter(None, [f"{where}{problem.detail}", *fields, problem.remedy]))


def _option(field: str) -> str:
    """A field of an act as it is typed: `what.read_back` is `--read-back`."""
    return "--" + field.rpartition(".")[2].replace("_", "-")
