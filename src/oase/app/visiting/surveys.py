"""What she answers when asked: how her visit was, how she heard of the shop. Every answer is voluntary."""

from __future__ import annotations

from typing import Any, Literal

from oase.app.visiting.herself import Herself, is_refused
from oase.app.visiting.visiting import Visiting
from oase.app.visiting.visits import need_store
from oase.contacts.masking import mask
from oase.identity import profiles
from oase.model import Purpose
from oase.surveys import recommending

__all__ = ["By", "Experience", "Heard", "rate_visit", "recommended"]

Experience = Literal["missed", "expected", "exceeded"]
"""Against what she expected of it."""

Heard = Literal["friends", "shop", "search", "social", "press", "advert", "other"]
By = Literal["friend", "family", "colleague", "staff", "creator", "nobody", "other"]
"""Who spoke of it: never a name."""

_STARS: dict[Experience, int] = {"missed": 1, "expected": 3, "exceeded": 5}


def rate_visit(
    visiting: Visiting, her: Herself, store: str, experience: Experience, text: str = "", receipt: str = ""
) -> None:
    """Take note of how a visit was; said twice to the same invitation it is the first word.

    Parameters
    ----------
    visiting : Visiting
    her : Herself
    store : str
        Code of the store.
    experience : {"missed", "expected", "exceeded"}
    text : str
        What she adds in her own words.
    receipt : str
        Of the invitation; empty where she came by herself.

    Raises
    ------
    SourceMissing
        There is no such store.
    """
    shop = need_store(visiting.shelf, store)
    told: dict[str, Any] = {"store": shop.code, "store_name": shop.name, "city": shop.city}
    told |= {"experience": experience, "rating": _STARS[experience], "text": text.strip(), "receipt": receipt}
    with visiting.acting(her) as act:
        act.tell("Rating Submitted", _said(told), receipt and f"visit-{receipt}")


def recommended(
    visiting: Visiting,
    her: Herself,
    *,
    heard: Heard,
    said: str = "",
    by: By | None = None,
    code: str = "",
    receipt: str = "",
) -> None:
    """Take note of how she heard of the shop, what was said of it, and by whom; the last word counts.

    Who refuses to be evaluated is not counted among those who answered.

    Parameters
    ----------
    visiting : Visiting
    her : Herself
    heard : str
        By what way.
    said : str
        In her own words.
    by : str or None
        Who it was to her.
    code : str
        Of the recommendation link by which she came; empty for none.
    receipt : str
        Of the message that asked her; empty where she came by herself.
    """
    told = {"heard": heard, "said": said.strip(), "by": by or "", "receipt": receipt}
    with visiting.acting(her) as act:
        act.tell("Recommendation Answered", _said(told), receipt and f"recommendation-{receipt}")
        if not is_refused(act.facts, Purpose.ANALYTICS):
            names = profiles.names(act.connection, {her.alias}).get(her.alias, frozenset())
            recommending.recommended(
                act.connection,
                alias=her.alias,
                at=her.moment,
                transaction=None,
                heard=heard,
                said=mask(said.strip(), names),
                by_whom=by or "",
                code=code,
            )


def _said(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value != ""}
