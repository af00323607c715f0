"""The preview of a file that was handed in: what it is, what its columns mean, what becomes of its rows."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

import msgspec
from litestar import Response
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.app.tasks import State, Task
from oase.app.uploads import KEPT_HOURS, Upload, Uploads
from oase.app.views.imports import first_rows, trial
from oase.app.views.imports_mapping import FileMapping, problems
from oase.model import Reading
from oase.settings import Lang
from oase.web.pages.imports_form import chosen, column_rows, first_cells
from oase.web.pages.imports_result import of_check, of_result, trouble_of
from oase.web.pages.page import Page, action, page
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS", "begin", "size_words"]

_FIRST_ROWS = 8
_EXAMPLES = 8
_KEYS = {"import_look": "look", "import_check": "check", "import_rows": "import"}


@page("/imports/{upload:str}", Permission.IMPORT)
def preview(visit: Visit) -> Page:
    """Show how far a file is: looked at, checked, taken in."""
    uploads, upload = _found(visit)
    result = uploads.told(upload.id, "result")
    if result is not None:
        return of_result(visit, upload, result)
    task = _task(visit, upload)
    if task is not None and not task.state.is_over:
        return _running(visit, upload, task)
    if task is not None and task.state is State.CANCELLED and task.kind == "import_rows":
        uploads.discard(upload.id)
        return Page("imports", visit.t("imports.cancelled"), {"part": "gone"}, lede=visit.t("imports.gone"))
    look = uploads.told(upload.id, "look")
    trouble = trouble_of(visit, uploads.told(upload.id, "trouble"), task)
    if look is None and trouble is None:
        _ask(visit, uploads, upload, "import_look")
        return preview_again(visit)
    if look is None:
        return _unreadable(visit, upload, trouble)
    return _shown(visit, uploads, upload, look, trouble)


def preview_again(visit: Visit) -> Page:
    """Show what has become of a file that was looked at just now."""
    uploads, upload = _found(visit)
    task = _task(visit, upload)
    if task is not None and not task.state.is_over:
        return _running(visit, upload, task)
    look = uploads.told(upload.id, "look")
    trouble = trouble_of(visit, uploads.told(upload.id, "trouble"), task)
    return _shown(visit, uploads, upload, look, trouble) if look else _unreadable(visit, upload, trouble)


def begin(visit: Visit, uploads: Uploads, upload: Upload) -> Response[Any]:
    """Have a file looked at that has just come in, and lead to its preview."""
    _ask(visit, uploads, upload, "import_look")
    return visit.back(f"/imports/{upload.id}")


@action("/imports/{upload:str}", Permission.IMPORT)
def choose(visit: Visit) -> Redirect:
    """Keep what was chosen; then look anew, check the whole file, or take it in."""
    uploads, upload = _found(visit)
    here = f"/imports/{upload.id}"
    look, told = uploads.told(upload.id, "look"), uploads.told(upload.id, "mapping")
    task = _task(visit, upload)
    if uploads.told(upload.id, "result") is not None or (task is not None and not task.state.is_over):
        return visit.back(here)
    sheet = visit.said("sheet")
    if look is None or told is None:
        uploads.forget(upload.id, "trouble")
        _ask(visit, uploads, upload, "import_look", sheet=sheet)
        return visit.back(here)
    now = msgspec.convert(told, FileMapping)
    mapping = chosen(visit, look["columns"], now)
    uploads.forget(upload.id, "trouble")
    if mapping.sheet != now.sheet or mapping.kind != now.kind:
        kind = mapping.kind if mapping.kind != now.kind else ""
        if mapping.sheet != now.sheet:
            uploads.forget(upload.id, "look")
        _ask(visit, uploads, upload, "import_look", sheet=mapping.sheet, kind=kind)
        return visit.back(here)
    uploads.tell(upload.id, "mapping", mapping)
    wanted = {"check": "import_check", "go": "import_rows"}.get(visit.said("do"))
    if wanted is None:
        return visit.back(here)
    if problems(mapping) or trial(first_rows(uploads, upload.id), mapping, visit.reach.settings).error:
        return visit.back(here, "imports.said.not_yet")
    if wanted == "import_rows":
        uploads.tell(upload.id, "go", {"before": _last_import(visit)})
    _ask(visit, uploads, upload, wanted)
    return visit.back(here)


@action("/imports/{upload:str}/discard", Permission.IMPORT)
def discard(visit: Visit) -> Redirect:
    """Give a file up: end what is being done with it, and delete it."""
    uploads, upload = _found(visit)
    task = _task(visit, upload)
    said = "imports.said.discarded"
    if task is not None and not task.state.is_over:
        visit.tasks.cancel(task.id)
        if task.kind == "import_rows":
            said = "imports.said.cancelled"
    told = uploads.told(upload.id, "go")
    if said == "imports.said.cancelled" and told and _last_import(visit) != told["before"]:
        said = "imports.said.cancelled_late"
    uploads.discard(upload.id)
    return visit.back("/imports", said)


def size_words(size: int, lang: Lang) -> str:
    """Return the size of a file in words.

    Examples
    --------
    >>> size_words(532, "de"), size_words(1_234_567, "de")
    ('1 KB', '1,2 MB')
    """
    if size < 1_000_000:
        return f"{words.number(max(1, round(size / 1_000)), lang)} KB"
    return f"{words.number(size / 1_000_000, lang, 1)} MB"


def _found(visit: Visit) -> tuple[Uploads, Upload]:
    uploads = Uploads(visit.reach.database.folder, visit.reach.clock)
    upload = uploads.find(visit.places["upload"])
    if upload is None:
        raise NotFoundException
    return uploads, upload


def _last_import(visit: Visit) -> int:
    return max((row["id"] for row in visit.reach.house.imports()), default=0)


def _ask(visit: Visit, uploads: Uploads, upload: Upload, wanted: str, **further: str) -> None:
    """Ask for a task and note it beside the file."""
    arguments = {"upload": upload.id} | {name: value for name, value in further.items() if value}
    task = visit.tasks.ask(wanted, arguments, by=visit.account.id if visit.account else None)
    uploads.save(msgspec.structs.replace(upload, tasks={"latest": task.id}))


def _task(visit: Visit, upload: Upload) -> Task | None:
    latest = (Uploads(visit.reach.database.folder, visit.reach.clock).find(upload.id) or upload).tasks
    return visit.tasks.find(latest["latest"]) if "latest" in latest else None


def _running(visit: Visit, upload: Upload, task: Task) -> Page:
    step = _KEYS[task.kind]
    context = {"part": "running", "task": task, "upload": upload, "step": step}
    title = visit.t(f"imports.running.{step}", name=upload.name)
    return Page("imports", title, context, lede=visit.t("imports.running.more"))


def _unreadable(visit: Visit, upload: Upload, trouble: dict[str, Any] | None) -> Page:
    context = {"part": "unreadable", "upload": upload, "trouble": trouble, "hours": KEPT_HOURS}
    return Page(
        "imports",
        visit.t("imports.unreadable", name=upload.name),
        context,
        lede=visit.t("imports.unreadable.more"),
    )


def _shown(
    visit: Visit, uploads: Uploads, upload: Upload, look: dict[str, Any], trouble: dict[str, Any] | None
) -> Page:
    table = first_rows(uploads, upload.id)
    mapping = msgspec.convert(uploads.told(upload.id, "mapping"), FileMapping)
    wrong = [_problem(visit, key, told) for key, told in problems(mapping)]
    tried = None if wrong else trial(table, mapping, visit.reach.settings)
    check = uploads.told(upload.id, "check")
    is_current = check is not None and msgspec.convert(check["mapping"], FileMapping) == mapping
    context = {
        "part": "preview",
        "upload": upload,
        "size": size_words(upload.size, visit.lang),
        "until": visit.moment(upload.until),
        "hours": KEPT_HOURS,
        "look": look,
        "format": visit.t(f"imports.format.{look['kind']}"),
        "notes": [note_words(visit, note) for note in look["notes"]],
        "mapping": mapping,
        "columns": column_rows(visit, table, mapping),
        "zones": _zones(),
        "cells": first_cells(table, _FIRST_ROWS),
        "wrong": wrong,
        "tried": _tried(visit, tried.reading) if tried and tried.error is None else None,
        "tried_error": trouble_of(visit, _parts(tried.error), None) if tried and tried.error else None,
        "trouble": trouble,
        "check": of_check(visit, upload, check) if check is not None else None,
        "is_current": is_current,
        "can_go": not wrong and tried is not None and tried.error is None,
    }
    title = visit.t(f"imports.preview.{mapping.kind}", name=upload.name)
    return Page("imports", title, context, lede=visit.t("imports.preview.lede"))


def _problem(visit: Visit, key: str, told: dict[str, str]) -> str:
    named = {name: visit.t(f"imports.role.{role}") for name, role in told.items()}
    return visit.t(f"imports.problem.{key}", **named)


def _parts(error: Exception | None) -> dict[str, Any]:
    names = ("what", "expected", "got", "where", "todo")
    return {name: getattr(error, name) for name in names} | {"error": type(error).__name__, "step": "trial"}


def _tried(visit: Visit, reading: Reading) -> dict[str, Any]:
    return {
        "read": reading.rows_read,
        "good": reading.rows_accepted,
        "refused": reading.rows_refused,
        "examples": [
            {
                "line": one.line,
                "column": one.column,
                "value": one.value,
                "why": words.refusal(one.reason, visit.lang),
                "todo": words.refusal_todo(one.reason, visit.lang),
            }
            for one in reading.refusals[:_EXAMPLES]
        ],
        "notes": [note_words(visit, note.removeprefix("table: ")) for note in reading.notes],
    }


def note_words(visit: Visit, note: str) -> str:
    """Return what was found out about a file in the visitor's language, where there are words for it."""
    for begin, key in _NOTES.items():
        if note.startswith(begin):
            rest = note.removeprefix(begin).strip()
            named = {name: visit.t(f"imports.sign.{name}") for name in ("comma", "semicolon", "tab", "pipe")}
            return visit.t(f"imports.note.{key}", rest=named.get(rest, rest))
    return note


_NOTES = {
    "columns separated by": "separated",
    "decimal comma": "decimal",
    "encoding": "encoding",
    "sheet": "sheet",
}


def _zones() -> list[str]:
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))


HANDLERS = [*preview, *choose, *discard]
