"""``POST /v1/decisions``: raw ASGI before the framework, so that an answer takes milliseconds."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from oase.contacts.requests.rates import Rates
from oase.decisions.plays.play import TRIGGERS
from oase.decisions.receipt import Outcome
from oase.decisions.situation import Place, Situation
from oase.errors import OaseError
from oase.identity.sessions import Session, Tokens, open_token_key
from oase.model.moments import iso
from oase.web.door import Message, Receive, Send
from oase.web.reach import Reach
from oase.web.waiting import Durable

if TYPE_CHECKING:
    from oase.decisions.counter import Counter, Decision

__all__ = ["PATH", "DecisionAsked", "DecisionCall", "DecisionTold"]

PATH = "/v1/decisions"
MOST_BYTES = 16_384
MOST_PLACES = 50
PER_SECOND = 20.0
MOST_PACED = 200_000
NOTHING = "nothing"

_HEADERS = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"Authorization"),
)
_BEARER = b"bearer "

HERS = "store.near, visit.started or visit.ended"
"""What an app may tell of; of all else the house knows better."""
_OF_THE_HOUSE = frozenset(TRIGGERS) - {"store.near", "visit.started", "visit.ended"}

Metres = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]
Short = Annotated[str, msgspec.Meta(max_length=200)]


class PlaceAsked(msgspec.Struct, frozen=True, rename="camel"):
    """A store near her, matched on her device.

    Parameters
    ----------
    store : str
    distance_m, accuracy_m : float
    """

    store: Short
    distance_m: Metres = msgspec.field(name="distanceM")
    accuracy_m: Metres = msgspec.field(name="accuracyM")


class DecisionAsked(msgspec.Struct, frozen=True, rename="camel"):
    """What has happened, and where she is.

    Parameters
    ----------
    trigger : str
    places : list of PlaceAsked
    store : str
        Code of the store in which she is; the visit that has begun counts where it is empty.
    item : str
        GTIN, empty for whatever of hers fits.
    mood : str
        Only what she has tapped or said.
    lang : {"de", "en"}
    """

    trigger: Short
    places: Annotated[list[PlaceAsked], msgspec.Meta(max_length=MOST_PLACES)] = []
    store: Short = ""
    item: Short = ""
    mood: Short = ""
    lang: Literal["de", "en"] = "de"


class DecisionTold(msgspec.Struct, frozen=True, rename="camel"):
    """What was decided; ``receipt`` names what tells why.

    Parameters
    ----------
    receipt : str or None
        None where no play knows what has happened.
    outcome : str
        ``sent``, ``withheld``, ``control`` or ``nothing``.
    reason : str
        The gate that failed, empty for none.
    play, title, body, item, store : str
    actions : tuple of str
    distance_m : float or None
    expires : str or None
        ISO 8601.
    offer : dict or None
    """

    receipt: str | None = None
    outcome: str = NOTHING
    reason: str = ""
    play: str = ""
    title: str = ""
    body: str = ""
    actions: tuple[str, ...] = ()
    item: str = ""
    store: str = ""
    distance_m: float | None = msgspec.field(default=None, name="distanceM")
    expires: str | None = None
    offer: dict[str, Any] | None = None


_asked = msgspec.json.Decoder(DecisionAsked).decode
_encode = msgspec.json.Encoder().encode

Answer = tuple[int, bytes, tuple[tuple[bytes, bytes], ...]]


class DecisionCall:
    """Answers whoever asks for a decision about herself, once its receipt is durable.

    Parameters
    ----------
    reach : Reach
    """

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._lock = threading.Lock()
        self._counter: Counter | None = None
        self._tokens: Tokens | None = None
        self._rates = Rates(PER_SECOND)
        self._paced: set[int] = set()
        self._refreshing: asyncio.Future[None] | None = None
        self._durable = Durable()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        answer = await self._answer(scope, receive)
        if answer is None:
            return
        status, body, more = answer
        headers = [*_HEADERS, *more, (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Message, receive: Receive) -> Answer | None:
        if scope["method"] != "POST":
            return _failed(405, "method_not_allowed", "This path takes POST", ((b"allow", b"POST"),))
        body = await _body(receive)
        if body is None:
            return None
        if len(body) > MOST_BYTES:
            return _failed(413, "request_too_large", f"At most {MOST_BYTES} bytes are taken")
        try:
            counter = self._counter or await asyncio.to_thread(self._open)
            session = self._session(scope)
            if session is None:
                return _nobody()
            if seconds := self._wait(session):
                retry = ((b"retry-after", b"%d" % seconds),)
                return _failed(429, "too_many_requests", "This app asks too often", retry)
            asked = _asked(body)
            if asked.trigger in _OF_THE_HOUSE:
                return _failed(400, "trigger_not_yours", "The house tells of this by itself", expected=HERS)
            return await self._decided(counter, session, asked)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            expected = (
                '{"trigger": …, "places": [{"store", "distanceM", "accuracyM"}], "item", "mood", "lang"}'
            )
            return _failed(400, "request_invalid", str(error)[:300], expected=expected)
        except OaseError as error:
            return _failed(503, "unavailable", error.what, ((b"retry-after", b"5"),), todo=error.todo)

    async def _decided(self, counter: Counter, session: Session, asked: DecisionAsked) -> Answer:
        met = counter.memory.meet(session.alias, session.id, self._reach.clock())
        if met is None:
            return _nobody()
        if counter.is_stale(met):
            await self._refresh(counter)
        situation = Situation(
            trigger=asked.trigger,
            at=self._reach.moment(),
            places=tuple(Place(one.store, one.distance_m, one.accuracy_m) for one in asked.places),
            store=asked.store,
            item=asked.item,
            mood=asked.mood,
            lang=asked.lang,
        )
        decision = counter.prepare(met, situation)
        error = await self._durable.stored(lambda reply: counter.submit(decision, reply))
        if error is not None:
            raise error
        return 200, _encode(_told(decision, asked.lang)), ()

    async def _refresh(self, counter: Counter) -> None:
        """Let what has changed be read; who comes meanwhile is answered from what there was."""
        if self._refreshing is None:
            self._refreshing = asyncio.ensure_future(asyncio.to_thread(counter.refresh))
            try:
                await asyncio.shield(self._refreshing)
            finally:
                self._refreshing = None

    def _session(self, scope: Message) -> Session | None:
        said: bytes = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        if said[: len(_BEARER)].lower() != _BEARER or self._tokens is None or self._counter is None:
            return None
        return self._tokens.read(said[len(_BEARER) :].strip().decode("latin-1"), self._reach.clock())

    def _wait(self, session: Session) -> int:
        if len(self._paced) >= MOST_PACED:  # of too many all begin anew
            self._paced.clear()
            self._rates = Rates(PER_SECOND)
        self._paced.add(session.id)
        return self._rates.wait(session.id, 1, self._reach.clock())

    def _open(self) -> Counter:
        with self._lock:
            if self._counter is None:
                self._tokens = Tokens(open_token_key(self._reach.database.folder))
                self._counter = self._reach.counter
            return self._counter


async def _body(receive: Receive) -> bytes | None:
    """Return the body as far as it is worth reading, None where nobody is there any more."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > MOST_BYTES or not message.get("more_body", False):
            return body


def _told(decision: Decision, lang: str) -> DecisionTold:
    receipt = decision.receipt
    if receipt is None:
        return DecisionTold()
    is_sent = receipt.outcome is Outcome.SENT
    return DecisionTold(
        receipt=receipt.id,
        outcome=receipt.outcome.value,
        reason=receipt.reason,
        play=receipt.play,
        title=receipt.title.get(lang, "") if is_sent else "",
        body=receipt.body.get(lang, "") if is_sent else "",
        actions=decision.actions if is_sent else (),
        item=receipt.item,
        store=receipt.store,
        distance_m=receipt.distance_m,
        expires=iso(receipt.expires) if is_sent else None,
        offer=receipt.offer,
    )


def _nobody() -> Answer:
    said = "This needs a customer's token in the header Authorization: Bearer oct_…"
    return _failed(401, "token_unknown", said, ((b"www-authenticate", b"Bearer"),))


def _failed(
    status: int,
    code: str,
    message: str,
    headers: tuple[tuple[bytes, bytes], ...] = (),
    **more: str | None,
) -> Answer:
    shown = {name: value for name, value in more.items() if value}
    return status, _encode({"code": code, "message": message, **shown}), headers
