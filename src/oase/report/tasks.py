"""The report as a task: collected from the house, written in both languages, kept on the shelf."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from oase.app.preferences import preferences_of
from oase.app.tasks import Arguments, Kind, Progress
from oase.app.views import Asked, narrowed
from oase.errors import InputError
from oase.report.collecting import build_report
from oase.report.data import Chosen
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
    """Collect what the pages would show with the same filters: the verdicts are those of the page."""
    contacts, asked = narrowed(house.contacts(), arguments), Asked.of(house, arguments)
    has_contacts, can_judge = contacts.count > 0, asked.status == "ok"
    if not has_contacts and not can_judge:
        raise InputError(
            "There is nothing to report",
            expected="contacts or answers in the chosen period, channel and segment",
            todo="choose a longer period, or import contacts or answers first",
        )
    return build_report(
        contacts if has_contacts else None,
        asked.answers if can_judge else None,
        outcome=list(asked.outcome) if asked.log is not None and can_judge else None,
        within=asked.within,
        own=asked.answers.own,
        competitors=asked.competitors,
        sessions=preferences_of(house.rooms.database).sessions,
        magic=asked.judged() if can_judge else None,
        chosen=_chosen(asked, arguments),
        settings=house.settings,
        clock=house.rooms.clock,
    )


def _chosen(asked: Asked, arguments: Arguments) -> Chosen | None:
    """Return what the filters of the report are, and where one of them holds for a part only."""
    if not any(arguments.get(name) for name in ("start", "end", "channel", "segment")):
        return None
    segment = arguments.get("segment")
    if not segment:
        return Chosen(channel=arguments.get("channel"))
    has = {
        "contacts": segment[0] in asked.contacts.columns,
        "answers": segment[0] in asked.answers.table.column_names,
    }
    only = next((name for name, known in has.items() if known), "") if sum(has.values()) == 1 else ""
    return Chosen(channel=arguments.get("channel"), segment=(segment[0], segment[1]), only=only)


KINDS: dict[str, Kind] = {"report": Kind(make_report, lane="long", is_kept=False)}
