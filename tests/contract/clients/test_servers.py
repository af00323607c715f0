"""Clients for servers, unchanged: what they send arrives field by field, exactly once."""

from __future__ import annotations

from typing import Any

import pytest
from tests.contract.clients.playing import House, ServerClient, sizes
from tests.contract.clients.proxy import refusal
from tests.contract.clients.stored import calls_of, compare, expected, stored_of

from oase.model import Purpose

JITSU_CALLS = ("identify", "track", "page", "group")


def calls_for(client: ServerClient, name: str) -> list[dict[str, Any]]:
    """Return what the client can send: Jitsu knows neither screens nor aliases nor message ids."""
    calls = calls_of(name)
    return [call for call in calls[:-1] if call["type"] in JITSU_CALLS] if client.is_jitsu else calls


def test_every_call_arrives_field_by_field_exactly_once(house: House, client: ServerClient, tmp_path):
    """Each type of call, a batch, gzip; requests reach the house twice, and one message is sent twice."""
    name = f"{client.source}-all"
    calls = calls_for(client, name)
    with house.proxy(twice=True) as proxy:
        assert not client.play(house.keys[client.source], proxy.url, calls, tmp_path, gzip=True)
        posts = proxy.posts
    found = stored_of(house.folder, f"{name}-anna", len(expected(calls)))
    compare(found, calls, is_dated=not client.is_jitsu)
    group = {"id": f"{name}-verein", "members": 12}
    assert found.traits == {"firstName": "Anna", "plan": "S", "group": group}
    assert found.consents == {Purpose.ANALYTICS: True, Purpose.PERSONALISATION: False}
    assert {f"{name}-anna", f"{name}-visit"} <= found.values
    if client.is_jitsu:
        return
    assert f"{name}-earlier" in found.values
    assert max(sizes(posts)) > 1
    assert all(post.is_gzip for post in posts) or client.source == "segment-node", "gzip was asked for"


@pytest.mark.parametrize("status", [503, 429])
def test_what_is_refused_for_now_is_sent_again(house: House, client: ServerClient, tmp_path, status):
    """After 503 and 429 clients come back, and nothing is there twice; Jitsu gives up and says so."""
    name = f"{client.source}-again-{status}"
    calls = calls_for(client, name)[1:3]
    with house.proxy(*[refusal(status)] * 2) as proxy:
        failures = client.play(house.keys[client.source], proxy.url, calls, tmp_path)
        refused = [one for one in proxy.passed if one.refused]
    assert len(refused) == 2
    if client.is_jitsu:
        assert len(failures) == 2
        return
    assert not failures
    found = stored_of(house.folder, f"{name}-anna", 2)
    compare(found, calls, is_dated=True)


def test_a_wrong_key_is_told(house: House, client: ServerClient, tmp_path):
    """Nothing arrives under a key nobody made, and the client learns it at once."""
    name = f"{client.source}-wrong"
    calls = calls_for(client, name)[1:2]
    with house.proxy() as proxy:
        client.play("oase_w_nobody_made_this_key_ever_xxxxxxx", proxy.url, calls, tmp_path)
        answers = [one.status for one in proxy.passed]
    assert answers == [401]
    assert not stored_of(house.folder, f"{name}-anna", 0).contacts
