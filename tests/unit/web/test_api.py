"""The interface over HTTP: who may ask what, and how every problem is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.crash.running import Served

from oase.web.api import Problem
from oase.web.api.application import description
from oase.web.customer.api.application import customers_description
from oase.web.openapi import merged

from .asking import Reply, ask, make_key, until

TOML = '[[rule]]\nwhen = { event = "Tree Planted" }\ntouchpoint = "Tree"\n'
OTHER = TOML.replace('"Tree"', '"Oak"')
READING = ("/contacts", "/refusals", "/counts", "/candidates", "/mapping", "/mapping/versions")
ADMINISTERING: list[tuple[str, str, Any]] = [
    ("PUT", "/mapping", {"text": TOML}),
    ("GET", "/persons/user/nobody", None),
    ("POST", "/corrections", {"value": "nobody", "traits": {"plan": "x"}}),
    ("POST", "/objections", {"value": "somebody", "purposes": ["analytics"]}),
    ("POST", "/consents", {"value": "somebody", "purpose": "email", "granted": True}),
    ("GET", "/merges?value=nobody", None),
    ("POST", "/merges", {"one": {"value": "a"}, "other": {"value": "b"}}),
    ("DELETE", "/merges/999", None),
    ("GET", "/erasures", None),
    ("POST", "/erasures", {"value": "nobody"}),
    ("GET", "/erasures/none", None),
    ("POST", "/mapping/apply", None),
    ("POST", "/mapping/dry-run", {"text": TOML}),
]


class House:
    """A served house and a key of each kind."""

    def __init__(self, served: Served, keys: dict[str, str]) -> None:
        self.url = served.url
        self.keys = keys

    def api(self, path: str, *, of: str | None = "admin", **more: Any) -> Reply:
        return ask(self.url, f"/api/v1{path}", key=self.keys.get(of or ""), **more)

    def send(self, **event: Any) -> None:
        reply = ask(self.url, "/v1/track", method="POST", write=self.keys["write"], body=event)
        assert reply.json == {"success": True}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("api") / "house"
    keys = {kind: make_key(folder, kind) for kind in ("write", "read", "admin")}
    with Served(folder) as served:
        until(lambda: ask(served.url, "/health/ready").status == 200)
        yield House(served, {**keys, "wrong": keys["read"][:-1] + "!"})


def _problem(reply: Reply) -> Problem:
    assert reply.headers["content-type"] == "application/json"
    return msgspec.json.decode(reply.body, type=Problem)


@pytest.mark.parametrize("path", READING)
def test_who_may_read(house: House, path: str) -> None:
    """A read key and an admin key; no key and an unknown one are told from one of the wrong kind."""
    statuses = {of: house.api(path, of=of).status for of in (None, "wrong", "write", "read", "admin")}
    assert statuses == {None: 401, "wrong": 401, "write": 403, "read": 200, "admin": 200}
    assert house.api(path, of=None).headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path", "body"), ADMINISTERING)
def test_who_may_administer(house: House, method: str, path: str, body: Any) -> None:
    """An admin key alone; the others are refused before anything is read or changed."""
    for of, status in ((None, 401), ("wrong", 401), ("write", 403), ("read", 403)):
        reply = house.api(path, of=of, method=method, body=body)
        assert reply.status == status
        assert _problem(reply).code == ("key_unknown" if status == 401 else "key_insufficient")
    assert house.api(path, method=method, body=body).status not in (401, 403, 405, 500)


def test_keys_do_not_work_in_other_places(house: House) -> None:
    """Not in the address, not as Basic, not at the door where a write key is asked for."""
    read = house.keys["read"]
    assert ask(house.url, f"/api/v1/contacts?writeKey={read}&key={read}").status == 401
    assert ask(house.url, "/api/v1/contacts", write=read).status == 401
    for of in ("read", "admin"):
        reply = ask(house.url, "/v1/track", method="POST", write=house.keys[of], body={"userId": "a"})
        assert reply.status == 401


def test_a_revoked_key_is_unknown_within_a_second(house: House, tmp_path: Path) -> None:
    """The running server notices by itself."""
    from oase.contacts.keys import create_key, revoke_key
    from oase.db import open_database

    folder = tmp_path / "house"
    with open_database(folder, create=True) as database:
        key, secret = create_key(database, "read", "Board")
        with Served(folder) as served:
            assert until(lambda: ask(served.url, "/api/v1/contacts", key=secret).status == 200)
            revoke_key(database, key.id)
            assert until(lambda: ask(served.url, "/api/v1/contacts", key=secret).status == 401)


def test_what_arrives_can_be_read_on_page_by_page(house: House) -> None:
    """Each contact once, by ``after`` and ``next``; a refusal with reason and masked body."""
    for number in range(5):
        house.send(
            userId=f"p{number}", event="Tree Watered", messageId=f"page{number}", properties={"n": number}
        )
    house.send(userId="p", messageId="no-event", properties={"note": "write to anna@example.org"})
    until(lambda: len(house.api("/contacts?limit=1000").json["contacts"]) >= 5)
    seen: list[Any] = []
    after = 0
    while page := (reply := house.api(f"/contacts?limit=2&after={after}").json)["contacts"]:
        after = reply["next"]
        seen += [contact["attributes"].get("n") for contact in page]
    assert [number for number in seen if number is not None] == [0, 1, 2, 3, 4]
    refused = until(lambda: house.api("/refusals?reason=event_empty").json["refusals"])
    assert "anna@example.org" not in str(refused)
    assert house.api("/refusals?reason=event_empty&source=nobody").json["refusals"] == []
    counts = house.api("/counts?days=1").json
    assert {"accepted", "event_empty"} <= {count["outcome"] for count in counts["door"]}
    assert "Tree Watered" in {one["touchpoint"] for one in house.api("/candidates").json["candidates"]}


def test_a_mapping_is_installed_and_its_errors_are_told(house: House) -> None:
    """What was there before stays readable; a wrong text changes nothing and names the line."""
    default = house.api("/mapping?version=0").json
    made = house.api("/mapping", method="PUT", body={"text": TOML}).json
    assert house.api("/mapping").json == made == {"number": made["number"], "text": TOML}
    house.send(userId="dora-3", event="Tree Planted", messageId="t1")
    trial = until(lambda: _changed(house.api("/mapping/dry-run", method="POST", body={"text": OTHER}).json))
    assert trial["changes"][0]["after"]["touchpoint"] == "Oak"
    assert house.api("/mapping/versions").json["versions"][0]["by"] == "the admin key"
    reply = house.api("/mapping", method="PUT", body={"text": "[[rule]]\nwhen = 3"})
    assert reply.status == 400
    assert _problem(reply).message
    assert house.api("/mapping").json == made
    assert house.api("/mapping?version=0").json == default
    assert house.api("/mapping?version=4711").status == 400


def test_persons_are_shown_corrected_merged_and_asked(house: House) -> None:
    """By their ids, which stay out of the address of everything that changes something."""
    house.send(userId="berta-1", event="Visited", messageId="b1")
    house.send(userId="berta-2", event="Visited", messageId="b2")
    exported = until(lambda: _found(house.api("/persons/user/berta-1")))
    assert "berta-1" in str(exported)
    until(lambda: _found(house.api("/persons/user/berta-2")))
    traits = {"firstName": "Berta"}
    corrected = house.api("/corrections", method="POST", body={"value": "berta-1", "traits": traits})
    assert corrected.json == {"traits": traits}
    both = {"one": {"value": "berta-1"}, "other": {"value": "berta-2"}}
    link = house.api("/merges", method="POST", body=both).json["link"]
    assert house.api("/merges?value=berta-2").json["links"][0]["id"] == link["id"]
    assert house.api("/merges", method="POST", body=both).json["link"] is None
    assert house.api(f"/merges/{link['id']}", method="DELETE").status == 200
    assert house.api("/merges?value=berta-2").json["links"][0]["undone"]
    said = {"value": "berta-1", "purpose": "email", "granted": True, "text": "v3"}
    assert house.api("/consents", method="POST", body=said).json == {"success": True}
    assert house.api("/objections", method="POST", body={"value": "berta-1"}).json == {"success": True}
    shown = str(house.api("/persons/user/berta-1").json)
    assert "Berta" in shown
    assert "v3" in shown


def test_an_erasure_leaves_a_receipt(house: House) -> None:
    """Asked for, done in the background, receipt without the person; afterwards nobody is known there."""
    house.send(userId="carla-9", event="Visited", messageId="c1")
    until(lambda: _found(house.api("/persons/user/carla-9")))
    asked = house.api("/erasures", method="POST", body={"value": "carla-9"})
    assert asked.status == 202
    number = asked.json["number"]
    receipt = until(lambda: house.api(f"/erasures/{number}").json["receipt"])
    assert receipt["number"] == number
    assert number in {one["number"] for one in house.api("/erasures").json["erasures"]}
    assert "carla-9" not in str(receipt)
    reply = house.api("/persons/user/carla-9")
    assert reply.status == 404
    assert "carla-9" not in str(_problem(reply))


def _changed(trial: Any) -> Any:
    return trial if trial["changes"] else None


def _found(reply: Reply) -> Any:
    return reply.json if reply.status == 200 else None


@pytest.mark.parametrize(
    "value",
    [
        "a' OR '1'='1",
        "x; DROP TABLE keys;--",
        "../../../etc/passwd",
        "..%2f..%2fhouse.sqlite",
        "%00",
        "a/b",
        "ä",
    ],
)
def test_what_strangers_write_is_only_text(house: House, value: str) -> None:
    """SQL, paths and odd bytes in names: nobody is known by them, and nothing else happens."""
    from urllib.parse import quote

    for path in (f"/persons/user/{quote(value)}", f"/erasures/{quote(value, safe='')}", f"/{quote(value)}"):
        assert house.api(path).status in (400, 404)
    assert house.api(f"/refusals?source={quote(value)}").json["refusals"] == []
    body = {"value": value, "purpose": "email", "granted": True}
    assert house.api("/consents", method="POST", body=body).status == 200
    assert house.api("/mapping/versions").status == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/api/v1/nothing", None, 404, "not_found"),
        ("GET", "/api/nothing", None, 404, "not_found"),
        ("GET", "/api/v1/../../etc/passwd", None, 404, "not_found"),
        ("DELETE", "/api/v1/contacts", None, 405, "method_not_allowed"),
        ("GET", "/api/v1/contacts?limit=0", None, 400, "request_invalid"),
        ("GET", "/api/v1/contacts?after=x", None, 400, "request_invalid"),
        ("GET", "/api/v1/contacts?after=9223372036854775808", None, 400, "request_invalid"),
        ("GET", "/api/v1/refusals?reason=because", None, 400, "request_invalid"),
        ("PUT", "/api/v1/mapping", b"{not json", 400, "request_invalid"),
        ("PUT", "/api/v1/mapping", {"text": ""}, 400, "request_invalid"),
        ("PUT", "/api/v1/mapping", b'{"text": "' + b"x" * 1_100_000 + b'"}', 413, "request_too_large"),
        ("POST", "/api/v1/objections", {"value": "a", "purposes": ["peace"]}, 400, "request_invalid"),
        ("POST", "/api/v1/erasures", b"[" * 10_000, 400, "request_invalid"),
        ("POST", "/api/v1/erasures", b'{"value": "\xff"}', 400, "request_invalid"),
        ("GET", "/api/v1/persons/nonsense/a", None, 400, "option_invalid"),
    ],
)  # fmt: skip
def test_every_problem_has_the_same_envelope(
    house: House, method: str, path: str, body: Any, status: int, code: str
) -> None:
    """Whatever goes wrong, wherever."""
    reply = ask(house.url, path, method=method, key=house.keys["admin"], body=body)
    assert (reply.status, _problem(reply).code) == (status, code)


def test_health_needs_no_key_and_measures_a_read_key(house: House) -> None:
    """From this machine the measures are open; through a proxy on it they are not."""
    assert ask(house.url, "/health/live").json == {"status": "live"}
    assert ask(house.url, "/health/ready").json == {"status": "ready"}
    assert b"oase_works_last_seen_seconds" in ask(house.url, "/metrics").body
    through = {"X-Forwarded-For": "203.0.113.9"}
    assert ask(house.url, "/metrics", headers=through).status == 401
    assert ask(house.url, "/metrics", headers=through, key=house.keys["read"]).status == 200
    assert ask(house.url, "/metrics", headers=through, key=house.keys["write"]).status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Forwarded": "for=127.0.0.1"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Real-IP": "127.0.0.1"},
        {"Origin": "https://evil.example"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "[::1"},
    ],
)
def test_nobody_becomes_local_by_saying_so(house: House, headers: dict[str, str]) -> None:
    """Nor does a page in a browser on this machine, under a name that was bent to the loopback."""
    assert ask(house.url, "/metrics", headers=headers).status in (400, 401)


def test_pages_of_others_may_not_read_the_interface(house: House) -> None:
    """No CORS there, nothing to guess about content, nothing kept on the way; problems too."""
    for path in ("/api/v1/contacts", "/api/v1/persons/user/nobody", "/health/live", "/nothing"):
        headers = house_headers(house, path)
        assert not [name for name in headers if name.startswith("access-control-")]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    preflight = ask(house.url, "/api/v1/erasures", method="OPTIONS", headers=asked)
    assert "access-control-allow-origin" not in preflight.headers


def house_headers(house: House, path: str) -> dict[str, str]:
    return ask(house.url, path, key=house.keys["admin"], headers={"Origin": "https://evil.example"}).headers


def test_no_secret_comes_back(house: House) -> None:
    """Whatever is asked with a key, and wherever it is put: no answer and no measure repeats it."""
    house.send(userId="anna", event="Key Kept", properties={"note": "x"})
    until(lambda: "Key Kept" in house.api("/contacts?limit=1000").body.decode())
    bad = ask(house.url, "/v1/track", method="POST", write=house.keys["write"], body=b"{no json")
    told = [bad.body, description(), ask(house.url, "/metrics").body]
    for key in house.keys.values():
        told += [
            ask(house.url, path, key=key).body for path in (f"/v1/track?writeKey={key}", f"/api/v1/{key}")
        ]
        told += [house.api(path, of="admin").body for path in ("/contacts", "/refusals", "/counts")]
    assert not [key for key in house.keys.values() for body in told if key.encode() in body]


def test_the_description_names_every_path_of_the_door(house: House) -> None:
    """And is the one that is served; every operation has a summary and an answer for an unknown key."""
    from oase.contacts.requests import ENDPOINTS

    described = msgspec.json.decode(merged(description(), customers_description()))
    assert ask(house.url, "/openapi.json").json == described
    assert set(ENDPOINTS) < set(described["paths"])
    for path, item in described["paths"].items():
        for operation in item.values():
            assert operation["summary"]
            assert path.startswith("/health") or "401" in operation["responses"]
    names = [operation["operationId"] for item in described["paths"].values() for operation in item.values()]
    assert len(names) == len(set(names))


def test_no_answer_names_the_server(house: House) -> None:
    """Strangers need not know what it runs on."""
    for path in ("/health/live", "/v1/track", "/nothing"):
        assert "server" not in ask(house.url, path).headers
