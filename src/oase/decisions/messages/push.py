"""Web Push (RFC 8030, 8188, 8291, 8292): encrypted for one device, signed by the house."""

from __future__ import annotations

import asyncio
import base64
import binascii
import ssl
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any

import msgspec

from oase.decisions.messages.attempts import Attempt, Recipient, again, joined, of_status
from oase.decisions.messages.hosts import Busy, Hosts
from oase.decisions.messages.outbox import Ended, Message, outward
from oase.decisions.messages.posting import Target, Unreachable, post, retry_after, target_of
from oase.decisions.messages.subscriptions import Subscription
from oase.decisions.messages.vapid import Vapid
from oase.errors import ExtraMissing, InputError, OptionInvalid

__all__ = ["Push", "PushServices", "checked", "payload"]

SERVICES = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.services.mozilla.com",
    ".notify.windows.com",
    "web.push.apple.com",
    ".push.apple.com",
)
"""Push services of the browsers' makers; a name that begins with a dot stands for all under it."""

MOST_BYTES = 3800
"""Of a payload: push services take 4096 bytes with what encryption adds."""

_KEY_BYTES, _SECRET_BYTES = 65, 16
_URGENCIES = ("very-low", "low", "normal", "high")


class PushServices:
    """Which servers may be called for a push.

    Parameters
    ----------
    named : sequence of str
        Further hosts, as ``Delivery.push_hosts``; they may be in the own network.

    Examples
    --------
    >>> services = PushServices(["http://localhost:8090"])
    >>> services.target("http://localhost:8090/notify/1").is_named
    True
    >>> services.target("https://evil.example/fcm.googleapis.com")
    Traceback (most recent call last):
    ...
    oase.errors.InputError: The address is of no push service that is known here.
      expected:   https:// at a service of a browser's maker, or a host of OASE_PUSH_HOSTS
      got:        'evil.example'
    """

    def __init__(self, named: Sequence[str] = ()) -> None:
        self._named = frozenset(_origin(one) for one in named)

    def target(self, endpoint: str) -> Target:
        """Return where an endpoint is called.

        Raises
        ------
        InputError
            It is of none that may be called.
        """
        target = target_of(endpoint, is_named=True)
        if target.origin in self._named:
            return target
        is_known = any(
            target.host.endswith(one) if one.startswith(".") else target.host == one for one in SERVICES
        )
        if target.scheme != "https" or target.port != 443 or not is_known:
            raise InputError(
                "The address is of no push service that is known here",
                expected="https:// at a service of a browser's maker, or a host of OASE_PUSH_HOSTS",
                got=repr(target.host),
            )
        return target._replace(is_named=False)


def checked(services: PushServices, endpoint: str, p256dh: str, auth: str) -> None:
    """Look at a subscription before it is kept.

    Raises
    ------
    InputError
        An address that may not be called, or keys that are none.
    """
    services.target(endpoint)
    for name, text, length in (("p256dh", p256dh, _KEY_BYTES), ("auth", auth, _SECRET_BYTES)):
        try:
            raw = _decoded(text)
        except (binascii.Error, ValueError):
            raw = b""
        if len(raw) != length:
            raise InputError(
                "The keys of the subscription are not whole",
                expected=f"{length} bytes, base64url",
                got=f"{len(raw)}",
                where=name,
            )


