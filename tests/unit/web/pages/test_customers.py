"""The pages about one customer, over a small real house: found by every id, known once, changed, erased."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import insert

from oase.accounts import Role
from oase.app import House
from oase.db.schema import contact_log
from oase.errors import HouseDamaged
from oase.identity import Ids, profiles
from oase.model import Purpose
from oase.service.message import Message
from oase.service.messages import take
from oase.surveys.tables import answers

SignsIn = Callable[..., Any]
HOSTILE = '<script>alert("Anna")</script>'
MARCH = 1_772_000_000_000_000
DAY = 86_400_000_000


def path(alias: int) -> str:
    return f"/customers/{alias:016x}"


def arrive(house: House, alias: int, *, at: int = MARCH, touchpoint: str = "Chat", **more: Any) -> None:
    """Put a contact into the log, as the pipeline does."""
    key = f"{alias % 10**8:08d}{at % 10**8:08d}".encode()
    row = {"alias": alias, "at": at, "received": at, "touchpoint": touchpoint, "source": "web"}
    with house.rooms.database.writing() as connection:
        connection.execute(insert(contact_log).values(**row, message_key=key, tie="", **more))


@pytest.fixture
def anna(house: House) -> int:
    """Somebody with every kind of id, traits and two contacts that wait in the log."""
    with house.rooms.database.writing() as connection:
        [met] = house.rooms.graph.resolve(
            connection, [Ids("anna-17", "anon-7f3a", "anna@lindwerk.example", "device-1")], [MARCH]
        )
        profiles.update(connection, {met.alias: {"firstName": "Anna", "lastName": "Größer"}}, MARCH)
    arrive(house, met.alias, channel="App", phase="use")
    arrive(
        house, met.alias, at=MARCH + DAY, touchpoint="Filiale", channel="Laden", phase="purchase", value=9.5
    )
    return met.person


@pytest.mark.parametrize("asked", ["anna-17", "anon-7f3a", "Anna@Lindwerk.example ", "device-1"])
def test_every_id_leads_to_her_and_stands_in_no_address(signed_in: SignsIn, anna: int, asked: str) -> None:
    answer = signed_in("service").submit("/customers/search", {"id": asked})
    assert answer.status_code == 303
    assert answer.headers["location"] == path(anna)


def test_a_person_of_an_import_is_found_by_her_number(signed_in: SignsIn, house: House) -> None:
    number = "K-0000000"
    alias = house.rooms.aliases.one("user", number)
    browser = signed_in("manager")
    assert browser.submit("/customers/search", {"id": number}).headers["location"] == path(alias)
    assert browser.submit("/customers/search", {"id": f"{alias:016x}"}).headers["location"] == path(alias)
    page = browser.get(path(alias)).text
    rows = house.rooms.store.rows_of([alias]).num_rows
    assert rows > 0
    assert f'<dd class="value">{rows}</dd>' in page


def test_whoever_is_not_known_is_said_so(signed_in: SignsIn, anna: int) -> None:
    browser = signed_in("manager")
    answer = browser.submit("/customers/search", {"id": "nobody-at-all"})
    assert answer.status_code == 200
    assert "niemand bekannt" in answer.text
    assert "nobody-at-all" not in answer.text
    assert browser.submit("/customers/search", {"id": "  "}).status_code == 400
    for wrong in ("/customers/0000000000000001", "/customers/xyz", "/customers/ffffffffffffffff"):
        assert browser.get(wrong).status_code == 404


@pytest.mark.parametrize("part", ["größ", "GRÖSS", "Anna"])
def test_a_part_of_a_name_finds_her(signed_in: SignsIn, anna: int, part: str) -> None:
    text = signed_in("manager").submit("/customers/search", {"id": part}).text
    assert (path(anna) in text) == (part != "GRÖSS")
    assert "Durchgesehen" in text


def test_who_was_here_last_comes_first(signed_in: SignsIn, house: House, anna: int, clock: Any) -> None:
    arrive(house, anna, at=clock.at - 60_000_000 * 5, touchpoint="Newsletter")
    text = signed_in("manager").get("/customers").text
    found = re.findall(r'<th scope="row"><a href="(/customers/[0-9a-f]{16})">([^<]*)', text)
    assert found[0] == (path(anna), "Anna Größer")
    assert len(found) == len({one for one, _ in found}) == 20
    assert "vor 5 Minuten" in text


def test_an_empty_house_says_what_to_do(
    signed_in: SignsIn, reach_of: Any, pages_of: Any, empty_folder: Any
) -> None:
    at = reach_of(empty_folder)
    text = signed_in("manager", app=pages_of(at), at=at).get("/customers").text
    assert 'href="/imports"' in text


def test_merged_persons_are_one_by_either_address_and_two_again_after(
    signed_in: SignsIn, house: House, anna: int
) -> None:
    other = house.rooms.aliases.one("user", "K-0000000")
    hers = house.rooms.store.rows_of([other]).num_rows
    browser = signed_in("service")
    answer = browser.submit(f"{path(anna)}/merge", {"kind": "user", "id": "K-0000000"})
    assert answer.status_code == 303
    for address in (path(anna), path(other)):
        assert f'<dd class="value">{hers + 2}</dd>' in browser.get(address).text
    [link] = [one for one in house.links("anna-17") if one.reason == "manual"]
    assert browser.submit(f"{path(anna)}/separate", {"link": str(link.id)}).status_code == 303
    assert '<dd class="value">2</dd>' in browser.get(path(anna)).text
    assert f'<dd class="value">{hers}</dd>' in browser.get(path(other)).text
    page = browser.get(f"{path(anna)}?part=ids").text
    assert "K-0000000" not in page  # she is another person again: only the way to her page is shown
    assert path(other) in page
    assert browser.submit(f"{path(anna)}/join", {"link": str(link.id)}).status_code == 303
    assert house.find_person("K-0000000") == house.find_person("anna-17")


def test_the_link_of_somebody_else_is_not_undone(signed_in: SignsIn, house: House, anna: int) -> None:
    with house.rooms.database.writing() as connection:
        house.rooms.graph.resolve(connection, [Ids("bert-4", "anon-bert")], [MARCH])
    [link] = house.links("bert-4")
    assert signed_in("manager").submit(f"{path(anna)}/separate", {"link": str(link.id)}).status_code == 400
    assert house.links("bert-4") == [link]


def test_a_person_of_an_import_is_merged_by_the_number_she_stood_under(
    signed_in: SignsIn, house: House, anna: int
) -> None:
    alias = house.rooms.aliases.one("user", "K-0000000")
    browser = signed_in("manager")
    fields = {"kind": "user", "id": "anna-17"}
    assert browser.submit(f"{path(alias)}/merge", {**fields, "own": "K-0000001"}).status_code == 400
    assert browser.submit(f"{path(alias)}/merge", {**fields, "id": "nobody"}).status_code == 400
    assert browser.submit(f"{path(alias)}/merge", {**fields, "own": "K-0000000"}).status_code == 303
    assert house.find_person("K-0000000") == house.find_person("anna-17")


def test_the_timeline_tells_each_contact_and_answer_once_newest_first(
    signed_in: SignsIn, house: House
) -> None:
    alias = house.rooms.aliases.one("user", "K-0000000")
    contacts = house.rooms.store.rows_of([alias]).to_pylist()
    answers = house.rooms.store.rows_of([alias], "answers").to_pylist()
    for number in range(60):
        arrive(house, alias, at=MARCH + number * DAY, touchpoint=f"Log {number}")
    times = [(row["at"] or 0, row["touchpoint"]) for row in (*contacts, *answers)]
    times += [(MARCH + number * DAY, f"Log {number}") for number in range(60)]
    browser = signed_in("manager")
    for _ in range(2):  # as they wait in the log, and sealed into the lake
        found: list[str] = []
        pages = -(-len(times) // 50)
        for page in range(1, pages + 1):
            text = browser.get(f"{path(alias)}?page={page}").text
            found += re.findall(r'<div class="what"><p><strong>([^<]*)</strong>', text)
        assert sorted(found) == sorted(word for _, word in times)
        logged = [word for word in found if word.startswith("Log")]
        assert logged == [f"Log {number}" for number in reversed(range(60))]
        house.seal()


def test_channel_and_phase_narrow_the_timeline(signed_in: SignsIn, anna: int) -> None:
    browser = signed_in("manager")
    assert "<strong>Chat</strong>" not in browser.get(f"{path(anna)}?channel=Laden").text
    assert "<strong>Filiale</strong>" in browser.get(f"{path(anna)}?channel=Laden").text
    assert "<strong>Filiale</strong>" not in browser.get(f"{path(anna)}?phase=use").text
    for odd in ("page=99999999999", "page=-1", "page=²", "channel=%00", "part=nothing"):
        assert browser.get(f"{path(anna)}?{odd}").status_code == 200


def test_beliefs_age_by_their_half_life(signed_in: SignsIn, house: House, anna: int, clock: Any) -> None:
    clock.at = MARCH + 91 * DAY
    text = signed_in("manager").get(f"{path(anna)}?part=known").text
    assert re.search(r"Filiale.*?vor 3 Monaten.*?50.%", text, re.DOTALL)


def test_a_trait_is_corrected_and_removed(signed_in: SignsIn, house: House, anna: int) -> None:
    browser = signed_in("service")
    fields = {"name": "firstName", "value": "Anne"}
    assert browser.submit(f"{path(anna)}/trait", fields).status_code == 303
    assert house.export_person("anna-17")["identity"]["profile"]["firstName"] == "Anne"
    browser.submit(f"{path(anna)}/trait", {"name": "lastName", "remove": "yes"})
    assert "lastName" not in house.export_person("anna-17")["identity"]["profile"]
    assert browser.submit(f"{path(anna)}/trait", {"name": "", "value": "x"}).status_code == 400
    assert browser.submit(f"{path(anna)}/trait", {"name": "city", "value": ""}).status_code == 400


def test_consents_are_written_line_by_line(signed_in: SignsIn, house: House, anna: int, clock: Any) -> None:
    browser = signed_in("service")
    fields = {"purpose": "email", "says": "granted", "text": "v3", "source": "Laden Köln"}
    assert browser.submit(f"{path(anna)}/consent", {**fields, "text": ""}).status_code == 400
    assert browser.submit(f"{path(anna)}/consent", {**fields, "purpose": "mood"}).status_code == 400
    assert house.consents("anna-17") == []
    assert browser.submit(f"{path(anna)}/consent", fields).status_code == 303
    text = browser.get(f"{path(anna)}?part=consents").text
    assert "v3, Laden Köln" in text
    clock.turn(hours=1)
    browser.submit(f"{path(anna)}/object", {"purpose": ["email", "push"], "source": "Brief"})
    said = {(one.purpose, one.is_granted) for one in house.consents("anna-17")}
    assert said == {(Purpose.EMAIL, True), (Purpose.EMAIL, False), (Purpose.PUSH, False)}
    assert browser.get(f"{path(anna)}?part=consents").text.count(">widerrufen<") == 4  # two now, two lines
    assert browser.submit(f"{path(anna)}/object", {"source": "Brief"}).status_code == 400


def test_the_export_is_that_of_the_house(signed_in: SignsIn, house: House, anna: int) -> None:
    browser = signed_in("service")
    answer = browser.get(f"{path(anna)}/export/export.json")
    told, known = answer.json(), house.export_person("anna-17")
    for one in (told, known):
        one.pop("exported")
    assert told == json.loads(json.dumps(known, default=str))
    assert answer.headers["content-disposition"] == 'attachment; filename="export.json"'
    page = browser.get(f"{path(anna)}/export/export.html")
    assert "anna@lindwerk.example" in page.text
    assert "Filiale" in page.text
    assert browser.get(f"{path(anna)}/export/other.txt").status_code == 404


def test_an_erased_person_is_gone_everywhere(signed_in: SignsIn, house: House, anna: int) -> None:
    browser = signed_in("manager")
    assert browser.get(f"{path(anna)}/erase").status_code == 200
    wrong = browser.submit(f"{path(anna)}/erasure", {"word": "ja"})
    assert wrong.status_code == 400
    assert house.find_person("anna-17") is not None
    answer = browser.submit(f"{path(anna)}/erasure", {"word": "löschen"})
    progress = answer.headers["location"]
    assert re.fullmatch("/customers/erasures/[0-9a-f]{32}", progress)
    assert 'data-erasure="running"' in browser.get(progress).text
    assert progress in browser.get("/customers/erasures").text
    house.work_off()
    receipt = browser.get(progress).text
    assert 'data-erasure="done"' in receipt
    assert "anna" not in receipt
    assert progress in browser.get("/customers/erasures").text
    assert browser.get(path(anna)).status_code == 404
    assert path(anna) not in browser.get("/customers").text
    for asked in ("anna-17", "anna@lindwerk.example", "Größer", f"{anna:016x}"):
        assert browser.submit("/customers/search", {"id": asked}).status_code == 200
    assert browser.get(f"/customers/erasures/{'0' * 32}").status_code == 404


def test_an_erasure_that_is_stuck_says_where(signed_in: SignsIn, house: House, anna: int) -> None:
    browser = signed_in("manager")
    (house.folder / "notes.txt").write_text("anna@lindwerk.example")
    progress = browser.submit(f"{path(anna)}/erasure", {"word": "löschen"}).headers["location"]
    with suppress(HouseDamaged):
        house.work_off()
    text = browser.get(progress).text
    assert 'data-erasure="stuck"' in text
    assert "notes.txt" in text


@pytest.mark.parametrize(
    ("role", "sees", "changes", "erases"),
    [
        (Role.ADMIN, True, True, True),
        (Role.MANAGER, True, True, True),
        (Role.SERVICE, True, True, False),
        (Role.ANALYST, False, False, False),
        (Role.WORKSHOP, False, False, False),
    ],
)
def test_roles(signed_in: SignsIn, anna: int, role: Role, *, sees: bool, changes: bool, erases: bool) -> None:
    browser = signed_in(role)
    for address in ("/customers", path(anna), f"{path(anna)}/download/course.csv"):
        assert browser.get(address).status_code == (200 if sees else 403)
    assert browser.submit("/customers/search", {"id": "anna-17"}).status_code == (303 if sees else 403)
    assert browser.get(f"{path(anna)}/export/export.json").status_code == (200 if changes else 403)
    for name in ("trait", "consent", "object", "merge", "separate", "join"):
        is_refused = browser.submit(f"{path(anna)}/{name}", {}).status_code == 403
        assert is_refused is not changes
    for address in (f"{path(anna)}/erase", "/customers/erasures"):
        assert browser.get(address).status_code == (200 if erases else 403)
    wrong = browser.submit(f"{path(anna)}/erasure", {"word": ""})
    assert wrong.status_code == (400 if erases else 403)
    if sees:
        rights = browser.get(f"{path(anna)}?part=rights").text
        assert (f"{path(anna)}/erase" in rights) is erases


@pytest.mark.parametrize("part", ["story", "known", "consents", "ids", "rights"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_hostile_words_are_shown_as_text(
    signed_in: SignsIn, house: House, anna: int, clock: Any, part: str, lang: str
) -> None:
    arrive(
        house,
        anna,
        at=clock.at - DAY,
        touchpoint=HOSTILE,
        channel=HOSTILE,
        phase=HOSTILE,
        attributes=json.dumps({HOSTILE: [HOSTILE]}),
    )
    house.correct_person("anna-17", {"firstName": HOSTILE, HOSTILE: {"x": HOSTILE}})
    house.consent("anna-17", "email", is_granted=True, text=HOSTILE, source=HOSTILE)
    house.merge("anna-17", HOSTILE)
    browser = signed_in("manager", lang)
    for address in (f"{path(anna)}?part={part}", "/customers", f"{path(anna)}/erase"):
        text = browser.get(address).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text
    assert "<script>alert" not in browser.get(f"{path(anna)}/export/export.html").text
    assert "style=" not in text


def test_the_picture_has_its_table(signed_in: SignsIn, anna: int) -> None:
    browser = signed_in("manager", "en")
    assert browser.get(f"{path(anna)}/download/course.svg").text.startswith("<svg")
    table = browser.get(f"{path(anna)}/download/course.csv").text
    assert "purchase" in table
    assert "use" in table
    assert "Way of a customer" in browser.get(path(anna)).text


def test_what_she_wrote_and_answered_leads_to_its_touchpoint(
    signed_in: SignsIn, house: House, anna: int
) -> None:
    """Messages and answers under any of her aliases, each with the way to where it belongs."""
    text = HOSTILE + " Wo bleibt die Jacke?"
    one = Message(key="t:1", channel="app", at=MARCH, text=text, alias=anna, touchpoint="Chat/Nacht")
    said = {"submission": "s", "survey": "three_taps", "version": 1, "touchpoint": "Kasse"}
    given = [("disconfirmation", -1.0, None), ("recommend", 8.0, None), ("voice", None, "Zu lang gewartet.")]
    with house.rooms.database.writing() as connection:
        take(connection, one, MARCH)
        for number, (role, value, words) in enumerate(given):
            connection.execute(
                insert(answers).values(
                    **said, alias=anna, item=role, role=role, number=value, text=words, at=MARCH + number,
                    lang="de", medium="page", way="invited", is_last=1,
                )
            )  # fmt: skip
    page = signed_in("service").get(f"{path(anna)}?part=letters").text
    for found in ("1 Nachricht<", "3 Antworten<", "schlechter als erwartet", "Weiterempfehlung: 8"):
        assert found in page
    assert 'href="/touchpoints/Chat~2FNacht"' in page
    assert 'href="/touchpoints/Kasse"' in page
    assert "„Zu lang gewartet.“" in page
    assert HOSTILE not in page
    assert re.search(r'href="/response/messages/\d+"', page)


def test_whoever_never_wrote_is_told_so(signed_in: SignsIn, anna: int) -> None:
    page = signed_in("service").get(f"{path(anna)}?part=letters").text
    assert "Sie hat noch keine Nachricht geschrieben." in page
    assert "Sie hat noch auf keine Umfrage geantwortet." in page
