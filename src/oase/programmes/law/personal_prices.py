"""Prices made for one person by a machine are said to be so (Directive 2011/83/EU, Art. 6(1)(ea))."""

from __future__ import annotations

from datetime import date

from oase.decisions.plays import NOTICE
from oase.errors import OptionInvalid
from oase.programmes.law.rules import rule

__all__ = ["NOTICE", "told"]


def told(*, is_personal: bool, is_automated: bool, notice: str, country: str, day: date) -> str:
    """Return the notice that goes with a price; empty where none is needed.

    Parameters
    ----------
    is_personal : bool
        Whether the price depends on who she is or what she did.
    is_automated : bool
        Whether a machine decided it.
    notice : str
        What is to be shown beside it.
    country : str
    day : date

    Raises
    ------
    OptionInvalid
        A personal price by machine without the notice, where the rule holds or nobody knows whether it does.

    Examples
    --------
    >>> now = date(2026, 11, 22)
    >>> told(is_personal=False, is_automated=True, notice="", country="DE", day=now)
    ''
    >>> told(is_personal=True, is_automated=True, notice="", country="DE", day=now)
    Traceback (most recent call last):
    oase.errors.OptionInvalid: A personal price by automated decision needs its notice.
      expected:   a notice before the order
      got:        none
      where:      notice
      what to do: show personal_prices.NOTICE beside the price
    """
    if not (is_personal and is_automated) or rule("personal_price", country, day).holds is False:
        return ""
    if not notice.strip():
        raise OptionInvalid(
            "A personal price by automated decision needs its notice",
            expected="a notice before the order",
            got="none",
            where="notice",
            todo="show personal_prices.NOTICE beside the price",
        )
    return notice.strip()
