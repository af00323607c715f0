"""The page Ratings and recommendation, put together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from oase import charts, words
from oase.accounts import Permission
from oase.app.ratings import options, thanks
from oase.app.views.ratings_weighed import FEWEST
from oase.settings import Lang
from oase.surveys.stored import newest
from oase.web.pages.filters import PERIODS
from oase.web.pages.page import Page, page
from oase.web.pages.ratings import grids, persons
from oase.web.pages.tables import Grid
from oase.web.pages.visit import Visit
from oase.web.words import TEXTS

__all__ = ["HANDLERS", "USEFUL"]

USEFUL = 30
"""Answers from which the recommendation rate is told as a finding."""

ROLES = ("heard", "by_whom")

AT_ONCE = 12
"""Persons and quotes that stand open; the rest is folded."""


@page("/ratings", Permission.SEE_ANALYSES)
def ratings(visit: Visit) -> Page:
    """Show who was asked and answered, what weighting mends and what not, and who won whom."""
    told = visit.filters.arguments(visit.reach.clock(), visit.reach.settings.timezone)
    look = visit.look("ratings", {name: told[name] for name in ("start", "end") if told.get(name)})
    found = look.result
    periods = ["all", *PERIODS]
    chosen = visit.filters.period if visit.filters.period in PERIODS else "all"
    if found is None or not (found["funnel"]["transactions"] or found["rate"]["answered"]):
        title = visit.t("ratings.title.working" if found is None else "ratings.title.none")
        context = {
            "found": None,
            "look": look,
            "periods": periods,
            "chosen": chosen,
            "is_waiting": found is None,
        }
        return Page("ratings", title, context, lede=visit.t("ratings.lede"))
    since, until = found["since"] or 0, found["until"]
    shown = Shown(visit, found)
    graph = persons.graph_of(visit, since, until)
    tables = shown.grids()
    pictures = shown.pictures(tables)
    if graph is not None:
        tables |= graph.grids
        pictures["graph"] = graph.pictures
    sees = visit.may(Permission.SEE_PERSONS)
    touchpoint = visit.asked("touchpoint")
    return Page(
        "ratings",
        shown.title(),
        {
            "found": found,
            "periods": periods,
            "chosen": chosen,
            "kpis": shown.kpis(graph),
            "rate_told": shown.rate_told(),
            "moved": shown.moved(),
            "limits": shown.limits(),
            "by": shown.by(),
            "few": shown.few(),
            "fewest": FEWEST,
            "graph": graph,
            "said": persons.said_of(visit, since, until, shown.labels["by_whom"]) if sees else [],
            "voices": persons.voices_of(visit, since, until, touchpoint) if sees else [],
            "most_voices": persons.MOST_VOICES,
            "at_once": AT_ONCE,
            "spoken": sum(row["answers"] for row in found["spoken"]),
            "voiced": sorted({row["touchpoint"] for row in found["spoken"]}, key=str.casefold),
            "touchpoint": touchpoint,
            "thanks": persons.thanks_of(visit) if sees else [],
            "due": shown.due,
        },
        grids=tables,
        pictures=pictures,
        eyebrow=shown.eyebrow(),
        lede=shown.lede(),
    )


class Shown:
    """What is said and drawn of the figures.

    Parameters
    ----------
    visit : Visit
    found : mapping
        Result of the view ``ratings``.
    """

    def __init__(self, visit: Visit, found: Mapping[str, Any]) -> None:
        self._visit, self._found = visit, found
        self._lang: Lang = visit.lang
        with visit.reach.database.reading() as connection:
            surveys = [one.survey.name for one in newest(connection)]
            texts = {role: options(connection, role, surveys) for role in ROLES}
            self.due = sum(one.due > 0 for one in thanks(connection))
        self.labels = {
            role: {value: by_lang.get(visit.lang, value) for value, by_lang in of_role.items()}
            for role, of_role in texts.items()
        }
        self.weighed: list[dict[str, Any]] = [
            {"touchpoint": row["touchpoint"], **row["weighed"], "by": self._known(row["weighed"]["by"])}
            for row in found["touchpoints"]
            if row["weighed"]
        ]

    def title(self) -> str:
        """Return the finding of the page."""
        rate, funnel = self._found["rate"], self._found["funnel"]
        if rate["answered"] >= USEFUL:
            return self._visit.t("ratings.title.rate", share=words.share(rate["share"], self._lang, 0))
        return self._visit.t("ratings.title.rated", **self._numbers(funnel, "rated", "transactions"))

    def lede(self) -> str:
        """Return the sentence below it, with the range and the denominators."""
        rate, funnel = self._found["rate"], self._found["funnel"]
        if rate["answered"] < USEFUL:
            return self._visit.t("ratings.lede")
        return self._visit.t(
            "ratings.lede.rate",
            **self._ends(rate, 0),
            **self._numbers(rate, "recommended", "answered"),
            **self._numbers(funnel, "rated", "transactions"),
        )

    def eyebrow(self) -> tuple[str, ...]:
        """Return from when on the figures are."""
        since = self._found["since"]
        if not since:
            return ()
        day = words.date(since, self._lang, self._visit.reach.settings.timezone)
        return (self._visit.t("ratings.period.since", day=day),)

    def kpis(self, graph: persons.Graph | None) -> list[tuple[str, str, str]]:
        """Return label, figure and denominator of what matters most."""
        t, lang, funnel, rate = self._visit.t, self._lang, self._found["funnel"], self._found["rate"]
        answered = funnel["rated"] / funnel["invited"] if funnel["invited"] else None
        base = t(
            "ratings.kpi.rated.base",
            share=words.share(answered, lang, 0),
            **self._numbers(funnel, "transactions", "invited"),
        )
        rows = [(t("ratings.kpi.rated"), words.number(funnel["rated"], lang), base)]
        new = max(rate["new_customers"], rate["answered"])
        told = {**self._ends(rate, 0), "answered": words.number(rate["answered"], lang)}
        base = (
            t("ratings.kpi.rate.base", new=words.number(new, lang), **told)
            if rate["answered"]
            else t("ratings.kpi.rate.none")
        )
        rows.append((t("ratings.kpi.rate"), words.share(rate["share"], lang, 1), base))
        rows.append(self._willing())
        won = 0 if graph is None else graph.won
        base = t("ratings.kpi.thanks.base", won=words.number(won, lang), n=won)
        return [*rows, (t("ratings.kpi.thanks"), words.number(self.due, lang), base)]

    def _willing(self) -> tuple[str, str, str]:
        found, t, lang = self._found["recommend"], self._visit.t, self._lang
        if not found or not found["n"]:
            return t("ratings.kpi.recommend"), words.MISSING, t("ratings.kpi.recommend.none")
        told = words.interval(found["low"], found["high"], lang, 0)
        base = t("ratings.kpi.recommend.base", range=told, n=words.number(found["n"], lang), m=found["n"])
        return t("ratings.kpi.recommend"), words.points(found["value"], lang, 0), base

    def rate_told(self) -> list[str]:
        """Return the recommendation rate in sentences, with what it does not tell."""
        rate, t = self._found["rate"], self._visit.t
        if not rate["answered"]:
            return []
        told = [
            t(
                "ratings.rate.finding",
                share=words.share(rate["share"], self._lang, 1),
                **self._ends(rate, 1),
                **self._numbers(rate, "recommended", "answered"),
            )
        ]
        answered = words.number(rate["answered"], self._lang)
        if rate["new_customers"] >= rate["answered"]:
            new = words.number(rate["new_customers"], self._lang)
            told.append(t("ratings.rate.base", answered=answered, new=new))
        else:
            told.append(t("ratings.rate.base.only", answered=answered))
        if rate["answered"] < USEFUL:
            told.append(t("ratings.rate.few", more=words.number(USEFUL - rate["answered"], self._lang)))
        return told

    def moved(self) -> list[str]:
        """Return where the weighted figure lies outside the range of the raw one."""
        return [
            self._visit.t(
                "ratings.weighed.moved",
                name=words.one_line(row["touchpoint"], self._lang),
                weighted=words.points(row["weighted"], self._lang),
                raw=words.points(row["raw"], self._lang),
            )
            for row in self.weighed
            if row["is_moved"]
        ]

    def limits(self) -> list[tuple[str, str]]:
        """Return what weighting does not mend, touchpoint by touchpoint."""
        return [
            (
                words.one_line(row["touchpoint"], self._lang),
                words.weight_limits(
                    row["by"],
                    math.inf if row["tipping"] is None else row["tipping"],
                    row["side"],
                    row["worst_low"],
                    row["worst_high"],
                    self._lang,
                ),
            )
            for row in self.weighed
        ]

    def _known(self, names: Sequence[str]) -> list[str]:
        """Return what is known of all in words; columns of the company as it calls them."""
        keys = [(name, f"ratings.known.{name}") for name in names]
        return [self._visit.t(key) if key in TEXTS[self._lang] else name for name, key in keys]

    def by(self) -> str:
        """Return what is known of all, by which the weights were made."""
        names = list(dict.fromkeys(name for row in self.weighed for name in row["by"]))
        return words.listing(names, self._lang, most=8) or self._visit.t("ratings.weighed.by_none")

    def few(self) -> list[tuple[str, str]]:
        """Return the touchpoints with too few answers for a share, and how many more it takes."""
        return [
            (
                words.one_line(row["touchpoint"], self._lang),
                self._visit.t(
                    "ratings.weighed.few",
                    answers=words.number(row["rated"], self._lang),
                    n=row["rated"],
                    more=words.number(FEWEST - row["rated"], self._lang),
                ),
            )
            for row in self._found["touchpoints"]
            if not row["weighed"] and 0 < row["rated"] < FEWEST
        ]

    def grids(self) -> dict[str, Grid]:
        """Return the tables of counts and shares."""
        found, visit = self._found, self._visit
        tables = {
            "funnel": grids.steps(found["funnel"], visit),
            "touchpoints": grids.each(found["touchpoints"], visit),
        }
        if any(found["funnel"]["reasons"].values()):
            tables["reasons"] = grids.reasons(found["funnel"], visit)
        if self.weighed:
            tables["weighed"] = grids.weighed(self.weighed, visit)
        if found["recommend"] and found["recommend"]["n"]:
            tables["recommend"] = grids.willing(found["recommend"], visit)
        if found["scales"]:
            tables["scales"] = grids.scales(found["scales"], visit)
        if found["rate"]["heard"]:
            tables["heard"] = grids.heard(found["rate"]["heard"], self.labels["heard"], "heard", visit)
        if found["by_whom"]:
            tables["by_whom"] = grids.heard(found["by_whom"], self.labels["by_whom"], "by-whom", visit)
        if found["spoken"]:
            tables["spoken"] = grids.spoken(found["spoken"], visit)
        return tables

    def pictures(self, tables: Mapping[str, Grid]) -> dict[str, Any]:
        """Return the pictures whose twins the tables are."""
        drawn: dict[str, Any] = {"funnel": self._both(charts.denominators, tables["funnel"].rows)}
        if "weighed" in tables:
            rows = [
                {"touchpoint": row["touchpoint"], "share": row["weighted"], "low": row["weighted_low"],
                 "high": row["weighted_high"]}
                for row in self.weighed
            ]  # fmt: skip
            drawn["weighed"] = self._bars(rows, "ratings.weighed.picture", "touchpoint", "points")
        if "heard" in tables:
            drawn["heard"] = self._bars(tables["heard"].rows, "ratings.heard.title", "label", "share")
        return drawn

    def _both(self, draw: Any, rows: Sequence[Any]) -> Any:
        return draw(rows, self._lang), draw(rows, self._lang, compact=True)

    def _bars(self, rows: Sequence[Any], key: str, label: str, form: Any) -> Any:
        told: dict[str, Any] = {"title": self._visit.t(key), "label": label, "form": form}
        return charts.bars(rows, self._lang, **told), charts.bars(rows, self._lang, compact=True, **told)

    def _ends(self, row: Mapping[str, Any], digits: int) -> dict[str, str]:
        return {end: words.share(row[end], self._lang, digits) for end in ("low", "high")}

    def _numbers(self, row: Mapping[str, Any], *names: str) -> dict[str, str]:
        return {name: words.number(row[name], self._lang) for name in names}


HANDLERS = ratings
