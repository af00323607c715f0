"""Signing in and out, and the one-time link by which a person sets her password."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from oase.accounts import (
    Attempts,
    Entered,
    Permission,
    Unfit,
    end_session,
    enter,
    enter_by_link,
    find_link,
    is_known,
    mark_of,
)
from oase.accounts.accounts import LONGEST_EMAIL
from oase.errors import HouseBusy
from oase.web.pages.addresses import here_or_home
from oase.web.pages.guards import Visitor, visitor_of
from oase.web.pages.guards.cookies import COOKIE, FORM_COOKIE, KNOWN_COOKIE, dropped, kept, told
from oase.web.pages.page import Here, Page, rendered
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_OPEN = {"is_open": True}
OF_PAIR, OF_ACCOUNT, OF_ADDRESS, OF_PROXY = 5, 25, 20, 200
"""Failures that cost no waiting: of an address with one account, of an account, an address, a proxy."""

YEAR_SECONDS = 365 * 86400

Asked = Request[Any, Any, Any]


@get("/sign-in", sync_to_thread=True, opt=_OPEN)
def sign_in(visit: Here) -> Response[Any]:
    """Show the form; whoever is signed in already goes on."""
    wanted = here_or_home(visit.asked("next", "/"))
    if visit.account is not None:
        return Redirect(wanted, status_code=303)
    return rendered(visit, _form(visit, wanted))


@post("/sign-in", sync_to_thread=True, opt=_OPEN, status_code=200)
def take_sign_in(visit: Here, request: Asked) -> Response[Any]:
    """Begin a new session, or say that address and password do not belong together."""
    visitor = visitor_of(request)
    wanted = here_or_home(visit.said("next", "/"))
    email, at = visit.said("email")[: LONGEST_EMAIL + 1], visit.reach.clock()
    mark = told(request, KNOWN_COOKIE, is_https=visitor.is_https)
    is_hers = is_known(visit.reach.database, email, mark)
    names = {f"known {mark}": OF_PAIR} if is_hers else _counted(visitor, email)
    attempts = Attempts(visit.reach.database)
    if wait := attempts.begin(names, at=at):
        page = _form(visit, wanted, email, visit.t("signin.wait", seconds=wait), status=429)
        return _with_headers(rendered(visit, page), {"Retry-After": str(wait)})
    password = next(iter(visit.form.get("password", ())), "")
    try:
        entered = enter(visit.reach.database, email, password, at=at, agent=visit.agent)
    except HouseBusy:
        attempts.succeeded(taken_back=tuple(names))
        raise
    if entered is None:
        return rendered(visit, _form(visit, wanted, email, visit.t("signin.wrong"), status=401))
    own = [name for name in names if name.startswith(("known ", "pair ", "account "))]
    attempts.succeeded(forgotten=tuple(own), taken_back=tuple(name for name in names if name not in own))
    return _entered(visit, visitor, entered, wanted)


@post("/sign-out", sync_to_thread=True, opt={"permission": Permission.SEE_TODAY}, status_code=303)
def sign_out(visit: Here, request: Asked) -> Response[Any]:
    """End the session, here and in the house."""
    if visit.session is not None:
        end_session(visit.reach.database, visit.session.account, visit.session.id)
    answer = visit.back("/sign-in", said="signin.said.out")
    answer.set_cookie(dropped(COOKIE, is_https=visitor_of(request).is_https))
    return answer


@get("/welcome/{secret:str}", sync_to_thread=True, opt=_OPEN)
def welcome(visit: Here) -> Response[str]:
    """Show the form of a one-time link; looking at it does not use it up."""
    return rendered(visit, _welcome(visit))


@post("/welcome/{secret:str}", sync_to_thread=True, opt=_OPEN, status_code=200)
def take_welcome(visit: Here, request: Asked) -> Response[Any]:
    """Set the password and begin a new session; a password that is refused leaves the link as it was."""
    password, again = (next(iter(visit.form.get(name, ())), "") for name in ("password", "again"))
    if password != again:
        return rendered(visit, _welcome(visit, visit.t("signin.differ"), status=400))
    try:
        entered = enter_by_link(
            visit.reach.database,
            visit.places["secret"],
            password,
            at=visit.reach.clock(),
            agent=visit.agent,
            name=visit.said("name"),
            email=visit.said("email"),
        )
    except Unfit as error:
        return rendered(visit, _welcome(visit, visit.t(f"signin.why.{error.reason}"), status=400))
    if entered is None:
        return rendered(visit, _welcome(visit))
    return _entered(visit, visitor_of(request), entered, "/")


def _counted(visitor: Visitor, email: str) -> dict[str, int]:
    """Return under which names an attempt is counted, and how many failures of each cost no waiting."""
    names = {
        f"pair {email} {visitor.address}": OF_PAIR,
        f"account {email}": OF_ACCOUNT,
        f"address {visitor.address}": OF_ADDRESS,
    }
    return names | ({f"proxy {visitor.peer}": OF_PROXY} if visitor.peer != visitor.address else {})


def _entered(visit: Visit, visitor: Visitor, entered: Entered, wanted: str) -> Response[Any]:
    """Hand a new session over; one that the browser had before is ended."""
    if visit.session is not None:
        end_session(visit.reach.database, visit.session.account, visit.session.id)
    is_https = visitor.is_https
    answer = Redirect(wanted, status_code=303)
    answer.set_cookie(kept(COOKIE, entered.secret, is_https=is_https))
    answer.set_cookie(dropped(FORM_COOKIE, is_https=is_https))
    mark = mark_of(visit.reach.database, entered.account)
    answer.set_cookie(kept(KNOWN_COOKIE, mark, is_https=is_https, seconds=YEAR_SECONDS))
    if visit.asked("lang") in ("de", "en"):
        answer.set_cookie(kept("oase_lang", visit.lang, is_https=is_https, seconds=YEAR_SECONDS))
    return answer


def _form(visit: Visit, wanted: str, email: str = "", error: str = "", *, status: int = 200) -> Page:
    context = {"wanted": wanted, "email": email, "error": error, "languages": _languages(visit, wanted)}
    return Page("signin", visit.t("signin.title"), context, status=status)


def _welcome(visit: Visit, error: str = "", *, status: int = 200) -> Page:
    link = find_link(visit.reach.database, visit.places["secret"], at=visit.reach.clock())
    if link is None:
        more = visit.t("signin.no_link.more")
        context: dict[str, Any] = {"more": more, "trouble": None, "back": "/sign-in"}
        return Page("problem", visit.t("signin.no_link"), context, status=410)
    account = link.account
    context = {
        "account": account,
        "error": error,
        "name": visit.said("name", "" if account.is_first else account.name),
        "email": visit.said("email", "" if account.is_first else account.email),
        "expires": visit.moment(link.expires),
        "languages": _languages(visit, "/"),
    }
    title = visit.t("signin.first") if account.is_first else visit.t("signin.welcome", name=account.name)
    return Page("welcome", title, context, status=status)


def _languages(visit: Visit, wanted: str) -> list[tuple[str, str, bool]]:
    following = None if wanted == "/" else wanted
    return [
        (lang, visit.address(visit.path, lang=lang, next=following), visit.lang == lang)
        for lang in ("de", "en")
    ]


def _with_headers(answer: Response[Any], headers: dict[str, str]) -> Response[Any]:
    answer.headers.update(headers)
    return answer


HANDLERS = [sign_in, take_sign_in, sign_out, welcome, take_welcome]
