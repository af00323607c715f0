"""The journeys as they look in a log: the search for something, the purchase, the weeks of use."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oase.demo.calendar import evening, next_sunday, open_hours, shop_day
from oase.demo.diary import Diary, Log, Mask, Step
from oase.demo.experience import Experience
from oase.demo.people import PREFERENCES, People
from oase.demo.plan import ASKED

__all__ = ["visits"]

Days = NDArray[np.int64]

_COLUMN = {asked.name: column for column, asked in enumerate(ASKED)}
_MONTHS_LATER, _MORE_DAYS = 140, 40
_BUYS_IN_SHOP = np.array([0.12, 0.75, 0.4])


def visits(rng: np.random.Generator, who: People, lived: Experience) -> Log:
    """Turn what people live through into contacts.

    Customers who bought before start with that purchase and its weeks of use, and search again months later;
    new customers start with the search. Asked about are the first weeks of use and the search of each person.
    """
    return _Story(rng, who, lived).tell()


class _Story:
    """Writes the sessions of one block into its diary."""

    def __init__(self, rng: np.random.Generator, who: People, lived: Experience) -> None:
        self._rng = rng
        self._who = who
        self._lived = lived
        self._diary = Diary(rng, len(who))
        self._everyone = np.ones(len(who), bool)
        self._nobody = ~self._everyone

    def tell(self) -> Log:
        """Write all journeys and return the log."""
        who, lived = self._who, self._lived
        known = who.bought_before
        later = _MONTHS_LATER + self._rng.exponential(_MORE_DAYS, len(who)).astype(np.int64)
        self._checkout(known, who.first_day, buys=self._everyone, asked=self._everyone)
        checkout = self._search(who.first_day + np.where(known, later, 0))
        self._checkout(self._everyone, checkout, buys=lived.buys, asked=~known)
        self._come_back(self._after(checkout, 3, 40))
        customers = known | lived.buys
        again = self._use(customers, np.where(known, who.first_day, checkout))
        self._checkout(customers & lived.buys_again, again, buys=self._everyone, asked=self._nobody)
        self._deliver(lived.buys & known, checkout, asked=self._nobody)
        self._deliver(customers & lived.buys_again, again, asked=self._nobody)
        return self._diary.close()

    def _search(self, day: Days) -> Days:
        """Write the way from need to shortlist and return the day after it."""
        self._need(day)
        day = self._next(day, 2)
        self._browse(day)
        day = self._next(day)
        self._come_back(day)
        day = self._next(day)
        self._compare(day)
        sunday = next_sunday(day + 1)
        chats = self._visits("Chat am Sonntag")
        self._diary.session(chats, evening(self._rng, sunday), "Chat", [Step("Chat am Sonntag")])
        day = shop_day(self._next(day))
        self._try_in_shop(day)
        day = self._next(np.where(chats, np.maximum(day, sunday), day))
        self._read_ratings(day)
        return self._next(day)

    def _need(self, day: Days) -> None:
        newsletter = Step("Newsletter", self._visits("Newsletter"), "E-Mail")
        self._diary.session(
            self._everyone,
            evening(self._rng, day),
            self._app(),
            [Step("Anzeige", 0.35, "Social Media"), newsletter, Step("Startseite", 0.25)],
        )
        passing = open_hours(self._rng, shop_day(day + 1))
        self._diary.session(self._visits("Schaufenster"), passing, "Laden", [Step("Schaufenster")])

    def _browse(self, day: Days) -> None:
        self._diary.session(
            self._everyone,
            evening(self._rng, day),
            self._app(),
            [
                Step("Startseite", 0.85),
                Step("Produktsuche", self._visits("Produktsuche")),
                Step("Produktseite", 0.9),
                Step("Produktseite", 0.6),
                Step("Merkliste", 0.35),
                Step("Produktseite", 0.3),
            ],
        )

    def _come_back(self, day: Days) -> None:
        self._diary.session(
            self._rng.random(len(self._who)) < 0.3,
            evening(self._rng, day),
            self._app(),
            [
                Step("Newsletter", 0.1, "E-Mail"),
                Step("Startseite", 0.7),
                Step("Produktseite", 0.8),
                Step("Produktsuche", 0.25),
                Step("Produktseite", 0.5),
                Step("Merkliste", 0.2),
            ],
            asked=self._nobody,
        )

    def _compare(self, day: Days) -> None:
        fit = Step("Passform-Ansicht App", self._visits("Passform-Ansicht App"), "App")
        trying = Step("Online-Anprobe", self._visits("Online-Anprobe"))
        here = self._visits("Passform-Ansicht App") | self._visits("Online-Anprobe")
        fit_first = self._rng.random(len(self._who)) < 0.55
        start, app = evening(self._rng, day), self._app()
        for group, pair in ((fit_first, (fit, trying)), (~fit_first, (trying, fit))):
            before, after = (Step("Startseite", 0.4), Step("Produktseite", 0.7)), Step("Produktseite", 0.3)
            self._diary.session(here & group, start, app, [*before, *pair, after, Step("Merkliste", 0.3)])

    def _try_in_shop(self, day: Days) -> None:
        advice = Step("Beratung im Laden", self._visits("Beratung im Laden"))
        fitting = Step("Wartezeit Umkleide", self._visits("Wartezeit Umkleide"))
        here = self._visits("Beratung im Laden") | self._visits("Wartezeit Umkleide")
        advice_first = self._rng.random(len(self._who)) < 0.7
        start = open_hours(self._rng, day)
        for group, pair in ((advice_first, (advice, fitting)), (~advice_first, (fitting, advice))):
            self._diary.session(here & group, start, "Laden", [Step("Filialbesuch", 0.6), *pair])

    def _read_ratings(self, day: Days) -> None:
        self._diary.session(
            self._visits("Bewertungen anderer"),
            evening(self._rng, day),
            self._app(),
            [
                Step("Produktseite", 0.4),
                Step("Bewertungen anderer"),
                Step("Produktseite", 0.4),
                Step("Merkliste", 0.15),
            ],
        )

    def _checkout(self, here: Mask, day: Days, *, buys: Mask, asked: Mask) -> None:
        """Write the purchase, or the cart that was left behind."""
        in_shop = self._rng.random(len(self._who)) < _BUYS_IN_SHOP[self._who.preference]
        cart = buys | (self._rng.random(len(self._who)) < 0.3)
        payment = buys | (cart & (self._rng.random(len(self._who)) < 0.2))
        self._diary.session(
            here & ~in_shop & cart,
            evening(self._rng, day),
            self._app(),
            [
                Step("Startseite", 0.4),
                Step("Produktseite", 0.3),
                Step("Warenkorb"),
                Step("Bezahlung", payment),
                Step("Kauf", buys),
            ],
            asked=asked & buys,
        )
        self._diary.session(
            here & in_shop & buys,
            open_hours(self._rng, shop_day(day)),
            "Laden",
            [Step("Filialbesuch", 0.7), Step("Bezahlung"), Step("Kauf")],
            asked=asked,
        )

    def _use(self, here: Mask, bought: Days) -> Days:
        """Write the weeks after a purchase and return the day on which some buy again."""
        self._deliver(here, bought, asked=self._everyone)
        care = Step("Pflege-Anleitung", self._visits("Pflege-Anleitung"))
        start = evening(self._rng, self._after(bought, 7, 24))
        steps = [Step("Tourentipps", 0.35), care, Step("Tourentipps", 0.15)]
        self._diary.session(here, start, self._app(), steps)
        for name, first, last in (
            ("Rückgabe", 8, 18),
            ("Reparatur vor Ort", 18, 38),
            ("Gemeinsame Tour", 12, 42),
            ("Rücknahme", 28, 44),
        ):
            start = open_hours(self._rng, shop_day(self._after(bought, first, last)))
            self._diary.session(
                here & self._visits(name), start, "Laden", [Step("Filialbesuch", 0.2), Step(name)]
            )
        return bought + 46 + np.minimum(self._rng.geometric(0.07, len(self._who)), 35)

    def _deliver(self, here: Mask, bought: Days, *, asked: Mask) -> None:
        parcel = self._visits("Lieferung am Wunschtag")
        self._diary.session(
            here,
            open_hours(self._rng, shop_day(self._after(bought, 2, 6))),
            "Lieferung",
            [Step("Lieferung am Wunschtag", parcel), Step("Verpackung", self._visits("Verpackung"))],
            asked=asked,
        )

    def _visits(self, name: str) -> Mask:
        return self._lived.visited[:, _COLUMN[name]]

    def _next(self, day: Days, least: int = 1) -> Days:
        """Return the day of the next session: often the earliest possible, four days more at most."""
        return day + least + np.minimum(self._rng.geometric(0.45, len(day)) - 1, 4)

    def _after(self, day: Days, first: int, last: int) -> Days:
        return day + self._rng.integers(first, last, len(day))

    def _app(self) -> Mask:
        """Draw who uses the app this time; the young and those who prefer to shop online do so more."""
        online = self._who.preference == PREFERENCES.index("online")
        share = 0.3 + 0.2 * online + 0.15 * (self._who.age == 0)
        return self._rng.random(len(self._who)) < share
