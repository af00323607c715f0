"""The formula: ``A = (1 - r) * D * L * F_new - B`` with ``L = min(1, dt / T_new)``, in three methods.

``F_new`` is what making, distributing and disposing of a new item comes to, without its use; ``B`` what the
repair or resale itself takes; ``r`` the rebound; ``D`` the share of cases in which a new item is not bought;
``dt`` the time by which the item is used longer, ``T_new`` how long a new one is kept. A repair that failed
gives ``-B``.

The methods differ in ``D``, ``L`` and ``F_new``. ``convention`` is what repair groups agreed on: 0.5 of the
mean textile, nothing taken off. ``displacement`` takes the measured share and credits a whole new item.
``life_gain`` credits only the part of a new item's life that owners expect to gain.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oase.programmes.impact.draws import Draws
from oase.programmes.impact.factors import Method, basis_of

__all__ = [
    "KINDS",
    "WAYS",
    "Happening",
    "has_factor",
    "life_share",
    "net",
    "programme_of",
    "saved",
    "spent",
    "unit_credit",
]

Floats = NDArray[np.float64]

KINDS = ("repair", "resale", "recycling")
WAYS = ("send_in", "kit", "event", "store")


class Happening(NamedTuple):
    """Something that was done with an item so that it is used longer.

    Attributes
    ----------
    kind : str
        Of ``KINDS``.
    way : str
        Of ``WAYS``; empty for a resale.
    is_done : bool
        Whether it came off: False for a repair that failed or whose outcome nobody told.
    """

    kind: str
    way: str = ""
    is_done: bool = True


def has_factor(garment: str, one: Happening) -> bool:
    """Whether there are figures to reckon it with."""
    return basis_of(garment) is not None and one.kind in ("repair", "resale")


def programme_of(one: Happening) -> str:
    """Return the programme a happening belongs to: the way of a repair, else what was done.

    Examples
    --------
    >>> programme_of(Happening("repair", "kit")), programme_of(Happening("resale"))
    ('kit', 'resale')
    """
    if one.kind != "repair":
        return one.kind
    return one.way or "other"


def saved(rebound: Floats, displaced: Floats, share: Floats, new: Floats, spent: Floats) -> Floats:
    """Return ``A``, in the unit of ``new`` and ``spent``.

    Examples
    --------
    >>> one = np.array([1.0])
    >>> round(float(saved(0 * one, 0.822 * one, 0.325 * one, 4.99 * one, 0 * one)[0]), 2)
    1.33
    """
    return (1 - rebound) * displaced * share * new - spent


def life_share(draws: Draws, garment: str, one: Happening, method: Method) -> Floats:
    """Return ``L``: which part of a new item's life is gained, 0 for what did not come off."""
    basis = basis_of(garment)
    nothing = np.zeros_like(draws["rebound"])
    if basis is None or not one.is_done or one.kind == "recycling":
        return nothing
    if method != "life_gain":
        return nothing + 1
    return np.minimum(1.0, draws[f"gain.{one.kind}"] / draws[f"life.{basis}"])


def unit_credit(draws: Draws, garment: str, one: Happening, method: Method) -> Floats:
    """Return what a whole life gained would come to: ``(1 - r) * D * F_new``."""
    if method == "convention":
        return draws["convention.displaced"] * draws["convention.new"]
    ones = np.ones_like(draws["rebound"])
    displaced, new = draws[f"displaced.{one.kind}"], draws[f"new.{basis_of(garment)}"]
    return saved(draws["rebound"], displaced, ones, new, 0 * ones)


def spent(draws: Draws, one: Happening, method: Method) -> Floats:
    """Return ``B``; the convention of repair groups takes nothing off."""
    if method == "convention":
        return np.zeros_like(draws["rebound"])
    name = "spent.resale" if one.kind == "resale" else f"spent.{one.way}"
    return draws[name] if name in draws else draws["spent.send_in"]  # a way nobody told: the dearest post


def net(draws: Draws, garment: str, one: Happening, method: Method, share: Floats | None = None) -> Floats:
    """Return ``A`` of one happening; ``share`` is what the cap of its item has left of ``L``."""
    if share is None:
        share = life_share(draws, garment, one, method)
    if not has_factor(garment, one):
        return np.zeros_like(draws["rebound"])
    return unit_credit(draws, garment, one, method) * share - spent(draws, one, method)
