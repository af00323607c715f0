"""Tables and pictures of a page as files: CSV, Excel, Parquet, SVG, PNG, PDF."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
from litestar import Response

from oase.charts import Picture
from oase.report.exports import table_as
from oase.report.typesetting import picture_as
from oase.settings import Lang
from oase.web.pages.tables import Grid

__all__ = ["PICTURE_FORMATS", "TABLE_FORMATS", "file_of"]

TABLE_FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}

PICTURE_FORMATS = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


def file_of(
    name: str, grids: Mapping[str, Grid], pictures: Mapping[str, tuple[Picture, Picture]], lang: Lang
) -> Response[bytes] | None:
    """Return a table or picture as the file that a name such as ``flow.csv`` asks for, or None."""
    stem, _, ending = name.rpartition(".")
    if ending in TABLE_FORMATS and stem in grids:
        table = pa.Table.from_pylist(grids[stem].plain)
        return _attachment(table_as(table, ending, stem, lang), TABLE_FORMATS[ending], name)
    if ending in PICTURE_FORMATS and stem in pictures:
        return _attachment(_drawn(pictures[stem][0], ending), PICTURE_FORMATS[ending], name)
    return None


def _drawn(picture: Picture, ending: str) -> bytes:
    if ending == "svg":
        return picture.svg.encode()
    return picture_as(picture, "png" if ending == "png" else "pdf")


def _attachment(content: bytes, media_type: str, name: str) -> Response[bytes]:
    """``name`` is one of our own: stems of tables and pictures, and the endings above."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
