"""A customer who has lived a visit is erased: no byte is left in the house nor in a backup made after."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from sqlalchemy import text

from . import test_decisions
from .conftest import DRESS, SCARF, Customer, Shop
from .test_decisions import NEAR, alias_of, rows

ready = test_decisions.ready

PLANTED = {
    "question": "Gibt es das Kleid in Zinnoberrot-Plantage-1?",
    "second_question": "Frage-Plantage-2 ohne Ware",
    "rating": "Sitzt wie Plantage-3 angegossen",
    "mood": "curious",
    "because": "material",
    "size": "38P4",
    "consent_text": "fassung-plantage-5",
    "consent_source": "quelle-plantage-6",
    "endpoint": "https://fcm.googleapis.com/fcm/send/plantage-7",
    "p256dh": "B" + "plantage8" * 9 + "AAAAA",
    "poster": "plakat-plantage-9",
    "anonymous": "anon-plantage-10",
}
_WORDS = ("mood", "because")  # words that stand everywhere in the program; the rest only Anna brings


def _live(shop: Shop, anna: Customer) -> None:
    p = PLANTED
    consents = {"push": True, "location": True, "personalisation": True, "in_store": True}
    said = {"consents": consents, "textVersion": p["consent_text"], "source": p["consent_source"]}
    anna.post("/v1/consents", said)
    anna.put("/v1/me/sizes", {"garment": "dress", "system": "DE", "size": p["size"]})
    anna.put("/v1/me/store", {"code": "K2"})
    anna.put("/v1/me/mood", {"mood": p["mood"]})
    anna.post("/v1/wishlist/items", {"gtin": SCARF})
    told = anna.post("/v1/decisions", NEAR)
    anna.post("/v1/visits", {"store": "K1", "how": "hand"})
    anna.post("/v1/questions", {"store": "K1", "gtin": DRESS, "text": p["question"]})
    anna.post("/v1/questions", {"store": "K1", "text": p["second_question"]})
    rating = {"gtin": DRESS, "stars": 4, "text": p["rating"], "lang": "de"}
    anna.post("/v1/ratings", rating)
    anna.post("/v1/reservations", {"gtin": DRESS, "store": "K1", "kind": "fitting"})
    undecided = {"gtin": DRESS, "store": "K1", "choice": "later", "because": p["because"]}
    anna.post("/v1/undecided", undecided)
    anna.post("/v1/me/contacts", {"event": "Poster Scanned", "properties": {"poster": p["poster"]}})
    shop.house.work_off()
    if told["receipt"]:
        anna.post(f"/v1/me/receipts/{told['receipt']}/said", {"said": "not_today"})
    with shop.reach.database.writing() as connection:
        given = {"a": alias_of(shop, anna), "e": p["endpoint"], "k": p["p256dh"]}
        connection.execute(
            text("insert into push_subscriptions (alias, endpoint, p256dh, auth, created)"
                 " values (:a, :e, :k, 'auth', 1)"), given)  # fmt: skip
    shop.house.merge(anna.value, p["anonymous"])
    shop.house.work_off()
    shop.house.seal()
    anna.post("/v1/decisions", NEAR)  # one more that is in the log, not in the lake
    shop.house.work_off()


def _forms(shop: Shop, anna: Customer) -> list[bytes]:
    values = [value for name, value in PLANTED.items() if name not in _WORDS]
    values += [one["id"] for one in rows(shop, "receipts")]
    person = shop.house.find_person(anna.value)
    assert person is not None
    found = [value.encode() for value in values]
    found += [json.dumps(value)[1:-1].encode() for value in values]
    for alias in person.aliases:
        found += [alias.to_bytes(8, "big"), alias.to_bytes(8, "little"), str(alias).encode()]
    return found


def _stands_in(folder: Path, forms: list[bytes]) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.parent.name == "keys":
            continue
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content += str(pq.read_table(path).to_pydict()).encode()
        found += [(path.name, form) for form in forms if form in content]
    return found


def _exported(shop: Shop, anna: Customer) -> str:
    return json.dumps(shop.house.export_person(anna.value), ensure_ascii=False)


def test_the_export_holds_all_she_brought(shop: Shop, ready: Customer):
    _live(shop, ready)
    exported = _exported(shop, ready)
    missing = [name for name, value in PLANTED.items() if value not in exported and name != "p256dh"]
    assert missing == []
    hers = json.dumps(ready.get("/v1/me/export"), ensure_ascii=False)
    assert [name for name, value in PLANTED.items() if value not in hers and name != "p256dh"] == []


def test_no_byte_is_left_in_the_house_nor_in_a_backup(
    shop: Shop, ready: Customer, bea: Customer, tmp_path: Path
):
    bea.post("/v1/questions", {"store": "K1", "text": "Beas Frage"})
    _live(shop, ready)
    forms = _forms(shop, ready)
    assert _stands_in(shop.house.folder, forms)
    counts, others = rows(shop, "play_counts"), bea.get("/v1/questions")
    shop.clock.turn(minutes=1)
    receipt = shop.house.erase_person(ready.value)
    assert receipt.rows["decisions"] >= 4
    assert receipt.rows["retail"] >= 4
    assert _stands_in(shop.house.folder, forms) == []
    shop.house.backup(tmp_path / "backups")
    assert _stands_in(tmp_path / "backups", forms) == []
    assert rows(shop, "play_counts") == counts
    assert bea.get("/v1/questions") == others


def test_keys_are_in_no_backup_and_only_the_owner_reads_them(shop: Shop, anna: Customer, tmp_path: Path):
    answer = anna.ask("GET", "/v1/push/key")
    assert answer.status_code == 200, answer.text
    keys = sorted((shop.house.folder / "keys").iterdir())
    assert {"vapid.pem", "customer-tokens.key"} <= {path.name for path in keys}
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys)
    assert (shop.house.folder / "keys").stat().st_mode & 0o077 == 0
    shop.house.backup(tmp_path / "backups")
    secrets = [path.read_bytes().strip() for path in keys if path.is_file()]
    secrets += [line for secret in secrets for line in secret.splitlines() if len(line) == 64]
    for path in (tmp_path / "backups").iterdir():
        content = path.read_bytes()
        assert not [secret for secret in secrets if secret and secret in content]
    readme = (shop.house.folder / "README.txt").read_text("utf-8")
    assert all(readme.count(name) == 2 for name in ("vapid.pem", "customer-tokens.key"))


def test_a_device_at_an_address_inside_is_refused(shop: Shop, anna: Customer):
    key: dict[str, Any] = {"p256dh": "B" * 87, "auth": "A" * 22}
    for endpoint in (
        "http://127.0.0.1:8080/x", "https://localhost/x", "https://[::1]/x", "https://169.254.169.254/latest",
        "https://fcm.googleapis.com@127.0.0.1/x", "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.example/x", "https://evilpush.apple.com/x", "file:///etc/passwd",
        "https://fcm.googleapis.com\\@evil.example/x", "https://fcm.googleapis.com/\r\nHost: x", "",
    ):  # fmt: skip
        answer = anna.ask("POST", "/v1/push/subscriptions", {"endpoint": endpoint, "keys": key})
        assert answer.status_code == 400, (endpoint, answer.text)
    assert rows(shop, "push_subscriptions") == []
