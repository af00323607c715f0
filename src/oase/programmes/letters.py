"""Letters about what a customer has with us: a case, a parcel, a ticket; each brings its own secret link.

They are part of the contract, so no consent to advertising is asked (GDPR, Article 6(1)(b); § 7 UWG speaks of
advertising only). The link is made when a letter leaves: the outbox keeps what it opens and never the secret,
of which only the hash is kept, as of every other link.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from sqlalchemy import Connection, Table, select

from oase.decisions.messages.outbox import enqueue
from oase.programmes.links import make
from oase.programmes.tables import cases, take_backs, tickets
from oase.programmes.tables import links as link_table

__all__ = ["PATHS", "Kind", "is_still_hers", "secret_for", "url_of", "without_link", "write_letter"]

Kind = Literal["case", "take_back", "ticket"]
"""What a letter may be about."""

DAY = 86_400_000_000
CARRIED_DAYS = 7
"""So long a letter tries to reach her; what it tells stands on the page anyway."""

PATHS: dict[Kind, str] = {"case": "/c/", "take_back": "/p/take-back/", "ticket": "/p/tour/t/"}
"""Where a secret link of each kind leads."""

_HOLDS: dict[Kind, Table] = {"case": cases, "take_back": take_backs, "ticket": tickets}
_NO_LINK = {
    "de": "Die Seite dazu öffnet der Link, den Sie am Anfang erhalten haben; für Fragen genügt die Nummer.",
    "en": "The link that you were given at the beginning opens its page; for questions the number is enough.",
}


def write_letter(
    connection: Connection,
    opens: tuple[Kind, int],
    alias: int | None,
    *,
    key: str,
    told: tuple[str, str],
    lang: str,
    now: int,
    pause: int = 0,
    until: int | None = None,
) -> bool:
    """Put a letter into the outbox with what it tells, once per key; return whether it is new.

    Parameters
    ----------
    connection : Connection
        Writing.
    opens : (kind, id)
        What its link opens.
    alias : int or None
        Hers; nobody is written to where there is none.
    key : str
        Names the letter for ever.
    told : (title, body)
        The body says the number of the thing, for those whose letter can carry no link.
    lang : {"de", "en"}
    now : int
        Microseconds since 1970, UTC.
    pause : int
        Microseconds in which it can still be taken back.
    until : int, optional
        When it is of no use any more; after a week when left out.
    """
    if alias is None:
        return False
    return enqueue(
        connection,
        key=key,
        alias=alias,
        receipt="",
        channel="email",
        purpose="",
        kind="contract",
        content={"title": told[0], "body": told[1], "lang": lang, "opens": list(opens)},
        now=now,
        due=now + pause,
        expires=now + CARRIED_DAYS * DAY if until is None else until,
    )


def is_still_hers(connection: Connection, kind: Kind, target: int, written: int) -> bool:
    """Tell whether a letter may bring a link: not when she was erased, or all links were ended, after it.

    Parameters
    ----------
    connection : Connection
    kind, target
        What the link would open.
    written : int
        When the letter was put into the outbox.
    """
    held = _HOLDS[kind]
    known = select(held.c.id).where(held.c.id == target, held.c.alias.is_not(None))
    if connection.execute(known).first() is None:
        return False
    mine = (link_table.c.kind == kind) & (link_table.c.target == target)
    ended = select(link_table.c.digest).where(mine, link_table.c.ended >= written)
    return connection.execute(ended).first() is None


def secret_for(
    connection: Connection,
    kind: Kind,
    target: int,
    written: int,
    now: int,
    random_bytes: Callable[[int], bytes],
) -> str:
    """Return a new secret for a letter that leaves now; empty where ``is_still_hers`` says no."""
    if not is_still_hers(connection, kind, target, written):
        return ""
    return make(connection, kind, target, now, random_bytes)


def url_of(address: str, kind: Kind, secret: str) -> str:
    """Return the whole address of a link.

    Examples
    --------
    >>> url_of("https://oase.example", "ticket", "abc")
    'https://oase.example/p/tour/t/abc'
    """
    return f"{address}{PATHS[kind]}{secret}"


def without_link(content: Mapping[str, Any]) -> dict[str, Any]:
    r"""Return a letter that can bring no link: it says so, and that the number is enough.

    Examples
    --------
    >>> without_link({"title": "Da", "body": "Fall F-1", "lang": "en", "opens": ["case", 1]})["body"][:18]
    'Fall F-1\n\nThe link'
    """
    words = _NO_LINK.get(str(content.get("lang", "de")), _NO_LINK["de"])
    kept = {name: value for name, value in content.items() if name != "opens"}
    return kept | {"body": f"{content.get('body', '')}\n\n{words}"}
