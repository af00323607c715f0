"""Templates of replies: kept, changed, filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.service.tables import templates as table

__all__ = ["PLACES", "Template", "filled", "remove_template", "save_template", "templates"]

PLACES = ("name", "who")
"""What is filled in: her name as she calls herself, and the name of who answers."""

LONGEST_NAME = 80
LONGEST_TEXT = 10_000
_LANGS = ("de", "en")
_PLACE = re.compile(r"\{([^{}]*)\}")


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A text that a reply may begin with; ``{name}`` and ``{who}`` are filled in."""

    name: str
    lang: str
    text: str
    updated: int = 0
    who: str = ""


def templates(connection: Connection) -> list[Template]:
    """Return all templates, by name and language."""
    rows = connection.execute(select(table).order_by(table.c.name, table.c.lang))
    return [Template(**{name: getattr(row, name) for name in Template.__struct_fields__}) for row in rows]


def save_template(connection: Connection, template: Template, now: int) -> Template:
    """Keep a template, new or changed.

    Raises
    ------
    OptionInvalid
        Name, language or text cannot be used.
    """
    name, text = template.name.strip(), template.text.strip()
    if not 0 < len(name) <= LONGEST_NAME or not 0 < len(text) <= LONGEST_TEXT:
        raise OptionInvalid(
            "The template is empty or too long",
            expected=f"a name of up to {LONGEST_NAME} and a text of up to {LONGEST_TEXT:,} characters",
            got=f"{len(name):,} and {len(text):,}",
        )
    if template.lang not in _LANGS:
        raise OptionInvalid("There is no such language", expected=", ".join(_LANGS), got=repr(template.lang))
    unknown = [place for place in _PLACE.findall(text) if place not in PLACES]
    if unknown:
        raise OptionInvalid(
            "Nothing is known that could be filled in here",
            expected=" or ".join(f"{{{place}}}" for place in PLACES),
            got=f"{{{unknown[0]}}}",
        )
    kept = msgspec.structs.replace(template, name=name, text=text, updated=now)
    query = upsert(table).values(**msgspec.structs.asdict(kept))
    changed = {column: query.excluded[column] for column in ("text", "updated", "who")}
    connection.execute(query.on_conflict_do_update(["name", "lang"], set_=changed))
    bump(connection, "service")
    return kept


def remove_template(connection: Connection, name: str, lang: str) -> None:
    """Forget a template; replies made of it stay.

    Raises
    ------
    OptionInvalid
        There is none.
    """
    mine = delete(table).where(table.c.name == name, table.c.lang == lang)
    if not connection.execute(mine).rowcount:
        raise OptionInvalid("There is no such template", expected="the name of one", got=repr(name))
    bump(connection, "service")


def filled(text: str, names: Mapping[str, str]) -> str:
    """Return a text with what is known filled in; what is not known stays as it is written.

    Examples
    --------
    >>> filled("Hallo {name}, ... Ihre {who}", {"name": "Anna", "who": "Jana Roth"})
    'Hallo Anna, ... Ihre Jana Roth'
    """
    return _PLACE.sub(lambda found: names.get(found[1]) or found[0], text)
