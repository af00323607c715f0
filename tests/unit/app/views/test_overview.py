"""What a house holds, as filters need it."""

from __future__ import annotations

import pyarrow as pa

from oase import read_contacts
from oase.app import open_house
from oase.app.views import overview


def test_groups_are_words_and_few(tmp_path):
    """Amounts, and columns with as many values as persons, are no segments."""
    rows = pa.table(
        {
            "person": [f"p{n}" for n in range(200)],
            "at": [f"2026-01-{1 + n % 28:02}T10:00Z" for n in range(200)],
            "touchpoint": ["shop"] * 200,
            "kind": ["new", "old"] * 100,
            "price": [149.0, 29.0] * 100,
            "stars": [1, 5] * 100,
            "order": [f"B-{n}" for n in range(200)],
        }
    )
    with open_house(tmp_path / "house", create=True) as house:
        contacts = read_contacts(
            rows,
            person="person",
            at="at",
            touchpoint="touchpoint",
            attributes=["kind", "price", "stars", "order"],
        )
        house.import_contacts(contacts, source="shop")
        found = overview(house, {}, lambda _done, _all: None)
    assert found["segments"] == {"kind": ["new", "old"]}
    assert found["contacts"] == found["persons"] == 200
