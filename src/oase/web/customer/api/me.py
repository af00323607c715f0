"""What she says of herself: consents, sizes, her store, her mood; and signing out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, delete, get, post, put
from litestar.exceptions import NotAuthorizedException, TooManyRequestsException
from litestar.params import JSONBody

from oase.app.visiting import leave, renew
from oase.app.visiting.consenting import Consents, consent
from oase.app.visiting.herself import time_of
from oase.app.visiting.me import (
    Me,
    PreferredStore,
    SizeShown,
    forget_size,
    me,
    prefer_store,
    say_mood,
    say_size,
)
from oase.model import Purpose
from oase.web.customer.api.access import Her, House

__all__ = ["HANDLERS", "OPEN"]

Short = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Brief = Annotated[str, msgspec.Meta(max_length=200)]
_HERS: dict[str, Any] = {"sync_to_thread": True, "tags": ["herself"]}


class Saying(msgspec.Struct, frozen=True, rename="camel"):
    """What she says to purposes; those left out stay as they are."""

    consents: Annotated[dict[Purpose, bool], msgspec.Meta(min_length=1)]
    text_version: Brief = ""
    source: Brief = "app"


class SizeSaid(msgspec.Struct, frozen=True):
    """A size of hers, for a class of garment in a size system."""

    garment: Short
    system: Short
    size: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class SizeNamed(msgspec.Struct, frozen=True):
    """Which size she takes back."""

    garment: Short
    system: Short


class Sizes(msgspec.Struct, frozen=True):
    """All sizes she has said."""

    sizes: list[SizeShown]


class StoreNamed(msgspec.Struct, frozen=True):
    """A store by its code."""

    code: Short


class Preferred(msgspec.Struct, frozen=True, rename="camel"):
    """Which store she prefers now, null for none."""

    preferred_store: PreferredStore | None


class Mood(msgspec.Struct, frozen=True):
    """What she says of her mood; empty for nothing."""

    mood: Annotated[str, msgspec.Meta(max_length=40)]


class Renewal(msgspec.Struct, frozen=True):
    """What renews her session."""

    refresh: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Token(msgspec.Struct, frozen=True, rename="camel"):
    """A new token, and until when it holds."""

    token: str
    expires_at: datetime


@get("/v1/me", operation_id="me", **_HERS)
def show(visiting: House, her: Her) -> Me:
    """Return what her app shows of herself."""
    return me(visiting, her)


@post("/v1/consents", operation_id="say_consents", status_code=200, **_HERS)
def consents(visiting: House, her: Her, data: JSONBody[Saying]) -> Consents:
    """Write down what she grants and refuses, each purpose alone; return what holds now."""
    return consent(visiting, her, data.consents, text=data.text_version, source=data.source)


@put("/v1/me/sizes", operation_id="say_size", **_HERS)
def size(visiting: House, her: Her, data: JSONBody[SizeSaid]) -> Sizes:
    """Keep a size of hers; return all."""
    return Sizes(say_size(visiting, her, data.garment, data.system, data.size))


@delete("/v1/me/sizes", operation_id="forget_size", status_code=200, **_HERS)
def no_size(visiting: House, her: Her, data: JSONBody[SizeNamed]) -> Sizes:
    """Forget a size of hers; return those that are left."""
    return Sizes(forget_size(visiting, her, data.garment, data.system))


@put("/v1/me/store", operation_id="prefer_store", **_HERS)
def store(visiting: House, her: Her, data: JSONBody[StoreNamed]) -> Preferred:
    """Keep which store she prefers."""
    return Preferred(prefer_store(visiting, her, data.code))


@delete("/v1/me/store", operation_id="prefer_no_store", status_code=200, **_HERS)
def no_store(visiting: House, her: Her) -> Preferred:
    """Prefer no store any more; what was learned from visits until now is not believed again."""
    return Preferred(prefer_store(visiting, her, None))


@put("/v1/me/mood", operation_id="say_mood", **_HERS)
def mood(visiting: House, her: Her, data: JSONBody[Mood]) -> Mood:
    """Keep what she says of her mood."""
    return Mood(say_mood(visiting, her, data.mood))


@post("/v1/me/sign-out", operation_id="sign_out", status_code=204, **_HERS)
def sign_out(visiting: House, her: Her) -> None:
    """End the session of this app."""
    leave(visiting.rooms, her.session)


@post("/v1/me/token", operation_id="renew_token", status_code=200, sync_to_thread=True, tags=["herself"])
def token(request: Request[Any, Any, Any], visiting: House, data: JSONBody[Renewal]) -> Token:
    """Return a new token for what renews the session; needs no token."""
    seconds = request.app.state.renewals.wait(hash(data.refresh), visiting.rooms.clock())
    if seconds:
        raise TooManyRequestsException("This app asks too often", headers={"Retry-After": str(seconds)})
    entered = renew(visiting.rooms, data.refresh)
    if entered is None:
        raise NotAuthorizedException("The session has ended", headers={"WWW-Authenticate": "Bearer"})
    return Token(entered.token, time_of(entered.expires))


HANDLERS = [show, consents, size, no_size, store, no_store, mood, sign_out]
OPEN = [token]
