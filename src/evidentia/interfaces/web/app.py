"""The application: routes, headers, and what happens when something goes wrong."""

from __future__ import annotations

import logging
import traceback
import uuid
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from evidentia import __version__
from evidentia.content.errors import InputError
from evidentia.desk.desk import Desk
from evidentia.interfaces.web import account, administration, api, ask, assessment, letters, pages, reviewing
from evidentia.interfaces.web.errors import Stop
from evidentia.interfaces.web.headers import LOG, Headers
from evidentia.interfaces.web.rates import Rates


def create_app(desk: Desk, *, rates: Rates | None = None, secure_cookies: bool = False) -> FastAPI:
    """The application on a desk. `secure_cookies`: where it is reached by HTTPS, so that cookies never travel without."""
    app = FastAPI(
        title="Evidentia", version=__version__, openapi_url="/api/openapi.json", docs_url=None, redoc_url=None
    )
    app.state.desk, app.state.rates, app.state.secure_cookies = desk, rates or Rates(), secure_cookies
    for module in (ask, assessment, letters, reviewing, account, administration):
        app.include_router(module.ROUTES, include_in_schema=False)
    app.include_router(api.ROUTES)
    app.add_exception_handler(Stop, _stopped)
    app.add_exception_handler(InputError, _unusable)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _failed)
    app.add_middleware(Headers, https=secure_cookies)
    logging.getLogger("multipart").setLevel(logging.WARNING)
    return app


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _answer(request: Request, status: int, title: str, text: str) -> Response:
    if _is_api(request):
        return JSONResponse({"error": title, "detail": text}, status)
    return pages.error(status, title, text)


async def _stopped(request: Request, stop: Any) -> Response:
    if stop.location and not _is_api(request):
        return RedirectResponse(stop.location, 303)
    response = _answer(request, stop.status, stop.title, stop.text)
    if stop.status == 401:
        response.headers["www-authenticate"] = "Bearer"
    if stop.status == 429:
        response.headers["retry-after"] = "60"
    return response


async def _unusable(request: Request, error: Any) -> Response:
    return _answer(request, 422 if _is_api(request) else 400, "This cannot be used", str(error))


async def _invalid(request: Request, error: Any) -> Response:
    """Where a value is wrong and why, without the value: it may be a patient's."""
    places = [f"{'.'.join(map(str, e['loc']))}: {e['type'].replace('_', ' ')}" for e in error.errors()]
    return _answer(request, 422, "This cannot be used", "; ".join(places))


async def _http(request: Request, error: Any) -> Response:
    titles = {404: "Not found", 405: "Not allowed here"}
    response = _answer(
        request,
        error.status_code,
        titles.get(error.status_code, "This cannot be done"),
        "Check the address, or begin at the first page.",
    )
    response.headers.update(error.headers or {})
    return response


async def _failed(request: Request, error: Exception) -> Response:
    """The log gets places in the code, never the message of an exception: it may hold words of a chart."""
    number = uuid.uuid4().hex[:8]
    places = " < ".join(
        f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}" for f in reversed(traceback.extract_tb(error.__traceback__)[-6:])
    )
    LOG.error("error %s: %s at %s", number, type(error).__name__, places)
    return _answer(
        request,
        500,
        "Something went wrong",
        f"Nothing was kept of this request. If you report it, name error {number}.",
    )
