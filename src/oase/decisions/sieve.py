"""The sieve: one play, all candidates, gate by gate; each gate is asked once for all that it depends on.

Most gates look at the person, at a place, or at an article alone. Their answer holds for every candidate that
shares these, so it is kept and not asked again: a play that nobody is near enough for costs as many questions
as there are places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from oase.decisions.asked import Asked, Candidate
from oase.decisions.gates import GATES, Scope
from oase.decisions.receipt import Checked, Used

__all__ = ["Passage", "sieve"]


class Passage:
    """How far one candidate came.

    Parameters
    ----------
    reached : int
        Gates that are behind it.
    """

    __slots__ = ("_found", "reached")

    def __init__(self, found: list[_Found | None], reached: int) -> None:
        self._found = found
        self.reached = reached

    def candidate(self) -> Candidate:
        """Return the candidate with all that the gates on its way have found, in their order."""
        whole = _pair(self._found).candidate
        whole.checked, whole.used = [], []
        for number, question in enumerate(GATES[: self.reached + 1]):
            one = self._found[question.scope]
            checked, used = one.answers[number] if one is not None else _NOTHING
            if checked is not None:
                whole.checked.append(checked)
            whole.used += used
        there = self._found[Scope.PLACE]
        whole.opening = there.candidate.opening if there is not None else None
        return whole


class _Found:
    """What the gates have found about a person, a place, an article, or an article at a place."""

    __slots__ = ("answers", "candidate")

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate
        self.answers: dict[int, _Answer] = {}


_Answer = tuple[Checked | None, Sequence[Used]]
_NOTHING: _Answer = None, ()


def sieve(asked: Asked, spots: Iterable[Candidate], things: Iterable[Candidate]) -> Passage:
    """Return how the candidate fares that comes furthest.

    Candidates come the nearest place first and, at one place, in the order of the articles. The first that
    passes all gates wins; where none does, the first of those that came furthest.

    Parameters
    ----------
    asked : Asked
    spots : iterable of Candidate
        Places where she could go, with nothing of an article; at least one.
    things : iterable of Candidate
        Articles that she could be told about, with nothing of a place; at least one.
    """
    hers = _Found(Candidate())
    articles: dict[int, _Found] = {}
    left = list(enumerate(things))
    furthest: Passage | None = None
    for spot in spots:
        there = _Found(_copy(spot))
        for number, thing in tuple(left):
            article = articles.get(number) or articles.setdefault(number, _Found(_copy(thing)))
            found: list[_Found | None] = [hers, there, article, None]
            reached = _walk(asked, found)
            if furthest is None or reached > furthest.reached:
                furthest = Passage(found, reached)
            # whoever shares what was in the way comes no further, so nobody else need be asked
            scope = GATES[reached].scope if reached < len(GATES) else Scope.PERSON
            if scope is Scope.PERSON:
                return furthest
            if scope is Scope.ARTICLE:
                left.remove((number, thing))
            elif scope is Scope.PLACE:
                break
    assert furthest is not None  # noqa: S101 - there is always one of each
    return furthest


def _walk(asked: Asked, found: list[_Found | None]) -> int:
    """Return how many gates a candidate passes."""
    for number, (_, ask, scope) in enumerate(GATES):
        one = found[scope] or _pair(found)
        answer = one.answers.get(number)
        if answer is None:
            used = one.candidate.used
            before = len(used)
            checked = ask(asked, one.candidate)
            one.answers[number] = checked, used[before:]
        else:
            checked = answer[0]
        if checked is not None and not checked.is_passed:
            return number
    return len(GATES)


def _pair(found: list[_Found | None]) -> _Found:
    """Return what was found of an article at a place, begun where nothing was."""
    pair = found[Scope.PAIR]
    if pair is None:
        there, article = found[Scope.PLACE], found[Scope.ARTICLE]
        assert there is not None and article is not None  # noqa: S101, PT018 - they come first
        spot, thing = there.candidate, article.candidate
        pair = _Found(
            Candidate(
                thing.item, thing.named, spot.place, spot.store, thing.variant, thing.product, thing.size_from
            )
        )
        found[Scope.PAIR] = pair
    return pair


def _copy(candidate: Candidate) -> Candidate:
    return Candidate(
        candidate.item,
        candidate.named,
        candidate.place,
        candidate.store,
        candidate.variant,
        candidate.product,
        candidate.size_from,
    )
