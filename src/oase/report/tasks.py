"""The report as a task: collected from the house, written in both languages, kept on the shelf."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from oase.app.preferences import guessed_outcome, preferences_of
from oase.app.tasks import Arguments, Kind, Progress
from oase.app.views import narrowed, narrowed_answers
from oase.errors import InputError
from oase.report.collecting import build_report
from oase.report.page import build, contents
from oase.report.pdf import build_pdf
from oase.report.shelf import Kept, Shelf
from oase.words import CATALOGUE, Language

if TYPE_CHECKING:
    from oase.app.house import House
    from oase.report.data import ReportData

__all__ = ["KINDS", "make_report"]

_STEPS = 5


def make_report(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Make a report of what the filters leave, and keep it.

    Parameters
    ----------
    house : House
    arguments : mapping
        ``start``, ``end``, ``channel``, ``segment`` as in ``app.views.narrowed``, and ``by``.
    progress : callable

    Returns
    -------
    dict
        ``id`` of the report on the shelf.

    Raises
    ------
    InputError
        The filters leave nothing.
    """
    progress(0, _STEPS)
    data = _collected(house, arguments)
    progress(1, _STEPS)
    has_pdf = find_spec("typst") is not None
    files: dict[tuple[Language, str], bytes] = {}
    for number, lang in enumerate(CATALOGUE):
        files[lang, "html"] = build(data, lang).encode()
        progress(2 + 2 * number, _STEPS)
        if has_pdf:
            files[lang, "pdf"] = build_pdf(data, lang)
        progress(3 + 2 * number, _STEPS)
    about = Kept(
        id=Shelf.new_id(),
        made_at=data.made_at,
        by=str(arguments.get("by", "")),
        headlines={lang: contents(data, lang)["headline"] for lang in CATALOGUE},
        arguments={name: value for name, value in arguments.items() if name != "by"},
        has_pdf=has_pdf,
    )
    Shelf(house.folder).put(files, about)
    return {"id": about.id}


def _collected(house: House, arguments: Arguments) -> ReportData:
    contacts = narrowed(house.contacts(), arguments)
    answers = narrowed_answers(house.answers(), arguments, house.settings)
    held, outcome = preferences_of(house.rooms.database), guessed_outcome(house)
    has_contacts, has_answers = contacts.count > 0, len(answers) > 0
    if not has_contacts and not has_answers:
        raise InputError(
            "There is nothing to report",
            expected="contacts or answers in the chosen period, channel and segment",
            todo="choose a longer period, or import contacts or answers first",
        )
    can_judge = has_answers and (bool(outcome) or not has_contacts)
    return build_report(
        contacts if has_contacts else None,
        answers if can_judge else None,
        outcome=list(outcome) if has_contacts and can_judge else None,
        within=held.within,
        own=answers.own,
        competitors=list(held.competitors) or None,
        sessions=held.sessions,
        settings=house.settings,
        clock=house.rooms.clock,
    )


KINDS: dict[str, Kind] = {"report": Kind(make_report, lane="long", is_kept=False)}
