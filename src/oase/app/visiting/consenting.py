"""Her consents: each granted or refused alone, written into the ledger line by line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from oase.app.visiting.herself import Herself, time_of
from oase.app.visiting.visiting import Visiting
from oase.identity import ledger
from oase.model import Consent, Purpose

__all__ = ["ConsentShown", "Consents", "consent", "consents_of"]


class ConsentShown(msgspec.Struct, frozen=True, rename="camel"):
    """What she has said to one purpose; ``at`` is empty where she has said nothing."""

    purpose: Purpose
    granted: bool
    at: datetime | None = None
    text: str = ""
    source: str = ""


class Consents(msgspec.Struct, frozen=True):
    """What she has said to every purpose."""

    consents: list[ConsentShown]


def consents_of(visiting: Visiting, her: Herself) -> Consents:
    """Return what she has said to every purpose; where she said nothing, nothing is granted."""
    with visiting.reading() as connection:
        state = ledger.state(connection, her.person)
    return Consents([_shown(purpose, state.get(purpose)) for purpose in Purpose])


def consent(
    visiting: Visiting, her: Herself, said: Mapping[Purpose, bool], *, text: str, source: str
) -> Consents:
    """Write down what she says; a withdrawal holds under all her ids, so that an un-merge keeps it.

    Parameters
    ----------
    visiting : Visiting
    her : Herself
    said : mapping of Purpose to bool
        Granted or not; of purposes left out nothing changes.
    text : str
        Version of the text that she saw.
    source : str
        Where she said it.
    """
    lines = [
        Consent(alias, purpose, is_granted, her.moment, text, source)
        for purpose, is_granted in said.items()
        for alias in ((her.alias,) if is_granted else her.aliases)
    ]
    with visiting.acting(her) as act:
        ledger.record(act.connection, lines, act.now)
    return consents_of(visiting, her)


def _shown(purpose: Purpose, line: Consent | None) -> ConsentShown:
    if line is None:
        return ConsentShown(purpose, granted=False)
    return ConsentShown(purpose, line.is_granted, time_of(line.at), line.text, line.source)
