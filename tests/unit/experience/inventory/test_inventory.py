"""The inventory: edited, undone, costed, taken along and back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from oase.db import Database, open_database
from oase.db.schema import touchpoints as registry
from oase.errors import HeaderInvalid, OptionInvalid
from oase.experience.inventory import (
    Evidence,
    Touchpoint,
    add,
    add_budget,
    budgets_of,
    change,
    elements_of,
    find,
    history,
    put_element,
    remove_budget,
    remove_element,
    rows_of,
    spread,
    suggested,
    take_file,
    touchpoints,
    undo,
)
from oase.experience.inventory.files import MOST_ROWS

NOW = 1_795_000_000_000_000


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A house whose contacts have named two touchpoints."""
    with open_database(tmp_path / "house", create=True) as made:
        with made.writing() as connection:
            for name, channel, phase in (("Beratung", "Laden", "shortlist"), ("Kauf", None, None)):
                row = {"name": name, "channel": channel, "phase": phase, "created": 5}
                connection.execute(insert(registry).values(**row))
        yield made


def test_contacts_fill_the_inventory_by_themselves(database: Database) -> None:
    """What contacts named is there with what they said, and as nobody has edited it."""
    with database.reading() as connection:
        held = touchpoints(connection)
    assert held == [
        Touchpoint(name="Beratung", channel="Laden", phase="shortlist", created=5),
        Touchpoint(name="Kauf", created=5),
    ]


def test_each_change_is_kept_and_can_be_undone(database: Database) -> None:
    """History tells what differed; undo sets it back, and is itself a change."""
    with database.writing() as connection:
        change(connection, "Kauf", {"owner": "Kaya", "asked": True}, who="Jonas", now=NOW)
        change(connection, "Kauf", {"owner": "Kaya"}, who="Jonas", now=NOW + 1)
        change(connection, "Kauf", {"owner": "Ines", "loop": {"as_is": "Schlange"}}, who="Ines", now=NOW + 2)
        newest = history(connection, "Kauf")[0]
        assert (newest.before, newest.after) == (
            {"owner": "Kaya", "loop": {}},
            {"owner": "Ines", "loop": {"as_is": "Schlange"}},
        )
        undone = undo(connection, newest.id, who="Kaya", now=NOW + 3)
        assert (undone.owner, undone.asked, undone.loop) == ("Kaya", True, {})
        assert [one.who for one in history(connection, "Kauf")] == ["Kaya", "Ines", "Jonas"]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"media": "bought"}, "media"),
        ({"phase": "later"}, "phase"),
        ({"verdict": "combine"}, "verdict_with"),
        ({"verdict": "combine", "verdict_with": "Kauf"}, "verdict_with"),
        ({"verdict_with": "Kasse"}, "verdict_with"),
        ({"name": "X"}, "name"),
        ({"about": "x" * 2_001}, "about"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    database: Database, fields: dict[str, str], where: str
) -> None:
    """Nothing is kept of a change that names a word there is not."""
    with database.writing() as connection:
        with pytest.raises(OptionInvalid) as error:
            change(connection, "Kauf", fields, who="Kaya", now=NOW)
        assert error.value.where == where
        assert find(connection, "Kauf").updated == 0


def test_a_touchpoint_of_others_can_be_added_once(database: Database) -> None:
    """Portals and shops of the trade are in the inventory, too; a name stands once."""
    with database.writing() as connection:
        made = add(connection, " Portal ", {"kind": "foreign", "steering": "influenceable"}, who="K", now=NOW)
        assert (made.name, made.kind, made.downstream) == ("Portal", "foreign", False)
        for name in ("Portal", "", "a\nb", "x" * 201):
            with pytest.raises(OptionInvalid):
                add(connection, name, {}, who="K", now=NOW)
        with pytest.raises(OptionInvalid):
            undo(connection, history(connection, "Portal")[0].id, who="K", now=NOW)


def test_elements_are_rated_by_the_company(database: Database) -> None:
    """An element has one rating, the latest; zero is a rating, none is not zero."""
    with database.writing() as connection:
        put_element(connection, "Kauf", "Musik", "", None, who="K", now=NOW)
        put_element(connection, "Kauf", "Musik", "zu laut", -2, who="J", now=NOW + 1)
        put_element(connection, "Kauf", "Licht", "", 0, who="K", now=NOW)
        assert [(one.name, one.rating, one.who) for one in elements_of(connection, "Kauf")] == [
            ("Licht", 0, "K"),
            ("Musik", -2, "J"),
        ]
        with pytest.raises(OptionInvalid):
            put_element(connection, "Kauf", "Duft", "", 3, who="K", now=NOW)
        remove_element(connection, elements_of(connection)[0].id)
        assert [one.name for one in elements_of(connection)] == ["Musik"]


def test_money_goes_where_customers_do_not_care(database: Database) -> None:
    """The share counts judged touchpoints; what is open or never asked is in neither part."""
    with database.writing() as connection:
        add_budget(connection, "Kauf", year=2026, cents=300_00, note="Lizenz", who="K", now=NOW)
        add_budget(connection, "Beratung", year=2026, cents=900_00, note="", who="K", now=NOW)
        with pytest.raises(OptionInvalid):
            add_budget(connection, "Kauf", year=1900, cents=1, note="", who="K", now=NOW)
        lines = [(one.touchpoint, one.cents) for one in budgets_of(connection)]
        assert spread(lines, {"Kauf": "neutral", "Beratung": "magic"}).share == pytest.approx(0.25)
        assert spread(lines, {"Kauf": "neutral", "Beratung": "open"}).share == 1.0
        assert spread(lines, {}).share is None
        remove_budget(connection, budgets_of(connection, "Kauf")[0].id)
        assert budgets_of(connection, "Kauf") == []


