"""What is said when something is in the way: in the language of whoever asks, in the shell if signed in."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from typing import Any

from litestar import Request, Response
from litestar.concurrency import sync_to_thread
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, ExceptionHandlersMap, Receive, Scope, Send

from oase.app.tasks import Trouble
from oase.errors import HouseBusy, HouseError, InputError, OaseError, StorageFull
from oase.web.pages.addresses import here_or_home, path_of
from oase.web.pages.guards import FormTooOld, NotPermitted, SignInNeeded, visitor_of
from oase.web.pages.guards.visits import made
from oase.web.pages.page import Page, rendered

__all__ = ["PROBLEMS", "too_many"]

log = logging.getLogger("oase.serve")

RETRY_AFTER_SECONDS = 5


class _Later(Response[bytes]):
    """An answer that is made in a thread: its page reads the house, which must not hold up the door."""

    def __init__(self, make: Callable[[], Response[Any]]) -> None:
        super().__init__(b"")
        self._make = make

    def to_asgi_response(self, request: Request[Any, Any, Any], **named: Any) -> ASGIResponse:  # type: ignore[override]
        """Return the application that makes and sends the answer."""
        told: dict[str, Any] = {"app": None} | named
        return _MadeLater(lambda: self._make().to_asgi_response(request=request, **told))


class _MadeLater(ASGIResponse):
    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], ASGIResponse]) -> None:
        super().__init__()
        self._make = make

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await sync_to_thread(self._make)
        await answer(scope, receive, send)


def too_many(scope: Scope, seconds: int) -> ASGIApp:
    """Return the answer to a client that asks too often."""
    request: Request[Any, Any, Any] = Request(scope)  # type: ignore[arg-type]  # of http, the gate has looked
    told = _told(request, 429, "shell.busy", headers={"Retry-After": str(seconds)}, seconds=str(seconds))
    return told.to_asgi_response(app=None, request=request)


def _to_sign_in(request: Request[Any, Any, Any], error: SignInNeeded) -> Response[Any]:
    if _is_script(request):  # it could not do anything with a page
        return _told(request, 401, "signin.needed")
    wanted = here_or_home(error.next_path)
    return Redirect("/sign-in", status_code=303, query_params={"next": wanted} if wanted != "/" else {})


def _not_permitted(request: Request[Any, Any, Any], _error: NotPermitted) -> Response[Any]:
    account = visitor_of(request).account
    return _told(request, 403, "shell.forbidden", role=f"role.{account.role}" if account else "")


def _form_too_old(request: Request[Any, Any, Any], _error: FormTooOld) -> Response[Any]:
    return _told(request, 403, "shell.form_old")


def _of_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    if error.status_code >= 500:
        return _unexpected(request, error)
    key = {404: "shell.missing", 405: "shell.missing", 413: "signin.large"}.get(
        error.status_code, "signin.bad"
    )
    return _told(request, error.status_code, key, headers=error.headers)


def _of_oase(request: Request[Any, Any, Any], error: OaseError) -> Response[Any]:
    is_for_now = isinstance(error, HouseBusy | StorageFull)
    status = 503 if is_for_now else 400 if isinstance(error, InputError) else 500
    if isinstance(error, HouseError) and not is_for_now:
        log.error("%s: %s", request.scope.get("path_template", ""), error.what)
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if is_for_now else None
    return _told(request, status, "shell.failed", error=error, headers=headers)


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    number = uuid.uuid4().hex[:12]
    path = request.scope.get("path_template", "")
    log.error("%s %s failed, id %s", request.method, path, number, exc_info=error)
    return _told(request, 500, "shell.trouble", number=number)


def _told(
    request: Request[Any, Any, Any],
    status: int,
    key: str,
    *,
    error: OaseError | None = None,
    headers: dict[str, str] | None = None,
    **values: str,
) -> Response[Any]:
    def make() -> Response[Any]:
        visit = made(request, visitor_of(request))
        said = {
            name: visit.t(value) if value.startswith("role.") else value for name, value in values.items()
        }
        problem = {
            "more": visit.t(f"{key}.more", **said) if error is None else "",
            "trouble": None if error is None else Trouble.of(error),
            "back": _back(request),
        }
        answer = rendered(visit, Page("problem", visit.t(key), problem, status=status))
        answer.headers.update(headers or {})
        return answer

    return _Later(make)


def _is_script(request: Request[Any, Any, Any]) -> bool:
    accepted = request.headers.get("accept", "")
    is_data = accepted.startswith(("application/json", "text/event-stream"))
    return is_data or request.headers.get("sec-fetch-dest") == "empty"


def _back(request: Request[Any, Any, Any]) -> str:
    if request.method == "GET":
        return "/"
    return path_of(request.headers.get("referer", ""), request.headers.get("host", ""))


PROBLEMS: ExceptionHandlersMap = {
    SignInNeeded: _to_sign_in,
    NotPermitted: _not_permitted,
    FormTooOld: _form_too_old,
    HTTPException: _of_http,
    OaseError: _of_oase,
    Exception: _unexpected,
}
