"""The tab Connect: code to copy for each client, and "arrived" as soon as something does."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency

from oase.accounts import Permission
from oase.web.outside import outside
from oase.web.pages.door.connecting import Marks, arrived, connecting
from oase.web.pages.door.tabs import tab
from oase.web.pages.page import rendered
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

Here = NamedDependency[Visit]
_OPT = {"permission": Permission.SEE_DOOR}


class Standing(msgspec.Struct, frozen=True):
    """Whether something has arrived, in words, and where to look on from."""

    state: str
    said: str
    contact: int
    refusal: int


@get("/door/connect", sync_to_thread=True, opt=_OPT)
def connect(visit: Here, request: Request[Any, Any, Any]) -> Response[str]:
    """Show how a system is connected to the house under the address of this page."""
    context = connecting(visit, outside(request))
    source = visit.asked("source")
    if source:
        behind = _behind(visit)
        context |= {"awaited": source, "marks": behind, "found": arrived(visit, source, behind)}
    lede = visit.t("door.connect.lede")
    return rendered(visit, tab(visit, "connect", visit.t("door.connect.title"), lede, context))


@get("/door/arrived", sync_to_thread=True, opt=_OPT)
def standing(visit: Here) -> Standing:
    """Say whether something of a source has arrived."""
    found = arrived(visit, visit.asked("source"), _behind(visit))
    return Standing(found.state, found.said, *found.marks)


HANDLERS = [connect, standing]


def _behind(visit: Visit) -> Marks:
    told = (visit.asked(name) for name in ("contact", "refusal"))
    return Marks(*(int(one) if one.isdecimal() and len(one) < 16 else 0 for one in told))
