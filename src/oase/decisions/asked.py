"""What the gates look at: the play, what is known of the person, the articles and stores, the candidates."""

# ruff: noqa: D102 - what the members mean stands where they are made

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import msgspec

from oase.decisions.receipt import Checked, Used
from oase.decisions.situation import Place, Situation
from oase.model import Fact, Facts, Purpose
from oase.retail.articles import Product, Stock, Store, Variant

__all__ = ["Asked", "Candidate", "HasArticles", "Known", "Opens", "Rule", "Says"]


class Says(Protocol):
    """One content of a play."""

    @property
    def arm(self) -> str: ...
    @property
    def title(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> Mapping[str, str]: ...


class Rule(Protocol):
    """What the gates read of a play; see ``decisions.plays`` for what the fields mean."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def trigger(self) -> str: ...
    @property
    def purpose(self) -> Purpose | None: ...
    @property
    def consents(self) -> tuple[Purpose, ...]: ...
    @property
    def kind(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def when(self) -> Callable[[Facts, Situation], tuple[bool, dict[str, Any]]]: ...
    @property
    def radius_m(self) -> float: ...
    @property
    def reserve(self) -> int: ...
    @property
    def stock_age_minutes(self) -> float: ...
    @property
    def open_minutes(self) -> float: ...
    @property
    def quiet(self) -> tuple[str, str] | None: ...
    @property
    def per_day(self) -> int: ...
    @property
    def per_week(self) -> int: ...
    @property
    def cool_down_days(self) -> float: ...
    @property
    def ttl_minutes(self) -> float: ...
    @property
    def needs_stock(self) -> bool: ...
    @property
    def needs_place(self) -> bool: ...
    @property
    def control_share(self) -> float: ...
    @property
    def contents(self) -> tuple[Says, ...]: ...
    @property
    def offer(self) -> object | None: ...
    @property
    def channel(self) -> str: ...


class Opens(Protocol):
    """Whether a store is open, and until when."""

    @property
    def is_open(self) -> bool: ...
    @property
    def closes(self) -> int | None: ...
    @property
    def opens(self) -> int | None: ...
    @property
    def why(self) -> str: ...


class HasArticles(Protocol):
    """Articles, stores and stock in memory: ``retail.shelf.Shelf``."""

    def variant(self, gtin: str) -> Variant | None: ...
    def find(self, code: str) -> Variant | None: ...
    def product(self, product: str) -> Product | None: ...
    def variants_of(self, product: str) -> tuple[Variant, ...]: ...
    def store(self, code: str) -> Store | None: ...
    def stock(self, store: str, gtin: str) -> Stock | None: ...
    def opening(self, store: str, at: int) -> Opens: ...


class Known:
    """Facts of a person by kind, without those that she has contradicted.

    Parameters
    ----------
    facts : mapping of str to Fact

    Examples
    --------
    >>> known = Known({"wish:1": Fact(1, 5), "wish:2": Fact(1, 5), "wrong:wish:2": Fact(1, 6)})
    >>> list(known.of("wish")), known.get("wish:2") is None
    (['1'], True)
    """

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        denied = {
            name[6:]: fact.at for name, fact in facts.items() if fact.value and name.startswith("wrong:")
        }
        self.facts: Facts = {
            name: fact for name, fact in facts.items() if not denied or denied.get(name, -1) < fact.at
        }
        self._kinds: dict[str, dict[str, Fact]] = {}
        for name, fact in self.facts.items():
            kind, _, what = name.partition(":")
            self._kinds.setdefault(kind, {})[what] = fact

    def get(self, name: str) -> Fact | None:
        """Return a fact; None where nothing is known, or she has said that it is not so."""
        return self.facts.get(name)

    def is_so(self, name: str) -> bool:
        """Tell whether a fact is known and not over."""
        fact = self.facts.get(name)
        return fact is not None and bool(fact.value)

    def of(self, kind: str) -> Mapping[str, Fact]:
        """Return the facts of a kind by what stands behind the colon."""
        return self._kinds.get(kind, {})


class Candidate(msgspec.Struct):
    """An article at a place about which she could be told something; either may be missing.

    Parameters
    ----------
    item : str
        GTIN of what she would be told about, in her size; empty for none.
    named : str
        By which name the article stands in her facts.
    place : Place or None
    store : Store or None
    variant : Variant or None
    product : Product or None
    size_from : str
        Fact from which her size is known; empty where it is that of the article she chose.
    stock : Stock or None
    opening : Opens or None
    checked, used : list
        What the gates have found.
    """

    item: str = ""
    named: str = ""
    place: Place | None = None
    store: Store | None = None
    variant: Variant | None = None
    product: Product | None = None
    size_from: str = ""
    stock: Stock | None = None
    opening: Opens | None = None
    checked: list[Checked] = []
    used: list[Used] = []


class Asked(msgspec.Struct, frozen=True):
    """One play asked about one person in one situation.

    Parameters
    ----------
    play : Rule
    known : Known
    situation : Situation
    shelf : HasArticles
    zone : ZoneInfo
        Where days begin for her when no store is near.
    person : int
        The alias that stands for her: what the control group is drawn by.
    """

    play: Rule
    known: Known
    situation: Situation
    shelf: HasArticles
    zone: ZoneInfo
    person: int
