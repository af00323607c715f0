"""``Play``: what may be told to a person, when, in which words, and within which bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from oase.decisions.plays.conditions import Condition, always
from oase.decisions.situation import Situation
from oase.model import Facts, Purpose
from oase.retail.articles import Text

__all__ = ["ACTIONS", "CHANNELS", "CONTROL", "TRIGGERS", "About", "Content", "Kind", "Offer", "Play"]

Kind = Literal["advert", "contract", "survey"]
"""On what a message rests: each has its own legal base."""

About = Literal["wish", "bought", "none"]

TRIGGERS = (
    "store.near",
    "visit.started",
    "visit.ended",
    "purchase",
    "stock.changed",
    "price.changed",
    "rating.new",
    "day",
)
"""What may have happened; ``day`` comes at ten, when something was bought as long ago as a play asks for."""

CHANNELS = ("push", "email", "app", "webhook")

ACTIONS = ("way", "not_today", "why", "open", "rate", "questions", "care", "repair", "kit")
"""Buttons of a message; their words are those of the app."""

CONTROL = "control"
"""The arm of those who are told nothing, so that one knows what telling changes."""


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """One way of saying it.

    Parameters
    ----------
    arm : str
    title, body : dict of str to str
        By language, with places in braces; see ``plays.filling``.
    actions : tuple of str
        Of ``ACTIONS``.
    """

    arm: str
    title: Text
    body: Text
    actions: tuple[str, ...] = ()


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """An individual price, within bounds; there is none unless a play says so.

    Parameters
    ----------
    percents : tuple of int
        By how much the price may be lowered: what is tried.
    least_cents : int
        The price is never lower than that.
    valid_minutes : int
    """

    percents: tuple[int, ...]
    least_cents: int = 0
    valid_minutes: int = 120


class Play(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of the counter, as its text says.

    Parameters
    ----------
    name : str
        Small letters, digits, hyphens.
    version : int
        Of the stored text; 0 for one that came with Oase.
    title : dict of str to str
        For managers and receipts, by language.
    trigger : str
        Of ``TRIGGERS``.
    purpose : Purpose or None
        The consent that a message rests on; None for a message of a contract.
    consents : tuple of Purpose
        All consents that it needs, ``purpose`` among them.
    kind : {"advert", "contract", "survey"}
    about : {"wish", "bought", "none"}
        Which of her articles it is about.
    conditions : tuple of Condition
        What it asks of facts and situation, all of them.
    when : callable
        The conditions compiled: ``when(facts, situation)`` returns whether all hold, and what was asked
        (values for the receipt). ``situation.item`` must name the article in question.
    radius_m : float
        Metres to the store; 0 where the place does not matter.
    needs_place, needs_stock : bool
    reserve : int
        Pieces that must at least be there.
    stock_age_minutes : int
        How old a count may be.
    open_minutes : int
        For how long the store must still be open.
    quiet : (str, str) or None
        Beginning and end of quiet hours, local ``HH:MM``.
    per_day, per_week : int
        Most messages of all plays in her day and in seven days.
    cool_down_days : int
        Until the same play may speak of the same article again.
    ttl_minutes : int
        For how long a message may be delivered; 0 for a week.
    control_share : float
        Share of persons that it tells nothing.
    contents : tuple of Content
    goal : str
        Event that counts as success, within ``goal_days``.
    offer : Offer or None
    channel : str
        Of ``CHANNELS``.
    """

    name: str
    title: Text
    trigger: str
    version: int = 0
    purpose: Purpose | None = None
    consents: tuple[Purpose, ...] = ()
    kind: Kind = "advert"
    about: About = "none"
    conditions: tuple[Condition, ...] = ()
    when: Callable[[Facts, Situation], tuple[bool, dict[str, Any]]] = always
    radius_m: float = 0.0
    needs_place: bool = False
    needs_stock: bool = False
    reserve: int = 1
    stock_age_minutes: int = 24 * 60
    open_minutes: int = 0
    quiet: tuple[str, str] | None = None
    per_day: int = 1
    per_week: int = 3
    cool_down_days: int = 7
    ttl_minutes: int = 0
    control_share: float = 0.0
    contents: tuple[Content, ...] = ()
    goal: str = ""
    goal_days: int = 7
    offer: Offer | None = None
    channel: str = "push"
