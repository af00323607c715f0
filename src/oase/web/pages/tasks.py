"""Tasks as a page's script sees them: how far they are, and how to cancel one."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase.accounts import Permission
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

Here = NamedDependency[Visit]
_OPT = {"permission": Permission.SEE_TODAY}


class Standing(msgspec.Struct, frozen=True):
    """How far a task is."""

    state: str
    done: int
    total: int | None


@get("/tasks/{task:str}", sync_to_thread=True, opt=_OPT)
def standing(visit: Here) -> Standing:
    """Say how far a task is."""
    task = visit.tasks.find(visit.places["task"])
    if task is None:
        raise NotFoundException
    return Standing(task.state.value, task.done, task.total)


@post("/tasks/{task:str}/cancel", sync_to_thread=True, opt=_OPT, status_code=303)
def cancel(visit: Here) -> Response[Any]:
    """Cancel a task and go back to where it was asked for."""
    visit.tasks.cancel(visit.places["task"])
    back = visit.said("back", "/")
    return Redirect(back if _is_here(back) else "/", status_code=303)


def _is_here(path: str) -> bool:
    """Whether an address leads to this house: a path of ours, and nothing a browser takes for a host."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()


HANDLERS = [standing, cancel]
