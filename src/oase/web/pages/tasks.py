"""Tasks as a page's script sees them: how far they are, how to cancel one, how to ask again."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.response import Redirect

from oase.accounts import Permission
from oase.app.tasks import Task
from oase.web.pages.addresses import here_or_home
from oase.web.pages.page import action
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS", "NEEDS"]

Here = NamedDependency[Visit]
_OPT = {"permission": Permission.SEE_TODAY}

NEEDS: Mapping[str, Permission] = {
    "house_check": Permission.ADMINISTER,
    "house_retention": Permission.ADMINISTER,
    "import_check": Permission.IMPORT,
    "import_look": Permission.IMPORT,
    "import_rows": Permission.IMPORT,
    "mapping_trial": Permission.EDIT_MAPPING,
    "overview": Permission.SEE_TODAY,
    "today": Permission.SEE_TODAY,
    "unmapped": Permission.SEE_DOOR,
}
"""Who may ask for a kind of task, as on the page that does; for all others: who may see analyses."""


class Standing(msgspec.Struct, frozen=True):
    """How far a task is."""

    state: str
    done: int
    total: int | None


@get("/tasks/{task:str}", sync_to_thread=True, opt=_OPT)
def standing(visit: Here) -> Standing:
    """Say how far a task is."""
    task = _seen(visit, visit.places["task"])
    return Standing(task.state.value, task.done, task.total)


@action("/tasks/{task:str}/cancel", Permission.SEE_TODAY)
def cancel(visit: Visit) -> Redirect:
    """Cancel a task and go back to where it was asked for."""
    visit.tasks.cancel(_task(visit, visit.places["task"]).id)
    return _back(visit)


@action("/tasks/again", Permission.SEE_TODAY)
def again(visit: Visit) -> Redirect:
    """Ask once more for what failed or was cancelled, and go back to where it was asked for."""
    if visit.tasks.find(visit.said("task")) is not None:  # for what is forgotten the page asks by itself
        task = _task(visit, visit.said("task"))
        assert visit.account is not None  # noqa: S101 - the route needs a permission
        visit.tasks.ask(task.kind, task.arguments, by=visit.account.id)
    return _back(visit)


def _task(visit: Visit, name: str) -> Task:
    """Return a task that may be cancelled or asked for again: one of nobody's, one's own, or as admin any."""
    task = _seen(visit, name)
    is_mine = task.by is None or (visit.account is not None and task.by == visit.account.id)
    if not is_mine and not visit.may(Permission.ADMINISTER):
        raise PermissionDeniedException(visit.account.role.value if visit.account else "")
    return task


def _seen(visit: Visit, name: str) -> Task:
    """Return a task of a kind that who asks could ask for herself; no others are told of."""
    task = visit.tasks.find(name)
    if task is None or not visit.may(NEEDS.get(task.kind, Permission.SEE_ANALYSES)):
        raise NotFoundException
    return task


def _back(visit: Visit) -> Redirect:
    return Redirect(here_or_home(visit.said("back", "/")), status_code=303)


HANDLERS = [standing, *cancel, *again]
