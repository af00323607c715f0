"""What is asked of a house about its touchpoints: the same for its pages and its reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oase.app.preferences import guessed_outcome, preferences_of
from oase.app.tasks.task import Arguments
from oase.app.views.narrowed import narrowed_answers
from oase.app.weights import weighted
from oase.experience import MagicMoments, magic_moments
from oase.lake import Answers, Contacts
from oase.settings import Settings

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The answers of a house as filters leave them, all its contacts, and what counts as the purchase.

    Answers to the house's own invitations are weighted; those nobody invited are voices and left out.
    Contacts are never narrowed: a purchase after the period, or by another channel, is a purchase.
    """

    answers: Answers
    contacts: Contacts
    outcome: tuple[str, ...]
    within: str
    competitors: Sequence[str] | None
    settings: Settings
    is_empty: bool

    @classmethod
    def of(cls, house: House, arguments: Arguments) -> Asked:
        """Return what filters leave; ``start``, ``end`` and ``segment`` as in ``narrowed``."""
        every = weighted(house.rooms, house.answers())
        held = preferences_of(house.rooms.database)
        return cls(
            narrowed_answers(every, arguments, house.settings),
            house.contacts(),
            guessed_outcome(house),
            held.within,
            list(held.competitors) or None,
            house.settings,
            not len(every),
        )

    @property
    def log(self) -> Contacts | None:
        """The contacts in which the purchase is looked for; None where the answers tell it themselves."""
        return self.contacts if self.contacts.count and self.outcome else None

    @property
    def status(self) -> str:
        """``ok``, ``no_answers``, ``nothing_left`` (by the filters) or ``no_outcome``."""
        if self.is_empty:
            return "no_answers"
        if not len(self.answers):
            return "nothing_left"
        table = self.answers.table
        told = [name for name in ("outcome", "recommend") if name in table.column_names]
        is_told = any(table[name].null_count < table.num_rows for name in told)
        return "ok" if self.log is not None or is_told else "no_outcome"

    def judged(self, segment: str | None = None) -> MagicMoments:
        """Return the verdicts, also per value of a column."""
        return magic_moments(
            self.answers,
            self.log,
            outcome=list(self.outcome) if self.log is not None else None,
            within=self.within,
            competitors=self.competitors,
            segment=segment,
            settings=self.settings,
        )

    def until(self, month: str) -> Asked:
        """Return the same as it was known when a month began."""
        day = dt.date.fromisoformat(f"{month}-01").isoformat()
        return Asked(
            narrowed_answers(self.answers, {"end": day}, self.settings),
            self.contacts.between(None, day),
            self.outcome,
            self.within,
            self.competitors,
            self.settings,
            self.is_empty,
        )
