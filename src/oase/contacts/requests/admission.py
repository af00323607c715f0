"""From a request to a row of the inbox: size, key, JSON, rate. All else is the pipeline's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from oase.contacts.keys import Key, KeyKind
from oase.contacts.requests.answers import FRESH, SUCCESS, Answer, Error, failure, json_answer
from oase.contacts.requests.bodies import Parsed, items_in, parse, unpack
from oase.contacts.requests.endpoints import SETTINGS, Endpoint
from oase.contacts.requests.limits import Limits
from oase.contacts.requests.pixels import body_of_query
from oase.contacts.requests.rates import Rates
from oase.contacts.requests.secrets import secrets_outside

__all__ = ["Accepted", "Admission", "Call", "FindsKeys"]

PACKING_BYTES = 1024
"""By how much gzip may be longer than what it holds."""


class FindsKeys(Protocol):
    """What knows the keys of a house."""

    def find(self, secret: str, kind: KeyKind) -> Key | None:
        """Return the key of a secret where it may do this."""
        ...


class Call(NamedTuple):
    """A request without its body; headers by lower-case names."""

    path: str
    query: bytes
    headers: Mapping[bytes, bytes]
    scheme: str = "http"

    @property
    def outer_scheme(self) -> str:
        """The scheme the client used, as a proxy that ends TLS tells it; only its own answer hangs on it."""
        told = self.headers.get(b"x-forwarded-proto", b"").split(b",")[0].strip().lower()
        return told.decode() if told in (b"http", b"https") else self.scheme


class Accepted(NamedTuple):
    """What goes into the inbox: the call, the number of its key, the body as JSON."""

    kind: str
    key: int
    body: bytes


class Admission:
    """Decides about requests.

    Parameters
    ----------
    keyring : FindsKeys
    limits : Limits
    """

    def __init__(self, keyring: FindsKeys, limits: Limits) -> None:
        self._keyring = keyring
        self._limits = limits
        self._rates = Rates(limits.events_per_second)

    def most_bytes(self, endpoint: Endpoint) -> int:
        """Return how many bytes of a body are worth reading."""
        return self._most(endpoint) + PACKING_BYTES

    def take(self, endpoint: Endpoint, call: Call, body: bytes, received: int) -> Accepted | Answer:
        """Return what is to be stored, or the answer where nothing is.

        Parameters
        ----------
        endpoint : Endpoint
        call : Call
        body : bytes
            As it came; empty for GET.
        received : int
            Microseconds since 1970, UTC.

        Raises
        ------
        OaseError
            The house could not be asked for its keys.
        """
        if endpoint.form == "metrics":
            return SUCCESS
        try:
            secrets = secrets_outside(call.headers, call.query)
        except ValueError as error:
            return failure(400, Error.BAD_QUERY, f"The query cannot be read: {error}")
        if endpoint.form == "settings" and (found := SETTINGS.fullmatch(f"/{call.path.strip('/')}")):
            return self._settings(call, found[1])
        if endpoint.form == "source":
            return self._source(secrets)
        return self._take(endpoint, call, body, secrets, received)

    def _take(
        self, endpoint: Endpoint, call: Call, body: bytes, secrets: list[str], received: int
    ) -> Accepted | Answer:
        key = self._find(secrets)
        parsed = self._parsed(endpoint, call, body)
        if isinstance(parsed, Answer):
            return parsed if key or not secrets else _no(secrets)
        if key is None and parsed.key:
            secrets.append(parsed.key)
            key = self._keyring.find(parsed.key, "write")
        if key is None:
            return _no(secrets)
        if self._limits.events_per_second is not None:
            messages = items_in(parsed, is_batch=endpoint.form == "batch")
            if seconds := self._rates.wait(key.id, messages, received):
                return _too_many(seconds, received, is_page=b"origin" in call.headers)
        return Accepted(endpoint.kind, key.id, parsed.body)

    def _parsed(self, endpoint: Endpoint, call: Call, body: bytes) -> Parsed | Answer:
        if endpoint.form == "pixel":
            unpacked = body_of_query(call.query, endpoint.kind)
        else:
            unpacked = unpack(body, call.headers.get(b"content-encoding", b""), self._most(endpoint))
        if isinstance(unpacked, Answer):
            return unpacked
        return parse(unpacked, is_batch=endpoint.form == "batch")

    def _most(self, endpoint: Endpoint) -> int:
        is_message = endpoint.form in ("message", "pixel")
        return self._limits.event_bytes if is_message else self._limits.batch_bytes

    def _find(self, secrets: list[str]) -> Key | None:
        for secret in secrets:
            if (key := self._keyring.find(secret, "write")) is not None:
                return key
        return None

    def _settings(self, call: Call, secret: str) -> Answer:
        """Answer what Segment's browser client asks first: where to send, and nothing else to load."""
        if self._keyring.find(secret, "write") is None:
            return _no([secret] if secret else [])
        host = call.headers.get(b"host", b"localhost").decode("latin-1")
        segment = {"apiKey": secret, "apiHost": f"{host}/v1", "protocol": call.outer_scheme}
        settings = {
            "integrations": {"Segment.io": segment},
            "plan": {"track": {"__default": {"enabled": True}}},
            "metrics": {"sampleRate": 0},
        }
        return json_answer(200, settings, FRESH)

    def _source(self, secrets: list[str]) -> Answer:
        """Answer what RudderStack's browser client asks first."""
        key = self._find(secrets)
        if key is None:
            return _no(secrets)
        source = {
            "id": str(key.id),
            "name": key.source or key.name,
            "workspaceId": "oase",
            "enabled": True,
            "config": {},
            "destinations": [],
        }
        return json_answer(200, {"source": source}, FRESH)


def _no(secrets: list[str]) -> Answer:
    if secrets:
        return failure(401, Error.WRONG_KEY, "The write key is unknown, revoked, or may not write")
    return failure(401, Error.NO_KEY, "The request names no write key")


def _too_many(seconds: int, received: int, *, is_page: bool) -> Answer:
    # Segment's browser client reads seconds here, its client for servers the moment in milliseconds
    reset = seconds if is_page else received // 1000 + seconds * 1000
    headers = ((b"retry-after", b"%d" % seconds), (b"x-ratelimit-reset", b"%d" % reset))
    return failure(429, Error.TOO_MANY, "The write key sends more than its rate allows", headers)
