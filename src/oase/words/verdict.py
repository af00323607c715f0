"""One plain sentence per touchpoint whose words never exceed its letters of evidence.

The weakest letter sets the verb: text (F) hints, behaviour (G) claims nothing, recommendation (C) and
the same survey (R) name their own outcome, only an adjusted later outcome (B) says "bought more often
afterwards". A randomised change (A) that nothing weakens adds a clause of its own, the only one that says
"causes": what was given at random is the change, not the answer. Proxy (D) and own view (E)
stand behind as limits.
"""

from __future__ import annotations

from collections.abc import Sequence

from oase.model import State
from oase.words.catalogue import text
from oase.words.forms import number, one_line, per_hundred, quoted, span
from oase.words.row import (
    Row,
    answers_missing,
    depends_on_later,
    depends_on_others,
    figure,
    is_candidate,
    is_inseparable,
    is_whole,
    letters_of,
    outcome_is_share,
    state_of,
)

__all__ = ["base", "common_limits", "limits", "more_clause", "opened", "pain_clause", "verdict"]


def verdict(row: Row, lang: str, *, with_limits: bool = True) -> str:
    """Return one plain sentence for a row of the magic-moments result table.

    Parameters
    ----------
    row : mapping
        Keys of the result table; any of them may be missing or None but ``state`` (missing: open).
    lang : {"de", "en"}
    with_limits : bool
        Whether the limits of the evidence stand in brackets behind it; without them whoever shows several
        sentences says once what holds for all (``common_limits``).

    Returns
    -------
    str
        A sentence with its final stop; names in quotation marks, figures with their range.

    Examples
    --------
    >>> row = {"touchpoint": "Reparatur vor Ort", "state": "magic", "evidence": ["B"],
    ...        "reward_low": 0.13, "reward_high": 0.166}
    >>> print(verdict(row, "de"))
    „Reparatur vor Ort“ ist ein magischer Moment: Wer sich übertroffen sah, kaufte danach häufiger,
    13 bis 17 von 100 mehr als bei erfüllter Erwartung (bereinigt, kein Versuch).
    >>> print(verdict(row | {"evidence": ["A", "B"], "change_low": 0.02, "change_high": 0.05}, "en"))
    “Reparatur vor Ort” is a magic moment: customers whose expectation was exceeded bought more often
    afterwards, 13 to 17 in 100 more than with the expectation just met; the change given at random causes
    more purchases, 2 to 5 in 100 more (difference adjusted, change tested at random).
    >>> print(verdict({"touchpoint": "Chat", "state": "open", "answers": 120, "answers_needed": 500}, "en"))
    The verdict on “Chat” is still open: about 380 more answers are needed.
    """
    kind, found = state_of(row), letters_of(row)
    if base(found) == "G":
        return _sentence(
            text("claim.none", lang, name=_name(row, lang)), [text("open.behaviour", lang)], lang
        )
    if kind is State.OPEN:
        return _sentence(_claim(row, lang), [_why_open(row, lang)], lang)
    behind = limits(found, lang) if with_limits else ""
    if base(found) == "F":
        return _sentence(_hint(row, lang), [], lang, behind)
    return _sentence(_claim(row, lang), [*_clauses(row, lang), *_caused(row, lang)], lang, behind)


def base(found: tuple[str, ...]) -> str:
    """Return the letter that sets the verb: the weakest, "none" where there is none.

    Examples
    --------
    >>> base(("A",)), base(("A", "B", "D")), base(("B", "R")), base(())
    ('A', 'B', 'R', 'none')
    """
    for letter in "GFCR":
        if letter in found:
            return letter
    if "A" in found:
        return "B" if "D" in found else "A"
    return "B" if "B" in found else "none"


def more_clause(row: Row, lang: str) -> str:
    """Return the clause on the reward: who saw the expectation exceeded did what more often."""
    return _contrast(row, lang, "exceeded", "more", "reward")


def pain_clause(row: Row, lang: str) -> str:
    """Return the clause on the penalty: who was disappointed did what less often."""
    return _contrast(row, lang, "missed", "less", "penalty")


def _sentence(claim: str, clauses: list[str], lang: str, limits: str = "") -> str:
    tail = "; ".join(clauses)
    if tail:
        tail = f": {opened(tail, lang)}"
    return f"{claim}{tail}{f' ({limits})' if limits else ''}."


def opened(clause: str, lang: str) -> str:
    """Return a clause as it stands after a colon: German opens a full sentence with a capital."""
    return clause[:1].upper() + clause[1:] if lang == "de" else clause


def _name(row: Row, lang: str) -> str:
    name = quoted(row.get("touchpoint"), lang)
    parts = [row.get("segment"), row.get("period"), row.get("facet")]
    named = [quoted(part, lang) for part in parts if not is_whole(part)]
    return text("name.segment", lang, name=name, segment=", ".join(named)) if named else name


def _claim(row: Row, lang: str) -> str:
    kind = state_of(row)
    if kind in {State.MAGIC, State.LATENT} and is_candidate(row):
        return text("claim.candidate", lang, name=_name(row, lang))
    return text(f"claim.{kind.value}", lang, name=_name(row, lang))


def _hint(row: Row, lang: str) -> str:
    word = text(f"state.{state_of(row).value}", lang)
    return text("claim.indication", lang, name=_name(row, lang), state=word)