def payload(message: Message) -> bytes:
    """Return what the device is told: the content, and what names and ends it.

    What is too long for a push loses its body's end, never its sense: the app fetches the message itself.
    """
    said: dict[str, Any] = {
        **outward(message),
        "key": message.key,
        "receipt": message.receipt,
        "topic": message.content.get("topic") or topic(message),
        "expires": message.expires,
    }
    raw = msgspec.json.encode(said)
    if len(raw) <= MOST_BYTES:
        return raw
    room = MOST_BYTES - len(raw) + len(msgspec.json.encode(said.get("body", "")))
    body = str(said.get("body", "")).encode()[: max(0, room // 2)].decode(errors="ignore")
    kept = {name: said[name] for name in ("key", "receipt", "topic", "expires")}
    small = {name: str(said[name])[:200] for name in ("title", "lang", "item", "store") if name in said}
    raw = msgspec.json.encode({**said, "body": f"{body}…"})
    return raw if len(raw) <= MOST_BYTES else msgspec.json.encode({**kept, **small, "body": ""})


def topic(message: Message) -> str:
    """Return what collapses repetitions at the push service: 32 characters from the message's key."""
    named = str(message.content.get("topic") or message.key)
    raw = blake2b(named.encode(), digest_size=24, person=b"oase.topic").digest()
    return base64.urlsafe_b64encode(raw).decode()


class Push:
    """Carries messages to devices.

    Parameters
    ----------
    services : PushServices
    vapid : Vapid or None
        None where push is not installed.
    hosts : Hosts
    clock : callable
        Microseconds since 1970, UTC.
    trusted : SSLContext, optional
    """

    def __init__(
        self,
        services: PushServices,
        vapid: Vapid | None,
        hosts: Hosts,
        clock: Callable[[], int],
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._services = services
        self._vapid = vapid
        self._hosts = hosts
        self._clock = clock
        self._trusted = trusted

    async def carry(self, message: Message, recipient: Recipient, seconds: float) -> Attempt:
        """Try every device that has not taken the message yet."""
        if self._vapid is None:
            return again("not_installed", after_seconds=30.0, is_counted=False)
        left = [one for one in recipient.devices if one.id not in message.reached]
        if not left:
            return Attempt(ended=Ended.NO_SUBSCRIPTION)
        tried = [self._carry_to(self._vapid, message, device, seconds) for device in left]
        return joined(await asyncio.gather(*tried))

    async def _carry_to(
        self, vapid: Vapid, message: Message, device: Subscription, seconds: float
    ) -> Attempt:
        try:
            target = self._services.target(device.endpoint)
            async with self._hosts.call(target.origin) as call:
                attempt = await self._posted(vapid, target, message, device, seconds)
                call.is_well = attempt.is_sent or attempt.ended is not None
        except Busy as busy:
            return again("busy", after_seconds=busy.seconds, is_counted=False)
        except ValueError:  # also an address that may not be called any more
            return Attempt(ended=Ended.REFUSED, reason="unfit")
        if attempt.is_sent:
            return msgspec.structs.replace(attempt, reached=(device.id,))
        return msgspec.structs.replace(attempt, gone=(device.id,)) if attempt.ended is Ended.GONE else attempt

    async def _posted(
        self, vapid: Vapid, target: Target, message: Message, device: Subscription, seconds: float
    ) -> Attempt:
        body = encrypted(payload(message), device)
        now = self._clock()
        left = (message.expires - now) // 1_000_000
        if left < 1:
            return Attempt(ended=Ended.EXPIRED)
        seconds = min(seconds, (message.expires - now) / 1e6)  # a slot may have been waited for
        urgency = message.content.get("urgency")
        headers = {
            "TTL": str(left),
            "Topic": topic(message),
            "Urgency": urgency if urgency in _URGENCIES else "high",
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Authorization": vapid.header(target.origin, now),
        }
        try:
            answer = await post(target, headers, body, seconds=min(seconds, left), trusted=self._trusted)
        except Unreachable as error:
            return again(str(error))
        return of_status(answer.status, retry_after(answer.headers, self._clock()))


def encrypted(raw: bytes, device: Subscription) -> bytes:
    """Encrypt for one device (RFC 8291): nobody between here and it can read.

    Raises
    ------
    ExtraMissing
        Push is not installed.
    ValueError
        The keys of the device are none.
    """
    try:
        import http_ece
        from cryptography.hazmat.primitives.asymmetric import ec
    except ImportError as error:
        raise ExtraMissing("http-ece", "push") from error
    once: Any = ec.generate_private_key(ec.SECP256R1())
    try:
        return bytes(
            http_ece.encrypt(
                raw,
                private_key=once,
                dh=_decoded(device.p256dh),
                auth_secret=_decoded(device.auth),
                version="aes128gcm",
            )
        )
    except http_ece.ECEException as error:
        raise ValueError(str(error)) from error


def _decoded(text: str) -> bytes:
    plain = text.rstrip("=")
    return base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)


def _origin(named: str) -> str:
    url = named if "://" in named else f"https://{named}"
    try:
        return target_of(url, is_named=True).origin
    except InputError as error:
        raise OptionInvalid(
            "The push service cannot be called",
            expected="host, host:port or http://host:port",
            got=repr(named),
            where="OASE_PUSH_HOSTS",
        ) from error
