"""On which basis a message is sent: contract, advert and survey are kept apart (UWG § 7, GDPR Art. 6)."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from oase.errors import OptionInvalid
from oase.model import Purpose
from oase.programmes.law.rules import rule

__all__ = ["Basis", "basis_of", "may_send"]

Basis = Literal["contract", "advert", "survey"]

_BASES: dict[str, Basis] = {
    "repair_ready": "contract",
    "case_opened": "contract",
    "case_changed": "contract",
    "quote": "contract",
    "parcel": "contract",
    "guarantee_notice": "contract",
    "credit": "contract",
    "booking": "contract",
    "stop_cancelled": "contract",
    "satisfaction": "survey",
    "rating": "survey",
    "news": "advert",
    "new_tour": "advert",
    "resale_offer": "advert",
    "voucher": "advert",
}


def basis_of(message: str) -> Basis:
    """Return on which basis a message of programmes is sent.

    Parameters
    ----------
    message : str
        Such as ``"repair_ready"`` or ``"satisfaction"``.

    Raises
    ------
    OptionInvalid
        Nobody has said which basis it has; it is not sent.

    Examples
    --------
    >>> basis_of("repair_ready"), basis_of("satisfaction")
    ('contract', 'survey')
    """
    if message not in _BASES:
        raise OptionInvalid("No basis is known for this message", expected=", ".join(_BASES), got=message)
    return _BASES[message]


def may_send(
    basis: Basis,
    granted: frozenset[Purpose],
    *,
    channel: Literal["email", "push"] = "email",
    country: str,
    day: date,
) -> bool:
    """Return whether a message may be sent: contract always, advert and survey only with their own consent.

    Parameters
    ----------
    basis : str
    granted : frozenset of Purpose
        What she has consented to.
    channel : {"email", "push"}
        By which an advert would come; each has a consent of its own.
    country : str
    day : date
        Where and before which the rule does not hold yet, no consent is needed; where nobody knows, it is.

    Examples
    --------
    >>> now = date(2026, 11, 22)
    >>> may_send("contract", frozenset(), country="DE", day=now)
    True
    >>> may_send("survey", frozenset(), country="DE", day=now)
    False
    """
    if basis not in get_args(Basis):
        raise ValueError(f"no message has the basis {basis}")  # a mistake of ours
    if basis == "contract" or rule("mail_consent", country, day).holds is False:
        return True
    advert = Purpose.EMAIL if channel == "email" else Purpose.PUSH
    return (Purpose.SURVEY if basis == "survey" else advert) in granted
