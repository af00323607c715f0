"""The Purpose-Werkstatt: purpose, measures with their test, employees, open repair data."""

from __future__ import annotations

import pytest

from oase.programmes.participation import Participation, take_part
from oase.programmes.purpose import measures, promotions, shares, statements
from oase.programmes.purpose.test import Answers

PATHS = ("/purpose", "/purpose/measures", "/purpose/employees", "/purpose/repairs")
REPAIR = {
    "name_de": "Reparatur per Post",
    "kind": "repair",
    "state": "live",
    "benefit_from_item": "1",
    "open_to_all": "1",
    "outcome_de": "Jacken werden länger getragen",
    "unit": "Monate",
    "method": "Reparaturen der Werkstatt",
}
HEADER = "id,data_provider,country,partner_product_category,repair_status,event_date,problem"


@pytest.fixture
def folder(empty_folder):
    """A house without contacts."""
    return empty_folder


@pytest.fixture
def manager(signed_in):
    """A manager's browser, after the purpose was written down."""
    browser = signed_in("manager")
    browser.submit("/purpose/statement", {"text_de": "Damit Dinge lange leben.", "valid_from": "2026-01-01"})
    return browser


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_an_empty_house_says_how_to_begin(signed_in, path, lang):
    answer = signed_in("manager", lang).get(path)
    assert answer.status_code == 200
    assert "<h1" in answer.text
    assert (
        "Noch " if lang == "de" else ("yet" if path != "/purpose/repairs" else "no repair data")
    ) in answer.text


def test_without_a_written_purpose_no_measure_is_taken(signed_in):
    """P1: it is refused, what was typed stays."""
    browser = signed_in("manager")
    answer = browser.submit("/purpose/measures/new", REPAIR)
    assert answer.status_code == 400
    assert "dient einem aufgeschriebenen Purpose" in answer.text
    assert "Reparatur per Post" in answer.text
    browser.submit("/purpose/statement", {"text_de": "Damit Dinge lange leben."})
    assert browser.submit("/purpose/measures/new", REPAIR).status_code == 303


def test_a_measure_stands_in_its_list_with_the_reason(manager):
    manager.submit("/purpose/measures/new", REPAIR)
    coupon = {**REPAIR, "name_de": "Zehn Prozent", "sales_target": "1", "benefit_from_item": ""}
    manager.submit("/purpose/measures/new", coupon)
    page = manager.get("/purpose/measures").text
    assert "1 Maßnahme ist Purpose, 1 ist es nicht." in page
    assert "Es hat ein Verkaufs- oder Umsatzziel." in page
    assert page.index("Reparatur per Post") < page.index("Zehn Prozent")
    text = manager.get("/purpose/measures/download/measures.csv").text
    assert text.index("purpose") < text.index("promotion")


def test_a_test_can_be_tried_without_being_kept(manager, reach):
    answer = manager.submit("/purpose/measures/new", {**REPAIR, "points": "1", "do": "try"})
    assert "Treueprogramm, nicht Purpose. Es arbeitet mit Punkten." in answer.text
    assert 'value="Reparatur per Post"' in answer.text
    with reach.database.reading() as connection:
        assert measures.every(connection) == []


def test_a_voucher_on_take_back_becomes_a_linked_promotion(manager, reach):
    """The measure stays purpose; a change takes the voucher away, the undo brings it back."""
    told = {**REPAIR, "name_de": "Rücknahme", "kind": "take_back", "voucher": "1", "voucher_cents": "20,00"}
    one = manager.submit("/purpose/measures/new", told).headers["location"].split("?")[0]
    with reach.database.reading() as connection:
        (reward,) = promotions.every(connection)
        (kept,) = measures.every(connection)
    assert (reward.measure, reward.cents, reward.kind) == (kept.id, 2_000, "promotion")
    assert kept.verdict == "purpose"
    page = manager.get("/purpose/measures").text
    assert "Gutschein: Rücknahme" in page
    assert "Abgetrennt von" in page
    manager.submit(one, {**told, "voucher": ""})
    change = manager.get(one).text.split('name="change" value="')[1].split('"')[0]
    assert manager.submit(f"{one}/undo", {"change": change}).status_code == 303
    with reach.database.reading() as connection:
        states = [row.state for row in promotions.of_measure(connection, kept.id)]
        assert states == ["ended", "live"]
        assert measures.get(connection, kept.id).answers == kept.answers


def test_a_reward_of_a_programme_is_linked_and_one(manager, reach):
    manager.submit("/purpose/measures/new", {**REPAIR, "kind": "take_back"})
    with reach.database.writing() as connection:
        told = {"who": "", "now": reach.clock()}
        first = promotions.beside(connection, "take_back", "voucher", **told)
        assert promotions.beside(connection, "take_back", "voucher", **told) == first
        assert first.measure == measures.every(connection)[0].id
        alone = promotions.beside(connection, "kit", "voucher", **told)
        assert promotions.beside(connection, "kit", "voucher", **told) == alone
        assert alone.measure is None


