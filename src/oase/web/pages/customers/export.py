"""Everything kept of a customer as a file: JSON for machines, a page to read for her."""

from __future__ import annotations

import json
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException

from oase.accounts import Permission
from oase.app.customers import changing
from oase.web.pages.customers.telling import person_of, plain
from oase.web.pages.page import Page, rendered
from oase.web.pages.visit import Visit
from oase.web.words import TEXTS

__all__ = ["HANDLERS"]

Here = NamedDependency[Visit]
_OPT = {"permission": Permission.CHANGE_PERSONS}


@get("/customers/{person:str}/export/{file:str}", sync_to_thread=True, opt=_OPT)
def export(visit: Here) -> Response[Any]:
    """Return ``export.json`` or ``export.html`` as a file to save."""
    asked = visit.places["file"]
    if asked not in ("export.json", "export.html"):
        raise NotFoundException
    known = changing.export_of(visit.reach.house.rooms, person_of(visit))
    headers = {"Content-Disposition": f'attachment; filename="{asked}"'}
    if asked == "export.json":
        text = json.dumps(known, ensure_ascii=False, indent=2, default=str)
        return Response(text.encode(), media_type="application/json", headers=headers)
    page = rendered(visit, Page("customers_export", visit.t("customers.copy.title"), _copy(visit, known)))
    return Response(page.content.encode(), media_type="text/html; charset=utf-8", headers=headers)


def _copy(visit: Visit, known: dict[str, Any]) -> dict[str, Any]:
    head = {name: value for name, value in known.items() if not isinstance(value, dict)}
    parts = [
        (f"{_word(visit, room)}: {_word(visit, name)}", _rows(content))
        for room, kept in known.items()
        if isinstance(kept, dict)
        for name, content in kept.items()
    ]
    return {
        "head": [(_word(visit, name), plain(value)) for name, value in head.items()],
        "parts": parts,
        "word": lambda name: _word(visit, name),
        "plain": plain,
    }


def _rows(content: Any) -> list[dict[str, Any]]:
    """Return a part of an export as rows: lists of mappings, mappings, single values."""
    if isinstance(content, dict):
        return [content] if content else []
    rows = content if isinstance(content, list) else [content]
    return [row if isinstance(row, dict) else {"value": row} for row in rows]


def _word(visit: Visit, name: str) -> str:
    return TEXTS[visit.lang].get(f"customers.copy.{name}", name)


HANDLERS = [export]
