"""The collector's contract: where the key may stand, what is answered, what is too much."""

from __future__ import annotations

import base64
import gzip
import zlib

import msgspec
import pytest

from oase.contacts.keys import Key
from oase.contacts.requests import (
    ENDPOINTS,
    SUCCESS,
    Accepted,
    Admission,
    Answer,
    Call,
    Endpoint,
    Limits,
    answer_to,
    find_endpoint,
    headers_of,
)
from oase.errors import HouseBusy, OptionInvalid, StorageError, StorageFull

RECEIVED = 1_800_000_000_000_000
TRACK = b'{"userId":"anna","event":"Order Completed"}'


HELD = {
    "w-shop": Key(id=3, kind="write", name="Shop", source="shop"),
    "r-board": Key(id=4, kind="read", name="Board"),
}


class Keys:
    """The keys of a house, by their secrets."""

    def find(self, secret: str, kind: str) -> Key | None:
        key = HELD.get(secret)
        return key if key and key.kind == kind else None


def take(
    path: str = "/v1/track",
    body: bytes = TRACK,
    *,
    method: str = "POST",
    query: bytes = b"",
    limits: Limits | None = None,
    **headers: bytes | str,
) -> Accepted | Answer:
    endpoint = find_endpoint(method, path)
    assert isinstance(endpoint, Endpoint)
    named = {
        name.replace("_", "-").encode(): value if isinstance(value, bytes) else value.encode()
        for name, value in headers.items()
    }
    return Admission(Keys(), limits or Limits()).take(endpoint, Call(path, query, named), body, RECEIVED)


def basic(text: str) -> bytes:
    return b"Basic " + base64.b64encode(text.encode())


def with_key(body: bytes, key: str = "w-shop") -> bytes:
    return msgspec.json.encode({**msgspec.json.decode(body), "writeKey": key})


def told(answer: Accepted | Answer) -> tuple[int, str]:
    assert isinstance(answer, Answer)
    said = msgspec.json.decode(answer.body)
    assert set(said) == {"code", "message"}
    assert said["message"]
    return answer.status, said["code"]


CALLS = ["identify", "track", "page", "screen", "group", "alias"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        *[(f"/v1/{kind}", kind) for kind in [*CALLS, "batch", "merge"]],
        *[(f"/v1/{kind[0]}", kind) for kind in [*CALLS, "batch"]],
        *[(f"/api/s/{kind}", kind) for kind in [*CALLS, "batch"]],
        *[(f"/api/s/s2s/{kind}", kind) for kind in [*CALLS, "batch"]],
        ("/beacon/v1/batch", "batch"),
        ("/v1/consents", "consent"),
    ],
)
def test_every_path_is_taken_with_slashes_too_many_as_well(path: str, kind: str):
    body = b'{"batch":[]}' if kind == "batch" else TRACK
    for written in (path, f"{path}/", f"/{path}"):
        assert take(written, body, x_write_key="w-shop") == Accepted(kind, 3, body)


def test_what_is_not_the_doors_is_left_to_others():
    for path in (
        "/",
        "/health/live",
        "/api/v1/contacts",
        "/metrics",
        "/v1",
        "/openapi.json",
        "/sourceConfigs",
    ):
        assert find_endpoint("GET", path) is None


@pytest.mark.parametrize("path", ["/v1/trak", "/v1/projects/settings", "/api/s/x", "/pixel/v1/alias"])
def test_paths_that_do_not_exist_are_told_in_json(path: str):
    assert told(find_endpoint("POST", path)) == (404, "not_found")


def test_methods_that_do_not_fit_are_told_in_json():
    assert told(find_endpoint("GET", "/v1/track")) == (405, "method_not_allowed")
    assert told(find_endpoint("DELETE", "/sourceConfig")) == (405, "method_not_allowed")
    assert (b"allow", b"POST, OPTIONS") in find_endpoint("HEAD", "/v1/track").headers
    assert find_endpoint("HEAD", "/sourceConfig") == ENDPOINTS["/sourceConfig"]


