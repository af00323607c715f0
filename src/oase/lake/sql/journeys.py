"""Journeys in SQL: each text gives the same table as the kernel of the same name."""

from __future__ import annotations

from collections.abc import Sequence

from oase.lake.kernels.calendar import Period
from oase.lake.kernels.funnel import FunnelMode
from oase.lake.sql.literals import any_of, literal

__all__ = [
    "between_sql",
    "funnel_sql",
    "paths_sql",
    "retention_sql",
    "steps_sql",
    "transitions_sql",
]

_BEFORE = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
_AFTER = "ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING"


def _walk(gap: int | None, *, tie: bool) -> str:
    """Return the common start: contacts in order, with the number of their journey and their place in it."""
    order = '"at", tie, touchpoint' if tie else '"at", touchpoint'
    ordered = f"""WITH ordered AS (
  SELECT person, "at" AS moment, touchpoint, row_number() OVER (PARTITION BY person ORDER BY {order}) AS place
  FROM contacts
)"""
    if gap is None:
        return f"""{ordered}, walk AS (
  SELECT person, 1 AS journey, place, moment, touchpoint FROM ordered
)"""
    return f"""{ordered}, paused AS (
  SELECT person, place, moment, touchpoint, lag(moment) OVER (PARTITION BY person ORDER BY place) AS before
  FROM ordered
), walk AS (
  SELECT person, place, moment, touchpoint,
    sum(CASE WHEN before IS NULL OR moment - before > {gap} THEN 1 ELSE 0 END)
      OVER (PARTITION BY person ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS journey
  FROM paused
)"""


def transitions_sql(gap: int | None, *, tie: bool) -> str:
    """Return the text of ``Journeys.transitions``.

    Parameters
    ----------
    gap : int or None
        Microseconds after which a new journey begins.
    tie : bool
        Whether ``contacts`` has a column ``tie``.
    """
    return f"""{_walk(gap, tie=tie)}, pairs AS (
  SELECT person, touchpoint AS source,
    lead(touchpoint) OVER (PARTITION BY person, journey ORDER BY place) AS target,
    lead(moment) OVER (PARTITION BY person, journey ORDER BY place) - moment AS gap
  FROM walk
), edges AS (
  SELECT source, target, count(*) AS contacts, count(DISTINCT person) AS persons,
    avg(gap) / 1000000 AS mean_seconds, median(gap) / 1000000 AS median_seconds
  FROM pairs
  WHERE target IS NOT NULL
  GROUP BY source, target
)
SELECT source, target, contacts, persons,
  CAST(contacts AS DOUBLE) / sum(contacts) OVER (PARTITION BY source) AS share_of_source,
  mean_seconds, median_seconds
FROM edges
ORDER BY contacts DESC, source, target"""


def paths_sql(top: int | None, gap: int | None, *, tie: bool) -> str:
    """Return the text of ``Journeys.paths``; the last row, path NULL, is all other journeys."""
    listed = "TRUE" if top is None else f"number <= {top}"
    return f"""{_walk(gap, tie=tie)}, journeys AS (
  SELECT person, journey, list(touchpoint ORDER BY place) AS path FROM walk GROUP BY person, journey
), counted AS (
  SELECT path, count(*) AS journeys FROM journeys GROUP BY path
), ranked AS (
  SELECT path, journeys, row_number() OVER (ORDER BY journeys DESC, path) AS number,
    sum(journeys) OVER () AS total
  FROM counted
), listed AS (
  SELECT path, journeys, number, total FROM ranked WHERE {listed}
  UNION ALL
  SELECT NULL, coalesce(sum(CASE WHEN {listed} THEN 0 ELSE journeys END), 0), max(number) + 1, max(total)
  FROM ranked
)
SELECT path, CAST(journeys AS BIGINT) AS journeys, CAST(journeys AS DOUBLE) / total AS share
FROM listed
ORDER BY number"""


