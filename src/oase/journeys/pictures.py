"""Pictures of the results for notebooks; what is too much for a picture is said in its title."""

from __future__ import annotations

from collections.abc import Sequence

from oase.charts import Picture, bars, flow, funnel, heat
from oase.journeys.shown import Row
from oase.settings import Lang

__all__ = [
    "between_picture",
    "funnel_picture",
    "paths_picture",
    "retention_picture",
    "steps_picture",
    "transitions_picture",
]

_BARS = 15
_LINES, _COLUMNS = 40, 13

_WORDS: dict[str, dict[Lang, str]] = {
    "transitions": {"de": "Häufigste Übergänge", "en": "Most frequent transitions"},
    "steps": {"de": "Kontaktpunkte nach Schritten", "en": "Touchpoints by step"},
    "retention": {"de": "Wiederkehr nach dem ersten Kontakt", "en": "Retention after the first contact"},
    "between": {"de": "Zeit dazwischen in Stunden", "en": "Time between in hours"},
    "mean": {"de": "Mittel", "en": "Mean"},
    "median": {"de": "Median", "en": "Median"},
    "p90": {"de": "90 % sind schneller", "en": "90% are faster"},
    "of": {"de": "{shown} von {all}", "en": "{shown} of {all}"},
    "ended": {"de": "beendet", "en": "ended"},
    "later": {"de": "gehen weiter", "en": "go on"},
}


def transitions_picture(rows: Sequence[Row], lang: Lang) -> Picture:
    """Draw the most frequent transitions as bars."""
    shown = [{**row, "edge": f"{row['source']} → {row['target']}"} for row in rows[:_BARS]]
    title = _title("transitions", lang, len(shown), len(rows))
    return bars(shown, lang, title=title, label="edge", value="contacts", form="number")


def paths_picture(rows: Sequence[Row], lang: Lang) -> Picture:
    """Draw the flow over the first steps."""
    return flow(rows, lang)


def funnel_picture(rows: Sequence[Row], lang: Lang) -> Picture:
    """Draw the funnel."""
    return funnel([{**row, "touchpoint": row["touchpoints"]} for row in rows], lang)


def steps_picture(rows: Sequence[Row], lang: Lang) -> Picture:
    """Draw the step matrix, touchpoints in the order in which they come up, those that ended last."""
    cells = [row for row in rows if row["kind"] == "touchpoint"]
    cells += [_closing(row, lang) for row in rows if row["kind"] != "touchpoint"]
    return _heat(cells, lang, across="step", down="touchpoint", title="steps")


def retention_picture(rows: Sequence[Row], lang: Lang) -> Picture:
    """Draw cohorts by period."""
    cells = [{**row, "cohort": row["cohort"].isoformat()} for row in rows]
    return _heat(cells, lang, across="period", down="cohort", title="retention")


def between_picture(rows: Sequence[Row], lang: Lang) -> Picture:
    """Draw mean, median and 90 % quantile."""
    [row] = rows
    named = {"median": "median_seconds", "mean": "mean_seconds", "p90": "p90_seconds"}
    hours = [
        {"label": _WORDS[name][lang], "hours": None if row[column] is None else row[column] / 3600}
        for name, column in named.items()
    ]
    title = _WORDS["between"][lang]
    return bars(hours, lang, title=title, label="label", value="hours", form="number")


def _heat(cells: Sequence[Row], lang: Lang, *, across: str, down: str, title: str) -> Picture:
    lines = dict.fromkeys(cell[down] for cell in cells)
    columns = dict.fromkeys(cell[across] for cell in cells)
    kept_lines, kept_columns = set(list(lines)[:_LINES]), set(list(columns)[:_COLUMNS])
    shown = [cell for cell in cells if cell[down] in kept_lines and cell[across] in kept_columns]
    said = _title(title, lang, len(kept_lines) * len(kept_columns), len(lines) * len(columns))
    return heat(shown, lang, across=across, down=down, value="share", title=said)


def _closing(row: Row, lang: Lang) -> Row:
    """Return the row of journeys that ended or go on under a name that no touchpoint has."""
    return {**row, "touchpoint": f"({_WORDS[str(row['kind'])][lang]})"}


def _title(name: str, lang: Lang, shown: int, every: int) -> str:
    of_all = f" ({_WORDS['of'][lang].format(shown=shown, all=every)})" if shown < every else ""
    return _WORDS[name][lang] + of_all
