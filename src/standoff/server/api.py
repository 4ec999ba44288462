"""The HTTP API. Every act and every report is answered when it is durable, and not before."""

import asyncio
import dataclasses
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import Body, FromPath, JSONBody, QueryParameter, RawBody
from litestar.response import Stream

from standoff.feeds.decoding import Context, Decoded
from standoff.feeds.jsonl import JsonLinesDecoder
from standoff.host.inputs import Refused, Reports, Taken
from standoff.incidents.pen import to_text
from standoff.model.acts import Act, Answered, Entered
from standoff.model.entry import Entry
from standoff.model.names import Names
from standoff.model.panel import DeskView, IncidentPanel, Picture, RangeOverTime, Session
from standoff.model.principal import Principal
from standoff.model.sheet import HandOverSheet
from standoff.server.access import COOKIE, Access, Person
from standoff.server.answering import answers
from standoff.server.desk import ServedDesk
from standoff.server.problems import ProblemError, problem, refused, unreadable

MOST_ENTRIES = 1000
FASTEST = 600.0
_LONGEST_ID = 18
_LINE = '{"time":"2026-01-01T00:00:00Z","source":"radar","entity":"radar:17","lat":1.0,"lon":2.0}'
_Req = Request[Any, Any, Any]


class Speed(msgspec.Struct, frozen=True):
    """Exercise only: desk seconds a second; 0 stands.

    Attributes:
        speed: from 0 to 600.
    """

    speed: Annotated[float, msgspec.Meta(ge=0, le=FASTEST)]


def _desk(request: _Req) -> ServedDesk:
    return request.app.state.desk


def _person(request: _Req) -> Person:
    access: Access = request.app.state.access
    person = access.person(request.cookies.get(COOKIE), request.headers.get("authorization"))
    if person is None:
        raise problem(
            401, "not-signed-in", "Nobody is signed in here", "Open the sign-in link that was printed at start"
        )
    return person


def _acting(person: Person, name: str) -> Principal:
    by = person.acting_as(name)
    if by is not None:
        return by
    if not person.principals:
        raise problem(
            403,
            "not-allowed",
            "Nobody on the roster of this desk acts at it",
            "Put somebody who does under [[people]] in the settings, and start standoff again",
        )
    may = " or ".join(principal.id for principal in person.principals)
    raise problem(403, "not-allowed", f"This session may not act as {name!r}", f"Act as {may}, or sign in as them")


def _no_incident(name: str) -> ProblemError:
    return problem(404, "unknown", f"There is no incident {name!r}", "Take one from the list: standoff incident list")


@get("/session", summary="Who is signed in")
async def session(request: _Req) -> Session:
    """Whom this session may act as, and who is on the roster."""
    return (await _desk(request).picture(_person(request))).session


@get("/picture", summary="Everything that a screen needs to begin")
async def picture(request: _Req) -> Picture:
    """Desk, zones, tracks, feeds, incidents, open alarms; then listen to the stream."""
    return await _desk(request).picture(_person(request))


@get("/desk", summary="The state of the desk itself")
async def desk(request: _Req) -> DeskView:
    """Its clock, its record, and since when nothing can be recorded."""
    _person(request)
    return await _desk(request).desk_view()


@get("/handover", summary="The hand-over sheet")
async def handover(request: _Req) -> HandOverSheet:
    """Who waits for whom, what is blind, lines, expected movements, unfinished entries, doubts: for the next watch."""
    _person(request)
    return await _desk(request).handover()


@get("/incidents/{name:str}", summary="The panel of an incident")
async def incident(request: _Req, name: FromPath[str]) -> IncidentPanel:
    """Known and not known, tried and not tried, their time, doubts, the ways on, the log."""
    _person(request)
    panel = await _desk(request).panel(name)
    if panel is None:
        raise _no_incident(name)
    return panel


@get("/incidents/{name:str}/range", summary="Range over time of an incident")
async def range_over_time(request: _Req, name: FromPath[str]) -> RangeOverTime:
    """Range to the site of its tracks, with what people did beside it."""
    _person(request)
    found = await _desk(request).range_over_time(name)
    if found is None:
        raise _no_incident(name)
    return found


@get("/entries", summary="Entries of the record")
async def entries(
    request: _Req,
    after: Annotated[int, QueryParameter(ge=-1, description="The last one that you have; -1 for none.")] = -1,
    limit: Annotated[int, QueryParameter(ge=1, le=MOST_ENTRIES, description="How many at most.")] = 100,
) -> list[Entry]:
    """Entries in order, after a place."""
    _person(request)
    return await _desk(request).entries(after, limit)


