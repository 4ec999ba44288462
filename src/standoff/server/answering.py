"""Answers that come by machine: signed by a channel's secret, entered as what that channel said.

A machine may hand in an answer to a message that went out over its own channel, and nothing else. It learns nothing by
trying others: whatever is no such message is answered in one way. The watch is told, and a person judges it.
"""

import dataclasses
import re
import time
from typing import Annotated, Any

import msgspec
from litestar import Request, post
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import RawBody

from standoff.host.inputs import Refused
from standoff.model.acts import Act, Answer, Answered, AnswerKind, Entered, Maybe, Short
from standoff.model.principal import Principal
from standoff.server.access import Access, Signed
from standoff.server.desk import ServedDesk
from standoff.server.problems import problem, refused, unreadable

_ID = re.compile(r"[A-Za-z0-9_-]{1,60}")
_HEADERS = ("id", "timestamp", "signature")
_EXAMPLE = {
    "incident": "17-001",
    "attempt": 34,
    "kind": "asks_time",
    "from_whom": "duty officer",
    "words": "Twenty minutes, please",
}


class MachineAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer to a message that went out over a channel.

    Attributes:
        incident, attempt: as the message had them, as `incident` and `entry`.
        kind: what came back.
        from_whom: whose answer it is.
        words: word for word.
    """

    incident: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    attempt: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    kind: AnswerKind
    from_whom: Short
    words: Maybe = ""


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that is in the record.

    Attributes:
        id: the webhook's.
        recorded_at: when it was entered.
    """

    id: str
    recorded_at: str


@dataclasses.dataclass
class _TakesAnswer(Operation):
    """Describes a body that is read only after its signature has been found right."""

    def __post_init__(self) -> None:
        shape = Schema(type=OpenAPIType.OBJECT, examples=[_EXAMPLE])
        self.request_body = RequestBody(
            description="incident, attempt, kind, from_whom, words; signed as Standard Webhooks 1.0 has it.",
            content={"application/json": OpenAPIMediaType(schema=shape)},
            required=True,
        )


@post("/answers", summary="Hand in an answer, signed by a channel", status_code=200, operation_class=_TakesAnswer)
async def answers(request: Request[Any, Any, Any], body: RawBody) -> Received:
    """Answered when it is in the record. The same webhook-id again is the same answer, and nothing more.

    Headers webhook-id, webhook-timestamp (within five minutes) and webhook-signature, with the channel's secret.
    """
    access: Access = request.app.state.access
    identity, timestamp, signatures = (request.headers.get(f"webhook-{name}", "") for name in _HEADERS)
    signed = Signed(identity, timestamp, signatures, body)
    by = access.channel(signed, time.time())
    if by is None or not _ID.fullmatch(signed.id):
        says = "No channel of this desk signed this, now"
        remedy = "Sign webhook-id.webhook-timestamp.body with the channel's secret, by a clock that is right"
        raise problem(401, "not-signed-in", says, remedy)
    try:
        given = msgspec.json.decode(body, type=MachineAnswer)
    except msgspec.MsgspecError as error:
        raise unreadable(error) from error
    answered = await _entered(request.app.state.desk, given, by, f"hook:{by.name}:{signed.id}")
    return Received(id=signed.id, recorded_at=answered.recorded_at)


async def _entered(desk: ServedDesk, given: MachineAnswer, by: Principal, key: str) -> Answered:
    """Enters an answer to a message that went out over the channel."""
    if not await desk.attempt_sent_over(given.attempt, given.incident, by.name):
        says = "That is no message which went out over this channel"
        raise problem(404, "unknown", says, "Give its incident and entry as they stood in the message")
    what = Answer(kind=given.kind, from_whom=given.from_whom, words=given.words, attempt=given.attempt)
    outcome = await desk.submit(Entered(by=by, act=Act(key=key, incident=given.incident, what=what)))
    if isinstance(outcome, Refused):
        raise refused(outcome)
    if not isinstance(outcome, Answered):
        raise TypeError(f"an answer was answered by {outcome}")
    return outcome
