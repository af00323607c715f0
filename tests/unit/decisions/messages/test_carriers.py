"""Push, webhook and mail as the other side receives them, and where none of them goes."""

from __future__ import annotations

import asyncio
import base64
import email
import json
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message as Letter
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import http_ece
import pytest
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from tests.crash.push_service import PushService
from tests.crash.running import free_port

from oase.decisions.messages.attempts import Attempt, Recipient
from oase.decisions.messages.hosts import Hosts
from oase.decisions.messages.mail import Mail
from oase.decisions.messages.outbox import Ended, Message
from oase.decisions.messages.posting import Answer, Unreachable, post, target_of
from oase.decisions.messages.push import MOST_BYTES, Push, PushServices, checked, payload
from oase.decisions.messages.subscriptions import Subscription
from oase.decisions.messages.vapid import VAPID_FILE, open_vapid
from oase.decisions.messages.webhook import Webhook, signature
from oase.errors import HouseDamaged, InputError, OptionInvalid
from oase.settings import Delivery, now

KEY = ec.generate_private_key(ec.SECP256R1())
SECRET = bytes(range(16))
CONTACT = "mailto:hallo@lindwerk.example"


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


P256DH = base64url(KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
AUTH = base64url(SECRET)


def message(**changed: Any) -> Message:
    at = now()
    row: dict[str, Any] = {
        "id": 1, "key": "visit 1 · Größe", "alias": 1, "receipt": "r1", "channel": "push", "purpose": "push",
        "kind": "advert", "content": {"title": "Dein Leinenkleid", "body": "Größe 38", "lang": "de"},
        "created": at, "due": at, "expires": at + 600_000_000, "attempts": 1, "state": "waiting",
        "reason": "sending", "finished": None, "reached": (),
    }  # fmt: skip
    return Message(**{**row, **changed})


def device(endpoint: str, number: int = 1) -> Subscription:
    return Subscription(number, 1, endpoint, P256DH, AUTH)


def pushed(folder: Path, hosts: tuple[str, ...], told: Message, *devices: Subscription) -> Attempt:
    push = Push(PushServices(hosts), open_vapid(folder, CONTACT), Hosts(), now)
    return asyncio.run(push.carry(told, Recipient(devices=devices), 0.5))


def test_a_push_is_encrypted_for_the_device_and_signed_by_the_house(tmp_path: Path) -> None:
    with PushService(["good"]) as service:
        attempt = pushed(tmp_path, service.hosts, message(), device(service.endpoint(0, "7")))
    assert attempt.reached == (1,)
    headers = service.headers["7"]
    assert 598 <= int(headers["ttl"]) <= 600
    assert (headers["urgency"], headers["content-encoding"]) == ("high", "aes128gcm")
    assert len(headers["topic"]) == 32
    assert headers["topic"].isascii()
    assert Vapid02.verify(headers["authorization"])
    claims = headers["authorization"].split("t=")[1].split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert (said["aud"], said["sub"]) == (service.hosts[0], CONTACT)
    assert time.time() < said["exp"] < time.time() + 86_400
    raw = http_ece.decrypt(service.bodies["7"], private_key=KEY, auth_secret=SECRET, version="aes128gcm")
    told = json.loads(raw)
    assert (told["title"], told["receipt"], told["topic"]) == ("Dein Leinenkleid", "r1", headers["topic"])
    assert told["expires"] > now()


def test_of_several_devices_those_that_ended_are_named_and_those_that_took_it_are_not_asked_again(
    tmp_path: Path,
) -> None:
    with PushService(["good"]) as service:
        devices = [
            device(service.endpoint(0, name), at) for at, name in enumerate(("7", "8-410", "9-404"), 1)
        ]
        attempt = pushed(tmp_path, service.hosts, message(), *devices)
        assert (attempt.is_sent, attempt.reached, attempt.gone) == (True, (1,), (2, 3))
        ended = pushed(tmp_path, service.hosts, message(), *devices[1:])
        assert ended.ended is Ended.GONE
        none = pushed(tmp_path, service.hosts, message(reached=(1,)), devices[0])
        assert none.ended is Ended.NO_SUBSCRIPTION
        assert pushed(tmp_path, service.hosts, message()).ended is Ended.NO_SUBSCRIPTION


def test_a_push_service_that_says_nothing_or_is_not_there_is_tried_again(tmp_path: Path) -> None:
    with PushService(["dead"]) as service:
        started = time.monotonic()
        attempt = pushed(tmp_path, service.hosts, message(), device(service.endpoint(0, "7")))
        assert (attempt.reason, attempt.ended, attempt.is_counted) == ("timeout", None, True)
        assert time.monotonic() - started < 3
    away = pushed(tmp_path, service.hosts, message(), device(service.endpoint(0, "7")))
    assert away.reason == "unreachable"


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://evil.example/push",
        "http://fcm.googleapis.com/fcm/send/1",
        "https://fcm.googleapis.com.evil.example/1",
        "https://fcm.googleapis.com:8443/1",
        "https://evil@fcm.googleapis.com/1",
        "https://127.0.0.1/1",
        "http://localhost:8091/notify",
        "https://notify.windows.com.evil.example/",
        "file:///etc/passwd",
        "https://fcm.googleapis.com\\@evil.example/",
        "",
    ],
)
def test_no_other_server_is_called(endpoint: str, tmp_path: Path) -> None:
    services = PushServices(["http://localhost:8090"])
    with pytest.raises(InputError):
        checked(services, endpoint, P256DH, AUTH)
    attempt = pushed(tmp_path, ("http://localhost:8090",), message(), device(endpoint))
    assert attempt.ended is Ended.REFUSED


