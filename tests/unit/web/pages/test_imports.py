"""The page Imports: a file comes in, is looked at, checked, taken in, and deleted."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

from oase.app import House, uploads
from oase.app.uploads import UPLOADS, Uploads
from oase.app.views import imports_sources
from oase.web.reach import Reach

LOG = """\
Kunde;Zeit;Kontaktpunkt;Umsatz;Kundentyp
17;24.10.2026 19:05;Newsletter;;neu
17;25.10.2026 10:30;Produktseite;;neu
17;26.10.2026 11:12;Kauf;1.249,90;neu
23;26.10.2026 11:15;;;treu
23;irgendwann;Kauf;5,00;treu
"""


def upload(client: Any, name: str, content: bytes | str, **further: Any) -> httpx.Response:
    body = content.encode() if isinstance(content, str) else content
    return client.submit("/imports", files={"file": (name, body)}, **further)


def place_of(answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the mapping form as it stands."""
    form = page.split('id="mapping"')[1].split("</form>", maxsplit=1)[0]
    fields = {
        name: (re.search(r'<option value="([^"]*)" selected', options) or ["", ""])[1]
        for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL)
    }
    fields["kind"] = re.search(r'value="(\w+)" checked', form)[1]  # type: ignore[index]
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and "radio" not in tag and "hidden" not in tag:
            fields[name[1]] = value[1]
    return fields


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def client(signed_in: Any) -> Any:
    return signed_in("analyst")


@pytest.fixture
def kept(reach: Reach) -> Any:
    """Return the folders of uploads that are there."""
    folder = reach.database.folder / UPLOADS
    return lambda: sorted(folder.iterdir()) if folder.exists() else []


def test_a_file_goes_from_the_form_to_the_house(client: Any, house: House, kept: Any) -> None:
    before = house.contacts().count
    here = place_of(upload(client, "kontakte.csv", LOG))
    page = client.get(here).text
    assert "sieht nach Kontakten aus" in page
    assert "Spalten getrennt durch Strichpunkt" in page
    assert "3 von 5 ersten Zeilen gehen durch" in text_of(page)
    fields = fields_of(page)
    assert [fields[f"column-{n}"] for n in range(5)] == ["person", "at", "touchpoint", "value", "attribute"]
    assert place_of(client.submit(here, fields | {"do": "check"})) == here
    page = text_of(client.get(here).text)
    assert "Die ganze Datei" in page
    assert "24.10.2026 – 26.10.2026" in page
    assert place_of(client.submit(here, fields | {"do": "go"})) == here
    page = client.get(here).text
    assert "3 neue Kontakte aus „kontakte“ sind im Haus" in page
    assert house.contacts().count == before + 3
    assert not (kept()[0] / "file").exists()
    assert not (kept()[0] / "rows.arrow").exists()
    refused = client.get(f"{here}/refused.csv").content.decode("utf-8-sig").splitlines()
    assert refused[0].startswith("Datei,Zeile,Grund,Spalte")
    assert [line.split(",")[1] for line in refused[1:]] == ["5", "6"]
    assert "kontakte.csv" in client.get("/imports").text
    assert house.imports()[-1]["rows_refused"] == 2


def go(client: Any, here: str, **changed: str) -> str:
    fields = fields_of(client.get(here).text)
    return client.get(place_of(client.submit(here, fields | changed | {"do": "go"}))).text


def test_a_real_log_goes_through_by_the_page_alone(client: Any, house: House, data_dir: Path) -> None:
    path = data_dir / "journey" / "rete_ecom.csv.gz"
    if not path.exists():
        pytest.skip("the shared data are not here")
    here = place_of(upload(client, path.name, path.read_bytes()))
    fields = fields_of(client.get(here).text)
    assert [fields[f"column-{place}"] for place in range(8)] == [
        "person", "", "touchpoint", "at", "channel", "attribute", "attribute", "attribute",
    ]  # fmt: skip
    before = house.contacts().count
    assert "sind im Haus" in go(client, here)
    assert house.contacts().count > before + 10_000


