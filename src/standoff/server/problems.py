"""Errors as RFC 9457 problem details: what is wrong, at which field, and what to do."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions.http_exceptions import ClientException, ValidationException

from standoff.incidents.refusal import Code

if TYPE_CHECKING:
    from litestar.exceptions import HTTPException

    from standoff.host.inputs import Refused

MEDIA_TYPE: Final = "application/problem+json"
_STATUS: Final = {
    Code.NOT_ALLOWED: 403,
    Code.MOVED_SINCE: 409,
    Code.CLOSED: 409,
    Code.KEY_REUSED: 409,
    Code.UNKNOWN: 404,
    Code.INVALID: 422,
    Code.NOT_RECORDED: 503,
}
_REMEDY: Final = {
    401: ("not-signed-in", "Open the sign-in link that was printed at start"),
    403: ("not-allowed", "Somebody who may does it"),
    404: ("unknown", "Look at /schema/openapi.json for what there is"),
    405: ("invalid", "Look at /schema/openapi.json for the methods that there are"),
    413: ("invalid", "Send it in parts"),
}
"""What the framework refuses: a word for it, and what to do."""
_LOG: Final = logging.getLogger("uvicorn.error")
_PATH: Final = re.compile(r"(?P<says>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?", re.DOTALL)


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem (RFC 9457).

    Attributes:
        title, detail: what is wrong.
        status: the HTTP status.
        code: a word for a program.
        remedy: what to do.
        revision: the incident's revision, where somebody came first.
        fields: what is wrong with which field of the act.
    """

    title: str
    status: int
    detail: str
    code: str
    remedy: str
    revision: int | None = None
    fields: dict[str, str] = {}


class ProblemError(Exception):
    """Raised by a handler; answered as its problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.detail)


def refused(refusal: Refused) -> ProblemError:
    """An act or reports that the desk did not take."""
    code = Code(refusal.code)
    return ProblemError(
        Problem(
            title=code.value.replace("-", " ").capitalize(),
            status=_STATUS[code],
            detail=refusal.says,
            code=code.value,
            remedy=refusal.remedy,
            revision=refusal.revision,
            fields={refusal.field: refusal.says} if refusal.field else {},
        )
    )


def problem(status: int, code: str, detail: str, remedy: str) -> ProblemError:
    """Any other problem."""
    title = code.replace("-", " ").capitalize()
    return ProblemError(Problem(title=title, status=status, detail=detail, code=code, remedy=remedy))


def unreadable(error: msgspec.MsgspecError | ValueError) -> ProblemError:
    """A body that is not what it should be, with the field at fault."""
    match = _PATH.fullmatch(str(error))
    says, path = (match["says"], match["path"] or "") if match else (str(error), "")
    fields = {path: says} if path else {}
    if missing := re.search(r"missing required field `([^`]+)`", says):
        name = f"{path}.{missing[1]}" if path else missing[1]
        fields = {name: "is required"}
    return ProblemError(
        Problem(
            title="Invalid",
            status=422,
            detail=says,
            code="invalid",
            remedy="Correct it, and send it again",
            fields=fields,
        )
    )


def answer_problem(_: Request[Any, Any, Any], error: ProblemError) -> Response[Problem]:
    """The response to a problem."""
    return Response(error.problem, status_code=error.problem.status, media_type=MEDIA_TYPE)


def answer_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """The response to what the framework itself refuses."""
    if isinstance(error, ValidationException):
        return answer_problem(request, unreadable(ValueError(_first(error))))
    if type(error) is ClientException:
        return answer_problem(request, unreadable(ValueError(error.detail)))
    code, remedy = _REMEDY.get(error.status_code, ("invalid", "Correct it, and send it again"))
    return answer_problem(request, problem(error.status_code, code, error.detail, remedy))


def answer_too_deep(request: Request[Any, Any, Any], _: RecursionError) -> Response[Problem]:
    """The response to a body that is nested deeper than anything we take."""
    return answer_problem(request, unreadable(ValueError("It is nested too deeply")))


def answer_fault(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """The response to a mistake of our own; how it came about is printed where the desk was started, and not told."""
    _LOG.error("%s %s could not be answered", request.method, request.url.path, exc_info=error)
    says = "standoff could not answer this, by a fault of its own that it printed where it was started"
    remedy = "Look at the log before you enter anything again; an act that is sent again under its key is one act"
    return answer_problem(request, problem(500, "fault", says, remedy))


def _first(error: ValidationException) -> str:
    """The first thing that the framework found wrong, as msgspec would have said it of the body itself."""
    found: Any = error.extra[0] if isinstance(error.extra, list) and error.extra else {}
    says, key = found.get("message", error.detail), found.get("key", "")
    if says == "'data'":
        return "A body is missing"
    return says if key in {"", "data"} else f"{says} - at `$.{key}`"
