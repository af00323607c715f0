"""The webhook: one address of the company is called, signed as the Standard Webhooks specification says."""

from __future__ import annotations

import base64
import binascii
import hmac
import ssl
from collections.abc import Callable, Mapping

import msgspec

from oase.decisions.messages.attempts import Attempt, Recipient, again, of_status
from oase.decisions.messages.hosts import Busy, Hosts
from oase.decisions.messages.outbox import Ended, Message, outward
from oase.decisions.messages.posting import Unreachable, post, retry_after, target_of
from oase.errors import OptionInvalid

__all__ = ["Webhook", "signature"]

_PREFIX = "whsec_"


class Webhook:
    """Carries messages to the company's own system.

    Parameters
    ----------
    url : str
        Empty where none is set up; the operator has named it, so it may be in the own network.
    secret : str
        ``whsec_`` and base64, or any text.
    hosts : Hosts
    clock : callable
        Microseconds since 1970, UTC.
    trusted : SSLContext, optional

    Raises
    ------
    InputError
        The address cannot be called, or the secret is none.
    """

    def __init__(
        self,
        url: str,
        secret: str,
        hosts: Hosts,
        clock: Callable[[], int],
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._target = target_of(url, is_named=True) if url else None
        self._secret = _secret(secret)
        self._hosts = hosts
        self._clock = clock
        self._trusted = trusted

    async def carry(self, message: Message, recipient: Recipient, seconds: float) -> Attempt:
        """Call the address once."""
        target = self._target
        if target is None:
            return again("not_set_up", after_seconds=30.0, is_counted=False)
        body = _body(message, recipient)
        try:
            async with self._hosts.call(target.origin) as call:
                seconds = min(seconds, (message.expires - self._clock()) / 1e6)
                if seconds <= 0:
                    return Attempt(ended=Ended.EXPIRED)
                headers = _headers(message.key, body, self._secret, self._clock())
                answer = await post(target, headers, body, seconds=seconds, trusted=self._trusted)
                attempt = of_status(answer.status, retry_after(answer.headers, self._clock()))
                call.is_well = attempt.is_sent or attempt.ended is not None
                return attempt
        except Busy as busy:
            return again("busy", after_seconds=busy.seconds, is_counted=False)
        except Unreachable as error:
            return again(str(error))


def signature(key: str, seconds: int, body: bytes, secret: bytes) -> str:
    """Return what shows that a call comes from this house and when it was made.

    Examples
    --------
    >>> secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    >>> signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', secret)
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    digest = hmac.digest(secret, f"{key}.{seconds}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"


def _headers(key: str, body: bytes, secret: bytes, now: int) -> Mapping[str, str]:
    named = key if key.isascii() and key.isprintable() else base64.urlsafe_b64encode(key.encode()).decode()
    seconds = now // 1_000_000
    return {
        "Content-Type": "application/json",
        "Idempotency-Key": named,
        "webhook-id": named,
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature(named, seconds, body, secret),
    }


def _body(message: Message, recipient: Recipient) -> bytes:
    return msgspec.json.encode(
        {
            "key": message.key,
            "kind": message.kind,
            "purpose": message.purpose,
            "receipt": message.receipt,
            "person": recipient.ids,
            "expires": message.expires,
            "content": outward(message),
        }
    )


def _secret(text: str) -> bytes:
    if not text.startswith(_PREFIX):
        return text.encode()
    try:
        return base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise OptionInvalid(
            "The secret of the webhook is not whole",
            expected=f"{_PREFIX} and base64, or any text without {_PREFIX}",
            where="OASE_WEBHOOK_SECRET",
        ) from error
