"""Every page of a house whose views nobody has computed yet, as right after the first start."""

from __future__ import annotations

from typing import Any

import pytest

from oase.app.tasks.queue import Queue
from oase.web.kinds import KINDS
from oase.web.pages import make_pages
from oase.web.pages.application import HANDLERS
from oase.web.reach import Reach

NOT_PAGES = {"/live", "/static", "/door/arrived"}
OF_SOMETHING = {"/shop/product", "/shop/variant", "/shop/store/sign"}
"""Pages that say of what they are behind the question mark."""
OF_THE_DEMO = {"/stage", "/stage/now"}
PATHS = sorted(
    path
    for handler in HANDLERS
    for path in handler.paths
    if "GET" in handler.http_methods
    and "{" not in path
    and path not in NOT_PAGES | OF_SOMETHING | OF_THE_DEMO
)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_page_is_there_before_any_view(signed_in: Any, reach: Reach, lang: str) -> None:
    """It says what is being computed; nobody does it meanwhile."""
    queue = Queue(reach.database, reach.settings, KINDS, clock=reach.clock)
    client = signed_in("admin", lang, app=make_pages(reach, queue))
    seen = {path: client.get(path).status_code for path in PATHS}
    queue.close()
    assert {path: status for path, status in seen.items() if status >= 400} == {}