def test_answers_long_and_wide_are_taken(client: Any, house: House) -> None:
    before = len(house.answers())
    sample = client.get("/imports/sample/answers.csv").text
    here = place_of(upload(client, "sample.csv", sample))
    assert "sieht nach Antworten aus" in client.get(here).text
    checked = client.submit(here, fields_of(client.get(here).text) | {"do": "check"})
    assert "Was diese Antworten belegen können" in client.get(place_of(checked)).text
    assert "8 neue Antworten" in go(client, here)
    wide = "id;Wifi;Sitz;Essen;Klasse\n" + "".join(
        f"{n};{n % 5 + 1};{(n + 2) % 5 + 1};{5 - n % 5};A{n % 2}\n" for n in range(40)
    )
    here = place_of(upload(client, "umfrage.csv", wide))
    fields = fields_of(client.get(here).text)
    assert [fields[f"column-{place}"] for place in range(5)] == [
        "person",
        "rating",
        "rating",
        "rating",
        "context",
    ]
    assert "120 neue Antworten" in go(client, here, worst="1", best="5", own="")
    assert len(house.answers()) == before + 128


def test_a_sample_of_contacts_starts_an_empty_house(
    reach_of: Any, pages_of: Any, empty_folder: Path, signed_in: Any
) -> None:
    empty = reach_of(empty_folder)
    client = signed_in("admin", app=pages_of(empty), at=empty)
    page = client.get("/imports").text
    assert "noch keine Daten aus Dateien" in page
    assert "/imports/sample/contacts.csv" in page
    here = place_of(upload(client, "contacts.csv", client.get("/imports/sample/contacts.csv").text))
    assert "12 neue Kontakte" in go(client, here)
    assert empty.house.contacts().count == 12


def test_the_same_file_again_is_counted_as_known(client: Any) -> None:
    go(client, place_of(upload(client, "kontakte.csv", LOG)))
    page = go(client, place_of(upload(client, "kontakte.csv", LOG)))
    assert "Nichts Neues" in page
    assert ">3</dd>" in page


def test_a_mapping_is_remembered_for_the_next_file(client: Any) -> None:
    here = place_of(upload(client, "kontakte.csv", LOG))
    go(client, here, **{"column-4": "channel", "source": "Kasse"})
    page = client.get(place_of(upload(client, "anders.csv", LOG))).text
    assert "letzten Datei mit diesen Spalten" in page
    fields = fields_of(page)
    assert (fields["column-4"], fields["source"]) == ("channel", "Kasse")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("leer.csv", b"", "Die Datei ist leer"),
        ("bild.png", b"\x89PNG\r\n" + bytes(300), "keine Tabelle"),
        ("nur-kopf.csv", b"person,at,touchpoint\n", "keine Tabelle"),
        ("doppelt.csv", b"a,a\n1,2\n", "Kopfzeile passt nicht"),
        ("torn.csv.gz", gzip.compress(LOG.encode() * 900)[:-40], "keine Tabelle"),
    ],
)
def test_what_is_no_table_is_said(client: Any, name: str, content: bytes, said: str) -> None:
    answer = upload(client, name, content)
    page = answer.text if answer.status_code >= 400 else client.get(place_of(answer)).text
    assert said in page


def test_a_table_with_more_columns_than_anyone_chooses_from_is_said(client: Any) -> None:
    head = ",".join(f"c{n}" for n in range(1_200))
    page = client.get(place_of(upload(client, "breit.csv", f"{head}\n{head}\n"))).text
    assert "too many columns" in text_of(page)
    assert "1,200" in text_of(page)


def test_wrong_columns_are_said_and_nothing_is_taken(client: Any, house: House, kept: Any) -> None:
    before = house.contacts().count
    here = place_of(upload(client, "falsch.csv", "a,b,c\n1,x,y\n2,x,z\n"))
    page = client.get(here).text
    assert "Es fehlt die Spalte für „Person“." in page
    fields = fields_of(page)
    answer = client.submit(here, fields | {"do": "go"})
    assert "not_yet" in place_of(answer)
    wrong = {"kind": "contacts", "column-0": "person", "column-1": "at", "column-2": "touchpoint", "do": "go"}
    page = client.get(place_of(client.submit(here, fields | wrong))).text
    assert "Eine Spalte enthält nicht, was sie bedeuten soll" in page
    twice = {"column-0": "person", "column-1": "person", "do": "check"}
    assert "nur eine sein" in client.get(place_of(client.submit(here, fields | twice)).partition("?")[0]).text
    assert house.contacts().count == before
    assert kept()[0].joinpath("file").exists()


def test_a_file_beyond_the_limit_leaves_nothing(
    client: Any, kept: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 10_000)
    answer = upload(client, "gross.csv", LOG * 100)
    assert answer.status_code == 413
    assert "Die Datei ist größer als" in answer.text
    assert kept() == []


