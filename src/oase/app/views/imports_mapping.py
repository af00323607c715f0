"""Which column of an uploaded file serves as what: guessed, chosen, and checked before a row is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from oase.contacts.masking import is_personal_key
from oase.experience.guesses import guess, guess_contacts
from oase.lake import Answers, Contacts, read_answers, read_contacts
from oase.lake.tables import ANSWERS, CONTACTS
from oase.settings import Settings

__all__ = ["ANSWER_ROLES", "CONTACT_ROLES", "FileMapping", "guessed", "problems", "read_rows", "source_name"]

Kind = Literal["contacts", "answers"]

CONTACT_ROLES = ("person", "at", "touchpoint", "channel", "phase", "value", "tie", "attribute")
ANSWER_ROLES = (
    "person", "at", "touchpoint", "answer", "rating", "expectation", "brand", "compared", "compared_with",
    "outcome", "recommend", "phase", "facet", "weight", "transaction", "context",
)  # fmt: skip
"""What a column can serve as; ``rating`` is a touchpoint of the wide form, whose cells are its answers."""

SEVERAL = frozenset({"attribute", "context", "rating"})
"""Roles that more than one column may have."""

_LONG_ONLY = frozenset(
    {"touchpoint", "answer", "brand", "compared", "compared_with", "expectation", "phase", "facet"}
) | {"transaction"}
_MOST_LEVELS = 100
_DEVICE = re.compile(r"(platform|plattform|device|geraet|gerät|endgerät|medium)(_?(type|typ|art))?")
_CHANNEL = re.compile(r"\w*(channel|kanal)")


class FileMapping(msgspec.Struct, frozen=True, kw_only=True):
    """What each column serves as, and how its cells are to be read.

    Parameters
    ----------
    kind : {"contacts", "answers"}
    columns : dict of str to str
        Column to role; a column that is not there is left out.
    source : str
        Name of the system that the file comes from, the same for each of its exports.
    timezone : str
        Zone of times that come without offset.
    time_format, sheet, own : str
        As in ``read_contacts`` and ``read_answers``; empty for what is found out.
    scale : (int, int) or None
    not_applicable, positive : tuple of str
    """

    kind: Kind
    columns: dict[str, str]
    source: str
    timezone: str
    time_format: str = ""
    sheet: str = ""
    own: str = ""
    scale: tuple[int, int] | None = None
    not_applicable: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()

    @property
    def roles(self) -> dict[str, str]:
        """Role to column, for the roles that one column has."""
        return {role: column for column, role in self.columns.items() if role not in SEVERAL}

    def several(self, role: str) -> list[str]:
        """Return the columns of a role that many may have."""
        return [column for column, its in self.columns.items() if its == role]


def source_name(file: str) -> str:
    """Return what a source may be called, by the name of its file.

    Examples
    --------
    >>> source_name("rete_ecom.csv.gz"), source_name("Export 2026-11-21 (2).xlsx")
    ('rete_ecom', 'Export')
    """
    stem = re.sub(r"(\.(csv|tsv|txt|gz|bz2|xz|zip|xlsx?|xlsb|ods|parquet|jsonl?|ndjson|sav|arrow|feather))+$",
                  "", file, flags=re.IGNORECASE)  # fmt: skip
    plain = re.sub(r"[\s_-]*(\(\d+\)|\d{4}-?\d{2}(-?\d{2})?)", "", stem).strip(" _-")
    return (plain or stem or "import")[:60]


def guessed(
    table: pa.Table, name: str, settings: Settings, own: str | None, kind: Kind | None = None
) -> FileMapping:
    """Return what the columns of a file probably are, by their names and first cells.

    Parameters
    ----------
    table : Arrow table
        The first rows.
    name : str
        Of the file.
    settings : Settings
    own : str or None
        The house's own brand.
    kind : {"contacts", "answers"}, optional
        Where somebody has said it.
    """
    contacts, answers = guess_contacts(table, {}), guess(table, {})
    is_log = {"person", "at", "touchpoint"} <= contacts.keys()
    is_survey = "answer" in answers.roles or (bool(answers.touchpoints) and not is_log)
    chosen: Kind = kind or ("answers" if is_survey else "contacts")
    if chosen == "contacts":
        columns = _contact_columns(table, contacts)
    else:
        wide = answers.touchpoints
        roles = {r: c for r, c in answers.roles.items() if r in ANSWER_ROLES}
        if wide:
            roles = {r: c for r, c in roles.items() if r not in _LONG_ONLY}
        columns = {column: role for role, column in roles.items()} | dict.fromkeys(wide, "rating")
        columns |= {
            c: "context"
            for c in answers.context
            if c not in columns and not is_personal_key(c) and _is_segment(table, c, ANSWERS.names)
        }
    brands = own if own and "brand" in columns.values() else ""
    return FileMapping(
        kind=chosen, columns=columns, source=source_name(name), timezone=settings.timezone, own=brands or ""
    )


def _contact_columns(table: pa.Table, roles: Mapping[str, str]) -> dict[str, str]:
    columns = {column: role for role, column in roles.items()}
    free = [
        name
        for name in table.column_names
        if name not in columns and not is_personal_key(name) and _is_segment(table, name, CONTACTS.names)
    ]
    if "channel" not in roles:
        named = [n for n in free if _DEVICE.fullmatch(n.casefold())]
        named += [n for n in free if _CHANNEL.fullmatch(n.casefold())]
        columns |= dict.fromkeys(named[:1], "channel")
    return columns | {name: "attribute" for name in free if name not in columns}


def _is_segment(table: pa.Table, name: str, taken: Sequence[str]) -> bool:
    """Whether a column holds few words, so that one can look at each of them; ids and texts do not."""
    values = table.column(name).drop_null()
    return name not in taken and 1 <= len(pc.unique(values)) <= min(_MOST_LEVELS, max(2, len(values) // 2))


def problems(mapping: FileMapping) -> list[tuple[str, dict[str, str]]]:
    """Return what is missing or contradicts itself, as keys of texts and what to fill in."""
    known = CONTACT_ROLES if mapping.kind == "contacts" else ANSWER_ROLES
    counted = Counter(mapping.columns.values())
    found: list[tuple[str, dict[str, str]]] = [
        ("twice", {"role": role}) for role, count in counted.items() if count > 1 and role not in SEVERAL
    ]
    found += [("unknown", {"role": role}) for role in counted if role not in known]
    if mapping.kind == "contacts":
        needed: tuple[str, ...] = ("person", "at", "touchpoint")
    else:
        needed = () if counted["rating"] else ("touchpoint", "answer")
        if counted["rating"]:
            found += [("long_only", {"role": role}) for role in counted if role in _LONG_ONLY]
    found += [("missing", {"role": role}) for role in needed if not counted[role]]
    if not mapping.source:
        found.append(("no_source", {}))
    return found


def read_rows(
    source: Any,
    mapping: FileMapping,
    settings: Settings,
    *,
    refusals: Path | None = None,
    progress: Any = None,
) -> Contacts | Answers:
    """Read the rows of a source as the mapping says; errors as ``read_contacts`` and ``read_answers``."""
    common: dict[str, Any] = {
        "timezone": mapping.timezone or None,
        "time_format": mapping.time_format or None,
        "refusals": refusals,
        "settings": settings,
        "progress": progress,
    }
    if not isinstance(source, pa.Table):
        common["sheet"] = mapping.sheet or None
    roles: dict[str, Any] = dict(mapping.roles)
    if mapping.kind == "contacts":
        return read_contacts(source, **roles, attributes=mapping.several("attribute"), **common)
    wide = mapping.several("rating")
    return read_answers(
        source,
        **roles,
        touchpoints=wide or None,
        context=mapping.several("context"),
        scale=mapping.scale,
        not_applicable=list(mapping.not_applicable) or None,
        positive=list(mapping.positive) or None,
        own=mapping.own or None,
        **common,
    )
