"""All texts by which the house speaks, gathered to be checked for self-centred wording."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection

from oase.app.tasks.task import Arguments, Progress
from oase.contacts.calendar import Calendar
from oase.decisions.plays import newest as newest_plays
from oase.service import inside_out
from oase.service.checked import texts_of, wordings_of
from oase.service.inside_out import Checked, Wording
from oase.service.templates import templates
from oase.surveys.stored import live

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["KINDS", "Spoken", "checked", "gathered", "question_of_day", "wording"]

_AROUND = 60
KINDS = ("page", "mail", "other", "template", "play", "survey")


class Spoken(NamedTuple):
    """One text: of which kind, what it is called, its language, where it can be changed, what it says."""

    kind: str
    name: str
    lang: str
    href: str
    touchpoint: str
    text: str


def gathered(connection: Connection) -> list[Spoken]:
    """Return the company's own texts, templates of answers, plays and surveys that ask."""
    every = (_own(connection), _templates(connection), _plays(connection), _surveys(connection))
    return [one for part in every for one in part if one.text and one.lang in inside_out.LANGS]


def checked(connection: Connection) -> list[tuple[Spoken, Checked]]:
    """Return every text with what was found in it, those with most findings first."""
    wordings: dict[str, list[Wording]] = {lang: wordings_of(connection, lang) for lang in inside_out.LANGS}
    found = [(one, inside_out.check(one.text, one.lang, wordings[one.lang])) for one in gathered(connection)]
    return sorted(
        found, key=lambda pair: (-len(pair[1].findings), -(pair[1].share_we_first or 0), pair[0].name)
    )


def question_of_day(found: Sequence[tuple[Spoken, Checked]], day: int) -> dict[str, Any] | None:
    """Return one finding, another each day, in turn through all of them; None where nothing was found.

    Where no wording of the list was found, a sentence that begins with "we" is asked about; then ``why`` and
    ``instead`` are empty.
    """
    every = [
        (one, told, finding.start, finding.end, finding.wording.why, finding.wording.instead)
        for one, told in found
        for finding in told.findings
    ] or [(one, told, start, end, "", "") for one, told in found for start, end in told.we_first]
    if not every:
        return None
    one, told, start, end, why, instead = every[day % len(every)]
    first, last = max(0, start - _AROUND), min(len(told.text), end + _AROUND)
    return {
        "kind": one.kind,
        "name": one.name,
        "lang": one.lang,
        "href": one.href,
        "before": "… " + told.text[first:start].partition(" ")[2] if first else told.text[:start],
        "marked": told.text[start:end],
        "after": told.text[end:last].rpartition(" ")[0] + " …" if last < len(told.text) else told.text[end:],
        "why": why,
        "instead": instead,
    }


def wording(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return what the check of all texts comes to, and the question of the day.

    Returns
    -------
    dict
        ``texts``, ``texts_with``, ``findings``, ``sentences``, ``we_first``; ``question`` as
        ``question_of_day`` or None, and ``questions`` by language; ``day``.
    """
    del arguments
    progress(0, 1)
    with house.rooms.database.reading() as connection:
        found = checked(connection)
    day = Calendar(house.settings.timezone).day_of(house.rooms.clock())
    return {
        "texts": len(found),
        "texts_with": sum(bool(told.findings) for _, told in found),
        "findings": sum(len(told.findings) for _, told in found),
        "sentences": sum(told.sentences for _, told in found),
        "we_first": sum(len(told.we_first) for _, told in found),
        "question": question_of_day(found, day),
        "questions": {
            lang: question_of_day([pair for pair in found if pair[0].lang == lang], day)
            for lang in inside_out.LANGS
        },
        "day": (dt.date(1970, 1, 1) + dt.timedelta(days=day)).isoformat(),
    }


def _own(connection: Connection) -> Iterator[Spoken]:
    for one in texts_of(connection):
        href = f"/measures/wording/texts/{one.id}"
        yield Spoken(one.kind, one.name, one.lang, href, one.touchpoint, one.text)


def _templates(connection: Connection) -> Iterator[Spoken]:
    for one in templates(connection):
        yield Spoken("template", one.name, one.lang, "/response/settings", "", one.text)


def _plays(connection: Connection) -> Iterator[Spoken]:
    for play in (version.play for version in newest_plays(connection)):
        for one, lang in product(play.contents, inside_out.LANGS):
            told = _lines((one.title, one.body), lang)
            yield Spoken("play", f"{play.name} · {one.arm}", lang, f"/plays/{play.name}", "", told)


def _surveys(connection: Connection) -> Iterator[Spoken]:
    for survey, lang in product(live(connection), inside_out.LANGS):
        asked = [survey.title, survey.intro, *(question.text for question in survey.questions)]
        yield Spoken("survey", survey.name, lang, "/ratings/surveys", "", _lines(asked, lang))


def _lines(told: Iterable[Any], lang: str) -> str:
    """Return texts of a language as paragraphs, so that each begins a sentence."""
    return "\n\n".join(one[lang] for one in told if one.get(lang))