def test_known_push_services_are_taken_and_keys_are_looked_at() -> None:
    services = PushServices(["push.lindwerk.example:8443"])
    for endpoint in (
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://wns2-par02p.notify.windows.com/w/?token=abc",
        "https://web.push.apple.com/abc",
        "https://push.lindwerk.example:8443/abc",
    ):
        checked(services, endpoint, P256DH, AUTH + "==")
    for p256dh, auth in ((P256DH[:-4], AUTH), (P256DH, "ü"), ("", AUTH), (P256DH, AUTH * 2)):
        with pytest.raises(InputError, match="not whole"):
            checked(services, "https://web.push.apple.com/abc", p256dh, auth)
    with pytest.raises(OptionInvalid, match="cannot be called"):
        PushServices(["ftp://push.example"])


def test_a_name_that_leads_into_the_own_network_is_not_called() -> None:
    for url in ("https://localhost/", "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/"):
        with pytest.raises(Unreachable, match="address"):
            asyncio.run(post(target_of(url), {}, b"", seconds=2))


def test_a_long_message_is_shortened_to_what_push_services_take() -> None:
    long = message(content={"title": "t", "body": "ß" * 5000})
    assert len(payload(long)) <= MOST_BYTES
    assert json.loads(payload(long))["body"].endswith("ß…")
    odd = message(content={"title": "t" * 9000, "body": "b"})
    assert len(payload(odd)) <= MOST_BYTES


def test_what_only_the_house_needs_does_not_leave_it() -> None:
    told = json.loads(payload(message(content={"title": "t", "rule": {"reserve": 2}, "shift": 5})))
    assert "rule" not in told
    assert "shift" not in told


def test_the_key_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    first = open_vapid(tmp_path, CONTACT).public
    assert open_vapid(tmp_path, CONTACT).public == first
    assert len(base64.urlsafe_b64decode(first + "=")) == 65
    path = tmp_path / VAPID_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("no key")
    with pytest.raises(HouseDamaged, match="not whole"):
        open_vapid(tmp_path, CONTACT)


@contextmanager
def company(status: int, headers: dict[str, str]) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    got: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append(({name.lower(): text for name, text in self.headers.items()}, body))
            self.send_response(status)
            for name, text in headers.items():
                self.send_header(name, text)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{served.server_port}/hook", got
    finally:
        served.shutdown()
        thread.join()
        served.server_close()


def called(url: str) -> Attempt:
    hook = Webhook(url, "whsec_c2VjcmV0", Hosts(), now)
    return asyncio.run(hook.carry(message(channel="webhook"), Recipient(ids={"user": "anna-1"}), 2))


def test_a_webhook_is_signed_and_names_its_repetitions() -> None:
    with company(200, {}) as (url, got):
        assert called(url).is_sent
        assert called(url).is_sent
    (headers, body), (again, _) = got
    assert headers["idempotency-key"] == again["idempotency-key"] == headers["webhook-id"]
    seconds = int(headers["webhook-timestamp"])
    assert abs(seconds - time.time()) < 5
    assert headers["webhook-signature"] == signature(headers["webhook-id"], seconds, body, b"secret")
    assert json.loads(body)["person"] == {"user": "anna-1"}
    assert json.loads(body)["key"] == "visit 1 · Größe"


@pytest.mark.parametrize(
    ("status", "headers", "ended", "after"),
    [
        (302, {"Location": "http://127.0.0.1:1/"}, Ended.REFUSED, None),
        (400, {}, Ended.REFUSED, None),
        (410, {}, Ended.GONE, None),
        (429, {"Retry-After": "17"}, None, 17.0),
        (503, {"Retry-After": "soon"}, None, None),
    ],
)
def test_what_a_webhook_answers(
    status: int, headers: dict[str, str], ended: Ended | None, after: float | None
) -> None:
    with company(status, headers) as (url, got):
        attempt = called(url)
    assert (attempt.is_sent, attempt.ended, attempt.after_seconds) == (False, ended, after)
    assert len(got) == 1