def test_a_preflight_is_answered_with_200_and_nothing():
    answer = find_endpoint("OPTIONS", "/v1/track")
    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize(
    "given",
    [
        {"authorization": basic("w-shop:")},
        {"authorization": basic("w-shop")},
        {"authorization": basic("w-shop:ignored")},
        {"authorization": b"basic  " + base64.b64encode(b"w-shop:")},
        {"x_write_key": "w-shop"},
        {"query": b"writeKey=w-shop"},
        {"query": b"writekey=w-shop&x=1"},
        {"body": with_key(TRACK)},
        {"body": with_key(TRACK), "authorization": b"Bearer some.token.of-theirs"},
        {"body": with_key(TRACK), "authorization": basic("a-proxy:in-between")},
        {"body": with_key(TRACK), "authorization": basic(":"), "x_write_key": "", "query": b"writeKey="},
        {"x_write_key": "w-shop", "body": with_key(TRACK, "wrong")},
    ],
)
def test_the_write_key_is_found_wherever_clients_put_it(given: dict[str, bytes]):
    taken = take(**given)
    assert taken == Accepted("track", 3, given.get("body", TRACK))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "no_key"),
        ({"body": b'{"writeKey":""}'}, "no_key"),
        ({"body": b'{"writeKey":null}'}, "no_key"),
        ({"body": b'{"writeKey":42}'}, "no_key"),
        ({"body": b'{"writeKey":["w-shop"]}'}, "no_key"),
        ({"body": b'{"properties":{"writeKey":"w-shop"}}'}, "no_key"),
        ({"authorization": b"Bearer w-shop"}, "no_key"),
        ({"authorization": b"Basic %%%"}, "no_key"),
        ({"authorization": b"Basic " + b"A" * 5000}, "no_key"),
        ({"authorization": b""}, "no_key"),
        ({"authorization": basic("wrong:")}, "wrong_key"),
        ({"x_write_key": "r-board"}, "wrong_key"),
        ({"query": b"writeKey=r-board"}, "wrong_key"),
        ({"body": with_key(TRACK, "' or 1=1 --")}, "wrong_key"),
        ({"x_write_key": "wrong", "body": b"no json"}, "wrong_key"),
    ],
)
def test_without_a_key_that_may_write_nothing_is_taken(given: dict[str, bytes], code: str):
    assert told(take(**given)) == (401, code)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"null",
        b"[]",
        b'"text"',
        b"{",
        b'{"a":1} {"b":2}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b"{'a':1}",
        b'{"a":"\xff"}',
        b'{"a":"\xed\xa0\xbd"}',
        b'{"a":"\x00"}',
        b'{"a":\\ud800}',
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"writeKey":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        b"userId=anna&event=x",
    ],
)
def test_what_is_not_a_json_object_is_told(body: bytes):
    big = Limits(event_bytes=10**6)
    assert told(take(body=body, x_write_key="w-shop", limits=big)) == (400, "bad_json")


@pytest.mark.parametrize(
    "body", [b"{}", b'{"batch":null}', b'{"batch":{}}', b'{"batch":"[]"}', b'{"Batch":[]}']
)
def test_a_batch_without_a_list_is_told(body: bytes):
    assert told(take("/v1/batch", body, x_write_key="w-shop")) == (400, "bad_json")


@pytest.mark.parametrize(
    "body",
    [b'{"batch":[]}', b'{ "batch" : [ 1, null, "x", {} ] }', b'{"batch":[{"type":"track"}],"sentAt":null}'],
)
def test_items_of_a_batch_are_left_to_the_pipeline(body: bytes):
    assert take("/v1/batch", body, x_write_key="w-shop") == Accepted("batch", 3, body)


