"""A real receiver of webhooks and a real mail server, on loopback, and what each has seen."""

from __future__ import annotations

import base64
import dataclasses
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import threading
from typing import TYPE_CHECKING, Any, Final

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

KEY: Final = bytes(range(32))
SECRET: Final = "whsec_" + base64.b64encode(KEY).decode()
_NO_CONTENT: Final = 204


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """One thing that came in: its id, where it is said, and its words."""

    id: str
    words: str
    body: bytes


class HookReceiver:
    """Takes webhooks; answers each as `answers` says, the first first, and 204 when there are no more.

    Attributes:
        seen: all whose signature was right, in order.
        wrong: how many had a wrong one.
        answers: statuses to come; None answers nothing until the receiver is closed.
        meanwhile: called when one has come, before it is answered.
    """

    def __init__(self, port: int = 0) -> None:
        self.seen: list[Seen] = []
        self.wrong = 0
        self.answers: list[int | None] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self._closed = threading.Event()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.take(self, self.rfile.read(int(self.headers["content-length"])))

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.port = int(self._server.server_address[1])

    def take(self, request: http.server.BaseHTTPRequestHandler, body: bytes) -> None:
        """One request: its signature is made by hand here, as Standard Webhooks 1.0 has it."""
        headers = request.headers
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = "v1," + base64.b64encode(hmac.digest(KEY, signed, hashlib.sha256)).decode()
        if headers["webhook-signature"] == expected:
            data = json.loads(body)["data"]
            assert data["id"] == headers["webhook-id"]
            self.seen.append(Seen(data["id"], data.get("words", data.get("says")), body))
        else:
            self.wrong += 1
        self.meanwhile()
        status = self.answers.pop(0) if self.answers else _NO_CONTENT
        if status is None:
            self._closed.wait()
            return
        try:
            request.send_response(status)
            request.end_headers()
        except OSError:
            pass  # whoever sent it is gone

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class MailServer:
    """Takes mail (SMTP, RFC 5321).

    Attributes:
        seen: all mail, in order; a mail's id stands in its header, its subject and its text.
        meanwhile: called when one has come, before it is answered.
    """

    def __init__(self, port: int) -> None:
        self.seen: list[Seen] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.port = port
        self._controller = Controller(self, hostname="127.0.0.1", port=port)
        self._controller.start()

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: ARG002, N802 - aiosmtpd's
        """A mail has come in."""
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        text = mail.get_content()
        name = mail["X-Standoff-Message"]
        assert f"[{name}]" in mail["Subject"]
        assert f"Message {name}:" in text
        self.seen.append(Seen(name, text.splitlines()[2], text.encode()))
        self.meanwhile()
        return "250 OK"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()