def test_without_an_address_a_webhook_waits_to_be_set_up() -> None:
    attempt = called("")
    assert (attempt.reason, attempt.is_counted) == ("not_set_up", False)
    with pytest.raises(OptionInvalid, match="not whole"):
        Webhook("https://lindwerk.example/", "whsec_?", Hosts(), now)


def test_a_server_that_is_no_web_server_is_broken() -> None:
    async def asked() -> Answer:
        async def chat(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"220 mail.example ESMTP\r\n\r\n")
            writer.close()

        async with await asyncio.start_server(chat, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            target = target_of(f"http://127.0.0.1:{port}/", is_named=True)
            return await post(target, {}, b"x", seconds=2)

    with pytest.raises(Unreachable, match="broken"):
        asyncio.run(asked())


class Post:
    """A post office: keeps letters, or says what it was told to say."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.says: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802  its library's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if "RCPT" in self.says:
            return self.says["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  its library's name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        if "DATA" in self.says:
            return self.says["DATA"]
        self.letters.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def office() -> Iterator[tuple[Post, int]]:
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield post, controller.port
    finally:
        controller.stop()


def mailed(port: int, told: Message, to: str = "anna@lindwerk.example", **changed: Any) -> Attempt:
    given: dict[str, Any] = {
        "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none",
        "mail_from": "Lindwerk <hallo@lindwerk.example>", "unsubscribe": "https://lindwerk.example/off?lang=de",
    }  # fmt: skip
    mail = Mail(Delivery(**{**given, **changed}), now)
    return asyncio.run(mail.carry(told, Recipient(email=to), 3))


def test_an_advert_by_mail_is_plain_text_with_a_way_out(office: tuple[Post, int]) -> None:
    post, port = office
    content = {"title": "Dein Leinenkleid\r\nBcc: all@lindwerk.example", "body": "Größe 38", "lang": "de"}
    told = message(channel="email", content=content)
    assert mailed(port, told).is_sent
    assert mailed(port, told).is_sent
    letter, again = post.letters
    assert letter["Message-ID"] == again["Message-ID"]
    assert letter["Message-ID"].endswith("@lindwerk.example>")
    assert (letter["To"], letter["Bcc"]) == ("anna@lindwerk.example", None)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].startswith("<https://lindwerk.example/off?lang=de&message=visit%201")
    assert letter.get_content_type() == "text/plain"
    assert "Größe 38" in letter.get_content()
    assert "Keine Werbung mehr" in letter.get_content()


def test_a_long_mail_keeps_to_the_lines_of_the_protocol(office: tuple[Post, int]) -> None:
    """Each line ends in CRLF (RFC 5321): to a server that holds on to it, all else is one line too long."""
    post, port = office
    content = {
        "title": "Wie war es?",
        "body": "\n\n".join(["Größe 38, in kurzen Zeilen."] * 200),
        "lang": "de",
    }
    assert mailed(port, message(channel="email", kind="contract", purpose="", content=content)).is_sent
    assert post.letters[0].get_content().count("Größe 38") == 200


def test_a_contract_message_by_mail_carries_no_way_out(office: tuple[Post, int]) -> None:
    post, port = office
    assert mailed(port, message(channel="email", kind="contract", purpose="")).is_sent
    assert post.letters[0]["List-Unsubscribe"] is None
    unset = mailed(port, message(channel="email"), unsubscribe="")
    assert (unset.reason, unset.is_counted) == ("not_set_up", False)


@pytest.mark.parametrize(
    ("says", "ended", "reason"),
    [
        ({"RCPT": "550 no such person"}, Ended.REFUSED, "smtp_550"),
        ({"RCPT": "450 later"}, None, "smtp_450"),
        ({"DATA": "554 no"}, Ended.REFUSED, "smtp_554"),
        ({"DATA": "451 later"}, None, "smtp_451"),
    ],
)
def test_what_a_mail_server_answers(
    office: tuple[Post, int], says: dict[str, str], ended: Ended | None, reason: str
) -> None:
    post, port = office
    post.says = says
    attempt = mailed(port, message(channel="email"))
    assert (attempt.is_sent, attempt.ended, attempt.reason) == (False, ended, reason)


def test_mail_that_cannot_be_sent_says_why(office: tuple[Post, int]) -> None:
    _, port = office
    told = message(channel="email")
    assert mailed(port, told, smtp_security="starttls").reason == "no_security"
    assert mailed(port, told, to="").ended is Ended.NO_SUBSCRIPTION
    assert mailed(port, told, to="a@b.example\nBcc: c@d.example").ended is Ended.NO_SUBSCRIPTION
    assert mailed(port, message(channel="email", expires=now())).ended is Ended.EXPIRED
    assert mailed(1, told).reason == "unreachable"
