"""How many replies are personal: the share by the rule, corrected by what a person has checked by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from hashlib import blake2b

import msgspec
from scipy.special import ndtri
from sqlalchemy import ColumnElement, Connection, func, select, update

from oase.db.schema import house
from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.service.correspondence import replies_of_numbers
from oase.service.message import Reply
from oase.service.signs import Signs, detect
from oase.service.tables import messages, replies, templates
from oase.stats.intervals import Interval, share

__all__ = [
    "FEWEST_CHECKED",
    "PersonalShare",
    "Signs",
    "check",
    "corrected_share",
    "detect",
    "detect_all",
    "how_many_checked",
    "how_many_wait",
    "personal_share",
    "to_check",
]

FEWEST_CHECKED = 30
"""Below so many checked replies nothing is corrected."""

_AT_ONCE = 1_000


class PersonalShare(msgspec.Struct, frozen=True, kw_only=True):
    """The share of personal replies, by the rule and corrected, with what the rule gets wrong.

    Parameters
    ----------
    replies : int
        Replies by people that the rule has looked at.
    detected : Interval
        Share that the rule takes for personal (Wilson): not yet the answer.
    checked : int
        How many of them were checked by hand.
    wrong : Interval
        Share of the checked ones on which rule and hand disagree: the error rate (Wilson).
    missed, mistaken : (int, int)
        Personal by hand but not by the rule, of those personal by hand; and the other way round, of those
        not personal by hand.
    corrected : Interval or None
        The share, corrected; None while too few are checked.
    needed : int
        How many more must be checked before anything is corrected; 0 for enough.
    """

    replies: int
    detected: Interval
    checked: int
    wrong: Interval
    missed: tuple[int, int]
    mistaken: tuple[int, int]
    corrected: Interval | None
    needed: int


def corrected_share(
    detected: Sequence[bool], checked: Sequence[tuple[bool, bool]], confidence: float = 0.95
) -> PersonalShare:
    """Return the share of personal replies, corrected by a sample that was checked by hand.

    The estimate is that of prediction-powered inference (Angelopoulos, Bates, Fannjiang, Jordan & Zrnic 2023,
    Science 382): the share by the rule plus the mean of hand minus rule over the checked ones. It holds
    whatever the rule gets wrong, as long as the checked ones were drawn at random. Unlike the correction by
    sensitivity and specificity (Rogan & Gladen 1978) it does not divide by what a small sample knows badly.
    The variance of the second part is that of paired shares with one added to each kind of disagreement
    (Bonett & Price 2012), so that a small sample without any does not look like certainty.

    Parameters
    ----------
    detected : sequence of bool
        What the rule says of every reply.
    checked : sequence of (bool, bool)
        Of each checked one what the rule says, and what the hand says.
    confidence : float

    Examples
    --------
    >>> found = corrected_share([True] * 60 + [False] * 40, [(True, True)] * 30 + [(True, False)] * 10
    ...                         + [(False, False)] * 20)
    >>> round(found.corrected.value, 3), round(found.wrong.value, 3), found.mistaken
    (0.433, 0.167, (10, 30))
    """
    n, size = len(detected), len(checked)
    missed = sum(hand and not rule for rule, hand in checked)
    mistaken = sum(rule and not hand for rule, hand in checked)
    by_hand = sum(hand for _, hand in checked)
    is_enough = size >= FEWEST_CHECKED and n > 0
    return PersonalShare(
        replies=n,
        detected=share(sum(detected), n, confidence=confidence),
        checked=size,
        wrong=share(missed + mistaken, size, confidence=confidence),
        missed=(missed, by_hand),
        mistaken=(mistaken, size - by_hand),
        corrected=_corrected(sum(detected) / n, n, missed, mistaken, size, confidence) if is_enough else None,
        needed=max(FEWEST_CHECKED - size, 0),
    )


def _corrected(rule: float, n: int, missed: int, mistaken: int, size: int, confidence: float) -> Interval:
    value = rule + (missed - mistaken) / size
    up, down = (missed + 1) / (size + 2), (mistaken + 1) / (size + 2)
    centre = rule + up - down
    variance = rule * (1 - rule) / n + (up + down - (up - down) ** 2) / (size + 2)
    half = float(ndtri(0.5 + confidence / 2)) * math.sqrt(variance)
    low, high = min(centre - half, value), max(centre + half, value)
    return Interval(*(min(max(one, 0.0), 1.0) for one in (value, low, high)))


def personal_share(
    connection: Connection, since: int | None = None, until: int | None = None
) -> PersonalShare:
    """Return the share of personal replies of a stretch of time; replies of machines do not count."""
    columns = (replies.c.is_personal, replies.c.checked)
    query = select(*columns, func.count()).where(*_looked(since, until)).group_by(*columns)
    detected: list[bool] = []
    by_hand: list[tuple[bool, bool]] = []
    for is_personal, checked, many in connection.execute(query):
        detected += [bool(is_personal)] * many
        by_hand += [] if checked is None else [(bool(is_personal), bool(checked))] * many
    return corrected_share(detected, by_hand)


def how_many_checked(connection: Connection, since: int | None = None) -> int:
    """Return how many replies of a stretch of time were checked by hand."""
    query = select(func.count()).select_from(replies).where(*_looked(since))
    return connection.execute(query.where(replies.c.checked.is_not(None))).scalar_one()


def detect_all(connection: Connection, *, anew: bool = False) -> int:
    """Look at the replies by people that nobody has looked at yet, or at all of them; return how many.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    anew : bool
        After templates have changed.
    """
    texts = list(connection.execute(select(templates.c.text)).scalars())
    brand = connection.execute(select(house.c.own_brand)).scalar_one_or_none() or ""
    asked = (messages.c.subject, messages.c.text, messages.c.sender)
    columns = (
        replies.c.id,
        replies.c.text,
        replies.c.who,
        *(one.label(f"asked_{one.name}") for one in asked),
    )
    query = select(*columns).join(messages, messages.c.id == replies.c.message)
    query = query.where(replies.c.is_automatic == 0)
    if not anew:
        query = query.where(replies.c.is_personal.is_(None)).limit(_AT_ONCE)
    rows = connection.execute(query).all()
    for row in rows:
        about = f"{row.asked_subject} {row.asked_text}"
        signs = detect(row.text, about, texts, row.who, row.asked_sender, brand)
        _keep(connection, row.id, signs)
    if rows:
        bump(connection, "service")
    return len(rows)


def to_check(connection: Connection, most: int, since: int | None = None) -> list[Reply]:
    """Return replies that nobody has checked yet, in an order that has nothing to do with what they say.

    Whoever checks them in this order draws a sample at random.
    """
    query = select(replies.c.id).where(*_looked(since), replies.c.checked.is_(None))
    drawn = sorted(connection.execute(query).scalars(), key=_drawn)[:most]
    return replies_of_numbers(connection, drawn)


def check(connection: Connection, reply: int, is_personal: bool | None, who: str) -> None:
    """Write down what a person finds, by hand; None takes it back.

    Raises
    ------
    OptionInvalid
        There is no such reply.
    """
    values = {"checked": None if is_personal is None else int(is_personal), "checked_by": who}
    if not connection.execute(update(replies).where(replies.c.id == reply).values(**values)).rowcount:
        raise OptionInvalid("There is no such reply", expected="the number of one", got=str(reply))
    bump(connection, "service")


def how_many_wait(connection: Connection) -> int:
    """Return how many replies by people the rule has not looked at yet."""
    query = select(func.count()).select_from(replies)
    return connection.execute(
        query.where(replies.c.is_automatic == 0, replies.c.is_personal.is_(None))
    ).scalar_one()


def _keep(connection: Connection, reply: int, signs: Signs) -> None:
    said = msgspec.json.encode(signs).decode()
    mine = update(replies).where(replies.c.id == reply)
    connection.execute(mine.values(is_personal=int(signs.is_personal), signs=said))


def _looked(since: int | None = None, until: int | None = None) -> list[ColumnElement[bool]]:
    """Return what holds for replies by people that the rule has looked at, of a stretch of time."""
    wanted = [replies.c.is_automatic == 0, replies.c.is_personal.is_not(None)]
    wanted += [] if since is None else [replies.c.at >= since]
    return wanted if until is None else [*wanted, replies.c.at < until]


def _drawn(number: int) -> bytes:
    return blake2b(number.to_bytes(8, "big"), digest_size=8, person=b"oase.checking").digest()
