"""A small shop: two stores, a dress in two sizes, shoes and a bag."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, insert

from oase.db import Database
from oase.db.versions import bump
from oase.retail import tables
from oase.retail.counting import count_stock

HOURS = "Mo-Sa 10:00-20:00; PH off; Dec 24 09:00-14:00"
NOW = 1_795_255_200_000_000
"""Saturday, 21 November 2026, 11:00 in Cologne."""

DRESS_38, DRESS_40 = "09521234000389", "09521234000402"
SHOE_39, SHOE_40, BAG, JACKET_38 = "09521234000396", "09521234000518", "09521234000600", "09521234000709"
ARTICLES = {
    DRESS_38: ("dress", "dress", "38", "DE"),
    DRESS_40: ("dress", "dress", "40", "DE"),
    SHOE_39: ("shoe", "shoe", "39", "EU"),
    SHOE_40: ("shoe", "shoe", "40", "EU"),
    BAG: ("bag", "", "", ""),
    JACKET_38: ("jacket", "jacket", "38", "DE"),
}


def put_product(connection: Connection, product: str, garment: str) -> None:
    values: dict[str, Any] = {
        "id": product, "name": json.dumps({"de": product}), "brand": "Lindwerk", "garment": garment,
        "material": json.dumps([["linen", 100.0]]), "care": "[]", "description": "{}", "image": "", "url": "",
        "updated": 1,
    }  # fmt: skip
    connection.execute(insert(tables.products).values(values))


def put_variant(connection: Connection, gtin: str, product: str, size: str, system: str) -> None:
    values: dict[str, Any] = {
        "gtin": gtin, "product": product, "sku": f"S-{gtin[-4:]}", "color": json.dumps({"de": "Sand"}),
        "shade": "", "size": size, "size_system": system, "price": 8990, "currency": "EUR", "online": 0,
        "updated": 1,
    }  # fmt: skip
    connection.execute(insert(tables.variants).values(values))


def put_store(connection: Connection, code: str, hours: str = HOURS, north: float = 50.9375) -> None:
    values: dict[str, Any] = {
        "code": code, "name": code, "street": "", "postcode": "", "city": "Köln", "country": "DE",
        "subdivision": "NW", "latitude": north, "longitude": 6.9603, "timezone": "Europe/Berlin",
        "hours": hours, "phone": "", "updated": 1,
    }  # fmt: skip
    connection.execute(insert(tables.stores).values(values))


def open_shop(database: Database) -> None:
    """Two stores; K1 has 2 pieces of each article, K2 one."""
    with database.writing() as connection:
        put_store(connection, "K1")
        put_store(connection, "K2", north=50.9413)
        for product, garment in {(product, garment) for product, garment, _, _ in ARTICLES.values()}:
            put_product(connection, product, garment)
        for gtin, (product, _, size, system) in ARTICLES.items():
            put_variant(connection, gtin, product, size, system)
            count_stock(connection, "K1", gtin, 2, NOW - 600_000_000, "till")
            count_stock(connection, "K2", gtin, 1, NOW - 600_000_000, "till")
        bump(connection, "retail")
