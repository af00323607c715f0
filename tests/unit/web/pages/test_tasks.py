"""Tasks as a page's script sees them: whose they are, and who is told of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar

from oase.accounts import Permission, Role, list_accounts, permissions_of
from oase.app.tasks import Task
from oase.web.arrivals import MOST_LISTENERS, MOST_OF_ONE, Arrivals
from oase.web.kinds import KINDS
from oase.web.pages.tasks import NEEDS
from oase.web.reach import Reach

SignsIn = Callable[..., Any]


def asked(pages: Litestar, kind: str, by: int | None = None) -> Task:
    return pages.state.tasks.ask(kind, {}, by=by)


def number_of(reach: Reach, role: str) -> int:
    return next(one.id for one in list_accounts(reach.database) if one.role == role)


def test_who_may_ask_is_said_of_kinds_that_there_are() -> None:
    assert set(NEEDS) <= set(KINDS)
    assert {kind for kind in KINDS if kind.startswith(("import_", "house_", "mapping_"))} <= set(NEEDS)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("kind", ["report", "journey", "today", "house_check", "unmapped"])
def test_a_role_is_told_only_of_tasks_that_it_could_ask_for(
    role: Role, kind: str, pages: Litestar, signed_in: SignsIn
) -> None:
    here, task = signed_in(role), asked(pages, kind)
    is_hers = NEEDS.get(kind, Permission.SEE_ANALYSES) in permissions_of(role)
    assert here.get(f"/tasks/{task.id}").status_code == (200 if is_hers else 404)
    assert here.submit(f"/tasks/{task.id}/cancel").status_code == (303 if is_hers else 404)
    before = len(pages.state.tasks.recent(kind, 100))
    assert here.submit("/tasks/again", {"task": task.id}).status_code == (303 if is_hers else 404)
    assert len(pages.state.tasks.recent(kind, 100)) == before + is_hers


def test_nobody_but_an_admin_cancels_a_task_of_somebody_else(
    pages: Litestar, signed_in: SignsIn, reach: Reach
) -> None:
    manager, analyst, admin = signed_in("manager"), signed_in("analyst"), signed_in("admin")
    task = asked(pages, "report", by=number_of(reach, "manager"))
    assert analyst.submit(f"/tasks/{task.id}/cancel").status_code == 403
    assert analyst.submit("/tasks/again", {"task": task.id}).status_code == 403
    assert manager.submit(f"/tasks/{task.id}/cancel").status_code == 303
    assert admin.submit(f"/tasks/{task.id}/cancel").status_code == 303


def test_an_unknown_task_is_nobodys(signed_in: SignsIn) -> None:
    admin = signed_in("admin")
    for name in ("x", "0" * 32, "%00"):
        assert admin.get(f"/tasks/{name}").status_code == 404
        assert admin.submit(f"/tasks/{name}/cancel").status_code in (303, 404)
    assert admin.submit("/tasks/again", {"task": "x"}).status_code == 303


def test_one_account_cannot_listen_with_all_the_room_there_is(reach: Reach) -> None:
    async def listen() -> tuple[int, bool]:
        arrivals = Arrivals(reach)
        hers = [arrivals.join(has_rows=True, account=1) for _ in range(MOST_LISTENERS)]
        other = arrivals.join(has_rows=True, account=2)
        for listener in (*hers, other):
            if listener is not None:
                arrivals.leave(listener)
        return sum(one is not None for one in hers), other is not None

    assert asyncio.run(listen()) == (MOST_OF_ONE, True)
