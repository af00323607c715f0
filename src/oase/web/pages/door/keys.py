"""The tab Keys: who may send, read or administer; a new key is shown once, with code to copy."""

from __future__ import annotations

from typing import Any, get_args

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.contacts.keys import Key, KeyKind, create_key, list_keys, revoke_key
from oase.errors import OptionInvalid
from oase.model import Basis
from oase.web.outside import outside
from oase.web.pages.door.connecting import connecting
from oase.web.pages.door.tabs import tab
from oase.web.pages.page import Page, action, page, rendered
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

PATH = "/door/keys"
Here = NamedDependency[Visit]
_FIELDS = ("kind", "name", "source", "channel", "basis", "basis_text")


@page(PATH, Permission.ADMINISTER)
def keys(visit: Visit) -> Page:
    """List the keys, and offer to make one."""
    return _listed(visit, {"kind": visit.asked("kind") or "write"})


@post(PATH, sync_to_thread=True, opt={"permission": Permission.ADMINISTER}, status_code=200)
def create(visit: Here, request: Request[Any, Any, Any]) -> Response[str]:
    """Make a key and show its secret, this once."""
    given = {name: visit.said(name) for name in _FIELDS}
    try:
        key, secret = _made(visit, given)
    except OptionInvalid as error:
        return rendered(visit, _listed(visit, given, error))
    return rendered(visit, _shown(visit, key, secret, outside(request)))


@action(f"{PATH}/revoke", Permission.ADMINISTER)
def revoke(visit: Visit) -> Redirect:
    """Let a key open nothing any more."""
    revoke_key(visit.reach.database, visit.said("key"), clock=visit.reach.clock)
    return visit.back(PATH, "door.said.revoked")


HANDLERS = [*keys, create, *revoke]


def _made(visit: Visit, given: dict[str, str]) -> tuple[Key, str]:
    declared = ("source", "channel", "basis", "basis_text") if given["kind"] == "write" else ()
    told: dict[str, Any] = {name: given[name] or None for name in declared}
    if declared and not given["source"]:
        raise OptionInvalid("The source is missing", where="source")
    kind: Any = given["kind"]  # create_key checks it
    name = given["name"] or told.get("source") or ""
    return create_key(visit.reach.database, kind, name, **told, clock=visit.reach.clock)


def _listed(visit: Visit, given: dict[str, str], error: OptionInvalid | None = None) -> Page:
    held = list_keys(visit.reach.database)[::-1]
    valid = sum(key.revoked is None for key in held)
    context = {
        "held": sorted(held, key=lambda key: key.revoked is not None),
        "given": {name: given.get(name, "") for name in _FIELDS},
        "error": error,
        "wrong": error.where if error and error.where in _FIELDS else "kind" if error else None,
        "kinds": get_args(KeyKind),
        "bases": [basis.value for basis in Basis],
    }
    lede = visit.t("door.keys.lede")
    return tab(visit, "keys", _title(visit, valid), lede, context, status=400 if error else 200)


def _title(visit: Visit, valid: int) -> str:
    if valid < 2:
        return visit.t("door.keys.title_one" if valid else "door.keys.title_none")
    return visit.t("door.keys.title", number=words.counted(valid, visit.lang))


def _shown(visit: Visit, key: Key, secret: str, address: str) -> Page:
    context = {"key": key, "secret": secret, **connecting(visit, address, key, secret)}
    name = words.quoted(key.name, visit.lang)
    return tab(visit, "made", visit.t("door.keys.made", name=name), visit.t("door.keys.secret.more"), context)