def funnel_sql(
    steps: Sequence[Sequence[str]], mode: FunnelMode, within: int | None, gap: int | None, *, tie: bool
) -> str:
    """Return the text of ``Journeys.funnel``.

    Closed: per contact the latest first step from which an attempt has come as far as the step before;
    hybrid: per first step the next contact of every later step; open: each step by itself.
    """
    last = len(steps)
    parts = {"closed": _closed, "hybrid": _hybrid, "open": _open}[mode](steps, within)
    taken = ", ".join(f"min(took_{n}) AS took_{n}" for n in range(1, last + 1))
    rows = "\n  UNION ALL\n".join(
        f"""  SELECT {n} AS step, {literal(" | ".join(step))} AS touchpoint, count(took_{n}) AS persons,
    {"NULL" if mode == "open" else f"median(took_{n}) / 1000000"} AS median_seconds
  FROM reached"""
        for n, step in enumerate(steps, 1)
    )
    return f"""{_walk(gap, tie=tie)}{parts}, reached AS (
  SELECT person, {taken} FROM taken GROUP BY person
), funnel AS (
{rows}
)
SELECT step, touchpoint, persons,
  CAST(persons AS DOUBLE) / nullif(first_value(persons) OVER (ORDER BY step), 0) AS share_of_first,
  CASE WHEN step = 1 THEN CAST(persons AS DOUBLE) / nullif(persons, 0)
    ELSE CAST(persons AS DOUBLE) / nullif(lag(persons) OVER (ORDER BY step), 0) END AS share_of_previous,
  CAST(median_seconds AS DOUBLE) AS median_seconds
FROM funnel
ORDER BY step"""


def _open(steps: Sequence[Sequence[str]], within: int | None) -> str:
    del within
    taken = ", ".join(f"CASE WHEN {any_of(step)} THEN 0 END AS took_{n}" for n, step in enumerate(steps, 1))
    return f""", taken AS (
  SELECT person, {taken} FROM walk
)"""


def _closed(steps: Sequence[Sequence[str]], within: int | None) -> str:
    parts = f""", walk_1 AS (
  SELECT person, journey, place, moment, touchpoint,
    CASE WHEN {any_of(steps[0])} THEN moment END AS begun_1
  FROM walk
)"""
    begun = "begun_1"
    for n, step in enumerate(steps[1:], 2):
        limit = "" if within is None else f" AND moment - latest <= {within}"
        parts += f""", latest_{n} AS (
  SELECT person, journey, place, moment, touchpoint, {begun},
    max(begun_{n - 1}) OVER (PARTITION BY person, journey ORDER BY place {_BEFORE}) AS latest
  FROM walk_{n - 1}
), walk_{n} AS (
  SELECT person, journey, place, moment, touchpoint, {begun},
    CASE WHEN {any_of(step)}{limit} THEN latest END AS begun_{n}
  FROM latest_{n}
)"""
        begun += f", begun_{n}"
    taken = ", ".join(f"moment - begun_{n} AS took_{n}" for n in range(1, len(steps) + 1))
    return f"""{parts}, taken AS (
  SELECT person, {taken} FROM walk_{len(steps)}
)"""


def _hybrid(steps: Sequence[Sequence[str]], within: int | None) -> str:
    following = "".join(
        f""",
    min(CASE WHEN {any_of(step)} THEN moment END)
      OVER (PARTITION BY person, journey ORDER BY place {_AFTER}) AS next_{n}"""
        for n, step in enumerate(steps[1:], 2)
    )
    taken = ["0 AS took_1"]
    for n in range(2, len(steps) + 1):
        every = [f"next_{m}" for m in range(2, n + 1)]
        known = " AND ".join(f"{name} IS NOT NULL" for name in every)
        longest = f"greatest({', '.join(every)}) - moment"
        limit = "" if within is None else f" AND {longest} <= {within}"
        taken.append(f"CASE WHEN {known}{limit} THEN {longest} END AS took_{n}")
    return f""", starts AS (
  SELECT person, moment, touchpoint{following}
  FROM walk
), taken AS (
  SELECT person, {", ".join(taken)} FROM starts WHERE {any_of(steps[0])}
)"""


