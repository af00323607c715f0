"""Measures of the company's purpose: each tested when it is written down and when its answers change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

import msgspec
from sqlalchemy import Connection, Row, insert, select, update

from oase.db.schema import touchpoints
from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.purpose import promotions, statements
from oase.programmes.purpose.test import Answers, Kind, Reason, judge
from oase.programmes.tables import measure_changes, measures

__all__ = [
    "PROGRAMMES",
    "STATES",
    "Change",
    "Draft",
    "Measure",
    "Programme",
    "change",
    "changes",
    "create",
    "end",
    "every",
    "get",
    "undo",
]

Programme = Literal["guarantee", "repair", "kit", "event", "take_back", "resale", "recycling", "other"]
State = Literal["draft", "live", "ended"]

PROGRAMMES: tuple[Programme, ...] = get_args(Programme)
STATES: tuple[State, ...] = get_args(State)

_LONGEST_LINE, _LONGEST = 200, 4_000


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a measure by whoever writes it down.

    Parameters
    ----------
    name, about : mapping
        By language.
    kind : str
        Of ``PROGRAMMES``.
    answers : Answers
        What the test is told.
    statement : int or None
        The purpose it serves; the one that holds on the day where None.
    state : str
        draft or live.
    begins, ends : date or None
    touchpoint : str
        Of the inventory; empty for none.
    """

    name: Mapping[str, str]
    kind: Programme
    answers: Answers
    about: Mapping[str, str] = {}
    statement: int | None = None
    state: Literal["draft", "live"] = "live"
    begins: date | None = None
    ends: date | None = None
    touchpoint: str = ""


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """A measure as it stands, with its test; fields as in ``Draft``."""

    id: int
    name: dict[str, str]
    about: dict[str, str]
    kind: Programme
    statement: int
    answers: Answers
    verdict: Kind
    reasons: tuple[Reason, ...]
    rules: str
    tested: int
    who: str
    state: State
    begins: date | None
    ends: date | None
    touchpoint: str
    created: int


class Change(NamedTuple):
    """One change of a measure, with the whole of it before and after; before is empty where it was new."""

    id: int
    measure: int
    at: int
    who: str
    before: dict[str, Any]
    after: dict[str, Any]


def create(connection: Connection, draft: Draft, *, who: str, now: int, today: date) -> Measure:
    """Write a measure down and test it; what the test splits off becomes a promotion linked to it.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    draft : Draft
    who : str
        Name of who does it.
    now : int
        Microseconds since 1970, UTC.
    today : date
        Of the house.

    Raises
    ------
    OptionInvalid
        No purpose is written down that it could serve, no name, no such programme or touchpoint.
    """
    values = _checked(connection, draft, today) | _tested(draft.answers, who, now)
    row = connection.execute(insert(measures).values(**values, created=now).returning(measures)).one()
    made = _read(row)
    _note(connection, made.id, {}, _plain(made), who, now)
    _align(connection, made, who, now, today)
    return made


def change(connection: Connection, number: int, draft: Draft, *, who: str, now: int, today: date) -> Measure:
    """Say anew what a measure is; where its answers change it is tested again, and the old test is kept.

    Raises
    ------
    OptionInvalid
        No such measure, or as in ``create``.
    """
    before = get(connection, number)
    values = _checked(connection, draft, today)
    if draft.answers != before.answers:
        values |= _tested(draft.answers, who, now)
    return _set(connection, before, values, who, now, today)


def end(connection: Connection, number: int, *, who: str, now: int, today: date) -> Measure:
    """Let a measure end, and the promotions beside it; it stays in the list."""
    before = get(connection, number)
    if before.state == "ended":
        return before
    return _set(connection, before, {"state": "ended", "ends": today}, who, now, today)


