"""All plays: what they said, what they held back and why, and what that changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from oase import words
from oase.accounts import Permission
from oase.charts import Picture, bars
from oase.decisions.plays import Version, newest
from oase.decisions.receipt import Outcome
from oase.decisions.tallies import Tally, tallies
from oase.retail.articles import said
from oase.web.pages.columns import count_of
from oase.web.pages.page import Page, page
from oase.web.pages.plays.telling import effect_told, reason_told
from oase.web.pages.tables import Cell, Column, Grid, Row
from oase.web.pages.visit import Visit

__all__ = ["DAYS", "counted", "days_of", "plays", "reasons_grid", "reasons_pictures"]

DAYS = 28
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).date()


@page("/plays", Permission.SEE_ANALYSES)
def plays(visit: Visit) -> Page:
    """Show all plays."""
    with visit.reach.database.reading() as connection:
        held = newest(connection)
        counts = tallies(connection, *days_of(visit))
    look = visit.look("plays_uplift")
    t, lang = visit.t, visit.lang
    outcomes = _outcomes(counts)
    sent, withheld = (outcomes[key] for key in (Outcome.SENT, Outcome.WITHHELD))
    figures = {key: words.number(value, lang, 0) for key, value in (("sent", sent), ("withheld", withheld))}
    title = t("plays.title_sent", **figures) if sent or withheld else _standing(visit, held)
    context: dict[str, Any] = {
        "standing": _standing(visit, held),
        "kpis": [(t(f"plays.{key}"), words.number(outcomes[key], lang, 0)) for key in Outcome],
        "days": t("plays.days", days=DAYS),
        "has_reasons": withheld > 0,
        "look": look,
    }
    reasons = reasons_grid(visit, counted(counts, None))
    grids = {"plays": _grid(visit, held, counts, look.result or {}), "reasons": reasons}
    pictures = {"reasons": reasons_pictures(visit, reasons)} if reasons.rows else {}
    return Page("plays", title, context, grids, pictures, lede=t("plays.lede"))


def days_of(visit: Visit) -> tuple[int, int]:
    """Return the first and last day that are counted, since 1970 in the house's time zone."""
    zone = ZoneInfo(visit.reach.settings.timezone)
    today = datetime.fromtimestamp(visit.reach.moment() / 1e6, zone).date()
    last = (today - _EPOCH).days
    return last - DAYS + 1, last


def counted(counts: Sequence[Tally], play: str | None) -> dict[str, int]:
    """Return how often each reason held something back, the most frequent first."""
    found: Counter[str] = Counter()
    for one in counts:
        if one.outcome == Outcome.WITHHELD and play in (None, one.play):
            found[one.reason] += one.number
    return dict(found.most_common())


def reasons_grid(visit: Visit, reasons: Mapping[str, int], name: str = "reasons") -> Grid:
    """Return the reasons as a table."""
    t = visit.t
    rows = [
        {"key": reason, "reason": reason_told(visit, reason), "number": number}
        for reason, number in reasons.items()
    ]
    columns = [
        Column("reason", t("plays.reason"), lambda row: row["reason"]),
        count_of("number", t("plays.number"), visit.lang),
    ]
    return Grid(name, t("plays.reasons"), columns, rows, keys=("key", "reason", "number"))


def reasons_pictures(visit: Visit, grid: Grid) -> tuple[Picture, Picture]:
    """Return the reasons as a picture, wide and narrow."""
    wide, narrow = (
        bars(grid.rows, visit.lang, title=grid.caption, label="reason", value="number", form="number",
             compact=compact)
        for compact in (False, True)
    )  # fmt: skip
    return wide, narrow


def _outcomes(counts: Sequence[Tally], play: str | None = None) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in counts:
        if play in (None, one.play):
            found[one.outcome] += one.number
    return found


def _standing(visit: Visit, held: Sequence[Version]) -> str:
    return visit.t("plays.title", live=sum(one.is_live for one in held), count=len(held))


def _grid(visit: Visit, held: Sequence[Version], counts: Sequence[Tally], found: Mapping[str, Any]) -> Grid:
    t, lang = visit.t, visit.lang
    rows = [_row(visit, one, _outcomes(counts, one.name), found.get(one.name)) for one in held]
    columns = [
        Column("title", t("plays.name"), lambda row: Cell(row["title"], f"/plays/{row['play']}")),
        Column("state", t("plays.state"), _state(visit)),
        Column("trigger", t("plays.trigger"), lambda row: t(f"plays.trigger.{row['trigger']}")),
        count_of("sent", t("plays.sent"), lang),
        count_of("withheld", t("plays.withheld"), lang),
        count_of("control", t("plays.control"), lang),
        Column("effect", t("plays.uplift"), lambda row: row["effect"]),
    ]
    keys = (
        "play",
        "title",
        "is_live",
        "trigger",
        "sent",
        "withheld",
        "control",
        "stopped",
        "uplift",
        "low",
        "high",
    )
    return Grid("plays", t("plays.list"), columns, rows, keys=keys)


def _state(visit: Visit) -> Any:
    def show(row: Row) -> str:
        state = f"●\u00a0{visit.t('plays.on')}" if row["is_live"] else f"○\u00a0{visit.t('plays.off')}"
        return f"{state}, {visit.t('plays.offer')}" if row["has_offer"] else state

    return show


def _row(
    visit: Visit, one: Version, outcomes: Counter[str], found: Mapping[str, Any] | None
) -> dict[str, Any]:
    play = one.play
    return {
        "play": one.name,
        "title": said(play.title, visit.lang),
        "is_live": one.is_live,
        "has_offer": play.offer is not None,
        "trigger": play.trigger,
        **{outcome.value: outcomes[outcome] for outcome in Outcome},
        "uplift": found["value"] if found else None,
        "low": found["low"] if found else None,
        "high": found["high"] if found else None,
        "effect": effect_told(visit, found, play.control_share),
    }