def test_a_verdict_is_suggested_from_what_is_known() -> None:
    """Relevance keeps, none drops or combines, too little says nothing."""
    box = Touchpoint(name="Box", channel="Paket", phase="use")
    card = Touchpoint(name="Karte", channel="Paket", phase="use")
    blog = Touchpoint(name="Blog", kind="foreign")
    every = [box, card, blog]
    known = {"Box": Evidence(10, 500, "hygiene"), "Karte": Evidence(9, 400, "neutral")}
    assert suggested(box, known, every).verdict == "keep"
    assert suggested(card, known, every) == ("combine", "neutral_beside", "Box")
    assert suggested(card, {"Karte": known["Karte"]}, every).verdict == "drop"
    assert suggested(box, {"Box": Evidence(3, 5, "open", 4_000)}, every) == ("", "open", "")
    assert suggested(blog, {}, every).verdict == ""
    assert suggested(box, {}, every).verdict == "missing"


def _written(path: Path, rows: list[dict[str, object]]) -> Path:
    if path.suffix == ".xlsx":
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet()
        for column, key in enumerate(rows[0]):
            sheet.write(0, column, key)
            for number, row in enumerate(rows, 1):
                sheet.write(number, column, row[key])
        book.close()
        return path
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_taken_along_comes_back_the_same(database: Database, tmp_path: Path, ending: str) -> None:
    """An export that is handed in again changes nothing, in either form."""
    with database.writing() as connection:
        change(
            connection,
            "Kauf",
            {"owner": "Kaya", "loop": {"to_be": "kürzer"}, "downstream": True},
            who="K",
            now=1,
        )
        add_budget(connection, "Kauf", year=2026, cents=123_450, note="Lizenz", who="K", now=NOW)
        rows = rows_of(connection, 2026)
        before = touchpoints(connection)
    path = _written(tmp_path / f"touchpoints.{ending}", rows)
    taken = take_file(database, path, path.name, who="K", now=NOW)
    assert (taken.added, taken.changed, taken.same, taken.refused) == (0, 0, 2, 0)
    with database.reading() as connection:
        assert touchpoints(connection) == before


def test_rows_that_cannot_be_kept_are_named_by_line_and_column(database: Database, tmp_path: Path) -> None:
    """The others count; German headings and words are understood, a sum replaces the import's own line."""
    path = tmp_path / "bestand.csv"
    path.write_text(
        "Touchpoint;Phase;Art;Steuerung;Bewerten;Urteil;cost_2026\n"
        "Kauf;Kauf;eigen;steuerbar;ja;behalten;1.200,50\n"
        "Portal;Suche;fremd;beeinflussbar;nein;;\n"
        "Beratung;Auswahl;eigen;steuerbar;vielleicht;;\n"
        ";Suche;eigen;steuerbar;ja;;\n"
        "Blog;Suche;fremd;steuerbar;nein;;viel\n"
        "Kauf;Kauf;eigen;steuerbar;ja;behalten;800\n",
        encoding="utf-8",
    )
    taken = take_file(database, path, path.name, who="K", now=NOW)
    assert (taken.added, taken.changed, taken.refused) == (1, 2, 3)
    assert [(one.line, one.column) for one in taken.refusals] == [(4, "asked"), (5, "name"), (6, "cost_2026")]
    with database.reading() as connection:
        assert (find(connection, "Kauf").phase, find(connection, "Kauf").verdict) == ("purchase", "keep")
        assert [(one.cents, one.note) for one in budgets_of(connection, "Kauf")] == [(800_00, "import")]
        assert "Blog" not in {one.name for one in touchpoints(connection)}
    many = "9" * 5_000  # digits: more than a number may have
    path.write_text(f"name;cost_2026;cost_{many}\nKauf;{many};1\n", encoding="utf-8")
    taken = take_file(database, path, path.name, who="K", now=NOW)
    assert [(one.line, one.column) for one in taken.refusals] == [(2, "cost_2026")]
    path.write_text("name\n" + "x\n" * (MOST_ROWS + 1), encoding="utf-8")
    with pytest.raises(OptionInvalid, match="too many rows"):
        take_file(database, path, path.name, who="K", now=NOW)
    path.write_text("Kanal;Phase\nWeb;Suche\n", encoding="utf-8")
    with pytest.raises(HeaderInvalid):
        take_file(database, path, path.name, who="K", now=NOW)


@given(
    st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(1, 10**9))),
    st.dictionaries(st.sampled_from("ABCD"), st.sampled_from(["neutral", "magic", "open", "pain"])),
)
def test_no_cent_is_lost_in_the_spread(lines: list[tuple[str, int]], states: dict[str, str]) -> None:
    """Parts add up to the whole."""
    found = spread(lines, states)
    assert (
        found.irrelevant + found.relevant + found.unknown == found.total == sum(cents for _, cents in lines)
    )
