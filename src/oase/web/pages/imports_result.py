"""What became of a file: the check of all its rows, the import, or what was in the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oase import words
from oase.app.tasks import State, Task
from oase.app.uploads import Upload
from oase.web.pages.columns import count_of
from oase.web.pages.page import Page
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["of_check", "of_result", "trouble_of"]

_PARTS = ("expected", "got", "where", "todo")
_MOST_TOUCHPOINTS = 12


def of_result(visit: Visit, upload: Upload, result: Mapping[str, Any]) -> Page:
    """Return the page that says what an import brought."""
    lang, added = visit.lang, result["rows_added"]
    key = result["kind"] if added else ("known" if result["duplicates"] else "none")
    rows = words.number(added, lang)
    title = visit.t(f"imports.result.{key}", rows=rows, source=result["source"])
    grid = _reasons(visit, result["reasons"])
    context = {
        "part": "result",
        "upload": upload,
        "result": result,
        "until": visit.moment(upload.until),
        "has_refused": bool(result["rows_refused"]),
        "dropped": ", ".join(result["dropped"]),
    }
    grids = {"reasons": grid} if result["rows_refused"] else {}
    return Page("imports", title, context, grids=grids, lede=visit.t("imports.result.lede", name=upload.name))


def of_check(visit: Visit, upload: Upload, check: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the check of a whole file found, in words."""
    lang, zone = visit.lang, visit.reach.settings.timezone
    good = check["rows_read"] - check["rows_refused"]
    first, last = check["first_at"], check["last_at"]
    evidence = (check.get("evidence") or {}).get(lang, [])
    return {
        "upload": upload.id,
        "read": words.number(check["rows_read"], lang),
        "good": words.number(good, lang),
        "refused": check["rows_refused"],
        "share": words.share(check["rows_refused"] / check["rows_read"], lang) if check["rows_read"] else "",
        "period": " – ".join(words.date(at, lang, zone) for at in (first, last) if at) or words.MISSING,
        "persons": words.number(check["persons"], lang),
        "touchpoints": words.number(check["touchpoints"], lang),
        "most": [
            (name, words.number(count, lang))
            for name, count in list(check["most"].items())[:_MOST_TOUCHPOINTS]
        ],
        "reasons": [(words.refusal(one, lang), words.number(n, lang)) for one, n in check["reasons"].items()],
        "examples": [
            one | {"why": words.refusal(one["reason"], lang), "todo": words.refusal_todo(one["reason"], lang)}
            for one in check["examples"]
        ],
        "letters": [row for row in evidence if row["reached"]],
        "missing": [row for row in evidence if row["missing"]],
    }


def trouble_of(visit: Visit, told: Mapping[str, Any] | None, task: Task | None) -> dict[str, Any] | None:
    """Return what was in the way, in words: of the file, or of the task."""
    if told is None:
        failed = task is not None and task.state is State.FAILED and task.trouble is not None
        if not failed or task is None or task.trouble is None:
            return None
        told = {"error": "task", "step": "task"} | {
            name: getattr(task.trouble, name) for name in ("what", *_PARTS)
        }
    key = f"imports.error.{told['error']}"
    return {
        "said": visit.t(key if told["error"] in _SAID else "imports.error.other"),
        "what": told["what"],
        "parts": [(visit.t(f"shell.{name}"), told[name]) for name in _PARTS if told.get(name)],
    }


_SAID = (
    "SourceUnreadable",
    "HeaderInvalid",
    "ColumnMissing",
    "ColumnUnusable",
    "AnswersUnusable",
    "OptionInvalid",
)


def _reasons(visit: Visit, reasons: Mapping[str, int]) -> Grid:
    rows = [{"reason": reason, "rows": count} for reason, count in reasons.items()]
    lang = visit.lang
    heads = {name: visit.t(f"imports.column.{name}") for name in ("reason", "rows", "todo")}
    columns = [
        Column("reason", heads["reason"], lambda row: words.refusal(row["reason"], lang)),
        count_of("rows", heads["rows"], lang),
        Column("todo", heads["todo"], lambda row: words.refusal_todo(row["reason"], lang)),
    ]
    return Grid("reasons", visit.t("imports.reasons"), columns, rows, keys=("reason", "rows"))
