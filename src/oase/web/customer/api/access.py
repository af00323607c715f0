"""Who is asking: a customer by her token, no more often than an app needs."""

from __future__ import annotations

import threading
from typing import Any, Literal

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotAuthorizedException, TooManyRequestsException
from litestar.handlers import BaseRouteHandler

from oase.app.visiting import Herself, Visiting
from oase.contacts.requests.rates import Rates

__all__ = ["PER_SECOND", "Her", "House", "Pace", "herself", "language_of", "visiting_of", "with_token"]

PER_SECOND = 20.0
"""Calls of one session: a second's worth at once, then at that rate."""

MOST_HELD = 50_000

Connection = ASGIConnection[Any, Any, Any, Any]
Her = NamedDependency[Herself]
House = NamedDependency[Visiting]
"""What a handler writes to be given who is asking, and what it works with."""


class Pace:
    """How often each of many may ask.

    Parameters
    ----------
    per_second : float
    """

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._rates = Rates(per_second)
        self._seen: set[int] = set()
        self._lock = threading.Lock()

    def wait(self, who: int, at: int) -> int:
        """Return 0, or the whole seconds after which to come again; of too many all begin anew."""
        with self._lock:
            if len(self._seen) >= MOST_HELD:
                self._seen.clear()
                self._rates = Rates(self._per_second)
            self._seen.add(who)
            return self._rates.wait(who, 1, at)


async def with_token(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Let in whoever brings a token of this house; whether its session stands is asked in ``herself``.

    Raises
    ------
    NotAuthorizedException
        There is none, or it is forged, torn or over.
    TooManyRequestsException
        The session asks too often.
    """
    state = connection.app.state
    visiting: Visiting = state.visiting
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    session = visiting.read(token.strip()) if scheme.lower() == "bearer" else None
    if session is None:
        raise _nobody()
    if seconds := state.pace.wait(session.id, visiting.rooms.clock()):
        raise TooManyRequestsException("This app asks too often", headers={"Retry-After": str(seconds)})
    connection.scope["auth"] = session


def herself(request: Request[Any, Any, State], visiting: House) -> Herself:
    """Return who is asking.

    Raises
    ------
    NotAuthorizedException
        The session was ended, or she was erased.
    """
    her = visiting.meet(request.auth, language_of(request))
    if her is None:
        raise _nobody()
    return her


def visiting_of(state: State) -> Visiting:
    """Return what the calls work with."""
    visiting: Visiting = state.visiting
    return visiting


def language_of(request: Request[Any, Any, Any]) -> Literal["de", "en"]:
    """Return the language that a request asks for: German unless English is wanted more.

    Examples
    --------
    >>> preferred("en-GB,en;q=0.9,de;q=0.8"), preferred("de"), preferred(""), preferred("fr, en;q=0.5")
    ('en', 'de', 'de', 'en')
    """
    return preferred(request.headers.get("accept-language", ""))


def preferred(header: str) -> Literal["de", "en"]:
    """Return the better of the two languages in a header ``Accept-Language``."""
    best: dict[str, float] = {}
    for part in header[:500].split(","):
        name, _, said = part.strip().partition(";")
        lang = name.strip().lower()[:2]
        best[lang] = max(best.get(lang, 0.0), _quality(said))
    return "en" if best.get("en", 0.0) > best.get("de", 0.0) else "de"


def _quality(said: str) -> float:
    try:
        return float(said.strip().removeprefix("q=")) if said.strip() else 1.0
    except ValueError:
        return 0.0


def _nobody() -> NotAuthorizedException:
    return NotAuthorizedException(
        "This needs a customer's token in the header Authorization: Bearer oct_…",
        headers={"WWW-Authenticate": "Bearer"},
    )
