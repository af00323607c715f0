"""Factors of footprints: value, range, source and caveat of each, as one set that is never changed."""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from oase.errors import OptionInvalid

__all__ = [
    "BASES",
    "METHODS",
    "SHAPES",
    "Factor",
    "Factors",
    "Method",
    "basis_of",
    "checked",
    "digest_of",
    "shipped",
]

Shape = Literal["fixed", "lognormal", "beta", "triangular"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

Method = Literal["convention", "displacement", "life_gain"]
METHODS: tuple[Method, ...] = get_args(Method)
"""From the boldest to the most cautious."""

BASES = {
    "tshirt": "tshirt",
    "jeans": "jeans",
    "coat": "coat",
    "top": "tshirt",
    "trousers": "jeans",
    "jacket": "coat",
}
"""Class of garment -> whose figures it is reckoned with; what is not here has none."""

_LONGEST = 300


class Factor(NamedTuple):
    """One factor.

    Attributes
    ----------
    name : str
        Such as ``"new.tshirt"``.
    value, low, high : float
        ``low`` and ``high`` hold nine of ten draws (lognormal, beta) or all (triangular, fixed).
    shape : str
        Of ``SHAPES``.
    unit, source : str
    year : int
        Of the source.
    place : str
        For which it holds.
    caveat : mapping
        Sentence by language; ``"kind"`` says whether it was measured, forecast, agreed or assumed.
    """

    name: str
    value: float
    low: float
    high: float
    shape: str
    unit: str
    source: str
    year: int
    place: str
    caveat: Mapping[str, str]

    @property
    def kind(self) -> str:
        """Whether it is ``measured``, a ``forecast``, a ``convention``, an ``assumption`` or ``context``."""
        return self.caveat.get("kind", "measured")


class Factors(NamedTuple):
    """A set of factors under a number; what was published with it stays as it was.

    Attributes
    ----------
    version : int
    method : str
        Which is published.
    table : mapping of str to Factor
    digest : str
        SHA-256 over all of it.
    """

    version: int
    method: Method
    table: Mapping[str, Factor]
    digest: str


@cache
def shipped() -> Factors:
    """Return the factors that come with Oase, as version 1.

    Examples
    --------
    >>> shipped().table["displaced.repair"].value
    0.822
    """
    held = tomllib.loads(files("oase.programmes.impact").joinpath("shipped.toml").read_text(encoding="utf-8"))
    every = [_of(row) for row in held["factor"]]
    table = {one.name: checked(one) for one in every}
    return Factors(1, held["method"], table, digest_of(held["method"], every))


def basis_of(garment: str) -> str | None:
    """Return whose figures a class of garment is reckoned with; None where there are none.

    Examples
    --------
    >>> basis_of("jacket"), basis_of("shoe")
    ('coat', None)
    """
    return BASES.get(garment)


def digest_of(method: str, every: Iterable[Factor]) -> str:
    """Return SHA-256 over a method and its factors, in a fixed order."""
    told = [method, [list(one) for one in sorted(every)]]
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()


def checked(one: Factor) -> Factor:
    """Return a factor that can be drawn from, or say what is wrong with it.

    Raises
    ------
    OptionInvalid
        Ends and value are not in order, a share lies outside 0 to 1, or it has no source.
    """
    if one.shape not in SHAPES:
        raise _wrong("No such shape", one, "shape", ", ".join(SHAPES), one.shape)
    ends = (one.low, one.value, one.high)
    if not all(math.isfinite(end) for end in ends):
        raise _wrong("That is no number", one, "value", "three finite numbers", repr(ends))
    if not one.low <= one.value <= one.high:
        raise _wrong("Value and ends are not in order", one, "value", "low <= value <= high", repr(ends))
    if one.shape in ("lognormal", "triangular", "beta") and one.low == one.high:
        raise _wrong("A range is needed", one, "high", "low < high, or the shape fixed", repr(ends))
    if one.shape == "lognormal" and one.low <= 0:
        raise _wrong("A lognormal factor is above 0", one, "low", "more than 0", str(one.low))
    if one.unit == "share" and not (one.low >= 0 and one.high <= 1):
        raise _wrong("A share lies between 0 and 1", one, "value", "0 to 1", repr(ends))
    if one.shape == "beta" and (one.value in (0, 1) or not _has_beta(one)):
        raise _wrong("No beta distribution is that wide", one, "high", "a narrower range", repr(ends))
    if one.name.startswith("life.") and one.low <= 0:
        raise _wrong("A life lasts", one, "low", "more than 0 years", str(one.low))
    if one.low < 0:
        raise _wrong("A factor is not below 0", one, "low", "0 or more", str(one.low))
    for name in ("source", "place", "unit"):
        text: str = getattr(one, name)
        if not text.strip() or len(text) > _LONGEST:
            raise _wrong("A factor says where it comes from", one, name, f"1 to {_LONGEST} signs", text[:40])
    return one


def _has_beta(one: Factor) -> bool:
    """Whether the spread that the ends tell leaves a beta distribution without peaks at its ends."""
    deviation = (one.high - one.low) / (2 * 1.6448536269514722)
    return one.value * (1 - one.value) / deviation**2 > 2


def _of(row: Mapping[str, Any]) -> Factor:
    caveat = {"de": row["de"], "en": row["en"], "kind": row["kind"]}
    plain = {name: row[name] for name in Factor._fields if name != "caveat"}
    return Factor(**plain, caveat=caveat)


def _wrong(what: str, one: Factor, where: str, expected: str, got: str) -> OptionInvalid:
    return OptionInvalid(what, expected=expected, got=got, where=f"{one.name}.{where}")