@get("/checkpoint", summary="The newest signed head of the record", media_type="text/plain")
async def checkpoint(request: _Req) -> str:
    """A signed note (C2SP tlog-checkpoint)."""
    _person(request)
    return await _desk(request).checkpoint()


@post("/acts", summary="Do something", status_code=200)
async def acts(
    request: _Req,
    data: Annotated[Act, Body(description="The act; its key makes it one act however often it is sent.")],
    acting_as: Annotated[
        str, QueryParameter(name="as", description="Whom you act as; the first you may by default.")
    ] = "",
) -> Answered:
    """Answered when it is in the record. The same key again gives the same answer, and nothing more."""
    by = _acting(_person(request), acting_as)
    outcome = await _desk(request).submit(Entered(by=by, act=data))
    if isinstance(outcome, Refused):
        raise refused(outcome)
    if not isinstance(outcome, Answered):
        raise TypeError(f"an act was answered by {outcome}")
    cue = _desk(request).cues.entered(data.key)
    if cue is not None:
        _desk(request).publish_cue(cue)
    return outcome


@dataclasses.dataclass
class _TakesReports(Operation):
    """Describes a body that the framework hands on as it is."""

    def __post_init__(self) -> None:
        line = Schema(type=OpenAPIType.STRING, examples=[_LINE])
        self.request_body = RequestBody(
            description="Reports in our own schema: one JSON object, an array of them, or one a line.",
            content={"application/x-ndjson": OpenAPIMediaType(schema=line)},
            required=True,
        )


@post("/reports", summary="Push reports", status_code=200, operation_class=_TakesReports)
async def reports(request: _Req, body: RawBody) -> Taken:
    """Answered when the reports are durable. With a feed's token only; sources keep the names that the lines give."""
    access: Access = request.app.state.access
    feed = access.feed(request.headers.get("authorization"))
    if feed is None:
        raise problem(401, "not-signed-in", "No feed has this token", "Send it as: Authorization: Bearer TOKEN")
    async with _desk(request).decoding:
        decoded = _decoded(body, feed)
        await asyncio.sleep(0)  # one a turn of the loop: in a flood of reports an act waits for a few, not for all
    rejected = dict(decoded.rejected)
    outcome = await _desk(request).submit(Reports(feed, decoded.batch, rejected))
    if isinstance(outcome, Refused):
        raise refused(outcome)
    if not isinstance(outcome, Taken):
        raise TypeError(f"reports were answered by {outcome}")
    return outcome


def _decoded(data: bytes, feed: str) -> Decoded:
    if data.lstrip()[:1] == b"[":
        try:
            rows = msgspec.json.decode(data, type=list[msgspec.Raw])
        except msgspec.DecodeError as error:
            raise unreadable(error) from error
        data = b"\n".join(bytes(row).replace(b"\n", b" ") for row in rows)
    context = Context(f"feed {feed}", feed, Names(), Names())
    codec = JsonLinesDecoder(context)
    return Decoded.of(context, (codec.feed(data), codec.finish()))


@post("/exercise/clock", summary="Exercise only: the speed of the desk's clock", status_code=200)
async def exercise_clock(request: _Req, data: JSONBody[Speed]) -> DeskView:
    """Makes the desk's clock, and the scenario with it, go faster, slower, or stand."""
    _person(request)
    if not _desk(request).exercise:
        raise problem(
            403,
            "not-allowed",
            "This desk is no exercise: its clock goes by itself",
            "Leave it as it is, or play a demo",
        )
    return await _desk(request).go_at(data.speed)


@get("/stream", summary="The live stream", media_type="text/event-stream")
async def stream(request: _Req) -> Stream:
    """Server-sent events: desk, tracks, incident, entry, raised, settled, feed, cue, resync.

    Entries carry their place in the record as the event's id; `Last-Event-ID` takes up after it.
    """
    _person(request)
    last = request.headers.get("last-event-id", "")
    events = await _desk(request).listen(_place(last) if last else None)
    return Stream(events, media_type="text/event-stream", headers={"cache-control": "no-store"})


def _place(last: str) -> int:
    """The place that an event's id names; what is none is before all, so that the screen begins anew."""
    return int(last) if last.isascii() and last.isdigit() and len(last) <= _LONGEST_ID else -1


@get("/now", summary="The desk's clock", media_type="text/plain", sync_to_thread=False)
def now(request: _Req) -> Response[str]:
    """RFC 3339; of no secret."""
    return Response(to_text(_desk(request).now_ms()), media_type="text/plain")


router = Router(
    "/api/v1",
    route_handlers=[
        session,
        picture,
        desk,
        handover,
        incident,
        range_over_time,
        entries,
        checkpoint,
        acts,
        reports,
        answers,
        exercise_clock,
        stream,
        now,
    ],
)
