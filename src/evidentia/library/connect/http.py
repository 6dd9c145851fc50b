"""HTTP as a good guest: one request at a time, never faster than a source allows, again after a failure, only what has changed.

Standard library urllib rather than httpx: requests are few, one after another, and nothing here needs more. Clock and sleep come in
as arguments, so that tests wait for nothing.
"""

from __future__ import annotations

import email.message
import gzip
import http.client
import importlib.metadata
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from evidentia.content.errors import InputError

_TRIES = 5
_PATIENCE = 60.0  # seconds that one request may take
_LONGEST_WAIT = 120.0  # seconds that a source may ask for; more is for the user to decide
_MOST = 500_000_000  # bytes of an answer
_AGAIN = (408, 425, 429, 500, 502, 503, 504)


class SourceError(InputError):
    """A source that cannot be reached, refuses, or answers something else than it promises. What came before is kept."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source sent. 304 has no body: nothing has changed since the marks of the request."""

    status: int
    body: bytes
    headers: Mapping[str, str]  # names in lower case

    @property
    def marks(self) -> dict[str, str]:
        """What to send along the next time, so that only a change is sent back. Source: RFC 9110, 13."""
        found = {"If-None-Match": self.headers.get("etag"), "If-Modified-Since": self.headers.get("last-modified")}
        return {name: value for name, value in found.items() if value}


@dataclass(slots=True)
class Client:
    """Requests to one source, at most one in `every` seconds. `contact` is an address that a source may write to.

    Errors: SourceError, in words, for everything that goes wrong on the way.
    """

    name: str
    every: float
    contact: str = ""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _last: float = field(default=float("-inf"))

    def get(
        self,
        url: str,
        parameters: Mapping[str, str] | None = None,
        *,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        missing: bool = False,
    ) -> Answer:
        """One answer; `form` makes it a POST. With `missing`, 404 is an answer (openFDA says so that nothing matches)."""
        if not url.startswith(("http://", "https://")):
            raise SourceError(self.name, f'"{url[:60]}" is no web address', "", "check the setting")
        if parameters:
            url = f"{url}{'&' if '?' in url else '?'}{urllib.parse.urlencode(parameters)}"
        agent = f"evidentia/{_version()}" + (f" (mailto:{self.contact})" if self.contact else "")
        sent = {"User-Agent": agent, "Accept-Encoding": "gzip", **(headers or {})}
        data = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(url, data, sent)
        reason = ""
        for attempt in range(_TRIES):
            self._wait(attempt)
            try:
                with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
                    return self._read(answer.status, answer, answer.headers)
            except urllib.error.HTTPError as error:
                if error.code == 304 or (missing and error.code == 404):
                    return Answer(error.code, error.read() if error.code == 404 else b"", _lower(error.headers))
                if error.code not in _AGAIN:
                    raise SourceError(
                        self.name, f"it answers {error.code} ({error.reason})", "", _advice(error.code)
                    ) from None
                reason = f"it answers {error.code} ({error.reason})"
                self._heed(error.headers.get("Retry-After"))
            except (urllib.error.URLError, http.client.HTTPException, OSError, EOFError) as error:
                reason = f"it cannot be reached ({getattr(error, 'reason', None) or type(error).__name__})"
        raise SourceError(
            self.name,
            f"{reason}, {_TRIES} times in a row",
            "what was added before is kept and can be searched",
            "try again later",
        )

    def _wait(self, attempt: int) -> None:
        """The pause that the source asks for between requests; after a failure 1, 2, 4, 8 seconds more."""
        pause = self._last + self.every - self.clock()
        backoff = 2.0 ** (attempt - 1) if attempt else 0.0
        if max(pause, backoff) > 0:
            self.sleep(max(pause, backoff))
        self._last = self.clock()

    def _heed(self, after: str | None) -> None:
        if after and after.isdigit():
            if int(after) > _LONGEST_WAIT:
                raise SourceError(
                    self.name,
                    f"it asks to wait {after} s",
                    "the limit of its use is reached",
                    "go on later, or use a key",
                )
            self.sleep(float(after))

    def _read(self, status: int, answer: http.client.HTTPResponse, headers: email.message.Message) -> Answer:
        body = answer.read(_MOST + 1)
        promised = headers.get("Content-Length")
        if promised is not None and promised.isdigit() and len(body) < min(int(promised), _MOST):
            raise http.client.IncompleteRead(body)  # read(n) does not; a body that was cut off is asked for again
        if len(body) > _MOST:
            raise SourceError(self.name, f"its answer has more than {_MOST // 1_000_000} MB", "", "ask for less")
        if headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return Answer(status, body, _lower(headers))


@cache
def _version() -> str:
    """The version that is installed; asking the package itself would import everything above this room."""
    try:
        return importlib.metadata.version("evidentia")
    except importlib.metadata.PackageNotFoundError:  # run from its source
        return "0"


def _lower(headers: email.message.Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _advice(code: int) -> str:
    return {
        400: "it does not understand the query: see its own help for the form of queries",
        401: "it wants a key: see docs/sources.md",
        403: "it refuses: the key is wrong, or the limit of its use is reached",
        404: "there is no such page: check the query",
    }.get(code, "try again later")
