"""Decisions about a customer on her page: the sentences that she reads herself."""

from __future__ import annotations

import msgspec

from oase.decisions import Checked, Gate, Outcome, Receipt

HOUR = 3_600_000_000


def keep(house, alias: int, receipt: Receipt) -> None:
    """Write a receipt down, as the pipeline does."""
    row = (receipt.id, alias, receipt.at, receipt.play, receipt.version, receipt.outcome, receipt.reason)
    with house.rooms.database.writing() as connection:
        connection.exec_driver_sql(
            "insert into receipts (id, alias, at, play, version, outcome, reason, content)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, msgspec.msgpack.encode(receipt)),
        )


def receipt(number: int, at: int, outcome: Outcome, **more) -> Receipt:
    return Receipt(
        id=f"{number:016x}",
        at=at,
        play="wish-nearby",
        version=3,
        trigger="store.near",
        outcome=outcome,
        **more,
    )


def test_what_was_said_and_what_was_not(signed_in, house, clock):
    """Both leave a receipt, newest first; words of plays stay text."""
    house.consent("anna", "analytics", is_granted=True)
    anna = house.find_person("anna").person
    quiet = Checked(Gate.QUIET, is_passed=False, values={"start": "20:00", "end": "09:00", "at": clock()})
    withheld = {"reason": "quiet", "checked": (quiet,), "unchecked": (Gate.CAP_DAY,)}
    keep(house, anna, receipt(1, clock() - HOUR, Outcome.WITHHELD, **withheld))
    body = {"de": "Dein <b>Kleid</b> ist da", "en": "Your <b>dress</b> is here"}
    keep(house, anna, receipt(2, clock(), Outcome.SENT, title=body, body=body, arm="way", propensity=0.5))
    page = signed_in("manager").get(f"/customers/{anna:016x}?part=receipts").text
    assert page.index("Dein &lt;b&gt;Kleid&lt;/b&gt; ist da") < page.index("Nicht gesendet")
    assert 'class="failed"' in page
    assert 'class="unchecked"' in page
    assert "way" in page
    assert "50" in page


def test_older_ones_are_a_click_away(signed_in, house, clock):
    """Thirty on a page, then the next."""
    house.consent("anna", "analytics", is_granted=True)
    anna = house.find_person("anna").person
    for number in range(32):
        keep(house, anna, receipt(number, clock() - number * HOUR, Outcome.CONTROL, reason="control"))
    browser = signed_in("manager")
    first = browser.get(f"/customers/{anna:016x}?part=receipts").text
    assert first.count('class="card receipt"') == 30
    older = browser.get(f"/customers/{anna:016x}?part=receipts&before={clock() - 29 * HOUR}").text
    assert older.count('class="card receipt"') == 2


def test_nobody_was_decided_about(signed_in, house):
    """An empty part says what makes a receipt; an address that is none does no harm."""
    house.consent("anna", "analytics", is_granted=True)
    anna = house.find_person("anna").person
    page = signed_in("manager").get(f"/customers/{anna:016x}?part=receipts&before=gestern")
    assert page.status_code == 200
    assert "noch nichts entschieden" in page.text
