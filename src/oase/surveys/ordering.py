"""In which order the answers of a question stand: by chance where that helps, and the same each time.

What comes first is chosen more often (Krosnick & Alwin 1987). So the ways of a choice are shuffled, and the
three words of a three-way question begin with the worst for half of the customers; within one survey all of
them run the same way. Scales of numbers run upwards for everybody.
"""

from __future__ import annotations

from hashlib import blake2b
from random import Random

from oase.surveys.survey import Option, Question, options_of

__all__ = ["LAST", "is_best_first", "ordered"]

LAST = frozenset({"other", "nobody", "none", "unknown", "prefer_not"})
"""Values that stay at the end of a choice."""

_IN_ORDER = frozenset({"functional", "dysfunctional"})
"""Kano's five answers run from like to dislike for everybody."""


def is_best_first(transaction: int) -> bool:
    """Return whether the three words of a transaction's survey begin with the best.

    Examples
    --------
    >>> is_best_first(7) == is_best_first(7), 400 < sum(map(is_best_first, range(1000))) < 600
    (True, True)
    """
    return bool(_seed(transaction, "") & 1)


def ordered(question: Question, transaction: int) -> tuple[Option, ...]:
    """Return the answers of a question as they stand for one transaction, on page and in mail alike.

    Parameters
    ----------
    question : Question
    transaction : int
        ``transactions.id``.

    Examples
    --------
    >>> question = Question(id="met", role="disconfirmation", kind="three_way", text={})
    >>> sorted({tuple(one.value for one in ordered(question, number)) for number in range(20)})
    [('-1', '0', '1'), ('1', '0', '-1')]
    """
    options = options_of(question)
    if question.kind == "three_way":
        return options[::-1] if is_best_first(transaction) else options
    if question.kind != "choice" or question.role in _IN_ORDER:
        return options
    moving = [one for one in options if one.value not in LAST]
    Random(_seed(transaction, question.id)).shuffle(moving)  # noqa: S311 - an order, no secret
    return (*moving, *(one for one in options if one.value in LAST))


def _seed(transaction: int, question: str) -> int:
    told = f"{transaction}:{question}".encode()
    return int.from_bytes(blake2b(told, digest_size=8, person=b"oase.order").digest(), "little")