def test_explicit_nulls_numeric_ids_and_any_script_are_taken_as_they_are():
    body = '{"userId":42,"anonymousId":null,"event":"Größe gewählt 👟","properties":{"n":1e999}}'.encode()
    assert take(body=body, x_write_key="w-shop") == Accepted("track", 3, body)


def test_a_byte_order_mark_does_no_harm():
    assert take(body=b"\xef\xbb\xbf" + TRACK, x_write_key="w-shop") == Accepted("track", 3, TRACK)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (rb'{"a":"cut \ud83d"}', rb'{"a":"cut \ufffd"}'),
        (rb'{"a":"\uDC00 and \ud83d\ude00"}', rb'{"a":"\ufffd and \ud83d\ude00"}'),
        (rb'{"a":"\\ud83d \" \ud83dx"}', rb'{"a":"\\ud83d \" \ufffdx"}'),
        (rb'{"a":"\ud83d\ud83d\ude00"}', rb'{"a":"\ufffd\ud83d\ude00"}'),
    ],
)
def test_half_an_emoji_does_not_cost_the_message(sent: bytes, kept: bytes):
    """A text cut by a browser inside an emoji is sent as half a pair: JSON by its grammar, but no text."""
    assert take(body=sent, x_write_key="w-shop") == Accepted("track", 3, kept)
    msgspec.json.decode(kept)


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", "", "image/gif"])
@pytest.mark.parametrize("encoding", ["gzip", "", "identity", "GZIP"])
def test_gzip_is_known_whatever_the_headers_say(content_type: str, encoding: str):
    packed = gzip.compress(TRACK)
    given = {"content_type": content_type, "content_encoding": encoding, "x_write_key": "w-shop"}
    assert take(body=packed, **given) == Accepted("track", 3, TRACK)
    assert take(body=TRACK, **given) == Accepted("track", 3, TRACK)


def test_other_packings_of_the_same_kind_are_unpacked():
    two = gzip.compress(TRACK[:10]) + gzip.compress(TRACK[10:])
    assert take(body=two, x_write_key="w-shop") == Accepted("track", 3, TRACK)
    packed = zlib.compress(TRACK)
    assert take(body=packed, content_encoding="deflate", x_write_key="w-shop") == Accepted("track", 3, TRACK)
    assert take(body=TRACK, content_encoding="deflate", x_write_key="w-shop") == Accepted("track", 3, TRACK)


@pytest.mark.parametrize(
    "body",
    [b"\x1f\x8b", b"\x1f\x8bgarbage", gzip.compress(TRACK)[:-9], gzip.compress(TRACK) + b"tail"],
    ids=["head alone", "garbage", "torn", "with a tail"],
)
def test_torn_gzip_is_told(body: bytes):
    assert told(take(body=body, x_write_key="w-shop")) == (400, "bad_gzip")


def test_a_bomb_is_not_unpacked():
    for bomb in (gzip.compress(bytes(50_000_000)), gzip.compress(bytes(20_000)) * 2_000):
        assert told(take("/v1/batch", bomb, x_write_key="w-shop")) == (413, "too_large")


@pytest.mark.parametrize(("path", "most"), [("/v1/track", 32 << 10), ("/v1/batch", 500 << 10)])
def test_limits_hold_after_unpacking_to_the_byte(path: str, most: int):
    frame = b'{"batch":[{"a":"%s"}]}'
    fits = frame % (b"x" * (most - len(frame) + 2))
    assert len(fits) == most
    too_long = fits.replace(b"xx", b"xxx", 1)
    for body in (fits, gzip.compress(fits)):
        assert isinstance(take(path, body, x_write_key="w-shop"), Accepted)
    for body in (too_long, gzip.compress(too_long)):
        assert told(take(path, body, x_write_key="w-shop")) == (413, "too_large")


