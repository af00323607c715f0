"""The page Reports: make one of what is chosen, read it, take it along as page or PDF."""

from __future__ import annotations

import base64
import datetime as dt
import re
from hashlib import sha256

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.app.tasks import State
from oase.report.shelf import ENDINGS, Kept, Shelf
from oase.report.tasks import KINDS
from oase.web.pages.page import Page, action, page
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

Here = NamedDependency[Visit]
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
(_KIND,) = KINDS


@page("/reports", Permission.SEE_ANALYSES)
def reports(visit: Visit) -> Page:
    """List the reports there are, and what is being made."""
    kept = Shelf(visit.reach.database.folder).list()
    tasks = visit.tasks.recent(_KIND, 10)
    running = next((task for task in tasks if not task.state.is_over), None)
    last = tasks[0] if tasks else None
    title = (
        visit.t("reports.headline", date=visit.moment(kept[0].made_at)) if kept else visit.t("reports.none")
    )
    return Page(
        "reports",
        title,
        {
            "kept": kept,
            "running": running,
            "failed": last if last is not None and last.state is State.FAILED else None,
            "chosen": lambda about: _chosen(about, visit),
        },
        lede=visit.t("reports.lede"),
        is_filtered=True,
    )


@action("/reports", Permission.SEE_ANALYSES)
def make(visit: Visit) -> Redirect:
    """Ask for a report of what the filters in the address leave."""
    told = visit.filters.arguments(visit.reach.clock(), visit.reach.settings.timezone)
    assert visit.account is not None  # noqa: S101 - the route needs a permission
    visit.tasks.ask(_KIND, {**told, "by": visit.account.name}, by=visit.account.id)
    return visit.back("/reports", **{name: values[0] for name, values in visit.filters.query.items()})


@action("/reports/{report:str}/remove", Permission.SEE_ANALYSES)
def remove(visit: Visit) -> Redirect:
    """Throw a report away."""
    Shelf(visit.reach.database.folder).remove(visit.places["report"])
    return visit.back("/reports", "reports.said.removed")


_OPT = {"permission": Permission.SEE_ANALYSES}


@get("/reports/{report:str}/{file:str}", sync_to_thread=True, opt=_OPT)
def report_file(visit: Here) -> Response[bytes]:
    """Return a report as page (``de.html``) or PDF (``de.pdf``); ``?save=1`` to keep it."""
    stem, _, ending = visit.places["file"].partition(".")
    lang = words.language(stem) if stem in words.CATALOGUE else None
    content = None
    if lang is not None:
        content = Shelf(visit.reach.database.folder).read(visit.places["report"], lang, ending)
    if lang is None or content is None:
        raise NotFoundException
    how = "attachment" if visit.asked("save") else "inline"
    name = f"oase-{visit.t('reports.file')}-{visit.places['report'][:8]}-{lang}.{ending}"
    headers = {"Content-Disposition": f'{how}; filename="{name}"'}
    if ending == "html":
        headers["Content-Security-Policy"] = policy_of(content)
    return Response(content, media_type=ENDINGS[ending], headers=headers)


def policy_of(content: bytes) -> str:
    """Return a content policy that allows the styles within a report by their hash, and nothing else."""
    styles = _STYLE.findall(content.decode("utf-8", "replace"))
    hashes = (base64.b64encode(sha256(style.encode()).digest()).decode() for style in styles)
    allowed = " ".join(f"'sha256-{one}'" for one in hashes) or "'none'"
    rest = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return f"default-src 'none'; style-src {allowed}; {rest}"


def _chosen(about: Kept, visit: Visit) -> str:
    """Return what a report was narrowed to, in words."""
    told = about.arguments
    parts = [visit.t("reports.from", day=_day(told["start"], visit))] if "start" in told else []
    parts += [visit.t("reports.until", day=_day(told["end"], visit))] if "end" in told else []
    parts += [str(told["channel"])] if "channel" in told else []
    parts += [": ".join(told["segment"])] if "segment" in told else []
    return ", ".join(parts) or visit.t("reports.everything")


def _day(written: object, visit: Visit) -> str:
    day = dt.datetime.fromisoformat(str(written)).replace(tzinfo=dt.UTC)
    return words.date(int(day.timestamp()) * 1_000_000, visit.lang)


HANDLERS = [*reports, *make, *remove, report_file]
