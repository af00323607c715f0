"""Guides for repairs at home: steps in plain words, with time, level and tools."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.cases.actor import Actor
from oase.programmes.tables import guides as table

__all__ = ["CODE", "Guide", "all_guides", "guide_of", "save_guide", "shipped_guides"]

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,58}\Z")
LONGEST_STEP = 600
MOST_STEPS = 30
MOST_MINUTES = 480
LEVELS = ("easy", "medium", "hard")


class Guide(msgspec.Struct, frozen=True, kw_only=True):
    """How something is mended at home, in one language."""

    code: str
    lang: Literal["de", "en"]
    title: str
    minutes: int
    level: Literal["easy", "medium", "hard"]
    needs: tuple[str, ...]
    steps: tuple[str, ...]


@cache
def shipped_guides() -> tuple[Guide, ...]:
    """Return the guides that come along; they hold until the company writes its own."""
    held = resources.files("oase.programmes.cases").joinpath("defaults", "guides.json").read_bytes()
    return msgspec.json.decode(held, type=tuple[Guide, ...])


def all_guides(connection: Connection) -> list[Guide]:
    """Return all guides by code and language: those of the company, else those that come along."""
    found = {(one.code, one.lang): one for one in shipped_guides()}
    for row in connection.execute(select(table)).mappings():
        found[row["code"], row["lang"]] = _guide(row)
    return [found[key] for key in sorted(found)]


def guide_of(connection: Connection, code: str, lang: str) -> Guide | None:
    """Return a guide in a language, else in the other one; None where there is none."""
    found = {one.lang: one for one in all_guides(connection) if one.code == code}
    return found.get(lang) or next(iter(found.values()), None)  # pyright: ignore[reportArgumentType, reportCallIssue]


def save_guide(connection: Connection, guide: Guide, actor: Actor) -> Guide:
    """Keep a guide, new or changed.

    Raises
    ------
    OptionInvalid
        Title, steps, time or level cannot be; ``where`` names the field.
    """
    for name, is_good, expected in (
        ("code", CODE.match(guide.code) is not None, "small letters, digits and hyphens, up to 59"),
        ("title", 0 < len(guide.title.strip()) <= LONGEST_STEP, "a title"),
        ("minutes", 0 < guide.minutes <= MOST_MINUTES, f"1 to {MOST_MINUTES} minutes"),
        ("level", guide.level in LEVELS, ", ".join(LEVELS)),
        ("lang", guide.lang in ("de", "en"), "de, en"),
        ("steps", 0 < len(guide.steps) <= MOST_STEPS, f"1 to {MOST_STEPS} steps"),
        ("steps", all(0 < len(one) <= LONGEST_STEP for one in guide.steps), "steps that say something"),
    ):
        if not is_good:
            got = str(getattr(guide, name))[:80]
            raise OptionInvalid("The guide cannot be kept like that", expected=expected, got=got, where=name)
    row = msgspec.structs.asdict(guide) | {"updated": actor.now, "who": actor.who}
    row |= {name: json.dumps(row[name], ensure_ascii=False) for name in ("needs", "steps")}
    kept = upsert(table).values(row)
    changed = {name: kept.excluded[name] for name in row if name not in ("code", "lang")}
    connection.execute(kept.on_conflict_do_update(["code", "lang"], set_=changed))
    bump(connection, "programmes")
    return guide


def _guide(row: RowMapping) -> Guide:
    values: dict[str, Any] = {name: row[name] for name in Guide.__struct_fields__}
    for name in ("needs", "steps"):
        values[name] = tuple(json.loads(values[name]))
    return Guide(**values)