def test_an_oversize_message_in_a_batch_is_kept_for_the_pipeline_to_refuse():
    body = b'{"batch":[{"a":"%s"},{}]}' % (b"x" * 100_000)
    assert take("/v1/batch", body, x_write_key="w-shop") == Accepted("batch", 3, body)


def test_limits_can_be_set_and_must_let_something_in():
    assert isinstance(
        take("/v1/batch", b'{"batch":["%s"]}' % (b"x" * 3_900_000), x_write_key="w-shop",
             limits=Limits(batch_bytes=4 << 20)), Accepted
    )  # fmt: skip
    with pytest.raises(OptionInvalid, match="nothing in"):
        Limits(event_bytes=0)


def test_client_metrics_are_taken_without_a_key_and_left_alone():
    assert take("/v1/m", b"whatever") == SUCCESS


def test_success_is_exactly_this():
    assert (SUCCESS.status, SUCCESS.body) == (200, b'{"success":true}')
    assert dict(headers_of(SUCCESS, None)) == {
        b"content-type": b"application/json",
        b"x-content-type-options": b"nosniff",
        b"content-length": b"16",
    }


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (StorageFull("No space left on the disk"), "disk_full"),
        (HouseBusy("The inbox is full", where="/srv/house/inbox/w1.sqlite"), "unavailable"),
        (StorageError("The disk did not do what it should"), "unavailable"),
    ],
)
def test_what_cannot_be_stored_is_503_with_a_time_to_come_again(error: OSError, code: str):
    answer = answer_to(error, 5)
    assert told(answer) == (503, code)
    assert (b"retry-after", b"5") in answer.headers
    assert b"/srv" not in answer.body


def test_an_origin_is_echoed_with_all_headers_clients_send():
    headers = dict(headers_of(SUCCESS, b"https://shop.example"))
    assert headers[b"access-control-allow-origin"] == b"https://shop.example"
    allowed = headers[b"access-control-allow-headers"].split(b", ")
    assert {b"authorization", b"content-type", b"x-write-key", b"anonymousid", b"sentat"} <= set(allowed)
    assert len(allowed) == 14
    assert b"*" not in headers[b"access-control-allow-headers"]
    assert b"Retry-After" in headers[b"access-control-expose-headers"]
    assert int(headers[b"access-control-max-age"]) >= 3600
    assert headers[b"vary"] == b"Origin"


@pytest.mark.parametrize("origin", [b"", b"a b", b"x\r\ny: z", b"\xff", b"x" * 301])
def test_an_origin_that_is_none_is_not_echoed(origin: bytes):
    assert b"access-control-allow-origin" not in dict(headers_of(SUCCESS, origin))


def test_segments_browser_client_gets_its_settings():
    endpoint = find_endpoint("GET", "/v1/projects/w-shop/settings")
    call = Call("/v1/projects/w-shop/settings", b"", {b"host": b"cx.example:8040"}, "https")
    answer = Admission(Keys(), Limits()).take(endpoint, call, b"", RECEIVED)
    assert answer.status == 200
    assert msgspec.json.decode(answer.body) == {
        "integrations": {
            "Segment.io": {"apiKey": "w-shop", "apiHost": "cx.example:8040/v1", "protocol": "https"}
        },
        "plan": {"track": {"__default": {"enabled": True}}},
        "metrics": {"sampleRate": 0},
    }
    behind = call._replace(scheme="http", headers={**call.headers, b"x-forwarded-proto": b"https"})
    assert Admission(Keys(), Limits()).take(endpoint, behind, b"", RECEIVED).body == answer.body
    odd = call._replace(headers={**call.headers, b"x-forwarded-proto": b"javascript:"})
    assert Admission(Keys(), Limits()).take(endpoint, odd, b"", RECEIVED).body == answer.body
    assert told(take("/v1/projects/wrong/settings", method="GET")) == (401, "wrong_key")
    assert told(take("/v1/projects//settings", method="GET")) == (401, "no_key")