def test_a_full_disk_is_said(client: Any, kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "FREE_BYTES", 1 << 60)
    answer = upload(client, "kontakte.csv", LOG)
    assert answer.status_code == 507
    assert kept() == []


def test_two_files_at_once_are_refused(client: Any, kept: Any) -> None:
    answer = client.submit("/imports", files=[("file", ("a.csv", LOG)), ("file", ("b.csv", LOG))])
    assert answer.status_code == 400
    assert "mehrere Dateien" in answer.text
    assert kept() == []


def sent(client: Any, body: bytes, **headers: str) -> httpx.Response:
    told = {"content-type": "multipart/form-data; boundary=x", "sec-fetch-site": "same-origin", **headers}
    return client.post("/imports", content=body, headers=told)


def form(client: Any, name: bytes, *, token: bool = True) -> bytes:
    begin = b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + client.token().encode() + b"\r\n"
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + name + b'"\r\n\r\n'
    return (begin if token else b"") + head + LOG.encode()


def test_an_upload_that_breaks_off_leaves_nothing(client: Any, kept: Any) -> None:
    answer = sent(client, form(client, b"a.csv"))
    assert answer.status_code == 400
    assert "mittendrin abgerissen" in answer.text
    assert kept() == []


def test_no_upload_without_the_token_of_the_session(client: Any, kept: Any) -> None:
    end = b"\r\n--x--\r\n"
    assert sent(client, form(client, b"a.csv", token=False) + end).status_code == 403
    other = form(client, b"a.csv").replace(client.token().encode(), b"0" * 32)
    assert sent(client, other + end).status_code == 403
    assert sent(client, form(client, b"a.csv") + end, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert sent(client, b"a,b", **{"content-type": "text/csv"}).status_code == 400
    assert kept() == []


@pytest.mark.parametrize(
    "name",
    [
        b"../../../etc/passwd.csv",
        b"..\\\\..\\\\boot.csv",
        b"a\x00b.csv",
        b"x" * 300 + b".csv",
        b"..",
        "ü\u202e.csv".encode(),
    ],
)
def test_tricks_in_names_lead_nowhere(client: Any, kept: Any, reach: Reach, name: bytes) -> None:
    house = reach.database.folder
    before = {path.name for path in house.iterdir()} | {UPLOADS}
    answer = sent(client, form(client, name) + b"\r\n--x--\r\n")
    assert {path.name for path in house.iterdir()} <= before
    for folder in kept():
        assert re.fullmatch("[0-9a-f]{32}", folder.name)
        assert folder.stat().st_mode & 0o077 == 0
        assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir() if path.name != "begun")
    if answer.status_code == 303:
        shown = Uploads(house, reach.clock).all()[0].name
        assert len(shown) <= 120
        assert not set(shown) & set("/\\\0\u202e")
        assert client.get(place_of(answer)).status_code == 200
    else:
        assert answer.status_code == 400


@pytest.mark.parametrize("name", ["%2e%2e%2fhouse.sqlite", "0" * 31, "g" * 32, "0" * 32])
def test_only_ids_of_uploads_lead_anywhere(client: Any, name: str) -> None:
    for path in (f"/imports/{name}", f"/imports/{name}/refused.csv"):
        assert client.get(path).status_code in (303, 404)


