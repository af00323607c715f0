"""The form of a preview: what each column is, and how the file is to be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from oase.app.views.imports_mapping import ANSWER_ROLES, CONTACT_ROLES, FileMapping
from oase.errors import OptionInvalid
from oase.web.pages.visit import Visit

__all__ = ["chosen", "column_rows", "first_cells"]

_LONGEST = 60
_SHOWN_VALUES = 3
_LONGEST_SOURCE = 60


def chosen(visit: Visit, columns: Sequence[str], now: FileMapping) -> FileMapping:
    """Return what a form says; fields that it does not have stay as they are.

    Raises
    ------
    OptionInvalid
        The ends of the scale are no whole numbers.
    """
    roles = {name: visit.said(f"column-{place}") for place, name in enumerate(columns)}
    return FileMapping(
        kind="answers" if visit.said("kind", now.kind) == "answers" else "contacts",
        columns={name: role for name, role in roles.items() if role},
        source=_one_line(visit.said("source", now.source))[:_LONGEST_SOURCE],
        timezone=visit.said("timezone", now.timezone),
        time_format=visit.said("time_format", now.time_format),
        sheet=visit.said("sheet", now.sheet),
        own=visit.said("own", now.own),
        scale=_scale(visit.said("worst"), visit.said("best")),
        not_applicable=_several(visit.said("not_applicable")),
        positive=_several(visit.said("positive")),
    )


def column_rows(visit: Visit, table: pa.Table, mapping: FileMapping) -> list[dict[str, Any]]:
    """Return what the form shows of each column: name, first values, role, and what it could be."""
    roles = CONTACT_ROLES if mapping.kind == "contacts" else ANSWER_ROLES
    options = [("", visit.t("imports.role.none"))]
    options += [(role, visit.t(f"imports.role.{role}")) for role in roles]
    return [
        {
            "field": f"column-{place}",
            "name": name,
            "values": _values(table.column(name)),
            "role": mapping.columns.get(name, ""),
            "options": options,
        }
        for place, name in enumerate(table.column_names)
    ]


def first_cells(table: pa.Table, rows: int) -> list[list[str]]:
    """Return the first rows as short words."""
    return [[_short(cell) for cell in row.values()] for row in table.slice(0, rows).to_pylist()]


def _values(column: pa.ChunkedArray) -> str:
    found: list[str] = []
    for value in column.slice(0, 200).to_pylist():
        if value is not None and (word := _short(value)) not in found:
            found.append(word)
        if len(found) == _SHOWN_VALUES:
            break
    return ", ".join(found)


def _short(value: object) -> str:
    word = "" if value is None else _one_line(str(value))
    return word if len(word) <= _LONGEST else f"{word[: _LONGEST - 1]}…"


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", "".join(sign if sign.isprintable() else " " for sign in text)).strip()


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _scale(worst: str, best: str) -> tuple[int, int] | None:
    if not worst and not best:
        return None
    try:
        return int(worst), int(best)
    except ValueError as error:
        raise OptionInvalid(
            "This is no scale",
            expected="two whole numbers, the worst and the best rating",
            got=f"{worst!r}, {best!r}",
            todo="go back and give both",
        ) from error