def undo(connection: Connection, number: int, change_id: int, *, who: str, now: int, today: date) -> Measure:
    """Take the latest change of a measure back; that is a change, too, and can be taken back.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    number : int
        Of the measure.
    change_id : int
        The change that was seen as the latest.
    who : str
    now : int
    today : date

    Raises
    ------
    OptionInvalid
        Somebody has changed it since, or it was only written down: then it is ended, not undone.
    """
    current = get(connection, number)
    last = changes(connection, number)[0]
    if last.id != change_id:
        raise OptionInvalid(
            "The measure was changed since",
            expected=f"its latest change, {last.id}",
            got=str(change_id),
            where="change",
            todo="look at it again",
        )
    if not last.before:
        raise OptionInvalid(
            "The measure was written down and not changed since",
            expected="a measure with a change",
            got=str(number),
            where="change",
            todo="end it instead",
        )
    restored = msgspec.convert(last.before, Measure, strict=False)
    return _set(connection, current, _row_of(restored), who, now, today)


def get(connection: Connection, number: int) -> Measure:
    """Return a measure.

    Raises
    ------
    OptionInvalid
        There is none of that number.
    """
    row = connection.execute(select(measures).where(measures.c.id == number)).one_or_none()
    if row is None:
        raise OptionInvalid(
            "There is no such measure", expected="the number of one", got=str(number), where="measure"
        )
    return _read(row)


def every(connection: Connection) -> list[Measure]:
    """Return all measures, oldest first."""
    return [_read(row) for row in connection.execute(select(measures).order_by(measures.c.id))]


def changes(connection: Connection, number: int) -> list[Change]:
    """Return every change of a measure, the newest first."""
    mine = select(measure_changes).where(measure_changes.c.measure == number)
    return [
        Change(
            row.id,
            row.measure,
            row.at,
            row.who,
            msgspec.json.decode(row.before, type=dict[str, Any]),
            msgspec.json.decode(row.after, type=dict[str, Any]),
        )
        for row in connection.execute(mine.order_by(measure_changes.c.id.desc()))
    ]


def _checked(connection: Connection, draft: Draft, today: date) -> dict[str, Any]:
    name = {lang: said.strip() for lang, said in draft.name.items() if said.strip()}
    about = {lang: said.strip() for lang, said in draft.about.items() if said.strip()}
    _need(bool(name), "A measure has a name", "some words in one language", "nothing", "name")
    _short(name, "name", _LONGEST_LINE)
    _short(about, "about", _LONGEST)
    _short(draft.answers.outcome, "outcome", _LONGEST)
    _short({"": draft.answers.unit}, "unit", _LONGEST_LINE)
    _short({"": draft.answers.method}, "method", _LONGEST)
    _need(draft.kind in PROGRAMMES, "There is no such programme", ", ".join(PROGRAMMES), draft.kind, "kind")
    _need(draft.state in ("draft", "live"), "There is no such state", "draft or live", draft.state, "state")
    is_ordered = draft.begins is None or draft.ends is None or draft.begins <= draft.ends
    _need(is_ordered, "A measure ends after it begins", f"{draft.begins} or later", str(draft.ends), "ends")
    _amounts(draft.answers)
    _known_touchpoint(connection, draft.touchpoint)
    return {
        "name": _json(name),
        "about": _json(about),
        "kind": draft.kind,
        "statement": _statement(connection, draft.statement, today),
        "state": draft.state,
        "begins": draft.begins,
        "ends": draft.ends,
        "touchpoint": draft.touchpoint,
    }


def _statement(connection: Connection, number: int | None, today: date) -> int:
    """Return the purpose that a measure serves: without one it is refused (P1)."""
    if number is not None:
        return statements.get(connection, number).id
    held = statements.holding(connection, today)
    if held is None:
        raise OptionInvalid(
            "A measure serves a purpose that is written down",
            expected="a statement of the company's purpose",
            got="none that holds today",
            where="statement",
            todo="write the purpose down first",
        )
    return held.id


