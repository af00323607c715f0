"""What the counter knows of a customer, on her page: in her words, with age and source, denied or not."""

from __future__ import annotations

import pytest

from oase.db.facts import learn
from oase.model import Fact
from oase.retail import Product, Store, Variant
from oase.retail.keeping import put

DRESS = "09521234500010"
DAY = 86_400_000_000


@pytest.fixture
def anna(house, reach, clock):
    """A customer of whom the counter knows four things, one of which she has denied."""
    house.consent("anna", "analytics", is_granted=True)
    person = house.find_person("anna").person
    items = [
        Product(id="dress", name={"de": "Leinenkleid „Dünengras“"}, garment="dress"),
        Variant(gtin=DRESS, product="dress", size="38", size_system="DE", color={"de": "Sand"}),
        Store(code="ehren", name="Ehrenstraße", hours="Mo-Sa 10:00-20:00"),
    ]
    with reach.database.writing() as connection:
        put(connection, items, now=clock(), source="test")
        earlier = {"size:shoe:EU": Fact("39", clock() - 3 * DAY), "met:ehren": Fact(3, clock() - 3 * DAY)}
        undecided = {"choice": "later", "because": "size"}
        now = {"mood": "time", "wrong:size:shoe:EU": 1, f"undecided:{DRESS}": undecided}
        later = {name: Fact(value, clock()) for name, value in now.items()}
        learn(connection, person, earlier | later, clock())
    return f"{person:016x}"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "de",
            ["Leinenkleid „Dünengras“: noch offen, wegen der Größe", "Wie du heute da bist: mit Zeit",
             "gilt deshalb als ihr Laden", "4 Angaben, davon 1 nicht mehr verwendet"],
        ),
        ("en", ["still open, because of the size", "with time", "taken as her store",
                "4 statements, 1 of them"]),
    ],
)  # fmt: skip
def test_each_fact_is_said_as_she_reads_it(signed_in, anna, lang, said):
    """No raw key or value is left, and what she denied is struck out."""
    page = signed_in("manager").get(f"/customers/{anna}?part=known&lang={lang}").text
    for sentence in said:
        assert sentence in page
    assert "undecided:" not in page
    assert "mood" not in page
    assert page.count('<tr class="denied">') == 1


def test_where_nothing_is_known_the_page_says_how_it_comes(signed_in, house):
    """An empty state names the next step."""
    house.consent("berta", "analytics", is_granted=True)
    berta = house.find_person("berta").person
    page = signed_in("manager").get(f"/customers/{berta:016x}?part=known").text
    assert "Entscheidungen wissen von dieser Kundin noch nichts" in page
