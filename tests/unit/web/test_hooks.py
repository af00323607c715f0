"""Calls of survey tools over HTTP: signed ones are taken once, all others are told why not."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from litestar.testing import TestClient

from oase.app import open_house
from oase.contacts.keys import Keyring
from oase.db import open_database
from oase.db.inbox import Inbox
from oase.settings import Settings
from oase.web.api import make_api
from oase.web.reach import Reach

NOW = 1_795_275_000_000_000
SECRET = "whsec_" + base64.b64encode(b"geheim").decode()
PATH = "/api/v1/hooks/formbricks"
BODY = msgspec.json.encode(
    {
        "event": "responseFinished",
        "data": {
            "id": "r1",
            "surveyId": "s1",
            "createdAt": "2026-11-20T10:00:00.000Z",
            "data": {"answer": "worse than expected", "person": "K-17", "touchpoint": "Chat"},
        },
    }
)


def _signed(body: bytes) -> dict[str, str]:
    at = NOW // 1_000_000
    mac = hmac.new(b"geheim", f"msg_1.{at}.".encode() + body, sha256).digest()
    signature = "v1," + base64.b64encode(mac).decode()
    return {"webhook-id": "msg_1", "webhook-timestamp": str(at), "webhook-signature": signature}


@pytest.fixture
def client(tmp_path: Path, request):
    """The interface of a house that knows the secret, or the one of the parameter."""
    settings = Settings(formbricks_secret=getattr(request, "param", SECRET))
    with open_house(tmp_path / "house", create=True, clock=lambda: NOW) as made:
        assert made.rooms.key
    with open_database(tmp_path / "house") as database:
        inbox = Inbox(tmp_path / "house" / "inbox" / "test.sqlite", done=lambda: 0)
        reach = Reach(database, Keyring(database), inbox, settings, lambda: NOW)
        with TestClient(make_api(reach)) as made:
            made.reach = reach
            yield made
        reach.close()
        inbox.close()


def test_a_signed_call_is_taken_once(client):
    """The answer is in the house at once; the same call again adds nothing."""
    for new in (1, 0):
        answer = client.post(PATH, content=BODY, headers=_signed(BODY))
        assert (answer.status_code, answer.json()) == (200, {"answers": new})
    table = client.reach.house.answers().table
    assert [(row["touchpoint"], row["answer"]) for row in table.to_pylist()] == [("Chat", -1)]


def test_a_call_of_somebody_else_is_refused(client):
    """Not signed, signed for another body: 401, and nothing is kept."""
    for headers in ({}, _signed(BODY + b" ")):
        answer = client.post(PATH, content=BODY, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["code"] == "key_unknown"
    assert len(client.reach.house.answers()) == 0


def test_nonsense_is_told_so(client):
    """Signed, but no response: 4xx with what was expected."""
    answer = client.post(PATH, content=b"[]", headers=_signed(b"[]"))
    assert answer.status_code == 400
    assert "event" in answer.json()["expected"]


@pytest.mark.parametrize("client", [""], indirect=True)
def test_without_a_secret_there_is_nothing(client):
    """A house that expects no calls does not take them."""
    assert client.post(PATH, content=BODY, headers=_signed(BODY)).status_code == 404


def test_the_secret_is_in_no_representation():
    """Whoever prints the settings prints no secret."""
    assert SECRET not in repr(Settings(formbricks_secret=SECRET))
