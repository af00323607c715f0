"""The registry and owners of items: known once, filled in, handed over."""

from __future__ import annotations

import io
from datetime import date

import pytest

from oase.db import open_database
from oase.errors import HeaderInvalid, OptionInvalid, SourceUnreadable
from oase.programmes.items import owners, registry
from oase.programmes.items.labels import label, named_by
from oase.programmes.items.life import life_of
from oase.programmes.items.registry import New
from oase.programmes.items.taking import take
from oase.retail.gtin import GtinInvalid

NOON = 1_795_950_000_000_000  # 29.11.2026
GTIN = "4012345678901"


@pytest.fixture
def database(tmp_path):
    """A house without articles."""
    import oase

    with (
        oase.open(tmp_path / "house", create=True, own="Lindwerk"),
        open_database(tmp_path / "house") as opened,
    ):
        yield opened


def jacket(**more):
    return New(**({"gtin": GTIN, "serial": "A-1", "name": {"de": "Jacke"}, "garment": "jacket"} | more))


def test_the_same_numbers_are_one_item_whatever_their_length(database):
    """An EAN-13 and its GTIN-14; what was empty is filled in, what was known stays."""
    with database.writing() as connection:
        first = registry.register(connection, jacket(), NOON)
        more = jacket(gtin="04012345678901", sold=date(2026, 3, 1), country="de", name={"de": "Anders"})
        second = registry.register(connection, more, NOON + 5)
        third = registry.register(connection, jacket(sold=date(2020, 1, 1), country="FR"), NOON + 9)
    assert (first.is_new, second.is_new, third.is_new) == (True, False, False)
    assert third.item.id == first.item.id
    assert (third.item.sold, third.item.country) == (date(2026, 3, 1), "DE")
    assert third.item.name == {"de": "Jacke"}


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"serial": ""}, "serial"),
        ({"serial": "mit Leer"}, "serial"),
        ({"serial": "x" * 21}, "serial"),
        ({"name": {}}, "name"),
        ({"garment": "sofa"}, "garment"),
        ({"country": "Deutschland"}, "country"),
        ({"sold": date(2027, 1, 1)}, "sold"),
        ({"sold": date(2026, 2, 1), "delivered": date(2026, 1, 1)}, "delivered"),
        ({"grams": 0}, "grams"),
    ],
)
def test_what_cannot_be_is_refused_by_field(database, more, where):
    """Nothing is kept of it."""
    with database.writing() as connection, pytest.raises(OptionInvalid) as error:
        registry.register(connection, jacket(**more), NOON)
    assert error.value.where == where
    with database.reading() as connection:
        assert registry.counts(connection) == {}


def test_an_item_has_one_owner_and_a_history(database):
    """The first ends when the second begins; told twice it happens once; another cannot claim it."""
    with database.writing() as connection:
        item = registry.register(connection, jacket(), NOON).item.id
        assert owners.claim(connection, item, 11, [11], "bought", NOON)
        assert not owners.claim(connection, item, 12, [11, 12], "bought", NOON + 1), "hers under another id"
        with pytest.raises(owners.OwnerStands):
            owners.claim(connection, item, 99, [99], "registered", NOON + 2)
        done = [
            owners.hand_over(
                connection, item, to=99, how="second_hand", now=NOON + 3, key="resale:5", origin="resale:5"
            )
            for _ in range(2)
        ]
        kinds = [one.kind for one in life_of(connection, item)]
        held = owners.owners_of(connection, item)
    assert done == [True, False]
    assert kinds == ["registered", "resold"]
    assert [(one.alias, one.until) for one in held] == [(11, NOON + 3), (99, None)]


def test_passing_on_is_taken_back_only_by_whoever_did(database):
    """Not by a stranger, not once somebody else has it."""
    with database.writing() as connection:
        item = registry.register(connection, jacket(), NOON).item.id
        owners.claim(connection, item, 11, [11], "bought", NOON)
        owners.hand_over(connection, item, to=None, how="gift", now=NOON + 1, key="k")
        assert not owners.undo(connection, item, [12], "k")
        assert owners.undo(connection, item, [11], "k")
        assert owners.owner_of(connection, item).alias == 11
        owners.hand_over(connection, item, to=None, how="gift", now=NOON + 2, key="l")
        owners.claim(connection, item, 12, [12], "registered", NOON + 3)
        assert not owners.undo(connection, item, [11], "l")


def test_search_takes_signs_as_they_are(database):
    """A per cent sign is no wildcard."""
    with database.writing() as connection:
        registry.register(connection, jacket(), NOON)
        registry.register(connection, jacket(serial="50%-X", gtin=""), NOON)
        assert registry.search(connection, "%")[0] == 1
        assert registry.search(connection, "a-1")[0] == 1
        assert registry.search(connection, state="recycled")[0] == 0


@pytest.mark.parametrize("serial", ["A1", "A/7", "a%b", "x" * 20, "Q?=1&2"])
def test_a_label_names_its_item(serial):
    """What is printed is read again, whatever the signs."""
    assert named_by(label(GTIN, serial)) == ("04012345678901", serial)


@pytest.mark.parametrize(
    "text", ["", "4012345678901", "https://x/01/4012345678902/21/A", "https://x/21/A", "http://["]
)
def test_what_is_no_label_names_nothing(text):
    """No error, no item."""
    assert named_by(text) is None


def test_a_wrong_article_number_is_told(database):
    """With the digit that would be right."""
    with database.writing() as connection, pytest.raises(GtinInvalid):
        registry.register(connection, jacket(gtin="4012345678902"), NOON)


CSV = """gtin;Seriennummer;name;garment;Land;Kaufdatum
4012345678901;A-1;Jacke;jacket;DE;03.08.2026
4012345678902;A-2;Jacke;jacket;DE;03.08.2026
;B 1;Mantel;jacket;DE;
;B-2;;jacket;DE;
;B-3;Mantel;jacket;DE;31.02.2026

;B-4;Mantel;jacket;;2026-02-28
"""


def test_a_table_is_taken_and_each_refused_row_named(database):
    """By line and field; the same table again adds nothing."""
    first, second = (take(database, io.BytesIO(CSV.encode()), "s.csv", NOON) for _ in range(2))
    assert (first.new, first.known, first.refused) == (2, 0, 4)
    assert (second.new, second.known, second.refused) == (0, 2, 4)
    assert [(one.line, one.field) for one in first.refusals] == [
        (3, "gtin"), (4, "serial"), (5, "name"), (6, "sold"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"", SourceUnreadable), (b"name\nJacke\n", HeaderInvalid), (b"serial;serial\nA;B\n", HeaderInvalid),
     (b"serial;name\n\xff\xfe;x\n", SourceUnreadable)],
)  # fmt: skip
def test_a_table_that_cannot_be_read_is_told(database, content, kind):
    """Empty, without serial numbers, twice the same column, no text."""
    with pytest.raises(kind):
        take(database, io.BytesIO(content), "s.csv", NOON)


def test_a_table_without_line_ends_is_not_kept_in_memory(database):
    content = CSV.encode() + b"a" * 3_000_000
    with pytest.raises(SourceUnreadable, match="without an end"):
        take(database, io.BytesIO(content), "s.csv", NOON)


def test_a_cell_that_is_too_long_is_refused_by_the_file(database):
    with pytest.raises(SourceUnreadable, match="cannot be read"):
        take(database, io.BytesIO(CSV.encode() + b"b" * 300_000 + b",1\n"), "s.csv", NOON)