def test_rudderstacks_browser_client_gets_its_source():
    answer = take("/sourceConfig/", method="GET", query=b"p=web&writeKey=w-shop")
    assert answer == take("/sourceConfig", method="GET", authorization=basic("w-shop:"))
    source = msgspec.json.decode(answer.body)["source"]
    assert source["id"]
    assert source == {
        "id": "3", "name": "shop", "workspaceId": "oase", "enabled": True, "config": {}, "destinations": []
    }  # fmt: skip
    assert told(take("/sourceConfig", method="GET")) == (401, "no_key")


def test_a_pixels_query_is_a_message():
    query = (
        b"writeKey=w-shop&anonymousId=a%2B1&event=Mail+Opened&properties.mail.name=Fr%C3%BChling"
        b"&context[page][url]=https%3A%2F%2Fshop.example&properties.mail=lost"
    )
    taken = take("/pixel/v1/track", b"", method="GET", query=query)
    assert taken.kind == "track"
    assert msgspec.json.decode(taken.body) == {
        "type": "track", "writeKey": "w-shop", "anonymousId": "a+1", "event": "Mail Opened",
        "properties": {"mail": "lost"}, "context": {"page": {"url": "https://shop.example"}},
    }  # fmt: skip


def test_a_pixel_may_carry_its_message_in_base64():
    body = with_key(b'{"userId":"anna","name":"Gr\xc3\xb6\xc3\x9fe??>>"}')
    for encoded in (base64.b64encode(body), base64.urlsafe_b64encode(body).rstrip(b"=")):
        assert take("/v1/pixel/page", b"", method="GET", query=b"data=" + encoded) == Accepted(
            "page", 3, body
        )


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (b"data=%25%25", "bad_query"),
        (b"data=" + base64.b64encode(b"[]"), "bad_json"),
        (b"&a=1" * 2000, "bad_query"),
    ],
)
def test_a_pixel_that_cannot_be_read_is_told(query: bytes, code: str):
    assert told(take("/pixel/v1/page", b"", method="GET", query=query, x_write_key="w-shop")) == (400, code)


def rated(admission: Admission, received: int, body: bytes = TRACK, **headers: bytes) -> Accepted | Answer:
    path = "/v1/batch" if b"batch" in body else "/v1/track"
    call = Call(
        path, b"", {b"x-write-key": b"w-shop", **{name.encode(): text for name, text in headers.items()}}
    )
    return admission.take(ENDPOINTS[path], call, body, received)


def test_a_key_that_sends_too_much_is_told_when_to_come_again():
    admission = Admission(Keys(), Limits(events_per_second=10))
    batch = b'{"batch":[%s]}' % b",".join([b"{}"] * 40)
    assert isinstance(rated(admission, RECEIVED, batch), Accepted)
    answer = rated(admission, RECEIVED)
    assert told(answer) == (429, "too_many")
    headers = dict(answer.headers)
    assert headers[b"retry-after"] == b"4"
    assert int(headers[b"x-ratelimit-reset"]) == RECEIVED // 1000 + 4000
    in_browser = dict(rated(admission, RECEIVED, origin=b"https://shop.example").headers)
    assert in_browser[b"x-ratelimit-reset"] == b"4"
    assert isinstance(rated(admission, RECEIVED + 4_000_000), Accepted)


def test_a_clock_set_back_does_not_shut_a_key_out():
    admission = Admission(Keys(), Limits(events_per_second=1))
    assert isinstance(rated(admission, RECEIVED), Accepted)
    yesterday = RECEIVED - 86_400_000_000
    assert told(rated(admission, yesterday)) == (429, "too_many")
    assert isinstance(rated(admission, yesterday + 1_000_000), Accepted)


def test_without_a_rate_nothing_is_counted():
    admission = Admission(Keys(), Limits())
    assert all(isinstance(rated(admission, RECEIVED), Accepted) for _ in range(1000))
