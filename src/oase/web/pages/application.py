"""The pages put together."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from typing import Any

from litestar import Litestar, Request, Response
from litestar.datastructures import Cookie, State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from litestar.types import ExceptionHandlersMap

from oase.app.tasks import TakesTasks
from oase.errors import HouseBusy, InputError, OaseError, StorageFull
from oase.web.local import is_local
from oase.web.pages import reports, static, tasks, today
from oase.web.pages.guards import COOKIE, FormTooOld, SignInNeeded, headers, sign_in_demo, visit_of
from oase.web.pages.page import Page, rendered
from oase.web.pages.visit import Visit
from oase.web.reach import Reach
from oase.web.words import text

__all__ = ["make_pages"]

log = logging.getLogger("oase.serve")

MOST_BYTES = 2_000_000

HANDLERS: Sequence[HTTPRouteHandler] = [
    *static.HANDLERS,
    *reports.HANDLERS,
    *tasks.HANDLERS,
    *today.HANDLERS,
]


def make_pages(reach: Reach, tasks: TakesTasks) -> Litestar:
    """Return the pages of a house as an ASGI application.

    Parameters
    ----------
    reach : Reach
        What they can reach.
    tasks : TakesTasks
        Who computes what takes long.
    """
    for handler in HANDLERS:
        if not handler.opt.get("permission") and not handler.opt.get("is_open"):
            raise ValueError(f"nobody says who may use {sorted(handler.paths)}")  # a mistake of ours
    return Litestar(
        list(HANDLERS),
        dependencies={"visit": Provide(visit_of)},
        exception_handlers=_PROBLEMS,
        openapi_config=None,
        logging_config=None,
        request_max_body_size=MOST_BYTES,
        state=State({"reach": reach, "tasks": tasks}),
        before_send=[headers],
    )


def _to_sign_in(request: Request[Any, Any, Any], error: SignInNeeded) -> Response[Any]:
    reach: Reach = request.app.state.reach
    if reach.is_demo and is_local(request):
        cookie = Cookie(COOKIE, value=sign_in_demo(reach), httponly=True, samesite="lax", path="/")
        return Redirect(error.next_path, status_code=303, cookies=[cookie])
    return Redirect("/sign-in", status_code=303, query_params={"next": error.next_path})


def _told(
    request: Request[Any, Any, Any], status: int, key: str, *, error: OaseError | None = None, **values: str
) -> Response[Any]:
    visit = _visit(request)
    problem = {
        "more": visit.t(f"{key}.more", **values) if error is None else error.what,
        "parts": [] if error is None else _parts(visit, error),
        "back": request.headers.get("referer", "/") if request.method == "POST" else "/",
    }
    return rendered(visit, Page("problem", visit.t(key), problem, status=status))


def _parts(visit: Visit, error: OaseError) -> list[tuple[str, str]]:
    named = {name: getattr(error, name) for name in ("expected", "got", "where", "todo")}
    return [(visit.t(f"shell.{name}"), str(value)) for name, value in named.items() if value]


def _visit(request: Request[Any, Any, Any]) -> Visit:
    """Return a visit for a page that says what went wrong; who asks is not known here."""
    state = request.app.state
    spoken = request.headers.get("accept-language", "").lower()
    lang = "de" if spoken.startswith("de") or (not spoken and state.reach.settings.lang == "de") else "en"
    return Visit(state.reach, state.tasks, lang, request.url.path)


def _of_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    if error.status_code == 403:
        return _told(request, 403, "shell.forbidden", role=text(f"role.{error.detail}", "de"))
    if error.status_code in (404, 405):
        return _told(request, error.status_code, "shell.missing")
    if error.status_code >= 500:
        return _unexpected(request, error)
    return _told(request, error.status_code, "shell.missing")


def _form_too_old(request: Request[Any, Any, Any], _error: FormTooOld) -> Response[Any]:
    return _told(request, 403, "shell.form_old")


def _of_oase(request: Request[Any, Any, Any], error: OaseError) -> Response[Any]:
    status = (
        503 if isinstance(error, HouseBusy | StorageFull) else 400 if isinstance(error, InputError) else 500
    )
    return _told(request, status, "shell.failed", error=error)


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    number = uuid.uuid4().hex[:12]
    log.error(
        "%s %s failed, id %s", request.method, request.scope.get("path_template", ""), number, exc_info=error
    )
    return _told(request, 500, "shell.trouble", number=number)


_PROBLEMS: ExceptionHandlersMap = {
    SignInNeeded: _to_sign_in,
    FormTooOld: _form_too_old,
    HTTPException: _of_http,
    OaseError: _of_oase,
    Exception: _unexpected,
}
