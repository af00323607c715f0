"""What Lindwerk has written down: purpose, measures, promises, staff, places, and what it says in public."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final, Literal

from oase.demo.programmes.when import DAY, ago, day_of, drawn, quarter_before
from oase.demo.shop import STORES
from oase.programmes.cases.form import Repairer
from oase.programmes.impact.period import period
from oase.programmes.items.guarantees import Draft as Promise
from oase.programmes.moving_in import Beginning, Ending
from oase.programmes.moving_in.setting_up import Said
from oase.programmes.purpose.measures import Draft, Programme
from oase.programmes.purpose.test import Answers

__all__ = ["EMPLOYEES", "TRAINED", "beginning", "ending"]

EMPLOYEES, TRAINED = 24, 15
"""How many work there, and how many of them were trained in something."""

_WHO: Final = "Jana Petersen"
_SINCE: Final = 365

_PURPOSE: Final = {
    "de": "Lindwerk ist dafür da, dass Menschen lange draußen sind, mit wenigen Sachen, die halten. "
    "Wir messen uns daran, wie lange ein Stück getragen wird, nicht daran, wie viele wir verkaufen.",
    "en": "Lindwerk is there so that people stay outdoors for long, with few things that last. "
    "We measure ourselves by how long an item is worn, not by how many we sell.",
}

_MEASURES: Final[tuple[tuple[Programme, str, str, str, str, str, str], ...]] = (
    ("guarantee", "Garantie auf Nähte", "Guarantee on seams", "Nähte halten", "Seams hold",
     "Monate ohne offene Naht", "Fälle je 1.000 verkaufte Stücke, je Quartal"),
    ("repair", "Reparatur in der Werkstatt", "Repair in the workshop", "Stücke werden länger getragen",
     "Items are worn longer", "reparierte Stücke", "Gezählte Fälle der Werkstatt"),
    ("kit", "Reparaturset für zu Hause", "Repair kit for home", "Menschen reparieren selbst",
     "People repair themselves", "gemeldete Reparaturen", "Meldungen über den Link"),
    ("event", "Bustour „Nadel & Faden“", "Bus tour “Needle & thread”", "Reparieren wird sichtbar",
     "Repair is seen", "geflickte Stücke", "Nummern am Bus, Ausgang je Stück"),
    ("take_back", "Rücknahme", "Take-back", "Nichts liegt ungetragen im Schrank",
     "Nothing lies unworn in a wardrobe", "zurückgenommene Stücke", "Gewogen und benotet"),
    ("resale", "Aus zweiter Hand", "Second hand", "Stücke finden einen zweiten Menschen",
     "Items find a second person", "weitergegebene Stücke", "Gezählte Übergaben"),
    ("recycling", "Was bleibt, wird Faser", "What is left becomes fibre", "Weniger Stoff wird verbrannt",
     "Less cloth is burnt", "Gramm je Verbleib", "Massenbilanz, monatlich"),
)  # fmt: skip

_MARKETS: Final[Mapping[tuple[str, Literal["de", "en"]], str]] = {
    ("DE", "de"): "Unsere Werkstatt in Köln repariert auch Stücke anderer Marken, soweit wir Teile haben.\n\n"
    "Fragen zu Ihren Rechten beantwortet unser Kundendienst; er berät nicht im Sinne des Gesetzes.",
    ("DE", "en"): "Our workshop in Cologne repairs items of other brands, too, as far as we have parts.",
    ("AT", "de"): "Aus Österreich senden Sie an dieselbe Werkstatt in Köln; das Porto steht auf dem Etikett.",
}

_NAMES: Final = (
    "Ada Okafor", "Ole Brandt", "Emre Aksoy", "Mara Lindner", "Merle Ohm", "Ibrahim Saydam",
    "Rosa Winkelmann", "Frauke Tiedemann", "Nuri Albayrak", "Jana Petersen", "Hanne Moorfeld",
    "Oskar Wellweg", "Ida Sandmann",
    "Karim Birkholz", "Lotte Heidekamp", "Paul Nimmer", "Greta Probst", "Till Erfunden", "Ayşe Wald",
    "Jonas Heide", "Mila Birke", "Emil Muster", "Mia Beispiel", "Karl Moos",
)  # fmt: skip
_TEAMS: Final = ("Werkstatt", "Laden", "Kundendienst", "Einkauf")
_TOPICS: Final = ("repair", "take_back", "guarantee")


def beginning(seed: int, now: int) -> Beginning:
    """Return what Lindwerk had set up a year ago."""
    at = ago(now, _SINCE)
    day = day_of(at)
    workshop = Repairer(
        name="Lindwerk Werkstatt", address="Bahnhofstraße 3\n50999 Köln", telephone="0221 5550177",
        email="werkstatt@lindwerk.example",
    )  # fmt: skip
    return Beginning(
        at=at,
        day=day,
        who=_WHO,
        statement=_PURPOSE,
        measures=tuple(_measures(day)),
        guarantees=tuple(_promises(day)),
        workshop=workshop,
        stock=240,
        staff=tuple(_staff(seed, now)),
        places=tuple(_places(seed)),
        markets=_MARKETS,
    )


def ending(now: int) -> Ending:
    """Return what Lindwerk has published of the last quarter, and the factors that it has changed since."""
    today = day_of(now)
    first, last = quarter_before(today)
    of = period(first, last, "Europe/Berlin")
    at = min(of.ends + 9 * DAY, now - DAY // 24)
    since = min(at + 20 * DAY, now - DAY // 48)
    note = "Trageversuch im eigenen Haus: Jacken halten länger als bisher angenommen."
    return Ending(
        period=of,
        at=at,
        day=day_of(at),
        changed=(("life.coat", 6.5),),
        note=note,
        since=since,
        texts=tuple(_texts(today)),
        who=_WHO,
    )


def _measures(day: Any) -> Iterator[Draft]:
    for kind, german, english, outcome, told, unit, method in _MEASURES:
        answers = Answers(
            benefit_from_item=True, open_to_all=True, outcome={"de": outcome, "en": told}, unit=unit,
            method=method, voucher_cents=1_500 if kind == "take_back" else 0,
        )  # fmt: skip
        yield Draft(name={"de": german, "en": english}, kind=kind, answers=answers, begins=day)
    yield Draft(
        name={"de": "Punkte für jede Reparatur", "en": "Points for every repair"},
        kind="other",
        answers=Answers(
            benefit_from_item=True, open_to_all=False,
            outcome={"de": "Mehr Reparaturen", "en": "More repairs"}, unit="Reparaturen",
            method="Gezählte Fälle", points=True,
        ),
        begins=day,
    )  # fmt: skip
    yield Draft(
        name={"de": "Herbst-Gutschein", "en": "Autumn voucher"},
        kind="other",
        answers=Answers(
            benefit_from_item=False, open_to_all=True,
            outcome={"de": "Mehr Bestellungen", "en": "More orders"}, unit="Bestellungen",
            method="Kasse", needs_purchase=True, minimum_spend_cents=10_000,
            has_expiry_pressure=True, sales_target=True, voucher_cents=2_000,
        ),
        begins=day,
    )  # fmt: skip


def _promises(day: Any) -> Iterator[tuple[Promise, bool]]:
    seams = {
        "de": "Offene Nähte nähen wir fünf Jahre lang kostenlos nach, zusätzlich zu Ihren Rechten.",
        "en": "We sew open seams again free of charge for five years, in addition to your statutory rights.",
    }
    name = {"de": "Fünf Jahre auf Nähte", "en": "Five years on seams"}
    yield Promise(name, seams, begins=day - timedelta(days=730), months=60), True
    backpack = {
        "de": "Schnallen und Träger ersetzen wir zehn Jahre lang, zusätzlich zu Ihren gesetzlichen Rechten.",
        "en": "We replace buckles and straps for ten years, in addition to your statutory rights.",
    }
    name = {"de": "Zehn Jahre auf Rucksäcke", "en": "Ten years on backpacks"}
    begins = day - timedelta(days=365)
    yield Promise(name, backpack, begins=begins, months=120, product="P-210", wear_cents=1_500), True
    always = {"de": "Ein Leben lang: wir reparieren jede Jacke.", "en": "For life: we repair every jacket."}
    name = {"de": "Lebenslange Garantie", "en": "Lifetime guarantee"}
    yield Promise(name, always, begins=day, garment="jacket"), False


def _staff(seed: int, now: int) -> Iterator[tuple[str, str, str, tuple[str, ...], Any]]:
    rng = drawn(seed, "staff")
    for number, name in enumerate(_NAMES[:EMPLOYEES]):
        topics = tuple(rng.sample(_TOPICS, rng.randint(1, 2))) if number < TRAINED else ()
        team = _TEAMS[0] if number in range(4, 9) else _TEAMS[number % len(_TEAMS)]
        yield name, team, rng.choice(STORES).city, topics, day_of(ago(now, rng.uniform(20, 340)))


def _places(seed: int) -> Iterator[tuple[str, dict[str, str], float, float]]:
    """Yield containers and addresses around each store: where they stand is invented."""
    rng, number = drawn(seed, "places"), 0
    for store in STORES:
        for turn in range(9):
            number += 1
            here = store.latitude + rng.gauss(0, 0.012), store.longitude + rng.gauss(0, 0.018)
            address = {"addr:postcode": store.postcode, "addr:city": store.city, "addr:country": "DE"}
            street = {"addr:street": "Erfundene Straße", "addr:housenumber": str(rng.randint(1, 140))}
            tags = {"amenity": "recycling", "recycling:clothes": "yes", **address, **street}
            tags |= {"recycling_type": "container", "operator": "Kleiderhilfe Beispiel e. V."}
            if turn % 3 == 0:
                tags["recycling:shoes"] = "yes"
            yield f"node/{9_000_000_000 + number}", tags, round(here[0], 5), round(here[1], 5)


def _texts(day: Any) -> Iterator[Said]:
    yield Said("Unsere Jacken sind nachhaltig und klimaneutral.", "de", "page", "DE", day)
    passing = "5 Jahre Garantie auf alle Nähte, zusätzlich zu Ihren gesetzlichen Rechten."
    proof = ("Garantiebedingungen, Fassung 2", "https://lindwerk.example/garantie")
    yield Said(passing, "de", "page", "DE", day, proof)
    yield Said("Our backpacks are eco-friendly.", "en", "poster", "DE", day)