def steps_sql(steps: int, gap: int | None, *, tie: bool) -> str:
    """Return the text of ``Journeys.step_matrix``."""
    return f"""{_walk(gap, tie=tie)}, numbered AS (
  SELECT touchpoint, row_number() OVER (PARTITION BY person, journey ORDER BY place) AS step FROM walk
), total AS (
  SELECT count(*) AS journeys FROM numbered WHERE step = 1
), cells AS (
  SELECT step, touchpoint, 'touchpoint' AS kind, count(*) AS journeys
  FROM numbered
  WHERE step <= {steps}
  GROUP BY step, touchpoint
), reaching AS (
  SELECT listed.step, count(numbered.step) AS journeys
  FROM (SELECT unnest(generate_series(1, {steps} + 1)) AS step) AS listed
  LEFT JOIN numbered ON numbered.step = listed.step
  GROUP BY listed.step
), matrix AS (
  SELECT step, touchpoint, kind, journeys FROM cells
  UNION ALL
  SELECT step, 'ended', 'ended', total.journeys - reaching.journeys FROM reaching CROSS JOIN total
  UNION ALL
  SELECT step, 'later', 'later', journeys FROM reaching WHERE step = {steps} + 1
)
SELECT matrix.touchpoint, matrix.step, CAST(matrix.journeys AS DOUBLE) / total.journeys AS share,
  matrix.kind, matrix.journeys
FROM matrix CROSS JOIN total
ORDER BY matrix.step, CASE matrix.kind WHEN 'touchpoint' THEN 1 WHEN 'ended' THEN 2 ELSE 3 END,
  matrix.journeys DESC, matrix.touchpoint"""


def between_sql(a: Sequence[str], b: Sequence[str], gap: int | None, *, tie: bool) -> str:
    """Return the text of ``Journeys.time_between``."""
    return f"""{_walk(gap, tie=tie)}, begun AS (
  SELECT person, journey, min(place) AS place, min(moment) AS moment
  FROM walk WHERE {any_of(a)} GROUP BY person, journey
), ends AS (
  SELECT person, journey, place, moment FROM walk WHERE {any_of(b)}
), spans AS (
  SELECT begun.person, begun.journey, min(ends.moment) - min(begun.moment) AS gap
  FROM begun LEFT JOIN ends
    ON ends.person = begun.person AND ends.journey = begun.journey AND ends.place > begun.place
  GROUP BY begun.person, begun.journey
)
SELECT count(gap) AS n, avg(gap) / 1000000 AS mean_seconds, median(gap) / 1000000 AS median_seconds,
  quantile_cont(gap, CAST(9 AS DOUBLE) / 10) / 1000000 AS p90_seconds,
  CAST(count(gap) AS DOUBLE) / nullif(count(*), 0) AS share_reached, count(*) AS started
FROM spans"""


def retention_sql(by: Period, zone: str) -> str:
    """Return the text of ``Journeys.retention``."""
    period = f'date_trunc({literal(by)}, timezone({literal(zone)}, make_timestamptz("at")))'
    return f"""WITH active AS (
  SELECT DISTINCT person, CAST({period} AS DATE) AS active_in FROM contacts
), cohorts AS (
  SELECT person, min(active_in) AS cohort FROM active GROUP BY person
), sizes AS (
  SELECT cohort, count(*) AS size FROM cohorts GROUP BY cohort
), grid AS (
  SELECT cohort, size, unnest(generate_series(0, date_diff({literal(by)}, cohort, last))) AS period
  FROM sizes CROSS JOIN (SELECT max(active_in) AS last FROM active) AS latest
), counted AS (
  SELECT cohorts.cohort, date_diff({literal(by)}, cohorts.cohort, active.active_in) AS period,
    count(*) AS persons
  FROM active JOIN cohorts ON cohorts.person = active.person
  GROUP BY cohorts.cohort, date_diff({literal(by)}, cohorts.cohort, active.active_in)
)
SELECT grid.cohort, grid.period, coalesce(counted.persons, 0) AS persons,
  CAST(coalesce(counted.persons, 0) AS DOUBLE) / grid.size AS share
FROM grid LEFT JOIN counted ON counted.cohort = grid.cohort AND counted.period = grid.period
ORDER BY grid.cohort, grid.period"""
