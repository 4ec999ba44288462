"""The application: routes, errors, and who may ask at all (loopback names only, no other site's pages)."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from litestar import Litestar
from litestar.datastructures import MutableScopeHeaders
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.response import Response

from standoff import __version__
from standoff.server import pages
from standoff.server.api import router
from standoff.server.problems import (
    MEDIA_TYPE,
    ProblemError,
    answer_fault,
    answer_http,
    answer_problem,
    answer_too_deep,
    problem,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from litestar import Request
    from litestar.datastructures import State
    from litestar.types import Message, Scope

    from standoff.server.access import Access
    from standoff.server.desk import ServedDesk

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_SAFE: Final = frozenset({"GET", "HEAD"})


def make_app(desk: ServedDesk | None, access: Access | None) -> Litestar:
    """The application of a desk; without one it only knows its own schema."""

    @asynccontextmanager
    async def at_work(app: Litestar) -> AsyncGenerator[None]:
        state: State = app.state
        state.desk, state.access = desk, access
        if desk is not None:
            await desk.start()
        try:
            yield
        finally:
            if desk is not None:
                await desk.stop()

    return Litestar(
        [router, pages.sign_in, pages.index, pages.asset],
        lifespan=[at_work],
        before_request=_only_here,
        before_send=[_never_guessed],
        exception_handlers={
            ProblemError: answer_problem,
            HTTPException: answer_http,
            RecursionError: answer_too_deep,
            Exception: answer_fault,
        },
        openapi_config=OpenAPIConfig(
            title="standoff",
            version=__version__,
            description="Watches de-confliction zones. Informs, connects and remembers.",
            path="/schema",
            render_plugins=[JsonRenderPlugin()],
            use_handler_docstrings=True,
        ),
        logging_config=None,
    )


async def _only_here(request: Request[Any, Any, Any]) -> Response[Any] | None:
    """Refuses other names for this machine (DNS rebinding) and pages of other sites that write here."""
    name, netloc = _host(f"//{request.headers.get('host', '')}")
    origin = request.headers.get("origin")
    foreign = request.method not in _SAFE and origin is not None and _host(origin)[1] != netloc
    if name in _LOOPBACK and not foreign:
        return None
    says = "This desk is reached as 127.0.0.1 or localhost, from its own pages"
    refusal = problem(403, "not-allowed", says, "Open the address that was printed at start").problem
    return Response(refusal, status_code=403, media_type=MEDIA_TYPE)


def _host(url: str) -> tuple[str | None, str | None]:
    """The name of a host, and the name with its port; None where it is not one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None, None
    return parts.hostname, parts.netloc


async def _never_guessed(message: Message, _: Scope) -> None:
    """Whatever is answered is what it says it is: no browser makes a page of what a stranger wrote."""
    if message["type"] == "http.response.start":
        MutableScopeHeaders.from_message(message)["x-content-type-options"] = "nosniff"
