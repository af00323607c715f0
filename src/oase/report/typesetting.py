"""Typst as the typesetter: blocks of words, tables and pictures to PDF, pictures to PDF and PNG.

Needs the extra ``pdf``. Values reach Typst as data, never as its markup: nothing in them can be run.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from oase.charts import Picture
from oase.errors import ExtraMissing

__all__ = ["Block", "picture_as", "typeset"]

Block = Mapping[str, Any]
"""One piece of a document: its ``kind`` and what the template ``report.typ`` needs for it."""

_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image("picture.svg")
"""
_INCHES = 192.0


def typeset(blocks: Sequence[Block], *, title: str, lang: str, foot: str, made_at: int) -> bytes:
    """Return a document as PDF.

    Parameters
    ----------
    blocks : sequence of mapping
        In order; a ``Picture`` under the key ``picture`` is drawn.
    title, lang, foot : str
        Of the document, for readers and for those who hear it; the line at the foot of each page.
    made_at : int
        Microseconds since 1970, UTC; the same data give the same file.

    Raises
    ------
    ExtraMissing
        If Typst is not installed.
    """
    drawn: list[Picture] = []
    plain: list[dict[str, Any]] = []
    for block in blocks:
        told = dict(block)
        if isinstance(picture := told.get("picture"), Picture):
            told |= {"picture": f"{len(drawn)}.svg", "alt": picture.description, "width": picture.width}
            drawn.append(picture)
        plain.append(told)
    with tempfile.TemporaryDirectory(prefix="oase-pdf-") as name:
        folder = Path(name)
        for number, picture in enumerate(drawn):
            (folder / f"{number}.svg").write_text(picture.plain, encoding="utf-8")
        content = {"title": title, "lang": lang, "foot": foot, "blocks": plain}
        (folder / "content.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        template = files("oase.report").joinpath("templates", "report.typ").read_bytes()
        (folder / "main.typ").write_bytes(template)
        return _compiled(folder, "pdf", made_at)


def picture_as(picture: Picture, ending: Literal["pdf", "png"]) -> bytes:
    """Return a picture as PDF or PNG, with the light colours.

    Raises
    ------
    ExtraMissing
        If Typst is not installed.
    """
    with tempfile.TemporaryDirectory(prefix="oase-picture-") as name:
        folder = Path(name)
        (folder / "picture.svg").write_text(picture.plain, encoding="utf-8")
        (folder / "main.typ").write_bytes(_PICTURE)
        return _compiled(folder, ending, 0)


def _compiled(folder: Path, ending: Literal["pdf", "png"], made_at: int) -> bytes:
    try:
        import typst
    except ImportError as error:
        raise ExtraMissing("typst", "pdf") from error
    return typst.compile(
        folder / "main.typ", root=folder, format=ending, ppi=_INCHES, timestamp=made_at // 1_000_000
    )
