"""A small set of open repair records of an invented provider, as a file would bring them."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Final

from oase.demo.programmes.when import day_of, drawn

__all__ = ["FIXED", "RECORDS", "repair_records"]

RECORDS: Final = 60
FIXED: Final = 44
"""Records in all, and those that were mended."""

_NAME = "Nähcafé Musterhafen"
_HEADER = (
    "id", "data_provider", "country", "partner_product_category", "product_category", "product_category_id",
    "brand", "year_of_manufacture", "product_age", "repair_status", "repair_barrier_if_end_of_life",
    "group_identifier", "event_date", "record_date", "problem", "defect", "place_on_garment", "fabric",
    "technique",
)  # fmt: skip
_KINDS = (
    ("Clothing/textile ~ jacket", "zip", "front", "polyester", "slider changed"),
    ("Clothing/textile ~ trousers", "seam", "crotch", "cotton", "sewn by machine"),
    ("Clothing/textile ~ jumper", "hole", "elbow", "wool", "darned"),
    ("Clothing/textile ~ bag", "strap", "strap", "polyamide", "sewn by hand"),
)


def repair_records(seed: int, now: int) -> bytes:
    """Return a CSV file of 60 repairs within a year, 44 of them mended.

    Examples
    --------
    >>> repair_records(7, 1_795_341_000_000_000).count(b"Fixed")
    44
    """
    rng, last = drawn(seed, "records"), day_of(now)
    statuses = ["Fixed"] * FIXED + ["Repairable"] * 9 + ["End of life"] * 5 + ["Unknown"] * 2
    rng.shuffle(statuses)
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(_HEADER)
    for number, status in enumerate(statuses, 1):
        category, defect, place, fabric, technique = rng.choice(_KINDS)
        day = last - timedelta(days=rng.randint(3, 360))
        barrier = "Item too worn out" if status == "End of life" else ""
        rows.writerow(
            (f"musterhafen_{number}", _NAME, "DEU", category, "", "", "", "", "", status, barrier,
             "musterhafen", day, day, f"{defect} at the {place}", defect, place, fabric,
             technique if status == "Fixed" else "")
        )  # fmt: skip
    return file.getvalue().encode()
