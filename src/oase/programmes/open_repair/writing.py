"""Records written as a file of Open Repair Data 0.3, which taken in again gives the same records."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

import msgspec

from oase.programmes.open_repair.record import COLUMNS, TEXTILE, Record

__all__ = ["lines", "row_of"]

_UNKNOWN_BRAND = "Unknown"


def lines(records: Iterable[Record]) -> Iterator[str]:
    """Yield a file line by line, its header first; the columns of textiles stand at the end.

    Texts are written as they are: other programs read this file. Who opens it in a spreadsheet should take
    it in as data, since a text may look like a formula.

    Examples
    --------
    >>> one = Record(id="lindwerk-1", data_provider="Lindwerk", country="DEU", repair_status="Fixed",
    ...     partner_product_category="Jacket", event_date="2026-11-21", textile={"defect": "seam"})
    >>> print("".join(lines([one])).splitlines()[1])
    lindwerk-1,Lindwerk,DEU,Jacket,,,Unknown,,,Fixed,,,2026-11-21,,,seam,,,
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in records:
        row = row_of(one)
        writer.writerow([row[column] for column in COLUMNS])
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def row_of(one: Record) -> dict[str, str]:
    """Return a record by the columns of the standard."""
    values = msgspec.structs.asdict(one)
    values["repair_barrier_if_end_of_life"] = values.pop("repair_barrier")
    values["brand"] = one.brand or _UNKNOWN_BRAND
    values["product_age"] = "" if one.product_age is None else f"{one.product_age:g}"
    number = one.product_category_id
    values["product_category_id"] = "" if number is None else str(number)
    textile: dict[str, str] = values.pop("textile")
    return {**values, **{name: textile.get(name, "") for name in TEXTILE}}
