"""``Record`` and ``Count``: one repair, and a number of repairs, as Open Repair Data 0.3 has them."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import msgspec

__all__ = [
    "BARRIERS",
    "CATEGORIES",
    "COLUMNS",
    "REQUIRED",
    "STATUSES",
    "SUMMARY_COLUMNS",
    "TEXTILE",
    "Count",
    "Record",
    "Status",
]

Status = Literal["Fixed", "Repairable", "End of life", "Unknown"]

STATUSES: tuple[Status, ...] = get_args(Status)

BARRIERS = (
    "Spare parts not available",
    "Spare parts too expensive",
    "No way to open product",
    "Repair information not available",
    "Lack of equipment",
    "Item too worn out",
)
"""What prevented a repair. The published schema calls the last "Too worn out", the published data as here."""

CATEGORIES = (
    "Aircon/dehumidifier", "Battery/charger/adapter", "Decorative or safety lights", "Desktop computer",
    "Digital compact camera", "DSLR/video camera", "Fan", "Flat screen", "Hair & beauty item",
    "Handheld entertainment device", "Headphones", "Hi-Fi integrated", "Hi-Fi separates", "Kettle", "Lamp",
    "Laptop", "Large home electrical", "Misc", "Mobile", "Musical instrument", "Paper shredder",
    "PC accessory", "Portable radio", "Power tool", "Printer/scanner", "Projector", "Sewing machine",
    "Small home electrical", "Small kitchen item", "Tablet", "Toaster", "Toy",
    "TV and gaming-related accessories", "Vacuum", "Watch/clock", "Coffee maker", "Food processor",
    "Games console", "Hair dryer", "Iron",
)  # fmt: skip
"""Categories of things with a plug or battery; the first has the id 1. Textiles have none."""

TEXTILE = ("defect", "place_on_garment", "fabric", "technique")
"""Our own columns for textiles, which the standard has no codes for."""

COLUMNS = (
    "id",
    "data_provider",
    "country",
    "partner_product_category",
    "product_category",
    "product_category_id",
    "brand",
    "year_of_manufacture",
    "product_age",
    "repair_status",
    "repair_barrier_if_end_of_life",
    "group_identifier",
    "event_date",
    "record_date",
    "problem",
    *TEXTILE,
)
"""All columns, in the order in which they are written."""

REQUIRED = (
    "id",
    "partner_product_category",
    "repair_status",
    "problem",
    "event_date",
    "country",
    "data_provider",
)

SUMMARY_COLUMNS = ("data_provider", "product_category", "repair_status", "total")


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One repair that was tried; fields as in the standard, nothing of a person.

    Parameters
    ----------
    id : str
        Unique with its provider.
    data_provider, country, partner_product_category : str
        The country by three letters.
    repair_status : str
        Of ``STATUSES``.
    event_date : str
        ``YYYY-MM-DD``.
    problem : str
        Without mail addresses, telephone numbers and the like.
    product_category : str
    product_category_id : int or None
    brand : str
        Empty where unknown.
    year_of_manufacture : str
        Four digits; empty where unknown.
    product_age : float or None
        Years.
    repair_barrier : str
        Of ``BARRIERS``; empty for none.
    group_identifier, record_date : str
    textile : mapping
        Of ``TEXTILE``, only what is known.
    """

    id: str
    data_provider: str
    country: str
    partner_product_category: str
    repair_status: Status
    event_date: str
    problem: str = ""
    product_category: str = ""
    product_category_id: int | None = None
    brand: str = ""
    year_of_manufacture: str = ""
    product_age: float | None = None
    repair_barrier: str = ""
    group_identifier: str = ""
    record_date: str = ""
    textile: dict[str, str] = {}


class Count(NamedTuple):
    """A row of a summary: how many repairs of a category ended how."""

    data_provider: str
    product_category: str
    repair_status: Status
    total: int