def _clauses(row: Row, lang: str) -> list[str]:
    """Return what a state claims, clause by clause."""
    kind = state_of(row)
    proxy = ".proxy" if "D" in letters_of(row) else ""
    match kind:
        case State.PAIN:
            return [pain_clause(row, lang)]
        case State.COMPETITOR:
            return [more_clause(row, lang), _behind(row, lang)]
        case State.PERFORMANCE:
            return [more_clause(row, lang), pain_clause(row, lang)]
        case State.LATENT:
            return [more_clause(row, lang), *_not_shown(row, lang)]
        case State.HYGIENE:
            return [pain_clause(row, lang), text(f"flat.exceeded{proxy}", lang)]
        case State.NEUTRAL:
            return [text(f"flat.both{proxy}", lang)]
        case _:
            return [more_clause(row, lang)]


def _contrast(row: Row, lang: str, answer: str, direction: str, effect: str) -> str:
    found = letters_of(row)
    proxy = ".proxy" if "D" in found else ""
    low, high = figure(row, f"{effect}_low"), figure(row, f"{effect}_high")
    who, than = text(f"who.{answer}{proxy}", lang), text(f"than.met{proxy}", lang)
    if outcome_is_share(row):
        verb, amount = _verb(base(found)), _amount(low, high, direction, than, lang)
    else:
        verb, amount = "value", _value(low, high, direction, than, lang)
    act = f"{who} {text(f'act.{direction}.{verb}', lang)}"
    return f"{act}, {amount}" if amount else act


def _caused(row: Row, lang: str) -> list[str]:
    """Return what a change given at random causes; only letter A alone may say so."""
    if base(letters_of(row)) != "A" or not outcome_is_share(row):
        return []
    low, high = figure(row, "change_low"), figure(row, "change_high")
    size = per_hundred(low, high, lang)
    if low is None or high is None or size is None:
        return []
    if low <= 0 <= high:
        return [text("cause.none", lang)]
    return [text("cause.more" if low > 0 else "cause.less", lang, range=size)]


def _verb(letter: str) -> str:
    return "B" if letter == "A" else letter


def _value(low: float | None, high: float | None, direction: str, than: str, lang: str) -> str | None:
    """Return the difference of an outcome that is not a share, such as an amount of money."""
    if low is None or high is None or (direction == "more") != (low >= 0 <= high):
        return None
    near, far = sorted((abs(low), abs(high)))
    size = text("form.range", lang, low=number(near, lang, 1), high=number(far, lang, 1))
    return text(f"amount.{direction}", lang, range=size, than=than)


def _amount(low: float | None, high: float | None, direction: str, than: str, lang: str) -> str | None:
    size = per_hundred(low, high, lang)
    if low is None or high is None or size is None:
        return None
    if (direction == "more" and low >= 0 <= high) or (direction == "less" and low <= 0 >= high):
        return text(f"amount.{direction}", lang, range=size, than=than)
    ends = [
        text("amount.fewer" if end < 0 else "amount.greater", lang, number=number(abs(end) * 100, lang, 1))
        for end in (low, high)
    ]
    return text("amount.between", lang, low=ends[0], high=ends[1], than=than)


def _behind(row: Row, lang: str) -> str:
    low, high = figure(row, "lead_low"), figure(row, "lead_high")
    gap = span(low, high, lang)
    if gap is None or low is None or high is None or low >= 0 or high >= 0:
        return text("behind", lang)
    named = row.get("competitor")
    who = text("behind.competition", lang) if named is None else quoted(one_line(named, lang), lang)
    return text("behind.by", lang, competitor=who, points=gap)


def _not_shown(row: Row, lang: str) -> list[str]:
    if is_candidate(row):
        return []
    shown = (figure(row, "fulfilment_low") or 0.0) > 0
    return [text("missing.lead" if shown else "missing.fulfilment", lang)]


def _why_open(row: Row, lang: str) -> str:
    if depends_on_later(row):
        return text("open.later", lang)
    if depends_on_others(row):
        return text("open.others", lang)
    if is_inseparable(row):
        return text("open.inseparable", lang)
    missing, given = answers_missing(row), figure(row, "answers")
    if missing == 1:
        return text("open.more.one", lang)
    if missing:
        return text("open.more", lang, number=number(missing, lang))
    if missing == 0 and given is not None and given > 1:
        return text("open.enough", lang, number=number(given, lang, 0))
    return text("open.unclear", lang)


def limits(found: tuple[str, ...], lang: str) -> str:
    """Return the limits of the evidence as they stand in brackets behind a claim.

    Examples
    --------
    >>> limits(("B", "E"), "en")
    'adjusted, not an experiment; own view only, competitors not asked'
    """
    letter = base(found)
    first = "A" if "A" in found and letter == "B" else letter
    rest = [other for other in "RDE" if other in found and other != first]
    return "; ".join(text(f"limit.{name}", lang) for name in (first, *rest))


def common_limits(rows: Sequence[Row], lang: str) -> str | None:
    """Return the limits that hold for every verdict that claims something, None where they differ.

    Examples
    --------
    >>> row = {"touchpoint": "Shop", "state": "magic", "evidence": ["B"]}
    >>> common_limits([row, row | {"touchpoint": "App"}], "en")
    'adjusted, not an experiment'
    >>> common_limits([row, row | {"evidence": ["R"]}], "en") is None
    True
    """
    claiming = [row for row in rows if state_of(row) is not State.OPEN and base(letters_of(row)) != "G"]
    texts = {limits(letters_of(row), lang) for row in claiming}
    return texts.pop() if len(claiming) > 1 and len(texts) == 1 else None
