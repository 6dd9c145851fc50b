"""Around every answer: headers that keep the browser strict, the time it took, and one line of log without an address."""

from __future__ import annotations

import logging
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("evidentia.web")
LARGEST = 45_000_000  # bytes of one request: a chart with scans
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Headers:
    """ASGI middleware. The log names the route ("/assessments/{assessment_id}"), never what was put into it."""

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self.app = app
        self.headers = {**_HEADERS, **({"strict-transport-security": "max-age=31536000"} if https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                took = 1000 * (time.perf_counter() - begun)
                message["headers"] = [*message["headers"], *self._extra(message["headers"], took)]
            await send(message)

        if _too_large(scope):
            await _refuse(answer)
        else:
            await self.app(scope, receive, answer)
        route = getattr(scope.get("route"), "path", "no route")
        LOG.info("%s %s %d %.0f ms", scope["method"], route, status, 1000 * (time.perf_counter() - begun))

    def _extra(self, there: Any, took: float) -> list[tuple[bytes, bytes]]:
        names = {name.lower() for name, _ in there}
        extra = {**self.headers, "cache-control": "no-store", "server-timing": f"app;dur={took:.1f}"}
        return [(k.encode(), v.encode()) for k, v in extra.items() if k.encode() not in names]


def _too_large(scope: Scope) -> bool:
    """Whether a request is larger than any chart, or does not say how large it is."""
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"0")
    return b"transfer-encoding" in headers or not length.isdigit() or int(length) > LARGEST


async def _refuse(send: Send) -> None:
    await send(
        {"type": "http.response.start", "status": 413, "headers": [(b"content-type", b"text/plain; charset=utf-8")]}
    )
    await send(
        {"type": "http.response.body", "body": b"The request is larger than any chart, or does not say its length."}
    )
