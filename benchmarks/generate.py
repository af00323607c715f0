"""Invented contact logs of any size, the same for the same seed: ``-m benchmarks.generate FILE CONTACTS``.

About twelve contacts a person over two years at thirty touchpoints of unequal frequency, with typical
successors, pauses of seconds within visits and of days between them. Person ids are strings; rows are sorted
by person and time. Written piece by piece, so any size fits into memory.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

BY_FREQUENCY = [
    *(
        "product_page",
        "search",
        "home",
        "category_page",
        "newsletter_signup",
        "paid_search",
        "organic_search",
    ),
    *("email_open", "add_to_cart", "paid_social", "view_cart", "display_ad", "email_click", "checkout"),
    *("store_visit", "sms", "payment", "order_confirmation", "delivery_update", "push", "store_purchase"),
    *("loyalty_scan", "wishlist", "affiliate", "chat", "faq", "call_center", "review", "return_request"),
    "app_open",
]
FOLLOWED_BY = {
    "home": "search",
    "search": "category_page",
    "category_page": "product_page",
    "product_page": "add_to_cart",
    "add_to_cart": "view_cart",
    "view_cart": "checkout",
    "checkout": "payment",
    "payment": "order_confirmation",
    "order_confirmation": "delivery_update",
    "paid_search": "product_page",
    "paid_social": "product_page",
    "organic_search": "home",
    "email_open": "email_click",
    "email_click": "product_page",
    "chat": "faq",
}
FUNNEL = ["product_page", "add_to_cart", "checkout", "order_confirmation"]
SEED = 42
PIECE = 80_000
DAY = 86_400.0
START = 1_704_067_200_000_000
SCHEMA = pa.schema(
    [
        ("customer_id", pa.string()),
        ("ts", pa.timestamp("us", tz="UTC")),
        ("touchpoint", pa.string()),
    ]
)


def piece(number: int, seed: int = SEED) -> pa.Table:
    """Return the contacts of the persons of one piece, about a million, sorted by person and time."""
    rng = np.random.default_rng([seed, number])
    lengths = np.clip(rng.negative_binomial(1.2, 1.2 / 12.2, PIECE) + 1, 1, 400)
    rows = int(lengths.sum())
    begins = np.cumsum(lengths) - lengths
    is_first = np.zeros(rows, bool)
    is_first[begins] = True
    visits = rng.random(rows) < 0.6
    pauses = np.maximum(np.where(visits, rng.exponential(90, rows), rng.exponential(9 * DAY, rows)), 1)
    passed = np.cumsum(pauses)
    since_first = passed - np.repeat(passed[begins], lengths)
    seconds = np.repeat(rng.uniform(0, 540 * DAY, PIECE), lengths) + since_first
    person = number * PIECE + np.repeat(np.arange(PIECE), lengths)
    ids = pa.array([f"c{n:09d}" for n in range(number * PIECE, (number + 1) * PIECE)])
    return pa.table(
        {
            "customer_id": ids.take(pa.array(person - number * PIECE)),
            "ts": pa.array(START + (seconds * 1e6).astype(np.int64), pa.timestamp("us", tz="UTC")),
            "touchpoint": pa.array(BY_FREQUENCY).take(pa.array(_touchpoints(rng, is_first))),
        },
        schema=SCHEMA,
    )


def _touchpoints(rng: np.random.Generator, is_first: np.ndarray) -> np.ndarray:
    """Return touchpoints: drawn by frequency, or the typical successor of what was drawn before."""
    weights = np.empty(len(BY_FREQUENCY))
    weights[[BY_FREQUENCY.index(name) for name in BY_FREQUENCY]] = (
        1 / np.arange(1, len(BY_FREQUENCY) + 1) ** 0.9
    )
    successor = np.array([BY_FREQUENCY.index(FOLLOWED_BY.get(name, name)) for name in BY_FREQUENCY])
    drawn = rng.choice(len(BY_FREQUENCY), size=len(is_first), p=weights / weights.sum())
    follows = (rng.random(len(is_first)) < 0.45) & ~is_first
    return np.where(follows, successor[np.roll(drawn, 1)], drawn)


def write(path: Path, contacts: int, seed: int = SEED) -> None:
    """Write exactly so many contacts to a Parquet file."""
    left, number = contacts, 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        while left:
            part = piece(number, seed).slice(0, left)
            writer.write_table(part, row_group_size=122_880)
            left -= part.num_rows
            number += 1


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
