"""One's own account: name, language, look, password, browsers that are signed in."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, post
from litestar.response import Redirect

from oase.accounts import (
    Attempts,
    Permission,
    Unfit,
    begin_session,
    change_account,
    check_password,
    end_other_sessions,
    end_session,
    list_sessions,
    set_password,
)
from oase.web.pages.guards import visitor_of
from oase.web.pages.guards.cookies import COOKIE, kept
from oase.web.pages.page import Here, Page, action, page, rendered
from oase.web.pages.settings.shared import part
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

THEMES = ("auto", "light", "dark")
YEAR_SECONDS = 365 * 86400
FREE_ATTEMPTS = 5


@page("/settings", Permission.SEE_TODAY)
def settings(visit: Visit) -> Page:
    """Show one's own account."""
    return _own(visit)


@action("/settings/account", Permission.SEE_TODAY)
def account(visit: Visit) -> Redirect | Page:
    """Change name and language."""
    assert visit.account is not None  # noqa: S101  # the route needs a permission
    lang = visit.said("lang")
    try:
        change_account(
            visit.reach.database,
            visit.account.id,
            name=visit.said("name"),
            lang="en" if lang == "en" else "de" if lang == "de" else None,
        )
    except Unfit as error:
        return _own(visit, {"name": visit.t(f"signin.why.{error.reason}")}, status=400)
    return visit.back("/settings", said="settings.said.saved")


@action("/settings/theme", Permission.SEE_TODAY)
def theme(visit: Visit) -> Redirect:
    """Keep light or dark in this browser."""
    chosen = visit.said("theme", "auto")
    answer = visit.back("/settings", said="settings.said.saved")
    if chosen in THEMES:
        answer.set_cookie(kept("oase_theme", chosen, is_https=False, seconds=YEAR_SECONDS))
    return answer


@post("/settings/password", sync_to_thread=True, opt={"permission": Permission.SEE_TODAY}, status_code=200)
def password(visit: Here, request: Request[Any, Any, Any]) -> Response[Any]:
    """Change the password with the old one; every other browser is signed out, and this one anew."""
    assert visit.account is not None  # noqa: S101  # the route needs a permission
    database, at = visit.reach.database, visit.reach.clock()
    problem, status = _why_not(visit)
    if problem:
        return rendered(visit, _own(visit, {"password": problem}, status=status))
    try:
        set_password(database, visit.account.id, next(iter(visit.form.get("new", ())), ""))
    except Unfit as error:
        told = {"password": visit.t(f"signin.why.{error.reason}")}
        return rendered(visit, _own(visit, told, status=400))
    secret = begin_session(database, visit.account.id, at=at, agent=visit.agent)
    answer = visit.back("/settings", said="settings.said.password")
    answer.set_cookie(kept(COOKIE, secret, is_https=visitor_of(request).is_https))
    return answer


@action("/settings/sessions/{session:str}/end", Permission.SEE_TODAY)
def end_one(visit: Visit) -> Redirect:
    """Sign another browser out."""
    assert visit.account is not None  # noqa: S101  # the route needs a permission
    end_session(visit.reach.database, visit.account.id, visit.places["session"])
    return visit.back("/settings", said="settings.said.ended")


@action("/settings/sessions/end-others", Permission.SEE_TODAY)
def end_others(visit: Visit) -> Redirect:
    """Sign every other browser out."""
    assert visit.account is not None and visit.session is not None  # noqa: S101, PT018
    end_other_sessions(visit.reach.database, visit.account.id, visit.session.id)
    return visit.back("/settings", said="settings.said.ended")


def _why_not(visit: Visit) -> tuple[str, int]:
    """Return what keeps a password from being changed, with the status to say it; nothing for nothing."""
    assert visit.account is not None  # noqa: S101
    new, again, old = (next(iter(visit.form.get(name, ())), "") for name in ("new", "again", "old"))
    if new != again:
        return visit.t("signin.differ"), 400
    if not visit.account.has_password:
        return "", 200
    name = f"old password {visit.account.id}"
    attempts = Attempts(visit.reach.database)
    if wait := attempts.begin({name: FREE_ATTEMPTS}, at=visit.reach.clock()):
        return visit.t("signin.wait", seconds=wait), 429
    if check_password(visit.reach.database, visit.account.email, old) is None:
        return visit.t("settings.old_wrong"), 403
    attempts.succeeded(forgotten=(name,))
    return "", 200


def _own(visit: Visit, errors: dict[str, str] | None = None, *, status: int = 200) -> Page:
    assert visit.account is not None and visit.session is not None  # noqa: S101, PT018
    sessions = list_sessions(visit.reach.database, visit.account.id, at=visit.reach.clock())
    context = {
        "errors": {"name": "", "password": ""} | (errors or {}),
        "themes": [(name, visit.t(f"shell.{name}")) for name in THEMES],
        "sessions": [
            (one, visit.moment(one.created), visit.moment(one.last_seen), one.id == visit.session.id)
            for one in sessions
        ],
    }
    title = visit.t("settings.own.title", role=visit.t(f"role.{visit.account.role}"))
    return part(visit, "own", title, context, status=status)


HANDLERS = [*settings, *account, *theme, password, *end_others, *end_one]
