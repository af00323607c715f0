"""Ratings of products: written by customers, one for each person and product, with where they come from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from oase.errors import OptionInvalid
from oase.model import Fact
from oase.retail.sizes import normal_size
from oase.retail.tables import ratings

__all__ = [
    "Fit",
    "Rating",
    "Summary",
    "bought_at",
    "hide",
    "of_person",
    "rate",
    "reference_of",
    "summary",
    "take_over",
    "withdraw",
]

LONGEST = 2_000
STARS = range(1, 6)
FITS = (-1, 0, 1)
REFERENCES = ("order", "repair")


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says of a product.

    Parameters
    ----------
    id : int
    product : str
    gtin : str or None
        The variant she has.
    at : int
        Microseconds since 1970, UTC.
    stars : int
        1 to 5.
    fit : int or None
        -1 smaller than expected, 0 as expected, 1 larger.
    size : str
        The size she has.
    text : str
        As typed: whoever shows it escapes it.
    lang : str
    source : str
        ``app``, or the name of what was taken over.
    verified : str
        By which number it is known that she has bought it or had it repaired: ``order:4711``, ``repair:R-7``.
        Anything else, such as what a source says of itself, verifies nothing.
    is_hidden : bool
    """

    id: int
    product: str
    gtin: str | None
    at: int
    stars: int
    fit: int | None
    size: str
    text: str
    lang: str
    source: str
    verified: str
    is_hidden: bool


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """How a product turns out, by those who said so: of one size, or of all where ``size`` is empty."""

    smaller: int = 0
    expected: int = 0
    larger: int = 0
    size: str = ""

    @property
    def count(self) -> int:
        """How many said so."""
        return self.smaller + self.expected + self.larger


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a product altogether.

    Parameters
    ----------
    count : int
    average : float or None
        Stars; None where nobody has rated it.
    stars : tuple of int
        How many gave 1, 2, 3, 4, 5.
    fit : Fit
        Of all sizes.
    fit_like_mine : Fit
        Of the size asked for.
    verified : int
        How many of the ratings have the number of an order or a repair.
    latest : tuple of Rating
        Those with the size asked for first, then the latest.
    """

    count: int
    average: float | None
    stars: tuple[int, ...]
    fit: Fit
    fit_like_mine: Fit
    verified: int
    latest: tuple[Rating, ...]


def rate(
    connection: Connection,
    *,
    product: str,
    gtin: str | None,
    alias: int,
    aliases: Collection[int],
    stars: int,
    now: int,
    fit: int | None = None,
    size: str = "",
    text: str = "",
    lang: str = "",
    verified: str = "",
) -> Rating:
    """Write down what a person says of a product; what she said before is replaced.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    product : str
    gtin : str or None
    alias : int
        Under which it is written down.
    aliases : collection of int
        All of the person.
    stars : int
    now : int
        Microseconds since 1970, UTC.
    fit : int, optional
        -1, 0, 1.
    size, text, lang : str
    verified : str
        ``order:`` or ``repair:`` and the number; empty where none is known.

    Raises
    ------
    OptionInvalid
        Stars, fit or the length of a text are outside what is allowed.
    """
    said = _checked({"stars": stars, "fit": fit, "size": size, "text": text, "lang": lang})
    said |= {"product": product, "gtin": gtin, "at": now, "source": "app", "verified": verified}
    hers = (ratings.c.product == product) & ratings.c.alias.in_(list(aliases))
    known = connection.scalars(select(ratings.c.id).where(hers).order_by(ratings.c.id)).all()
    if known:
        # two persons that became one may have rated it twice: the rest goes. What is hidden stays hidden
        connection.execute(delete(ratings).where(ratings.c.id.in_(known[1:])))
        change = update(ratings).where(ratings.c.id == known[0]).values(said)
    else:
        change = insert(ratings).values(**said, alias=alias, is_hidden=False)
    return _read(connection.execute(change.returning(ratings)).one())


def take_over(connection: Connection, rows: Iterable[Mapping[str, Any]], *, source: str) -> int:
    """Take over ratings from elsewhere and return how many; those of the same source are replaced.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    rows : iterable of mapping
        ``product``, ``at``, ``stars``, and as far as known ``gtin``, ``fit``, ``size``, ``text``, ``lang``,
        ``verified``.
    source : str
        Name of where they come from, other than ``app``.

    Raises
    ------
    OptionInvalid
        As ``rate``; nothing is taken over then. Or the name of the source is taken.
    """
    if source in ("", "app"):
        raise OptionInvalid("Ratings from elsewhere need a source", expected="its name", got=repr(source))
    kept = [{**_whole(row), "source": source} for row in rows]
    connection.execute(delete(ratings).where(ratings.c.source == source, ratings.c.alias.is_(None)))
    if kept:
        connection.execute(insert(ratings), kept)
    return len(kept)


def bought_at(facts: Mapping[str, Fact], gtins: Iterable[str]) -> int | None:
    """Return when a person last bought one of these variants; None where that is not known.

    Examples
    --------
    >>> bought_at({"bought:09521234560012": Fact(1, 5)}, ["09521234560012"])
    5
    """
    bought = (facts.get(f"bought:{gtin}") for gtin in gtins)
    return max((fact.at for fact in bought if fact is not None and fact.value), default=None)


def reference_of(verified: str) -> tuple[str, str]:
    """Return kind and number of the order or repair that a rating names; two empty texts for neither.

    Examples
    --------
    >>> reference_of("order:4711"), reference_of("receipt"), reference_of("order: ")
    (('order', '4711'), ('', ''), ('', ''))
    """
    kind, _, number = verified.partition(":")
    return (kind, number.strip()) if kind in REFERENCES and number.strip() else ("", "")


def withdraw(connection: Connection, product: str, aliases: Collection[int]) -> bool:
    """Take back what a person said of a product, and return whether she had said anything."""
    hers = (ratings.c.product == product) & ratings.c.alias.in_(list(aliases))
    return connection.execute(delete(ratings).where(hers)).rowcount > 0


def hide(connection: Connection, number: int, *, is_hidden: bool = True) -> Rating:
    """Hide a rating from customers, or show it again.

    Raises
    ------
    OptionInvalid
        There is no such rating.
    """
    change = update(ratings).where(ratings.c.id == number).values(is_hidden=is_hidden)
    row = connection.execute(change.returning(ratings)).one_or_none()
    if row is None:
        raise OptionInvalid("There is no such rating", expected="the number of one", got=str(number))
    return _read(row)


def of_person(connection: Connection, aliases: Collection[int]) -> list[Rating]:
    """Return what a person has said of products, latest first."""
    hers = select(ratings).where(ratings.c.alias.in_(list(aliases)))
    return [_read(row) for row in connection.execute(hers.order_by(ratings.c.at.desc(), ratings.c.id.desc()))]


def summary(connection: Connection, product: str, size: str = "", most: int = 10) -> Summary:
    """Return what is said of a product; what is hidden does not count.

    Parameters
    ----------
    connection : Connection
    product : str
    size : str
        The size of who asks: what those say who have it comes first.
    most : int
        Of the ratings themselves.
    """
    shown = select(ratings).where(ratings.c.product == product, ratings.c.is_hidden.is_(False))
    found = [
        _read(row) for row in connection.execute(shown.order_by(ratings.c.at.desc(), ratings.c.id.desc()))
    ]
    mine = normal_size(size)
    like_mine = [one for one in found if mine and normal_size(one.size) == mine]
    others = [one for one in found if not mine or normal_size(one.size) != mine]
    return Summary(
        count=len(found),
        average=sum(one.stars for one in found) / len(found) if found else None,
        stars=tuple(sum(one.stars == stars for one in found) for stars in STARS),
        fit=_fit(found, ""),
        fit_like_mine=_fit(like_mine, mine),
        verified=sum(bool(reference_of(one.verified)[0]) for one in found),
        latest=(*like_mine, *others)[:most],
    )


def _fit(found: list[Rating], size: str) -> Fit:
    smaller, expected, larger = (sum(one.fit == fit for one in found) for fit in FITS)
    return Fit(smaller=smaller, expected=expected, larger=larger, size=size)


def _whole(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("stars", "fit", "size", "text", "lang")
    said = _checked({name: row.get(name, None if name == "fit" else "") for name in names})
    return {
        **said,
        "product": row["product"],
        "gtin": row.get("gtin"),
        "at": row["at"],
        "verified": str(row.get("verified", "")),
        "alias": None,
        "is_hidden": False,
    }


def _checked(said: dict[str, Any]) -> dict[str, Any]:
    if said["stars"] not in STARS or isinstance(said["stars"], bool):
        raise OptionInvalid("A rating has 1 to 5 stars", expected="1, 2, 3, 4 or 5", got=repr(said["stars"]))
    if said["fit"] is not None and said["fit"] not in FITS:
        raise OptionInvalid(
            "The fit is not understood",
            expected="-1 (smaller than expected), 0 (as expected), 1 (larger) or nothing",
            got=repr(said["fit"]),
        )
    text = said["text"].strip()
    if len(text) > LONGEST:
        raise OptionInvalid(
            "The rating is too long", expected=f"at most {LONGEST:,} characters", got=f"{len(text):,}"
        )
    return {**said, "text": text, "size": said["size"].strip()[:20], "lang": said["lang"].strip()[:20]}


def _read(row: Any) -> Rating:
    return Rating(**{name: getattr(row, name) for name in Rating.__struct_fields__})
