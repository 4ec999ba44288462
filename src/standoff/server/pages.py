"""What a browser is given: the console, and the way in."""

import mimetypes
from importlib import resources
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from standoff.server.access import COOKIE, Access

_ROOTS: Final = (
    Path(str(resources.files("standoff.server"))) / "console",
    Path(__file__).parents[3] / "console" / "dist",
)
"""Where the built console is: inside an installed package, or beside the sources."""
POLICY: Final = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
_NOT_BUILT: Final = """<!doctype html><meta charset="utf-8"><title>standoff</title>
<h1>The console is not built</h1><p>The desk is at work, and its API answers. Build the console with
<code>make console</code>, then load this page again.</p>"""
_NO_LINK: Final = """<!doctype html><meta charset="utf-8"><title>standoff</title>
<h1>This link is used up, or was never one</h1><p>A sign-in link works once. If you are signed in already,
<a href="/">go to the desk</a>; else start standoff again for new ones.</p>"""


def console_root() -> Path | None:
    """The folder of the built console, or None where it is not built."""
    return next((root for root in _ROOTS if (root / "index.html").is_file()), None)


@get("/sign-in", include_in_schema=False, sync_to_thread=False)
def sign_in(request: Request[Any, Any, Any], secret: FromQuery[str] = "") -> Response[str] | Redirect:
    """Uses up a one-time link: from then on this browser is signed in."""
    access: Access = request.app.state.access
    session = access.sign_in(secret)
    if session is None:
        return Response(_NO_LINK, media_type="text/html", status_code=403, headers=_HEADERS)
    answer = Redirect("/", status_code=303)
    answer.set_cookie(COOKIE, session, httponly=True, samesite="strict", path="/")
    return answer


@get("/", include_in_schema=False, sync_to_thread=False)
def index() -> Response[bytes] | Response[str]:
    """The console's page."""
    root = console_root()
    if root is None:
        return Response(_NOT_BUILT, media_type="text/html", status_code=503, headers=_HEADERS)
    headers = {**_HEADERS, "cache-control": "no-cache"}
    return Response((root / "index.html").read_bytes(), media_type="text/html", headers=headers)


@get("/{path:path}", include_in_schema=False, sync_to_thread=False)
def asset(path: FromPath[Path]) -> Response[bytes] | Response[str]:
    """A file of the console; nothing outside its folder. What the API lacks is a problem, as all else there is."""
    root = console_root()
    file = (root / str(path).lstrip("/")).resolve() if root else None
    if root is None or file is None or not file.is_relative_to(root.resolve()) or not file.is_file():
        if str(path).startswith("/api/"):
            raise NotFoundException
        return Response("There is nothing here", media_type="text/plain", status_code=404, headers=_HEADERS)
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    headers = {
        **_HEADERS,
        "cache-control": "public, max-age=31536000, immutable" if "assets" in file.parts else "no-cache",
    }
    return Response(file.read_bytes(), media_type=kind, headers=headers)
