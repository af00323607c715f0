"""The notices of law: what a customer is told before a remedy and after a repair under liability.

Which notice is due where and when, and what it says, stands in ``programmes.law``; here it is told, once, and
kept. Where the law cannot be looked up (another country, no day of purchase), somebody has to, and says what
was found.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from sqlalchemy import Connection, func, insert, select

from oase.errors import InputError, OptionInvalid
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import Case, find
from oase.programmes.cases.letters import write_words
from oase.programmes.cases.log import logged
from oase.programmes.items.life import Event, happened
from oase.programmes.law import Check, Notice, notice
from oase.programmes.tables import guarantee_notices, items

__all__ = [
    "NoticeMissing",
    "Told",
    "due",
    "missing",
    "require",
    "tell_found",
    "tell_notice",
    "told_of",
]

Kind = Literal["choice", "months"]

REMEDIES = ("in_repair", "waiting_for_part", "replaced", "refunded")
LONGEST = 2_000
MOST_MONTHS = 120


class NoticeMissing(InputError):
    """A step needs a notice of law that was not told yet.

    Parameters
    ----------
    kind : {"choice", "months"}
    number : str
        Of the case.
    """

    def __init__(self, kind: Kind, number: str) -> None:
        self.kind = kind
        before = kind == "choice"
        super().__init__(
            "The customer has not been told what the law asks for",
            expected="her choice between repair and replacement, before the remedy"
            if before
            else "by how many months liability is longer, after the repair",
            got="no such notice",
            where=number,
            todo="tell her by the button on the page of the case",
        )


class Told(NamedTuple):
    """A notice as it was told; ``months`` is by how many liability became longer."""

    id: int
    kind: str
    rule: str
    text: str
    months: int
    until: date | None
    at: int


def due(connection: Connection, case: Case, kind: Kind, today: date) -> Notice | Check | None:
    """Return what is to be told now; None where nothing is: no case of liability, or told already.

    Parameters
    ----------
    connection : Connection
    case : Case
    kind : {"choice", "months"}
    today : date

    Returns
    -------
    Notice
        With its words; ``is_due`` says whether the law asks for it.
    Check
        Nobody knows here; see ``tell_found``.
    """
    if case.kind != "guarantee" or any(one.kind == kind for one in told_of(connection, case.id)):
        return None
    item = select(items.c.country, items.c.sold, items.c.delivered).where(items.c.id == case.item)
    held = connection.execute(item).one_or_none()
    if held is None:
        return notice(kind, case.country, None, case.lang, today=today)
    return notice(
        kind,
        held.country or case.country,
        held.sold or held.delivered,
        case.lang,
        earlier=_earlier(connection, case),
        delivered=held.delivered,
        today=today,
    )


def missing(connection: Connection, case: Case, to: str, today: date) -> tuple[Kind, ...]:
    """Return which notices must be told before a case goes to a state."""
    wanted: list[Kind] = []
    if to in REMEDIES or (to == "closed" and case.outcome == "Fixed"):
        wanted.append("choice")
    if to == "closed" and _was_repaired(case):
        wanted.append("months")
    return tuple(kind for kind in wanted if _is_asked(due(connection, case, kind, today)))


def require(connection: Connection, case: Case, to: str, today: date) -> None:
    """Raise ``NoticeMissing`` where the law asks for a notice before this step."""
    for kind in missing(connection, case, to, today):
        raise NoticeMissing(kind, case.number)


def tell_notice(connection: Connection, case: int, kind: Kind, actor: Actor) -> Told:
    """Tell a notice and keep it; told already, it is the same one.

    It stands on the page of the case as a message and goes by mail; where liability becomes longer, it stands
    in the line of life, too.

    Raises
    ------
    OptionInvalid
        Nobody knows here what the law says; or it is no case of liability.
    """
    held = find(connection, case)
    if before := [one for one in told_of(connection, case) if one.kind == kind]:
        return before[0]
    found = due(connection, held, kind, actor.today)
    if not isinstance(found, Notice):
        raise OptionInvalid(
            "What is to be told here must be looked up"
            if isinstance(found, Check)
            else "There is no notice to tell in this case",
            expected="what was found, in words" if isinstance(found, Check) else "a case of liability",
            got=held.country if isinstance(found, Check) else held.kind,
            where=held.number,
        )
    _check_time(held, kind)
    return _kept(connection, held, kind, actor, found.rule, found.text, found.months, found.until)


def tell_found(
    connection: Connection,
    case: int,
    kind: Kind,
    text: str,
    actor: Actor,
    *,
    months: int = 0,
    until: date | None = None,
) -> Told:
    """Tell what somebody has looked up, where the law is not known here.

    Raises
    ------
    OptionInvalid
        Empty, too long, no number of months; or it is known here what is to be told.
    """
    held = find(connection, case)
    if before := [one for one in told_of(connection, case) if one.kind == kind]:
        return before[0]
    text = text.strip()
    if not 0 < len(text) <= LONGEST or not 0 <= months <= MOST_MONTHS or (kind == "choice" and months):
        raise OptionInvalid(
            "The notice is empty, too long or has no number of months",
            expected=f"up to {LONGEST:,} characters; 0 to {MOST_MONTHS} months, after a repair",
            got=f"{len(text):,} characters, {months} months",
            where=held.number,
        )
    if not isinstance(due(connection, held, kind, actor.today), Check):
        raise OptionInvalid(
            "It is known what is to be told here", expected="the notice of the table", where=held.number
        )
    _check_time(held, kind)
    return _kept(connection, held, kind, actor, f"found_by:{actor.who}", text, months, until)


def told_of(connection: Connection, case: int) -> list[Told]:
    """Return the notices that were told in a case, oldest first."""
    columns = [guarantee_notices.c[name] for name in Told._fields]
    query = select(*columns).where(guarantee_notices.c.case == case).order_by(guarantee_notices.c.id)
    return [Told(*row) for row in connection.execute(query)]


def _is_asked(found: Notice | Check | None) -> bool:
    return isinstance(found, Check) or (found is not None and found.is_due)


def _was_repaired(case: Case) -> bool:
    return case.outcome == "Fixed" or case.state in ("repaired", "notice")


def _earlier(connection: Connection, case: Case) -> int:
    """Return how often a repair in another case has lengthened liability for this thing."""
    there = (guarantee_notices.c.item == case.item) & (guarantee_notices.c.case != case.id)
    query = select(func.count()).select_from(guarantee_notices).where(there, guarantee_notices.c.months > 0)
    return connection.scalar(query) or 0


def _check_time(case: Case, kind: Kind) -> None:
    if kind == "months" and case.state not in ("repaired", "notice", "sent_back"):
        raise OptionInvalid(
            "Months are told after the repair", expected="repaired", got=case.state, where=case.number
        )


def _kept(
    connection: Connection,
    case: Case,
    kind: Kind,
    actor: Actor,
    rule: str,
    text: str,
    months: int,
    until: date | None,
) -> Told:
    if kind == "choice":
        months, until = 0, None  # it is told that there will be months; none are added yet
    row = {"item": case.item or 0, "case": case.id, "kind": kind, "rule": rule, "text": text}
    row |= {"months": months, "until": until, "at": actor.now}
    connection.execute(insert(guarantee_notices).values(row))
    entry = logged(connection, case.id, actor, "message", after=f"notice:{kind}", text=text)
    write_words(connection, case, entry, text, actor.now)
    if months and case.item is not None:
        detail = {"months": months, "until": None if until is None else until.isoformat(), "rule": rule}
        key = f"{case.origin}:guarantee_longer"
        happened(connection, Event(key, case.item, "guarantee_longer", actor.now, case.origin, detail))
    return told_of(connection, case.id)[-1]
