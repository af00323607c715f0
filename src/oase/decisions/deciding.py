"""Deciding: all plays of a trigger asked in their order, each gate asked in its own; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from oase.decisions.asked import Asked, Candidate, HasArticles, Known, Rule, Says
from oase.decisions.gates import GATES, MINUTE, zone_of
from oase.decisions.receipt import Checked, Gate, Outcome, Receipt
from oase.decisions.saying import said_about
from oase.decisions.sieve import Passage, sieve
from oase.decisions.situation import Place, Situation
from oase.model import Fact
from oase.retail.articles import Product, Store, Variant

__all__ = ["Chosen", "Draw", "Offered", "Offers", "decide", "first_content", "in_her_size", "no_offer"]

MOST_ITEMS = 30
MOST_PLACES = 8
CONTROL = "control"
WEEK_MINUTES = 7 * 24 * 60


class Chosen(NamedTuple):
    """A content, and the probability with which it was chosen."""

    content: Says
    propensity: float


Draw = Callable[[Rule], Chosen]

Offered = tuple[dict[str, Any], Mapping[str, Mapping[str, str]]]
"""An individual offer as the receipt keeps it, and by language what it says."""

Offers = Callable[[Rule, Variant, int], Offered | None]
"""Makes an offer for an article at a moment, None where the play brings none."""


def no_offer(_play: Rule, _variant: Variant, _at: int) -> Offered | None:
    """Make no offer: prices are the same for everybody."""
    return None


def first_content(play: Rule) -> Chosen:
    """Choose the first content of a play, always."""
    return Chosen(play.contents[0], 1.0)


def decide(
    plays: Iterable[Rule],
    facts: Mapping[str, Fact] | Known,
    shelf: HasArticles,
    situation: Situation,
    *,
    zone: ZoneInfo,
    draw: Draw = first_content,
    person: int,
    new_id: Callable[[], str],
    offered: Offers = no_offer,
) -> list[Receipt]:
    """Return what is decided: at most one message, and a receipt for it.

    Plays are asked in their order; the first that passes all gates speaks. Where she belongs to the control
    group of a play that would have spoken, that leaves a receipt of its own and the next play is asked: she
    gets what she would get without that play. Where none passes, the receipt is that of the play that came
    furthest.

    Parameters
    ----------
    plays : iterable of Rule
        In order of priority.
    facts : mapping of str to Fact, or Known
        Of the person, over all her aliases.
    shelf : HasArticles
    situation : Situation
    zone : ZoneInfo
        Where days begin for her when no store is near.
    draw : callable
        Chooses one of the contents of a play.
    person : int
        The alias that stands for her.
    new_id : callable
        Gives ids of receipts, 16 hexadecimal digits.
    offered : callable
        Makes individual offers; by default there are none.

    Returns
    -------
    list of Receipt
        The last one is what the caller is told; empty where no play knows the trigger.
    """
    known = facts if isinstance(facts, Known) else Known(facts)
    ways = _Ways(known, situation, shelf)
    controls: list[Receipt] = []
    furthest: tuple[Asked, Passage] | None = None
    unoffered: Receipt | None = None
    for play in plays:
        if play.trigger != situation.trigger:
            continue
        asked = Asked(play, known, situation, shelf, zone, person)
        passage = sieve(asked, ways.spots(play), ways.things(play))
        if passage.reached == len(GATES):
            candidate = passage.candidate()
            offer = _offer(asked, candidate, offered)
            if play.offer is None or offer is not None:
                return [*controls, _sent(asked, candidate, draw(play), offer, new_id())]
            unoffered = unoffered or _unoffered(asked, candidate, new_id())
            continue
        if GATES[passage.reached].gate is Gate.CONTROL:
            controls.append(_held(asked, passage, new_id()))
        elif furthest is None or passage.reached > furthest[1].reached:
            furthest = asked, passage
    if not controls and unoffered is not None:
        return [unoffered]
    if not controls and furthest is not None:
        return [_held(*furthest, new_id())]
    return controls


class _Ways:
    """Where she could go and what she could be told about; the same for plays that ask alike.

    Parameters
    ----------
    known : Known
    situation : Situation
    shelf : HasArticles
    """

    def __init__(self, known: Known, situation: Situation, shelf: HasArticles) -> None:
        self._known = known
        self._situation = situation
        self._shelf = shelf
        self._spots: dict[bool, list[Candidate]] = {}
        self._things: dict[str, list[Candidate]] = {}

    def spots(self, play: Rule) -> list[Candidate]:
        """Return the places for a play, the nearest first."""
        if play.needs_place not in self._spots:
            places = _places(self._known, self._situation, self._shelf, needs_place=play.needs_place)
            self._spots[play.needs_place] = [Candidate(place=place, store=store) for place, store in places]
        return self._spots[play.needs_place]

    def things(self, play: Rule) -> list[Candidate]:
        """Return the articles for a play."""
        if play.about not in self._things:
            self._things[play.about] = [
                Candidate(
                    item=variant.gtin if variant is not None else "",
                    named=named,
                    variant=variant,
                    product=product,
                    size_from=size_from,
                )
                for named, variant, product, size_from in _articles(
                    self._known, self._situation, self._shelf, play.about
                )
            ]
        return self._things[play.about]


def _places(
    known: Known, situation: Situation, shelf: HasArticles, *, needs_place: bool
) -> Sequence[tuple[Place | None, Store | None]]:
    """Return where she could go: the store in which she is, else those near her, the nearest first.

    Where the place does not matter and none is known, it is the store that she likes to go to.
    """
    store = shelf.store
    if situation.store:
        return [(Place(situation.store, 0.0, 0.0), store(situation.store))]
    near = [(place, found) for place in situation.places if (found := store(place.store)) is not None]
    if near:
        return sorted(near, key=lambda one: (one[0].distance_m, one[0].store))[:MOST_PLACES]
    liked = known.get("store:preferred")
    is_meant = liked is not None and bool(liked.value) and not needs_place
    return [(None, store(str(liked.value)) if liked is not None and is_meant else None)]


def _articles(
    known: Known, situation: Situation, shelf: HasArticles, about: str
) -> list[tuple[str, Variant | None, Product | None, str]]:
    if about == "none" or situation.item:
        return [_article(known, shelf, about, situation.item)]
    held = sorted(known.of(about).items(), key=lambda one: (not one[1].value, -one[1].at, one[0]))
    still = [name for name, fact in held if fact.value] or [name for name, _ in held[:1]]
    found = [_article(known, shelf, about, name) for name in still[:MOST_ITEMS]]
    return found or [("", None, None, "")]


def in_her_size(known: Known, shelf: HasArticles, named: str) -> Variant | None:
    """Return an article of her wish list as she would be told of it; parameters as ``decide``.

    Parameters
    ----------
    known : Known
    shelf : HasArticles
    named : str
        By which name it stands in her facts.
    """
    return _article(known, shelf, "wish", named)[1]


def _article(
    known: Known, shelf: HasArticles, about: str, named: str
) -> tuple[str, Variant | None, Product | None, str]:
    """Return an article in her size: of the wished colour where she has told one, else as she chose it."""
    variant = (shelf.variant(named) or shelf.find(named)) if named else None
    if variant is None:
        return named, None, None, ""
    product = shelf.product(variant.product)
    if product is None or not product.garment or not variant.size_system or about != "wish":
        return named, variant, product, ""
    name = f"size:{product.garment}:{variant.size_system}"
    size = known.get(name)
    if size is None or not size.value:
        return named, variant, product, ""
    if str(size.value) == variant.size:
        return named, variant, product, name
    for other in shelf.variants_of(product.id):
        is_hers = other.size == str(size.value) and other.size_system == variant.size_system
        if is_hers and other.color == variant.color:
            return named, other, product, name
    return named, variant, product, ""


def _sent(asked: Asked, candidate: Candidate, chosen: Chosen, offer: Offered | None, id: str) -> Receipt:  # noqa: A002
    play, at = asked.play, asked.situation.at
    expires = at + int((play.ttl_minutes or WEEK_MINUTES) * MINUTE)
    closes = candidate.opening.closes if candidate.opening is not None else None
    zone = zone_of(asked, candidate)
    kept, says = offer or (None, None)
    return Receipt(
        **_common(asked, candidate, id),
        outcome=Outcome.SENT,
        arm=chosen.content.arm,
        propensity=chosen.propensity,
        title=said_about(chosen.content.title, candidate, zone, says),
        body=said_about(chosen.content.body, candidate, zone, says),
        expires=expires if closes is None else min(expires, closes),
        offer=kept,
    )


def _offer(asked: Asked, candidate: Candidate, offered: Offers) -> Offered | None:
    if candidate.variant is None:
        return None
    return offered(asked.play, candidate.variant, asked.situation.at)


def _unoffered(asked: Asked, candidate: Candidate, id: str) -> Receipt:  # noqa: A002
    """Withhold a play whose offer cannot be made, for want of a lowest price, say: it has nothing to tell."""
    order = [one.gate for one in GATES]
    here = order.index(Gate.CONDITIONS)
    before = [one for one in candidate.checked if order.index(one.gate) < here]
    failed = Checked(Gate.CONDITIONS, is_passed=False, values={"fact": "offer", "value": None})
    common: dict[str, Any] = {**_common(asked, candidate, id), "checked": (*before, failed)}
    unchecked = tuple(order[here + 1 :])
    return Receipt(**common, outcome=Outcome.WITHHELD, reason=Gate.CONDITIONS, unchecked=unchecked)


def _held(asked: Asked, passage: Passage, id: str) -> Receipt:  # noqa: A002
    gate = GATES[passage.reached].gate
    common = _common(asked, passage.candidate(), id)
    if gate is Gate.CONTROL:
        share = asked.play.control_share
        return Receipt(**common, outcome=Outcome.CONTROL, reason=gate, arm=CONTROL, propensity=share)
    unchecked = tuple(one.gate for one in GATES[passage.reached + 1 :])
    return Receipt(**common, outcome=Outcome.WITHHELD, reason=gate, unchecked=unchecked)


def _common(asked: Asked, candidate: Candidate, id: str) -> dict[str, Any]:  # noqa: A002
    place = candidate.place
    return {
        "id": id,
        "at": asked.situation.at,
        "play": asked.play.name,
        "version": asked.play.version,
        "trigger": asked.situation.trigger,
        "checked": tuple(candidate.checked),
        "used": tuple(candidate.used),
        "item": candidate.item or (candidate.named if asked.play.about != "none" else ""),
        "store": candidate.store.code if candidate.store is not None else "",
        "distance_m": place.distance_m if place is not None else None,
    }
