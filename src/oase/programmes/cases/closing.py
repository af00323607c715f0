"""Close a case: with what became of it, and never without the notices that the law asks for."""

from __future__ import annotations

from sqlalchemy import Connection

from oase.errors import OptionInvalid
from oase.programmes import rating
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import Case, find
from oase.programmes.cases.moving import moved
from oase.programmes.cases.notices import Kind, Told, tell_notice
from oase.programmes.cases.reasons import BARRIERS, OUTCOMES
from oase.programmes.cases.states import allowed
from oase.programmes.rating import Rateable

__all__ = ["close", "tell_months"]

_UNMENDED = ("replaced", "refunded", "rejected", "sent_back", "failed")


def close(
    connection: Connection,
    case: int,
    actor: Actor,
    *,
    outcome: str = "",
    barrier: str = "",
    repairer: str = "",
    text: str = "",
) -> Case:
    """Close a case; asked for a second time, nothing happens.

    A repair that has ended becomes a transaction, mended or not, so that it may be rated: whether she is
    asked is for the surveys and their consents to say.

    Parameters
    ----------
    connection : Connection
        Writing.
    case : int
    actor : Actor
    outcome : str
        Of ``reasons.OUTCOMES``; a repair needs one, unless it was reported before. An exchange has none.
    barrier : str
        Of ``reasons.BARRIERS``; only what is at its end has one.
    repairer : str
        Who mended it; for the credit.
    text : str
        What she is told with it.

    Raises
    ------
    NoticeMissing
        Choice or months were not told, and the law asks for it.
    StateInvalid
        It is not at a point where it can end.
    OptionInvalid
        No such outcome or barrier.
    """
    held = find(connection, case)
    if held.state == "closed":
        return held
    outcome, barrier = outcome or held.outcome, barrier or held.barrier
    if held.kind == "exchange":
        outcome = barrier = ""
    else:
        _check(held, outcome, barrier)
    also = {"outcome": outcome, "barrier": barrier, "repairer": repairer.strip()[:120] or held.repairer}
    after = moved(connection, held, "closed", actor, text, **also)
    _rateable(connection, after)
    return after


def tell_months(connection: Connection, case: int, actor: Actor) -> Told:
    """Tell after a repair by how many months liability is longer, and move the case on to ``notice``."""
    kind: Kind = "months"
    told = tell_notice(connection, case, kind, actor)
    held = find(connection, case)
    if "notice" in allowed(held.kind, held.way, held.state):
        moved(connection, held, "notice", actor)
    return told


def _check(case: Case, outcome: str, barrier: str) -> None:
    if outcome not in OUTCOMES:
        raise OptionInvalid(
            "A repair ends with what became of it",
            expected=", ".join(OUTCOMES),
            got=outcome or "nothing",
            where="outcome",
        )
    if barrier and (barrier not in BARRIERS or outcome != "End of life"):
        raise OptionInvalid(
            "A barrier is said of what is at the end of its life",
            expected=f"End of life, with one of {', '.join(BARRIERS)}",
            got=f"{outcome}, {barrier}",
            where="barrier",
        )
    if outcome == "Fixed" and case.state in _UNMENDED and case.state != "sent_back":
        raise OptionInvalid(
            "What was not mended is not fixed", expected="another outcome", got=case.state, where="outcome"
        )


def _rateable(connection: Connection, case: Case) -> None:
    """Note the repair as a transaction: where a rating of it comes from is known by the number."""
    if case.kind != "exchange" and case.ended is not None:
        rating.note(connection, Rateable("repair", case.number, case.alias, case.ended))
