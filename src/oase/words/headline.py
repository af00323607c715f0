"""The headline that says the finding, and the two or three sentences below it."""

from __future__ import annotations

from collections.abc import Sequence

from oase.model import State
from oase.words.catalogue import text
from oase.words.forms import counted, listing, one_line, quoted
from oase.words.row import Row, figure, is_candidate, is_whole, letters_of, reward, state_of
from oase.words.verdict import base, limits, more_clause, opened, pain_clause

__all__ = ["headline", "lede", "whole"]


def headline(rows: Sequence[Row], lang: str, own: str | None = None) -> str:
    """Return a headline that says the finding.

    Parameters
    ----------
    rows : sequence of mapping
        Rows of the magic-moments result table; where there are segments, those of the whole count.
    lang : {"de", "en"}
    own : str, optional
        Name of the own brand.

    Examples
    --------
    >>> rows = [{"touchpoint": name, "state": "magic", "prize": prize} for name, prize in
    ...         [("Beratung", 0.03), ("Reparatur vor Ort", 0.05), ("Passform", 0.02)]]
    >>> headline(rows, "de", "Lindwerk")
    'Drei magische Momente bei Lindwerk: Reparatur vor Ort, Beratung und Passform.'
    >>> headline([], "en")
    'No answers yet.'
    """
    at = "" if own is None else text("headline.at", lang, own=one_line(own, lang))
    rows = whole(rows)
    if not rows:
        return text("headline.empty", lang, at=at)
    candidates = [row for row in rows if is_candidate(row) and state_of(row) is not State.PAIN]
    magic = [row for row in _of(rows, State.MAGIC) if row not in candidates]
    for kind, found in (("headline", magic), ("headline.candidate", candidates)):
        if _claimable(found):
            return _naming(kind, _claimable(found), lang, at)
    if all(state_of(row) is State.OPEN for row in rows):
        return text("headline.open", lang, at=at)
    pains = _claimable(_of(rows, State.PAIN))
    return _naming("headline.none.pain", pains, lang, at) if pains else text("headline.none", lang, at=at)


def lede(rows: Sequence[Row], lang: str) -> str:
    """Return two or three sentences below the headline: strongest range, worst pain, how many open.

    Examples
    --------
    >>> print(lede([{"touchpoint": "Rückgabe", "state": "pain", "evidence": ["B"], "penalty": -0.07,
    ...              "penalty_low": -0.09, "penalty_high": -0.05}], "de"))
    Der größte Schmerzpunkt ist „Rückgabe“: Wer enttäuscht war, kaufte danach seltener, 5 bis 9 von 100
    weniger als bei erfüllter Erwartung (bereinigt, kein Versuch). Kein Touchpoint ist mehr offen.
    """
    rows = whole(rows)
    if not rows:
        return text("lede.empty", lang)
    parts = [_strongest(rows, lang), _worst(rows, lang), _still_open(rows, lang)]
    if all("E" in letters_of(row) for row in rows):
        parts.append(text("lede.own_view", lang))
    return " ".join(part for part in parts if part)


def whole(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of the whole (no segment, period or facet) where there are any, else all.

    Examples
    --------
    >>> [row["touchpoint"] for row in whole([{"touchpoint": "A", "segment": None},
    ...                                      {"touchpoint": "A", "segment": "neu"}])]
    ['A']
    """
    kept = [row for row in rows if all(is_whole(row.get(key)) for key in ("segment", "period", "facet"))]
    return kept or list(rows)


def _of(rows: Sequence[Row], kind: State) -> list[Row]:
    return [row for row in rows if state_of(row) is kind]


def _claimable(rows: Sequence[Row]) -> list[Row]:
    """Return the rows whose evidence carries a claim: not text or behaviour alone."""
    return [row for row in rows if base(letters_of(row)) not in {"F", "G"}]


def _naming(kind: str, rows: Sequence[Row], lang: str, at: str) -> str:
    order = _worst_first if kind.endswith("pain") else _best_first
    names = list(dict.fromkeys(_plain(row, lang) for row in sorted(rows, key=order)))
    key = f"{kind}.{'one' if len(names) == 1 else 'many'}"
    count = counted(len(names), lang)
    if kind.endswith("pain"):
        count = count.lower()
    return text(key, lang, count=count, at=at, names=listing(names, lang))


def _plain(row: Row, lang: str) -> str:
    """Return the bare name where it cannot be mistaken, else in quotation marks."""
    name = one_line(row.get("touchpoint"), lang)
    return name if all(c.isalnum() or c in " -/+&’'" for c in name) else quoted(name, lang)


def _best_first(row: Row) -> tuple[float, float, str]:
    prize = figure(row, "prize")
    return -(prize or 0.0), -(reward(row) or 0.0), str(row.get("touchpoint"))


def _worst_first(row: Row) -> tuple[float, str]:
    return figure(row, "penalty") or 0.0, str(row.get("touchpoint"))


def _strongest(rows: Sequence[Row], lang: str) -> str:
    found = [row for row in rows if state_of(row) is State.MAGIC or is_candidate(row)]
    known = [row for row in _claimable(found) if figure(row, "reward_low") is not None]
    if not known:
        return ""
    row = min(known, key=lambda row: (-(figure(row, "reward_low") or 0.0), str(row.get("touchpoint"))))
    return text(
        "lede.strongest", lang, name=_quoted(row, lang), clause=_limited(row, more_clause(row, lang), lang)
    )


def _worst(rows: Sequence[Row], lang: str) -> str:
    pains = _claimable(_of(rows, State.PAIN))
    if not pains:
        return ""
    row = min(pains, key=_worst_first)
    return text(
        "lede.pain", lang, name=_quoted(row, lang), clause=_limited(row, pain_clause(row, lang), lang)
    )


def _quoted(row: Row, lang: str) -> str:
    return quoted(row.get("touchpoint"), lang)


def _limited(row: Row, clause: str, lang: str) -> str:
    return f"{opened(clause, lang)} ({limits(letters_of(row), lang)})"


def _still_open(rows: Sequence[Row], lang: str) -> str:
    count = len({str(row.get("touchpoint")) for row in _of(rows, State.OPEN)})
    if count == 0:
        return text("lede.open.none", lang)
    return text("lede.open.one" if count == 1 else "lede.open.many", lang, count=counted(count, lang))