def test_a_new_test_keeps_the_old_one(manager, reach):
    one = manager.submit("/purpose/measures/new", REPAIR).headers["location"].split("?")[0]
    manager.submit(one, {**REPAIR, "points": "1"})
    assert "Neu geprüft: Purpose wurde Treue" in manager.get(one).text
    with reach.database.reading() as connection:
        (kept,) = measures.every(connection)
        old = measures.changes(connection, kept.id)[0].before
    assert (kept.verdict, old["verdict"]) == ("loyalty", "purpose")
    assert old["rules"] == kept.rules
    assert manager.submit(f"{one}/undo", {"change": "1"}).status_code == 409
    assert manager.submit(f"{one}/end").status_code == 303
    assert "beendet" in manager.get(one).text


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name_de", "", "Ein Name fehlt"),
        ("kind", "party", "Dieses Programm gibt es nicht"),
        ("touchpoint", "Nirgends", "Diesen Touchpoint gibt es nicht"),
        ("begins", "gestern", "Der Beginn ist kein Tag"),
        ("ends", "2020-01-01", "vor dem Beginn"),
        ("minimum_spend_cents", "viel", "kein Betrag"),
        ("minimum_spend_cents", "-1", "kein Betrag"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(manager, reach, field, value, told):
    fields = {**REPAIR, "begins": "2026-01-01", field: value}
    answer = manager.submit("/purpose/measures/new", fields)
    assert answer.status_code == 400
    assert told in answer.text
    assert "Reparaturen der Werkstatt" in answer.text
    with reach.database.reading() as connection:
        assert measures.every(connection) == []


def test_who_may_only_look_changes_nothing(signed_in, manager, reach):
    manager.submit("/purpose/measures/new", REPAIR)
    analyst = signed_in("workshop")
    assert analyst.get("/purpose/measures/one/1").status_code == 200
    assert "Nur prüfen" not in analyst.get("/purpose/measures/one/1").text
    assert analyst.submit("/purpose/measures/one/1/end").status_code == 403
    with reach.database.reading() as connection:
        assert measures.get(connection, 1).state == "live"


def test_the_active_share_has_its_denominator(manager, reach):
    """Each person once, at her highest level; who nobody knows stands apart."""
    now = reach.clock()
    rows = [(1, "informed"), (1, "active"), (2, "used"), (3, "co_creator"), (None, "active"), (None, "used")]
    with reach.database.writing() as connection:
        for number, (alias, level) in enumerate(rows):
            take_part(connection, Participation(f"k{number}", "repair", level, "case:1", now, alias))
        found = shares(connection, 0, now + 1)
    assert (found.active, found.of) == (2, 3)
    assert sum(found.unknown.values()) == 2
    assert (
        "2 von 3 bekannten Mitmachenden handeln selbst: 66,7\N{NO-BREAK SPACE}% ("
        in manager.get("/purpose").text
    )


def test_employees_come_from_a_form_and_from_a_list(manager, signed_in):
    manager.submit("/purpose/employees", {"name": "Ada Wolf", "team": "Werkstatt"})
    listed = b"name;team;topic;part;day\nEve Beck;Laden;repair;trained;2026-05-01\nBob;Laden;repair;;x\n"
    answer = manager.submit("/purpose/employees/list", files={"file": ("staff.csv", listed, "text/csv")})
    assert "2026-11-21" in answer.text
    page = manager.get("/purpose/employees").text
    assert "1 von 2 Mitarbeitenden sind geschult." in page
    assert "Ada Wolf" in page
    assert "Ada Wolf" not in signed_in("workshop").get("/purpose/employees").text
    manager.submit("/purpose/employees/part", {"employee": ["1", "2"], "topic": "kit", "part": "trained"})
    assert "2 von 2 Mitarbeitenden" in manager.get("/purpose/employees").text
    manager.submit("/purpose/employees/1", {"do": "remove"})
    assert "Ada Wolf" not in manager.get("/purpose/employees").text
    assert manager.submit("/purpose/employees/99", {"do": "left"}).status_code == 404


def test_repair_data_comes_in_and_goes_out(manager):
    good = "rc_1,Repair Cafe,DEU,Jacket,Fixed,2025-06-07,seam; mail anna@example.org"
    bad = "rc_2,Repair Cafe,Germany,Jacket,Fixed,2025-06-07,"
    file = "\n".join([HEADER, good, bad]).encode()
    answer = manager.submit("/purpose/repairs", files={"file": ("rc.csv", file, "text/csv")})
    page = manager.get(answer.headers["location"]).text
    assert "1 Zeile gelesen (1 Reparatur), 1 abgelehnt." in page
    assert "Germany" in page
    assert ">3<" in page  # the line
    assert "1 von 1 Reparaturen gelangen." in manager.get("/purpose/repairs").text
    out = manager.get("/purpose/repairs/export/taken.csv").text
    assert "seam; mail [mail]" in out
    assert manager.get("/purpose/repairs/export/own.csv").text.startswith("id,data_provider")
    assert manager.get("/purpose/repairs/export/other.csv").status_code == 404
    manager.submit("/purpose/repairs/drop", {"source": "rc.csv"})
    assert "Noch sind keine Reparaturdaten da." in manager.get("/purpose/repairs").text


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xff\xfe\x00", b"\x1f\x8bnot gzip", b'id,"x\n'])
def test_a_file_of_something_else_is_refused(manager, content):
    answer = manager.submit("/purpose/repairs", files={"file": ("x.csv", content, "text/csv")})
    assert answer.status_code == 400
    assert "keine Datei nach Open Repair Data" in answer.text


def test_the_statement_keeps_its_versions(manager, reach):
    manager.submit("/purpose/statement", {"text_de": "Damit Jacken lange leben.", "valid_from": "2026-06-01"})
    page = manager.get("/purpose").text
    assert "Frühere Fassungen" in page
    assert manager.submit("/purpose/statement", {"text_de": " "}).status_code == 400
    with reach.database.reading() as connection:
        assert len(statements.every(connection)) == 2


def test_answers_are_kept_with_the_test(manager, reach):
    manager.submit("/purpose/measures/new", REPAIR)
    with reach.database.reading() as connection:
        kept = measures.get(connection, 1)
    assert isinstance(kept.answers, Answers)
    assert kept.rules == "2026-1"
    assert len(kept.reasons) == 7
