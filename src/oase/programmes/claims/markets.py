"""Own paragraphs on the pages about rights, by country and language, beside what the tables of law say."""

from __future__ import annotations

from typing import Literal

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.tables import market_pages

__all__ = ["LONGEST", "Market", "every", "of_country", "put"]

LONGEST = 8_000


class Market(msgspec.Struct, frozen=True, kw_only=True):
    """What the company itself says of a market.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2.
    lang : {"de", "en"}
    paragraphs : tuple of str
    is_live : bool
    updated : int
        Microseconds since 1970, UTC.
    who : str
    """

    country: str
    lang: Literal["de", "en"]
    paragraphs: tuple[str, ...]
    is_live: bool
    updated: int
    who: str


def put(
    connection: Connection, country: str, lang: str, text: str, *, is_live: bool, who: str, now: int
) -> None:
    """Keep the paragraphs of a market, parted by empty lines; no text takes them away.

    Raises
    ------
    OptionInvalid
        No such country or language, or too long.
    """
    code = country.strip().upper()
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise OptionInvalid(
            "That is no country", expected="two letters, such as AT", got=code, where="country"
        )
    if lang not in ("de", "en"):
        raise OptionInvalid("No such language", expected="de, en", got=lang, where="lang")
    if len(text) > LONGEST:
        raise OptionInvalid("Too long", expected=f"{LONGEST} characters", got=str(len(text)), where="text")
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    values = {
        "body": msgspec.json.encode([part for part in parts if part]).decode(),
        "is_live": int(is_live),
        "updated": now,
        "who": who,
    }
    row = upsert(market_pages).values(country=code, lang=lang, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["country", "lang"], set_=values))
    bump(connection, "programmes")


def every(connection: Connection) -> list[Market]:
    """Return all markets that the company says something of."""
    order = (market_pages.c.country, market_pages.c.lang)
    return [
        Market(
            country=row.country,
            lang=row.lang,
            paragraphs=tuple(msgspec.json.decode(row.body, type=list[str])),
            is_live=bool(row.is_live),
            updated=row.updated,
            who=row.who,
        )
        for row in connection.execute(select(market_pages).order_by(*order))
    ]


def of_country(connection: Connection, country: str, lang: str) -> Market | None:
    """Return what is said of a market in a language; None for nothing that is live."""
    wanted = (country.strip().upper(), lang)
    return next((one for one in every(connection) if (one.country, one.lang) == wanted and one.is_live), None)