def test_a_bomb_is_refused(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports_sources, "MOST_UNPACKED", 1 << 20)
    monkeypatch.setattr(imports_sources, "MOST_WORKBOOK", 1 << 20)
    rows = b"person,at,touchpoint\n" + b"1,2026-11-01,web\n" * 200_000
    archive, workbook = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.csv", rows)
    with zipfile.ZipFile(workbook, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("xl/sheet.xml", bytes(2 << 20))
    for name, content in (("a.zip", archive.getvalue()), ("a.xlsx", workbook.getvalue())):
        page = client.get(place_of(upload(client, name, content))).text
        assert "unpacks to more than is taken" in page
    here = place_of(upload(client, "a.csv.gz", gzip.compress(rows)))
    shown = client.get(here).text  # its first rows can be seen, the whole is too much
    page = go(client, here) if 'id="mapping"' in shown else shown
    assert "unpacks to more than is taken" in page


def test_words_of_a_file_are_only_words(client: Any) -> None:
    nasty = "<script>alert(1)</script>"
    log = f'person,at,touchpoint,{nasty}\n1,2026-11-01 10:00,{nasty},"<img src=x onerror=y>"\n2,nie,=1+1,a\n'
    here = place_of(upload(client, f"{nasty}.csv", log))
    fields = fields_of(client.get(here).text)
    pages = [client.get(here).text]
    client.submit(here, fields | {"source": nasty, "do": "check"})
    pages += [client.get(here).text, client.get("/imports").text]
    client.submit(here, fields | {"source": nasty, "do": "go"})
    pages += [client.get(here).text, client.get("/imports").text]
    assert all("<script>alert" not in page and "<img" not in page for page in pages)
    assert "&lt;script&gt;" in pages[-1]


def test_rows_that_are_all_refused_bring_clear_words(client: Any, house: House, kept: Any) -> None:
    before = house.contacts().count
    here = place_of(upload(client, "a.csv", "person,at,touchpoint\n1,gestern,web\n2,heute,shop\n"))
    page = client.get(place_of(client.submit(here, fields_of(client.get(here).text) | {"do": "go"}))).text
    assert "Eine Spalte enthält nicht" in page
    assert house.contacts().count == before
    assert kept()[0].joinpath("file").exists()


def test_a_discarded_file_is_deleted(client: Any, kept: Any) -> None:
    here = place_of(upload(client, "a.csv", LOG))
    assert "a.csv" in client.get("/imports").text
    assert "discarded" in place_of(client.submit(f"{here}/discard"))
    assert kept() == []


def test_an_old_file_is_deleted(client: Any, reach: Reach, clock: Any, kept: Any) -> None:
    upload(client, "b.csv", LOG)
    found = Uploads(reach.database.folder, clock)
    clock.turn(hours=23)
    assert found.sweep() == 0
    assert [one.name for one in found.all()] == ["b.csv"]
    clock.turn(hours=1)
    assert found.all() == []
    assert found.sweep() == 1
    assert kept() == []


def test_a_restart_keeps_a_preview(client: Any, signed_in: Any, pages_of: Any, reach: Reach) -> None:
    here = place_of(upload(client, "kontakte.csv", LOG))
    client.submit(here, fields_of(client.get(here).text) | {"column-4": "channel", "do": "save"})
    again = signed_in("manager", app=pages_of(reach))
    assert fields_of(again.get(here).text)["column-4"] == "channel"
    assert "3 neue Kontakte" in go(again, here)


def test_an_erasure_and_a_check_are_not_disturbed(client: Any, house: House) -> None:
    go(client, place_of(upload(client, "kontakte.csv", LOG.replace("17;", "kundin-0017;"))))
    upload(client, "kontakte.csv", LOG.replace("17;", "kundin-0017;"))
    before = {str(one) for one in house.check()}
    house.erase_person("kundin-0017")
    assert {str(one) for one in house.check()} <= before
    page = go(client, place_of(upload(client, "noch.csv", LOG.replace("17;", "kundin-0017;"))))
    assert "Keine Zeile" in page or "Nichts Neues" in page


def test_a_zip_is_imported_part_by_part(client: Any, house: House) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("../a.csv", LOG)
        file.writestr("b.csv", LOG + "99;26.10.2026 12:00;Kauf;7,00;neu\n")
    page = go(client, place_of(upload(client, "beide.zip", packed.getvalue())))
    assert "4 neue Kontakte" in page  # what stands in both parts counts once
    assert [row["rows_added"] for row in house.imports()[-2:]] == [3, 1]


@pytest.mark.parametrize(
    ("role", "status"),
    [("admin", 200), ("manager", 200), ("analyst", 200), ("service", 403), ("workshop", 403)],
)
def test_who_may_import(signed_in: Any, role: str, status: int, kept: Any) -> None:
    client = signed_in(role)
    assert client.get("/imports").status_code == status
    assert client.get("/imports/sample/contacts.csv").status_code == status
    if status == 403:
        assert sent(client, b"--x--\r\n").status_code == 403
        assert kept() == []


def test_both_languages(signed_in: Any) -> None:
    client = signed_in("analyst", "en")
    here = place_of(upload(client, "log.csv", LOG))
    assert "looks like contacts" in client.get(here).text
    assert "3 of the first 5 rows go through" in text_of(client.get(here).text)
    assert "new contacts from" in go(client, here)


def test_nobody_signed_in_is_led_to_the_door(browser: Any, pages: Litestar) -> None:
    answer = browser(pages).get("/imports")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
