"""Cases of the demo: one story for each, as steps from the form to its end or to where it stands today."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from oase.demo.programmes.owned import Owned, Pool, address_of
from oase.demo.programmes.truth import counts_for
from oase.demo.programmes.when import DAY, HOUR, ago, day_of, drawn
from oase.programmes.moving_in import Step

__all__ = ["TAILORS", "cases"]

TAILORS: Final = ("Merle Ohm", "Ibrahim Saydam", "Frauke Tiedemann", "Nuri Albayrak")

_DAMAGE: Final = {
    "jacket": ("zip", "tear", "coating", "seam"),
    "trousers": ("seam", "zip", "hole", "button"),
    "dress": ("seam", "button", "tear"),
    "top": ("hole", "seam", "button"),
    "shoe": ("sole", "seam"),
    "bag": ("strap", "zip", "hardware"),
    "other": ("seam", "zip", "strap", "hardware"),
}
_SAID: Final = {
    "zip": ("Der Schieber greift nicht mehr.", "Reißverschluss geht immer wieder auf."),
    "tear": ("Am Zaun hängen geblieben, Riss von fünf Zentimetern.", "Riss am Ärmel."),
    "coating": ("Nach dem Waschen perlt nichts mehr ab.",),
    "seam": ("Die Naht an der Schulter ist offen.", "Seitennaht geht auf."),
    "hole": ("Loch am Ellenbogen.", "Kleines Loch, vermutlich eine Motte."),
    "button": ("Knopf verloren.", "Zwei Knöpfe sind ab."),
    "sole": ("Die Sohle löst sich vorn.",),
    "strap": ("Der Träger ist ausgerissen.",),
    "hardware": ("Schnalle gebrochen.",),
    "other": ("Ich weiß nicht, wie man das nennt; bitte ansehen.",),
}
_KITS: Final = {"zip": "zip-slider", "tear": "patch", "hole": "patch", "seam": "seam", "button": "button",
                "coating": "care"}  # fmt: skip
_PART: Final = {"zip": ("Reißverschluss 70 cm", 640), "sole": ("Sohle", 1_800), "hardware": ("Schnalle", 350)}
_PLACES: Final = ("sleeve", "front", "seam", "back")
_PLACE: Final = "Lindwerk Werkstatt, Bahnhofstraße 3, 50999 Köln"


def cases(persons: int, seed: int, now: int, pool: Pool) -> Iterator[Step]:
    """Yield the steps of all cases; every case has an item of its own, ``second`` that of an earlier one."""
    earlier: list[Owned] = []
    for story, many in counts_for(persons).items():
        for number in range(many):
            rng = drawn(seed, f"case/{story}/{number}")
            if story == "second":
                thing = earlier[number % len(earlier)]
                one = _Case(seed, now, f"case/{story}/{number}", thing, rng, first=0.25)
            else:
                thing = pool.take(75.0, _YOUNG if story == "liability" and number % 2 == 0 else 10_000.0)
                one = _Case(seed, now, f"case/{story}/{number}", thing, rng, first=_first(story, thing, rng))
            if story == "liability":
                earlier.append(thing)
            yield from _TOLD[story](one)


_YOUNG: Final = 112.0
"""Every second case of liability is of something bought within so many days: under the newer law."""
_NOW: Final = frozenset(
    {"opened", "label", "shipped", "received", "estimated", "accepted", "in_repair", "waiting_for_part",
     "repaired", "kit_out", "kit_failed", "exchange_open", "cancelled"}
)  # fmt: skip


def _first(story: str, thing: Owned, rng: random.Random) -> float:
    """Return how far between now and the purchase a case was opened, as a share."""
    if story in _NOW:
        return rng.uniform(1.2, 11.0) / thing.days
    least = 45.0 if story in ("run_out", "kit_then_sent") else 30.0
    if story == "liability":
        return rng.uniform(0.62, 0.9)
    return rng.uniform(least / thing.days, 0.95)


class _Case:
    """Writes the steps of one case, each some time after the one before.

    Parameters
    ----------
    seed, now : int
    name : str
    thing : Owned
    rng : Random
    first : float
        Share of the time since the purchase at which it is opened.
    """

    def __init__(
        self, seed: int, now: int, name: str, thing: Owned, rng: random.Random, *, first: float
    ) -> None:
        self.rng, self.name, self.thing, self._seed = rng, name, thing, seed
        self.at = max(ago(now, thing.days * first), ago(now, thing.days - 2))
        self._now, self._began = now, self.at
        self.who = rng.choice(TAILORS)
        garment = thing.garment if thing.garment in _DAMAGE else "other"
        self.reason = rng.choice(_DAMAGE.get(garment, ("other",)))
        self.address = address_of(seed, thing.person)

    def after(self, days: float) -> _Case:
        """Let some time pass; never as far as now."""
        self.at = min(self.at + round(days * self.rng.uniform(0.6, 1.4) * DAY), self._now - HOUR // 4)
        return self

    def step(self, verb: str, **facts: Any) -> Step:
        """Return a step that somebody of the workshop takes now; the next is a little later."""
        made = Step(self.at, verb, self.name, {"who": self.who, **facts})
        self.at = min(self.at + 60_000_000, self._now)
        return made

    def open(self, way: str, kind: str = "repair", **more: Any) -> Step:
        """Return that the customer has opened the case."""
        rng = self.rng
        said: dict[str, Any] = {
            "kind": kind, "way": way, "reason": self.reason, "what": self.thing.what,
            "problem": rng.choice(_SAID[self.reason]), "country": "DE",
            "lang": "en" if rng.random() < 0.1 else "de",
            "item": self.thing.name, "gtin": self.thing.gtin, "alias": self.thing.alias, **self.address,
            "fee_cents": 0 if kind == "guarantee" else 990,
            "textile": {"defect": self.reason, "place_on_garment": rng.choice(_PLACES)},
            **more,
        }  # fmt: skip
        return Step(self.at, "case.open", self.name, said)

    def arrives(self, *, by_label: bool = True) -> Iterator[Step]:
        """Yield that the thing is sent and comes in."""
        if by_label:
            yield self.after(0.2).step("case.label", parcel=f"LW{self.rng.randrange(10**9):09}")
        yield self.after(2).step("case.move", to="shipped")
        yield self.after(2).step("case.move", to="received")
        yield self.step("case.assign")

    def quoted(self) -> Iterator[Step]:
        """Yield that a quote is made."""
        part = _PART.get(self.reason)
        form: dict[str, Any] = {
            "goods": f"{self.thing.what}, Seriennummer {self.thing.serial}",
            "defect": self.rng.choice(_SAID[self.reason]), "repair": "Instandsetzen von Hand",
            "price_cents": 990 + (part[1] if part else 0) + 100 * self.rng.randint(4, 22),
            "days": self.rng.randint(5, 12), "days_from": "von Ihrer Zusage an", "place": _PLACE,
        }  # fmt: skip
        yield self.after(1).step("case.quote", **form)

    def answered(self, told: str) -> Step:
        """Return that she has answered the quote."""
        by = self.rng.choices(("link", "telephone"), (9, 1))[0]
        self.after(1)
        made = Step(self.at, "case.answer", self.name, {"told": told, "by": by})
        self.at += 60_000_000
        return made

    def mended(self, *, is_quoted: bool = False) -> Iterator[Step]:
        """Yield that it is worked on until it is whole; parts are ordered once a quote is accepted."""
        if is_quoted and self.reason in _PART and self.rng.random() < 0.6:
            part, cents = _PART[self.reason]
            yield self.after(0.5).step("case.part", part=part, cents=cents, state="ordered")
            yield self.step("case.move", to="waiting_for_part")
            yield self.after(4).step("case.part", state="there")
        yield self.after(1).step("case.move", to="in_repair")
        yield self.step("case.work", minutes=round(self.rng.lognormvariate(3.4, 0.4), 1))
        yield self.after(0.4).step("case.move", to="repaired")

    def ended(self, outcome: str, barrier: str = "", *, sent: bool = True) -> Iterator[Step]:
        """Yield that it goes back and the case is closed."""
        if sent:
            yield self.after(0.5).step("case.move", to="sent_back")
        repairer = self.who if outcome == "Fixed" else ""
        yield self.after(2).step("case.close", outcome=outcome, barrier=barrier, repairer=repairer)

    def asked(self) -> Iterator[Step]:
        """Yield that she asks something and is answered, now and then."""
        if self.rng.random() < 0.3:
            yield self.after(0.3).step("case.say", text="Wie lange dauert es ungefähr?")
            words = "Etwa eine Woche. Wir melden uns, sobald es fertig ist."
            yield self.after(0.3).step("case.say", text=words, side="workshop")


def _sent_in(one: _Case) -> Iterator[Step]:
    yield one.open("send_in")
    yield from one.arrives()
    yield from one.asked()
    yield from one.quoted()
    yield one.answered("accepted")
    yield from one.mended(is_quoted=True)
    yield from one.ended("Fixed")


def _worn_out(one: _Case) -> Iterator[Step]:
    yield one.open("send_in")
    yield from one.arrives()
    yield one.after(1).step("case.move", to="failed", text="Der Stoff trägt keine Naht mehr.")
    barrier = one.rng.choice(("Item too worn out", "Spare parts not available"))
    yield from one.ended("End of life", barrier)


def _declined(one: _Case) -> Iterator[Step]:
    yield one.open("send_in")
    yield from one.arrives()
    yield from one.quoted()
    yield one.answered("rejected")
    yield from one.ended("Repairable")


def _run_out(one: _Case) -> Iterator[Step]:
    yield one.open("send_in")
    yield from one.arrives(by_label=False)
    yield from one.quoted()
    one.at += 31 * DAY  # nobody answers within the 30 days
    yield from one.ended("Repairable")


def _liability(one: _Case) -> Iterator[Step]:
    yield one.open("send_in", "guarantee")
    yield from one.arrives()
    yield one.after(1).step("case.move", to="in_repair")
    yield one.step("case.work", minutes=round(one.rng.lognormvariate(3.4, 0.4), 1))
    yield one.after(0.5).step("case.move", to="repaired")
    yield one.step("case.months")
    yield from one.ended("Fixed")


def _replaced(one: _Case) -> Iterator[Step]:
    yield one.open("send_in", "guarantee")
    yield from one.arrives()
    yield one.after(2).step("case.move", to="replaced", text="Das lässt sich nicht beheben.")
    yield from one.ended("End of life", "Item too worn out", sent=False)


def _kit(one: _Case) -> Iterator[Step]:
    yield from _with_kit(one)
    one.after(6)
    yield one.step("case.report", outcome="Fixed", text="Hat geklappt, danke!")


def _kit_then_sent(one: _Case) -> Iterator[Step]:
    yield from _with_kit(one)
    yield one.after(5).step("case.report", outcome="Repairable", text="Allein bekomme ich es nicht hin.")
    yield one.after(0.5).step("case.way", way="send_in")
    yield from one.arrives(by_label=False)
    yield from one.mended()
    yield from one.ended("Fixed")


def _kit_failed(one: _Case) -> Iterator[Step]:
    yield from _with_kit(one, days=0.3)
    yield one.after(0.3).step("case.report", outcome="Repairable", text="Der neue Schieber klemmt auch.")


def _kit_end(one: _Case) -> Iterator[Step]:
    yield from _with_kit(one)
    barrier = {"barrier": "Item too worn out"}
    yield one.after(5).step("case.report", outcome="End of life", **barrier)
    yield from one.ended("End of life", sent=False, **barrier)


def _kit_out(one: _Case) -> Iterator[Step]:
    yield from _with_kit(one, days=0.3)


def _with_kit(one: _Case, days: float = 1.0) -> Iterator[Step]:
    one.reason = one.reason if one.reason in _KITS else "seam"
    yield one.open("kit", kit=_KITS[one.reason], fee_cents=390)
    yield one.after(days).step("case.send_kit")


def _store(one: _Case) -> Iterator[Step]:
    yield one.open("store", fee_cents=490)
    yield one.after(2).step("case.move", to="received")
    yield from one.mended()
    yield from one.ended("Fixed", sent=False)


def _exchange(one: _Case) -> Step:
    wanted: Mapping[str, Any] = one.rng.choice(
        ({"instead": "size", "size": "40"}, {"instead": "colour", "colour": "Salbei"}, {"instead": "money"})
    )
    one.reason = one.rng.choice(("too_small", "too_large", "colour"))
    facts = dict(_opening(one))
    facts |= {"wanted": wanted, "delivered": day_of(one.at - 5 * DAY)}
    return Step(one.at, "case.exchange", one.name, facts)


def _opening(one: _Case) -> Mapping[str, Any]:
    return {
        "reason": one.reason, "what": one.thing.what, "country": "DE", "item": None,
        "gtin": one.thing.gtin, "alias": one.thing.alias, **one.address,
    }  # fmt: skip


def _exchanged(one: _Case) -> Iterator[Step]:
    opened = _exchange(one)
    yield opened
    yield from one.arrives()
    to = "refunded" if opened.facts["wanted"]["instead"] == "money" else "replaced"
    yield one.after(0.5).step("case.move", to=to)
    yield one.after(1).step("case.close")


def _exchange_open(one: _Case) -> Iterator[Step]:
    yield _exchange(one)


def _cancelled(one: _Case) -> Iterator[Step]:
    yield one.open("send_in")
    yield one.after(0.5).step("case.cancel")


def _until(state: str) -> Callable[[_Case], Iterator[Step]]:
    """Return the story of a case that stands in a state today."""

    def told(one: _Case) -> Iterator[Step]:
        yield one.open("send_in")
        for verb, reached in _way_to(one):
            one.after(0.4)
            yield from verb
            if reached == state:
                return

    return told


def _way_to(one: _Case) -> Iterator[tuple[list[Step], str]]:
    yield [], "opened"
    yield [one.step("case.label", parcel=f"LW{one.rng.randrange(10**9):09}")], "label"
    yield [one.step("case.move", to="shipped")], "shipped"
    yield [one.step("case.move", to="received"), one.step("case.assign")], "received"
    yield list(one.quoted()), "estimated"
    yield [one.answered("accepted")], "accepted"
    yield [one.step("case.part", part="Reißverschluss 70 cm", cents=640, state="ordered"),
           one.step("case.move", to="waiting_for_part")], "waiting_for_part"  # fmt: skip
    yield [one.step("case.part", state="there"), one.step("case.move", to="in_repair")], "in_repair"
    yield [one.step("case.work", minutes=34.0), one.step("case.move", to="repaired")], "repaired"


_TOLD: Final[Mapping[str, Callable[[_Case], Iterator[Step]]]] = {
    "sent_in": _sent_in,
    "worn_out": _worn_out,
    "declined": _declined,
    "run_out": _run_out,
    "liability": _liability,
    "replaced": _replaced,
    "second": _liability,
    "kit": _kit,
    "kit_then_sent": _kit_then_sent,
    "kit_failed": _kit_failed,
    "kit_end": _kit_end,
    "kit_out": _kit_out,
    "store": _store,
    "exchanged": _exchanged,
    "exchange_open": _exchange_open,
    "cancelled": _cancelled,
    **{name: _until(name) for name in (
        "opened", "label", "shipped", "received", "estimated", "accepted", "in_repair", "waiting_for_part",
        "repaired",
    )},
}  # fmt: skip
