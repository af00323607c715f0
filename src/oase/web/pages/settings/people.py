"""The accounts of the house: who may enter, as what; one-time links, shown once."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, post
from litestar.response import Redirect

from oase.accounts import (
    Account,
    Permission,
    Role,
    Unfit,
    change_account,
    close_account,
    create_link,
    find_account,
    list_accounts,
    open_account,
)
from oase.web.pages.guards import visitor_of
from oase.web.pages.page import Here, Page, action, page, rendered
from oase.web.pages.settings.shared import part
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

Asked = Request[Any, Any, Any]
_OPT = {"permission": Permission.ADMINISTER}


@page("/settings/accounts", Permission.ADMINISTER)
def people(visit: Visit) -> Page:
    """Show the accounts."""
    return _people(visit)


@post("/settings/accounts", sync_to_thread=True, opt=_OPT, status_code=200)
def add(visit: Here, request: Asked) -> Response[Any]:
    """Open an account, and show the link by which its owner sets a password."""
    try:
        opened = open_account(
            visit.reach.database,
            name=visit.said("name"),
            email=visit.said("email"),
            role=visit.said("role"),
            at=visit.reach.clock(),
        )
    except Unfit as error:
        return rendered(visit, _people(visit, visit.t(f"signin.why.{error.reason}"), status=400))
    return rendered(visit, _with_link(visit, request, opened))


@post("/settings/accounts/{account:int}/link", sync_to_thread=True, opt=_OPT, status_code=200)
def link(visit: Here, request: Asked) -> Response[Any]:
    """Show a new link for an account; earlier ones open nothing any more."""
    found = find_account(visit.reach.database, int(visit.places["account"]))
    if found is None or found.closed is not None:
        return visit.back("/settings/accounts", said="settings.said.gone")
    return rendered(visit, _with_link(visit, request, found))


@action("/settings/accounts/{account:int}/role", Permission.ADMINISTER)
def role(visit: Visit) -> Redirect | Page:
    """Give an account another role; its sessions end."""
    try:
        change_account(visit.reach.database, int(visit.places["account"]), role=visit.said("role"))
    except Unfit as error:
        return _people(visit, visit.t(f"signin.why.{error.reason}"), status=400)
    return visit.back("/settings/accounts", said="settings.said.role")


@action("/settings/accounts/{account:int}/close", Permission.ADMINISTER)
def close(visit: Visit) -> Redirect | Page:
    """Close an account; its sessions and links end."""
    try:
        close_account(visit.reach.database, int(visit.places["account"]), at=visit.reach.clock())
    except Unfit as error:
        return _people(visit, visit.t(f"signin.why.{error.reason}"), status=400)
    return visit.back("/settings/accounts", said="settings.said.closed")


def _with_link(visit: Visit, request: Asked, account: Account) -> Page:
    secret = create_link(visit.reach.database, account.id, at=visit.reach.clock())
    return _people(visit, link=(account, f"{_address(request)}/welcome/{secret}"))


def _address(request: Asked) -> str:
    """Return the address of the house as the browser of who asks knows it."""
    origin = request.headers.get("origin", "")
    if origin.startswith(("http://", "https://")):
        return origin
    scheme = "https" if visitor_of(request).is_https else "http"
    return f"{scheme}://{request.headers.get('host', '')}"


def _people(
    visit: Visit, error: str = "", *, link: tuple[Account, str] | None = None, status: int = 200
) -> Page:
    held = list_accounts(visit.reach.database)
    opened = [one for one in held if one.closed is None]
    context = {
        "accounts": [(one, visit.moment(one.created), visit.moment(one.closed)) for one in held],
        "roles": [(one.value, visit.t(f"role.{one}"), visit.t(f"settings.role.{one}")) for one in Role],
        "error": error,
        "link": link,
        "typed": {name: visit.said(name) if error else "" for name in ("name", "email", "role")},
    }
    key = "settings.people.one" if len(opened) == 1 else "settings.people.title"
    return part(visit, "people", visit.t(key, number=len(opened)), context, status=status)


HANDLERS = [*people, add, link, *role, *close]
