"""Contacts, answers and consents counted into ``Figures``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from oase.lake import Answers, Contacts
from oase.strategy.figures import Figures, Judged, Spread

__all__ = ["consents_in_force", "gathered"]

_FACET_WORDS = {
    "functional": ("functional", "funktional", "funktionell", "function", "nutzen"),
    "social": ("social", "sozial", "gemeinschaft"),
    "personal": ("personal", "persönlich", "emotional", "emotion", "gefühl"),
}
_FACETS = {word: facet for facet, words in _FACET_WORDS.items() for word in words}
# of a person's lines about a purpose the latest counts; of the same moment the withdrawal
_IN_FORCE = """
    with lines as (
        select c.text, c.source, c.is_granted, row_number() over (
            partition by coalesce(i.person, c.alias), c.purpose order by c.at desc, c.is_granted, c.id desc
        ) as rank
        from consents as c left join identifiers as i on i.alias = c.alias
    )
    select count(*), coalesce(sum(trim(text) != '' and trim(source) != ''), 0)
    from lines where rank = 1 and is_granted
"""


def gathered(contacts: Contacts, answers: Answers, consents: tuple[int, int] = (0, 0)) -> Figures:
    """Return the figures of contacts and answers; consents come from ``consents_in_force``."""
    visits = contacts.visits() if contacts.count else {}
    met = Figures(
        contacts=visits,
        phases=contacts.phases() if contacts.count else {},
        consents=consents[0],
        consents_kept=consents[1],
    )
    if not len(answers):
        return met
    table = _own(answers)
    facets = _facets(table)
    return msgspec.structs.replace(
        met,
        judged=_judged(table, facets),
        spread=_spread(table, answers.context),
        has_facets=bool(facets),
    )


def consents_in_force(connection: Connection) -> tuple[int, int]:
    """Return how many consents are in force, and of how many the wording and source are kept.

    One consent is what a person, over all her ids, last granted to one purpose.
    """
    count, kept = connection.exec_driver_sql(_IN_FORCE).one()
    return int(count), int(kept)


def _own(answers: Answers) -> pa.Table:
    """Return the answers about the own brand that judge something or tell an expectation, words as words."""
    table = answers.table
    names = [name for name in table.column_names if pa.types.is_dictionary(table[name].type)]
    for name in names:
        table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.string()))
    if "brand" in table.column_names and answers.own is not None:
        brand = table["brand"]
        table = table.filter(pc.or_kleene(pc.is_null(brand), pc.equal(brand, answers.own)))
    return table


def _facets(table: pa.Table) -> list[tuple[str, str, int]]:
    """Return (touchpoint, facet, judgements) for each side of the experience that was asked about."""
    if "facet" not in table.column_names:
        return []
    known = table.filter(pc.and_(pc.is_valid(table["facet"]), pc.is_valid(table["answer"])))
    rows = known.group_by(["touchpoint", "facet"]).aggregate([([], "count_all")]).to_pylist()
    told = [(row["touchpoint"], row["facet"].strip().casefold(), row["count_all"]) for row in rows]
    return [(touchpoint, _FACETS[word], count) for touchpoint, word, count in told if word in _FACETS]


def _judged(table: pa.Table, facets: Sequence[tuple[str, str, int]]) -> dict[str, Judged]:
    columns = table.column_names
    judged = table.filter(pc.is_valid(table["answer"]))
    counts = {name: _counts(judged, value) for name, value in (("missed", -1), ("exceeded", 1))}
    expected, latest = _expectations(table)
    phases = _phases(table) if "phase" in columns else {}
    by_facet: dict[str, dict[str, int]] = {}
    for touchpoint, facet, count in facets:
        held = by_facet.setdefault(touchpoint, {})
        held[facet] = held.get(facet, 0) + count
    return {
        touchpoint: Judged(
            answers=count,
            missed=counts["missed"].get(touchpoint, 0),
            exceeded=counts["exceeded"].get(touchpoint, 0),
            expected=expected.get(touchpoint, 0),
            expected_at=latest.get(touchpoint),
            phase=phases.get(touchpoint),
            facets=by_facet.get(touchpoint, {}),
        )
        for touchpoint, count in _counts(judged).items()
    }


def _counts(table: pa.Table, value: int | None = None) -> dict[str, int]:
    rows = table if value is None else table.filter(pc.equal(table["answer"], value))
    found = rows.group_by("touchpoint").aggregate([([], "count_all")])
    return dict(sorted(zip(_list(found, "touchpoint"), _list(found, "count_all"), strict=True)))


def _expectations(table: pa.Table) -> tuple[dict[str, int], dict[str, int]]:
    """Return per touchpoint how many answers tell the level expected, and when the latest was given."""
    if "expectation" not in table.column_names or "at" not in table.column_names:
        return {}, {}
    told = table.filter(pc.and_(pc.is_valid(table["expectation"]), pc.is_valid(table["at"])))
    found = told.group_by("touchpoint").aggregate([("at", "max"), ([], "count_all")])
    names = _list(found, "touchpoint")
    return (
        dict(zip(names, _list(found, "count_all"), strict=True)),
        dict(zip(names, _list(found, "at_max"), strict=True)),
    )


def _phases(table: pa.Table) -> dict[str, str]:
    """Return the phase that most answers about a touchpoint name."""
    known = table.filter(pc.is_valid(table["phase"]))
    rows = known.group_by(["touchpoint", "phase"]).aggregate([([], "count_all")]).to_pylist()
    rows.sort(key=lambda row: (row["count_all"], row["phase"]))
    return {row["touchpoint"]: row["phase"] for row in rows}


def _spread(table: pa.Table, context: Sequence[str]) -> Spread:
    """Return sums of squares of judgements within touchpoints, with and without their context."""
    columns = [name for name in context if name in table.column_names]
    known = table.filter(pc.is_valid(table["answer"]))
    for name in columns:
        known = known.filter(pc.is_valid(known[name]))
    if not columns or not known.num_rows:
        return Spread(columns=columns)
    answer = known["answer"].cast(pa.float64())
    known = known.select(["touchpoint", *columns]).append_column("x", answer)
    known = known.append_column("xx", pc.multiply(answer, answer))
    total, touchpoints = _squares(known, ["touchpoint"])
    within, cells = _squares(known, ["touchpoint", *columns])
    return Spread(known.num_rows, touchpoints, cells, total, within, columns)


def _squares(table: pa.Table, by: list[str]) -> tuple[float, int]:
    """Return the sum of squares about the means of groups, and how many groups there are."""
    found = table.group_by(by).aggregate([("x", "sum"), ("xx", "sum"), ([], "count_all")])
    sums: Iterable[Any] = zip(
        _list(found, "x_sum"), _list(found, "xx_sum"), _list(found, "count_all"), strict=True
    )
    return sum(squares - plain * plain / count for plain, squares, count in sums), found.num_rows


def _list(table: pa.Table, name: str) -> list[Any]:
    return table[name].to_pylist()
