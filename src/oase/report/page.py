"""The page: everything put together, as text and as file."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from oase import charts, words
from oase.errors import storage_errors
from oase.report import journeys as paths
from oase.report import magic as moments
from oase.report import method, pictures
from oase.report.catalogue import text
from oase.report.data import Chosen, MagicData, ReportData, Row
from oase.report.figures import figures
from oase.report.notes import Note, note
from oase.report.tables import Column, table
from oase.words import Language
from oase.words.row import figure, letters_of

__all__ = ["build", "contents", "write"]

_PAGES = Environment(
    loader=PackageLoader("oase.report"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

_STYLE = files("oase.report").joinpath("templates", "report.css").read_text(encoding="utf-8")


def build(data: ReportData, lang: str = "de") -> str:
    """Return the report as one HTML page that loads nothing else.

    Parameters
    ----------
    data : ReportData
    lang : {"de", "en"}

    Returns
    -------
    str
        The page; the same for the same data.

    Raises
    ------
    OptionInvalid
        For another language.

    Examples
    --------
    >>> from oase.report import JourneysData
    >>> page = build(ReportData(made_at=0, journeys=JourneysData(contacts=3, persons=1)), "en")
    >>> page.startswith("<!doctype html>"), "<script" in page
    (True, False)
    """
    spoken = words.language(lang)
    page = _PAGES.get_template("report.html").render(
        style=_STYLE,
        style_mark=_mark(_STYLE),
        t=partial(_text, lang=spoken),
        number=partial(words.number, lang=spoken),
        **contents(data, spoken),
    )
    return page.lstrip()


def _mark(style: str) -> str:
    """Return by which a content policy knows a style sheet."""
    return f"sha256-{base64.b64encode(sha256(style.encode()).digest()).decode()}"


def contents(data: ReportData, lang: Language) -> dict[str, Any]:
    """Return all that the report says and shows, in words, pictures, tables: the same for page and PDF."""
    return {
        "lang": lang,
        "own": data.own,
        "made": words.moment(data.made_at, lang, data.zone),
        "eyebrow": _eyebrow(data, lang),
        "headline": _headline(data, lang),
        "lede": _lede(data, lang),
        "figures": figures(data, lang),
        "sections": _sections(data),
        "magic": _magic(data.magic, lang),
        "journeys": None if data.journeys is None else paths.view(data.journeys, lang),
        "base": _base(data.magic, lang),
        "recommendation": _recommendation(data, lang),
        "drivers": _drivers(data.drivers, lang),
        "method": _method(data, lang),
        "notes": _notes(data, lang),
    }


def write(data: ReportData, path: Path | str, lang: str = "de") -> Path:
    """Write the report to a file and return its path.

    Parameters
    ----------
    data : ReportData
        From ``oase.build_report``.
    path : Path or str
        The HTML file; one that is there is replaced.
    lang : {"de", "en"}

    Raises
    ------
    OptionInvalid
        For another language.
    SourceMissing, StorageForbidden, StorageFull, StorageError
        Where the folder is missing, closed or full.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from oase.report import JourneysData
    >>> data = ReportData(made_at=0, journeys=JourneysData(contacts=3, persons=1))
    >>> with TemporaryDirectory() as folder:
    ...     write(data, f"{folder}/report.html", "en").name
    'report.html'
    """
    target = Path(path)
    page = build(data, lang)
    with storage_errors("The report cannot be written", target):
        part = target.with_name(f".{target.name}.part")
        try:
            part.write_text(page, encoding="utf-8")
            part.replace(target)  # what was there before goes only once the new page is whole
        finally:
            part.unlink(missing_ok=True)
    return target


def _text(key: str, lang: Language, **values: object) -> str:
    return text(key, lang, **values)


def _eyebrow(data: ReportData, lang: Language) -> list[str]:
    parts: list[str] = []
    if data.first_at is not None and data.last_at is not None:
        first, last = (words.date(at, lang, data.zone) for at in (data.first_at, data.last_at))
        parts.append(text("period", lang, first=first, last=last))
    parts += _chosen(data.chosen, lang)
    if data.competitors:
        parts.append(text("against", lang, names=words.listing(list(data.competitors), lang)))
    return parts


def _chosen(chosen: Chosen | None, lang: Language) -> list[str]:
    """Return of whom the report is, and by which channel."""
    if chosen is None:
        return [text("customers", lang)]
    who = [": ".join(chosen.segment)] if chosen.segment else [text("customers", lang)]
    by = [text("chosen.channel", lang, name=chosen.channel)] if chosen.channel else []
    return [words.one_line(part, lang) for part in (*who, *by)]


def _headline(data: ReportData, lang: Language) -> str:
    if data.magic is not None and data.magic.rows:
        return words.headline(moments.main_rows(data.magic), lang, data.own)
    if data.journeys is not None:
        return paths.headline(data.journeys, lang, data.own)
    return words.headline([], lang, data.own)


def _lede(data: ReportData, lang: Language) -> str:
    if data.magic is not None and data.magic.rows:
        return words.lede(moments.main_rows(data.magic), lang)
    if data.journeys is not None:
        return paths.lede(data.journeys, lang)
    return words.lede([], lang)


def _sections(data: ReportData) -> list[str]:
    has_answers = data.magic is not None and bool(data.magic.rows)
    of_magic = ["matrix", "verdicts", "journey", "touchpoints"]
    of_journeys = ["flow", "funnel"] if data.journeys is not None else ["flow"]
    found = [*of_magic, *of_journeys, "base", "recommendation"] if has_answers else [*of_journeys, "matrix"]
    return [*found, "method", "notes"] if data.contacts or data.answers else [*found, "method"]


def _magic(magic: MagicData | None, lang: Language) -> Mapping[str, Any] | None:
    if magic is None or not magic.rows:
        return None
    rows = moments.main_rows(magic)
    travelled = moments.by_journey(rows)
    return {
        "matrix": (
            charts.touchpoint_matrix(rows, lang, delta=magic.delta),
            charts.touchpoint_matrix(rows, lang, delta=magic.delta, compact=True),
        ),
        "journey": (charts.journey_map(travelled, lang), charts.journey_map(travelled, lang, compact=True)),
        "groups": moments.groups(rows, lang),
        "limits": words.common_limits(rows, lang),
        "lines": _bars(moments.touchpoints(rows, lang), lang),
        "tables": moments.tables(magic, lang),
        "own_view": all("E" in letters_of(row) for row in rows),
        "has_expectation": any(row.get("expectation") is not None for row in rows),
    }


def _bars(lines: Sequence[moments.Touchpoint], lang: Language) -> list[tuple[moments.Touchpoint, str]]:
    """Pair each line with the bar of its importance, all on one scale."""
    scale = pictures.reward_scale([line.row for line in lines])
    return [(line, pictures.reward_bar(line.row, scale, at, lang)) for at, line in enumerate(lines)]


def _base(magic: MagicData | None, lang: Language) -> Mapping[str, Any]:
    counts = None if magic is None else magic.counts
    steps = moments.answer_steps(counts, lang)
    invited = counts.invited if counts is not None and moments.uninvited(counts) else None
    columns = [Column("label"), Column("count", "count"), Column("of_first", "share")]
    return {
        "picture": pictures.denominators(steps, lang) if len(steps) > 1 else None,
        "table": table("denominators", steps, columns, lang),
        "note": text("base.uninvited", lang, invited=words.number(invited, lang)) if invited else "",
    }


def _recommendation(data: ReportData, lang: Language) -> Mapping[str, str] | None:
    rate = data.recommendation
    if rate is None:
        return None
    value, low, high = (words.points(part, lang) for part in (rate.value, rate.low, rate.high))
    known = rate.low is not None and rate.high is not None
    key = "recommendation.finding" if known else "recommendation.plain"
    return {
        "finding": text(key, lang, value=value, low=low, high=high),
        "note": text("recommendation.note", lang, number=words.number(rate.n, lang)),
    }


def _drivers(rows: Sequence[Row], lang: Language) -> Mapping[str, Any] | None:
    if not rows:
        return None
    shown = sorted(rows, key=lambda row: -(figure(row, "share") or 0.0))
    named = [{**row, "kind": text(f"kind.{row['kind']}", lang)} if row.get("kind") else row for row in shown]
    shares = [Column(key, "share") for key in ("share", "low", "high", "lmg", "johnson")]
    columns = [Column("touchpoint"), *shares, Column("kind")]
    return {
        "picture": pictures.drivers(shown, lang),
        "table": table("drivers", named, columns, lang, len(rows)),
    }


def _method(data: ReportData, lang: Language) -> Mapping[str, Any]:
    of_magic = method.definitions(data.magic, lang) if data.magic is not None else []
    of_journeys = method.journey_definitions(data.journeys, lang) if data.journeys is not None else []
    return {
        "definitions": [*of_magic, *of_journeys],
        "claims": method.claims(data.magic, lang) if data.magic is not None else [],
        "letters": method.letters(data.magic, lang) if data.magic is not None else [],
        "limits": method.limits(data, lang),
    }


def _notes(data: ReportData, lang: Language) -> list[Note]:
    both = (note("contacts", data.contacts, lang), note("answers", data.answers, lang))
    return [found for found in both if found is not None]
