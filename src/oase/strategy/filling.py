"""A whole strategy put in at once, from plain values; for the demo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from oase.db import Database
from oase.errors import OptionInvalid
from oase.strategy.keeping import write
from oase.strategy.texts import Content, Kind, parsed

__all__ = ["fill"]


def fill(database: Database, told: Mapping[str, Any], *, who: str, at: int) -> None:
    """Write purpose, order, needs with their criteria and evidence, and claims.

    Parameters
    ----------
    database : Database
    told : mapping
        ``purpose`` (str), ``order`` (steps), ``needs`` (mappings with the fields of a need, ``criteria`` and
        ``evidence``), ``claims`` (trait to level and evidence); what is left out is not written.
    who : str
        Name of whoever wrote them.
    at : int
        Microseconds since 1970, UTC.

    Raises
    ------
    OptionInvalid
        Something is not as a form would have to give it.
    """
    if "purpose" in told:
        write(database, _read(Kind.PURPOSE, {"text": told["purpose"]}), who=who, at=at)
    if "order" in told:
        steps = {f"step{place}": step for place, step in enumerate(told["order"], 1)}
        write(database, _read(Kind.ORDER, steps), who=who, at=at)
    for one in told.get("needs", ()):
        _fill_need(database, one, who, at)
    for trait, (level, evidence) in told.get("claims", {}).items():
        claim = {"trait": trait, "level": str(level), "evidence": evidence}
        write(database, _read(Kind.CLAIM, claim), who=who, at=at)


def _fill_need(database: Database, told: Mapping[str, Any], who: str, at: int) -> None:
    need = write(database, _read(Kind.NEED, told), who=who, at=at)
    parts: Sequence[tuple[Kind, str]] = ((Kind.CRITERION, "criteria"), (Kind.EVIDENCE, "evidence"))
    for kind, name in parts:
        for one in told.get(name, ()):
            write(database, _read(kind, one), who=who, at=at, parent=need)


def _read(kind: Kind, told: Mapping[str, Any]) -> Content:
    raw = {name: str(value) for name, value in told.items() if not isinstance(value, list | tuple)}
    content, wrong = parsed(kind, raw, dt.date.max)
    if content is None:
        raise OptionInvalid(f"This {kind} cannot be taken", got=str(wrong))
    return content
