"""Tables as files: CSV, Excel, Parquet; what a spreadsheet would run as a formula stays words."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from oase.words import Language

__all__ = ["as_csv", "as_parquet", "as_xlsx", "table_as"]


def table_as(table: pa.Table, ending: str, title: str, lang: Language) -> bytes:
    """Return one table as a file.

    Parameters
    ----------
    table : Arrow table
    ending : {"csv", "xlsx", "parquet"}
    title : str
        Of the sheet.
    lang : {"de", "en"}
        German CSV files have semicolons and decimal commas, as spreadsheets there expect.
    """
    if ending == "xlsx":
        return as_xlsx({title: table})
    return as_parquet(table) if ending == "parquet" else as_csv(table, lang)


def as_csv(table: pa.Table, lang: Language | None = None) -> bytes:
    """Return a table as CSV; for a language as its spreadsheets read it, else as programs do."""
    import pyarrow.csv as pacsv

    flat = _harmless(_flat(table))
    is_german = lang == "de"
    if is_german:
        flat = _with_commas(flat)
    sink = pa.BufferOutputStream()
    options = pacsv.WriteOptions(delimiter=";" if is_german else ",")
    pacsv.write_csv(flat, sink, options)
    return (b"\xef\xbb\xbf" if lang else b"") + sink.getvalue().to_pybytes()


def as_parquet(table: pa.Table) -> bytes:
    """Return a table as Parquet."""
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def as_xlsx(tables: Mapping[str, pa.Table]) -> bytes:
    """Return tables as an Excel workbook, a sheet each."""
    import xlsxwriter

    sink = io.BytesIO()
    # a touchpoint named "=1+1" stays a text: nothing of the data becomes a formula or a link
    book = xlsxwriter.Workbook(
        sink,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "nan_inf_to_errors": True,
        },
    )
    bold = book.add_format({"bold": True})
    for title, table in tables.items():
        _sheet(book.add_worksheet(title[:31]), table, bold)
    book.close()
    return sink.getvalue()


def _sheet(sheet: Any, table: pa.Table, bold: Any) -> None:
    flat = _flat(table)
    for column, name in enumerate(flat.column_names):
        sheet.write_string(0, column, name, bold)
        for row, value in enumerate(flat[name].to_pylist(), start=1):
            if value is not None:
                sheet.write(row, column, value)
    sheet.freeze_panes(1, 0)
    sheet.autofit()


def _flat(table: pa.Table) -> pa.Table:
    """Turn list columns into texts, joined by arrows for paths and commas for sets."""
    for index, item in enumerate(table.schema):
        if pa.types.is_list(item.type):
            glue = " → " if item.name == "path" else ", "
            texts = [
                None if cell is None else glue.join(map(str, cell)) for cell in table[item.name].to_pylist()
            ]
            table = table.set_column(index, item.name, pa.array(texts, pa.string()))
        elif pa.types.is_dictionary(item.type) or pa.types.is_null(item.type):
            table = table.set_column(index, item.name, table[item.name].cast(pa.string()))
    return table


def _harmless(table: pa.Table) -> pa.Table:
    """Put an apostrophe before words that a spreadsheet would run as a formula."""
    for index, item in enumerate(table.schema):
        if pa.types.is_string(item.type) or pa.types.is_large_string(item.type):
            words = pc.replace_substring_regex(table[item.name], r"^([=+\-@\t\r])", r"'\1")
            table = table.set_column(index, item.name, words)
    return table


def _with_commas(table: pa.Table) -> pa.Table:
    for index, item in enumerate(table.schema):
        if pa.types.is_floating(item.type):
            words = pc.replace_substring(pc.cast(table[item.name], pa.string()), ".", ",")
            table = table.set_column(index, item.name, words)
    return table
