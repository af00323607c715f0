"""One envelope for everything that the interface cannot do."""

from __future__ import annotations

import logging
import re
import uuid
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from oase.errors import HouseBusy, InputError, OaseError, SourceMissing, StorageFull

__all__ = ["HANDLERS", "Problem"]

log = logging.getLogger("oase.serve")

RETRY_SECONDS = 2
_CODES = {
    400: "request_invalid",
    401: "key_unknown",
    403: "key_insufficient",
    404: "not_found",
    405: "method_not_allowed",
    413: "request_too_large",
    429: "too_many_requests",
}

_MESSAGES = {
    "Not Found": "There is nothing at this address",
    "Method Not Allowed": "This cannot be done here",
}


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What could not be done, told so that a person or a program can act on it.

    Parameters
    ----------
    code : str
        For programs; never changes.
    message : str
        For people.
    expected, got, where, todo : str or None
        What was expected, what came instead, where it was found, what to do about it.
    """

    code: str
    message: str
    expected: str | None = None
    got: str | None = None
    where: str | None = None
    todo: str | None = None


def _of_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    if error.status_code >= 500:
        return _unexpected(request, error)
    code = _CODES.get(error.status_code, "request_invalid")
    message = _MESSAGES.get(error.detail, error.detail)
    return Response(
        Problem(code=code, message=_sentence(message), where=_places(error.extra)),
        status_code=error.status_code,
        headers=error.headers,
        media_type="application/json",
    )


def _of_oase(request: Request[Any, Any, Any], error: OaseError) -> Response[Problem]:
    status = _status(error)
    if status == 500:
        log.error("%s %s: %s", request.method, _route(request), " ".join(str(error).split()))
    is_place_of_ours = error.where is not None and Path(error.where).is_absolute()
    problem = Problem(
        code=_snake(type(error).__name__),
        message=_sentence(error.what),
        expected=error.expected,
        got=error.got,
        where=None if is_place_of_ours else error.where,
        todo=error.todo,
    )
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == 503 else None
    return Response(problem, status_code=status, headers=headers, media_type="application/json")


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    number = uuid.uuid4().hex[:12]
    log.error("%s %s failed, id %s", request.method, _route(request), number, exc_info=error)
    problem = Problem(
        code="internal",
        message="Something failed that should not.",
        where=f"id {number}",
        todo="tell the operator this id; the server's log says more",
    )
    return Response(problem, status_code=500, media_type="application/json")


def _too_deep(_request: Request[Any, Any, Any], _error: RecursionError) -> Response[Problem]:
    problem = Problem(code="request_invalid", message="The body is nested too deeply.")
    return Response(problem, status_code=400, media_type="application/json")


def _no_text(_request: Request[Any, Any, Any], _error: UnicodeDecodeError) -> Response[Problem]:
    problem = Problem(code="request_invalid", message="The body is not UTF-8.")
    return Response(problem, status_code=400, media_type="application/json")


HANDLERS: ExceptionHandlersMap = {
    RecursionError: _too_deep,
    UnicodeDecodeError: _no_text,
    HTTPException: _of_http,
    OaseError: _of_oase,
    Exception: _unexpected,
}


def _status(error: OaseError) -> int:
    if isinstance(error, HouseBusy | StorageFull):
        return 503
    if isinstance(error, SourceMissing):
        return 404
    return 400 if isinstance(error, InputError) else 500


def _places(extra: Any) -> str | None:
    if not isinstance(extra, list):
        return None
    told = [f"{part.get('key')}: {part.get('message')}" for part in extra if isinstance(part, dict)]
    return "; ".join(told) or None


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _route(request: Request[Any, Any, Any]) -> str:
    """Return the path without what was filled in: ids of persons belong in no log."""
    return str(request.scope.get("path_template", ""))


def _snake(name: str) -> str:
    """Return a class's name as a code.

    Examples
    --------
    >>> _snake("HouseBusy")
    'house_busy'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