def _amounts(answers: Answers) -> None:
    for name in ("minimum_spend_cents", "voucher_cents"):
        cents: int | None = getattr(answers, name)
        fits = cents is None or 0 <= cents < 10**12
        _need(fits, "An amount is not below nothing", "cents, 0 or more", str(cents), name)


def _known_touchpoint(connection: Connection, name: str) -> None:
    if name:
        known = select(touchpoints.c.name).where(touchpoints.c.name == name)
        is_known = connection.execute(known).first() is not None
        _need(is_known, "There is no such touchpoint", "one of the inventory", name, "touchpoint")


def _short(texts: Mapping[str, str], where: str, longest: int) -> None:
    length = max((len(text) for text in texts.values()), default=0)
    expected = f"at most {longest:,} characters"
    _need(length <= longest, f"The {where} is too long", expected, f"{length:,}", where)


def _need(holds: bool, what: str, expected: str, got: str, where: str) -> None:
    if not holds:
        raise OptionInvalid(what, expected=expected, got=got, where=where)


def _tested(answers: Answers, who: str, now: int) -> dict[str, Any]:
    verdict = judge(answers)
    return {
        "answers": _json(answers),
        "verdict": verdict.kind,
        "reasons": _json(verdict.reasons),
        "rules": verdict.rules,
        "tested": now,
        "who": who,
    }


def _set(
    connection: Connection, before: Measure, values: Mapping[str, Any], who: str, now: int, today: date
) -> Measure:
    mine = update(measures).where(measures.c.id == before.id).values(**values)
    after = _read(connection.execute(mine.returning(measures)).one())
    if after != before:
        _note(connection, before.id, _plain(before), _plain(after), who, now)
    _align(connection, after, who, now, today)
    return after


def _align(connection: Connection, measure: Measure, who: str, now: int, today: date) -> None:
    """Let the promotions beside a measure be what its test splits off while it runs.

    Only a promotion that the test made is ended by it; rewards of a programme (``promotions.beside``) stay.
    """
    verdict = judge(measure.answers)
    wanted = {one.benefit: one for one in verdict.splits} if measure.state == "live" else {}
    is_worth = measure.answers.voucher_cents
    for one in promotions.of_measure(connection, measure.id):
        if one.state != "live":
            continue
        is_same = one.benefit in wanted and (one.cents == is_worth or _of_programme(one))
        if not is_same and (measure.state == "ended" or not _of_programme(one)):
            promotions.end(connection, one.id, today)
    for split in wanted.values():
        promotions.record(
            connection,
            split.benefit,
            measure=measure.id,
            who=who,
            now=now,
            cents=split.cents,
            reasons=["has_voucher"],
            begins=measure.begins,
        )


def _of_programme(one: promotions.Promotion) -> bool:
    return any(reason.startswith("programme:") for reason in one.reasons)


def _note(
    connection: Connection, number: int, before: dict[str, Any], after: dict[str, Any], who: str, now: int
) -> None:
    values = {"measure": number, "at": now, "who": who, "before": _json(before), "after": _json(after)}
    connection.execute(insert(measure_changes).values(**values))
    bump(connection, "programmes")


def _plain(one: Measure) -> dict[str, Any]:
    return msgspec.to_builtins(one)


def _row_of(one: Measure) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.structs.asdict(one)
    for name in ("name", "about", "answers", "reasons"):
        values[name] = _json(values[name])
    return {name: value for name, value in values.items() if name not in ("id", "created")}


def _read(row: Row[Any]) -> Measure:
    return Measure(
        id=row.id,
        name=msgspec.json.decode(row.name),
        about=msgspec.json.decode(row.about),
        kind=row.kind,
        statement=row.statement,
        answers=msgspec.json.decode(row.answers, type=Answers),
        verdict=row.verdict,
        reasons=msgspec.json.decode(row.reasons, type=tuple[Reason, ...]),
        rules=row.rules,
        tested=row.tested,
        who=row.who,
        state=row.state,
        begins=row.begins,
        ends=row.ends,
        touchpoint=row.touchpoint,
        created=row.created,
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
