"""Every gate: passing, failing, in order, and what she reads about it in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from oase.decisions import Gate, Outcome, Place, Receipt, Weather
from oase.decisions.deciding import decide
from oase.decisions.gates import GATES
from oase.decisions.plays.conditions import Condition, compiled
from oase.decisions.plays.play import Offer
from oase.model import Fact
from oase.words.receipts import sentences

from .shop import (
    BERLIN,
    DAY,
    DRESS,
    FAR,
    MINUTE,
    NEAR,
    PERSON,
    SATURDAY,
    Street,
    at,
    facts,
    ids,
    near,
    play,
)

LONG_AGO = at("2026-11-18 09:00")


def decided(
    street: Street | None = None, situation: Any = None, known: Any = None, plays: Any = None
) -> Receipt:
    """Return the receipt of a decision about Anna."""
    receipts = decide(
        plays or [play()],
        facts() if known is None else known,
        street or Street(),
        situation or near(),
        zone=BERLIN,
        person=PERSON,
        new_id=ids(),
    )
    assert len(receipts) == 1
    return receipts[0]


class Case(NamedTuple):
    """A gate that fails, and what she reads then."""

    gate: Gate
    make: Callable[[], Receipt]
    german: str
    english: str
    aside: str = ""


def _stocked(quantity: int, counted: int = 10) -> Street:
    street = Street()
    street.quantity = {(NEAR, DRESS): quantity}
    street.counted = SATURDAY - counted * MINUTE
    return street


def _sent(*moments: int, kind: str = "advert", visit: str = "") -> dict[str, Fact]:
    told = {"play": "other", "item": "", "store": "", "visit": visit, "kind": kind}
    return {f"sent:{number:016x}": Fact(told, moment) for number, moment in enumerate(moments)}


WET = play(
    conditions=(Condition("weather.is_wet", "is", value=False),),
    when=compiled((Condition("weather.is_wet", "is", value=False),)),
)
RAIN = Weather(6.0, 0.6, 61, SATURDAY)

FAILING = [
    Case(
        Gate.CONSENT,
        lambda: decided(known=facts(consent__location=None)),
        "Du hast Standort nicht erlaubt.",
        "You have not allowed location.",
    ),
    Case(
        Gate.CONSENT,
        lambda: decided(known=facts(consent__push=Fact(0, at("2026-11-20 08:00")))),
        "Du hast Push zurückgenommen.",
        "You have withdrawn push.",
        "seit 20.11.2026",
    ),
    Case(
        Gate.PLACE,
        lambda: decided(situation=near(places=())),
        "Kein Laden war in deiner Nähe.",
        "No store was near you.",
    ),
    Case(
        Gate.PLACE,
        lambda: decided(situation=near(places=(Place(NEAR, 150.0, 900.0),))),
        "Dein Standort war nur auf 900 m genau; so ungenau zählt er nicht.",
        "Your location was only known to within 900 m; too vague to count.",
        "gefragt war bis 250 m",
    ),
    Case(
        Gate.PLACE,
        lambda: decided(situation=near(places=(Place(NEAR, 1234.0, 20.0),))),
        "Ehrenstraße ist 1,2 km entfernt; das ist zu weit.",
        "Ehrenstraße is 1.2 km away; that is too far.",
        "gefragt war bis 250 m",
    ),
    Case(
        Gate.STILL_WISHED,
        lambda: decided(known=facts(**{f"wish__{DRESS}": Fact(0, LONG_AGO)})),
        "„Leinenkleid“ hast du von deiner Wunschliste genommen.",
        "You have taken “linen dress” off your wish list.",
        "am 18.11.2026",
    ),
    Case(
        Gate.STILL_WISHED,
        lambda: decided(known=facts(**{f"bought__{DRESS}": Fact(1, SATURDAY - MINUTE)})),
        "„Leinenkleid“ hast du schon gekauft.",
        "You have bought “linen dress” already.",
        "am 21.11.2026",
    ),
    Case(
        Gate.STILL_WISHED,
        lambda: decided(known=facts(**{f"wish__{DRESS}": None})),
        "Auf deiner Wunschliste steht nichts, was hierher gehört.",
        "Nothing on your wish list belongs here.",
    ),
    Case(
        Gate.NEED_OPEN,
        lambda: decided(known=facts(need__dress=Fact(0, LONG_AGO))),
        "Deine Suche nach Kleidern ist zu Ende.",
        "You are no longer looking for dresses.",
        "seit 18.11.2026",
    ),
    Case(
        Gate.COMPLAINT,
        lambda: decided(known=facts(complaint__4711=Fact(1, LONG_AGO))),
        "Eine Beschwerde von dir ist noch offen; die klären wir zuerst.",
        "A complaint of yours is still open; we settle that first.",
        "seit 18.11.2026",
    ),
    Case(
        Gate.CASE,
        lambda: decided(known=facts(**{"case__F-00012-5": Fact(1, LONG_AGO)})),
        "Eine Reparatur oder ein Umtausch von dir ist noch offen; darum kümmern wir uns zuerst.",
        "A repair or exchange of yours is still open; we see to that first.",
        "seit 18.11.2026",
    ),
    Case(
        Gate.CONDITIONS,
        lambda: decided(situation=near(weather=RAIN), plays=[WET]),
        "Was der Anlass verlangt, traf nicht zu: das Wetter.",
        "What the occasion asks for was not so: the weather.",
        "es war: ja",
    ),
    Case(
        Gate.IN_STOCK,
        lambda: decided(_stocked(0)),
        "„Leinenkleid“ gibt es bei Ehrenstraße gerade nicht in Größe 38.",
        "“linen dress” is not at Ehrenstraße in size 38 right now.",
        "0 Stück; gebraucht wird mindestens 1",
    ),
    Case(
        Gate.IN_STOCK,
        lambda: decided(_stocked(1), plays=[play(reserve=2)]),
        "„Leinenkleid“ gibt es bei Ehrenstraße in Größe 38 zu selten, um dich hinzuschicken.",
        "Too few of “linen dress” are at Ehrenstraße in size 38 to send you there.",
        "1 Stück; gebraucht werden mindestens 2",
    ),
    Case(
        Gate.STOCK_AGE,
        lambda: decided(_stocked(2, counted=5 * 60)),
        "Der Bestand wurde zuletzt vor 5 Stunden gezählt; das ist zu lange her.",
        "The stock was last counted 5 hours ago; that is too long.",
        "höchstens 4 Stunden alt",
    ),
    Case(
        Gate.OPEN,
        lambda: decided(
            _stocked(2), near(SATURDAY + int(5.75 * 60) * MINUTE), plays=[play(stock_age_minutes=999)]
        ),
        "Ehrenstraße schließt schon um 20:00 Uhr.",
        "Ehrenstraße already closes at 20:00.",
        "noch 15 Minuten; gebraucht werden 30 Minuten",
    ),
    Case(
        Gate.NOT_TODAY,
        lambda: decided(known=facts(**{"mute__*": Fact({"until": SATURDAY + 600 * MINUTE}, SATURDAY)})),
        "Du hast „heute nicht“ gesagt.",
        "You have said “not today”.",
        "gilt bis 22.11.2026, 00:00",
    ),
    Case(
        Gate.NOT_TODAY,
        lambda: decided(
            known=facts(visit=Fact({"store": NEAR, "id": "9", "how": "qr"}, SATURDAY - 5 * MINUTE))
            | _sent(SATURDAY - 4 * MINUTE, visit="9")
        ),
        "Zu diesem Besuch hast du schon eine Nachricht bekommen; mehr gibt es nicht.",
        "You were sent something for this visit; there is no more than one message.",
        "vor 4 Minuten",
    ),
    Case(
        Gate.QUIET,
        lambda: decided(plays=[play(quiet=("13:00", "15:00"))]),
        "Von 13:00 bis 15:00 Uhr ist Ruhe. Die Nachricht fällt weg und kommt nicht später.",
        "From 13:00 to 15:00 it is quiet. The message is dropped, not sent later.",
    ),
    Case(
        Gate.CAP_DAY,
        lambda: decided(known=facts() | _sent(SATURDAY - 120 * MINUTE)),
        "Heute hast du schon 1 Nachricht bekommen; das ist genug.",
        "You have had 1 message today; that is enough.",
        "höchstens 1 am Tag",
    ),
    Case(
        Gate.CAP_WEEK,
        lambda: decided(known=facts() | _sent(*(SATURDAY - days * DAY for days in (1, 3, 6)))),
        "In sieben Tagen bekamst du schon 3 Nachrichten; das ist genug.",
        "You have had 3 messages in seven days; that is enough.",
        "höchstens 3 in sieben Tagen",
    ),
    Case(
        Gate.COOL_DOWN,
        lambda: decided(known=facts(**{f"told__wish-nearby__{DRESS}": Fact(1, SATURDAY - 9 * DAY)})),
        "Davon haben wir dir vor 9 Tagen schon etwas gesagt.",
        "We told you of this 9 days ago.",
        "dazwischen 14 Tage",
    ),
    Case(
        Gate.CONTROL,
        lambda: decided(plays=[play(control_share=1.0)]),
        "Du bist hier in der Vergleichsgruppe, die nichts bekommt.",
        "You are in the control group here, which is sent nothing.",
        "100\N{NO-BREAK SPACE}% aller Personen, ausgelost; so sehen wir, ob die Nachricht etwas nützt",
    ),
]


@pytest.mark.parametrize("case", FAILING, ids=lambda case: f"{case.gate}: {case.german[:30]}")
def test_the_first_gate_that_fails_is_the_reason_and_says_why(case: Case):
    receipt = case.make()
    assert receipt.reason == case.gate
    assert receipt.outcome is (Outcome.CONTROL if case.gate is Gate.CONTROL else Outcome.WITHHELD)
    assert [one.is_passed for one in receipt.checked] == [True] * (len(receipt.checked) - 1) + [False]
    german = next(one for one in sentences(receipt, "de") if one.sign == "failed")
    assert (german.sentence, german.aside, german.gate) == (case.german, case.aside, case.gate)
    english = next(one for one in sentences(receipt, "en") if one.sign == "failed")
    assert english.sentence == case.english
    assert receipt.title == receipt.body == {}


@pytest.mark.parametrize("case", FAILING, ids=lambda case: f"{case.gate}: {case.german[:30]}")
def test_gates_are_asked_in_their_order_and_the_rest_is_listed(case: Case):
    receipt = case.make()
    order = [one.gate for one in GATES]
    assert [one.gate for one in receipt.checked] == sorted(
        (one.gate for one in receipt.checked), key=order.index
    )
    assert list(receipt.unchecked) == order[order.index(case.gate) + 1 :]
    unchecked = [one for one in sentences(receipt, "de") if one.sign == "unchecked"]
    assert [one.gate for one in unchecked] == list(receipt.unchecked)


def test_every_gate_has_a_case():
    assert {case.gate for case in FAILING} == set(Gate) == {one.gate for one in GATES}


def test_what_passes_all_gates_is_sent_and_says_why():
    known = facts(need__dress=Fact(1, LONG_AGO))
    wet = play(
        control_share=1e-9,
        conditions=(Condition("weather.is_wet", "is", value=True),),
        when=compiled((Condition("weather.is_wet", "is", value=True),)),
    )
    receipt = decided(situation=near(weather=RAIN), known=known, plays=[wet])
    assert receipt.outcome is Outcome.SENT
    assert receipt.reason == ""
    assert receipt.unchecked == ()
    assert [one.gate for one in receipt.checked] == list(Gate)
    assert receipt.body["de"] == "Leinenkleid in Größe 38, 150 m weiter bei Ehrenstraße."
    assert receipt.body["en"] == "linen dress in size 38, 150 m on at Ehrenstraße."
    assert (receipt.item, receipt.store, receipt.distance_m) == (DRESS, NEAR, 150.0)
    assert receipt.expires == SATURDAY + 20 * MINUTE
    assert [(one.sentence, one.aside) for one in sentences(receipt, "de")] == [
        (
            "Du hast Push, Standort und persönliche Auswahl erlaubt.",
            "Push seit 01.10.2026; Standort seit 01.10.2026; persönliche Auswahl seit 01.10.2026",
        ),
        ("Ehrenstraße ist 150 m entfernt.", "dein Gerät weiß es auf 20 m genau; gefragt war bis 250 m"),
        ("„Leinenkleid“ steht auf deiner Wunschliste.", "seit 19.11.2026"),
        ("Deine Suche nach Kleidern ist noch offen.", "seit 18.11.2026"),
        ("Keine Beschwerde von dir ist offen.", ""),
        ("Keine Reparatur und kein Umtausch von dir ist offen.", ""),
        ("Was der Anlass verlangt, traf zu: das Wetter.", ""),
        (
            "„Leinenkleid“ gibt es bei Ehrenstraße in Größe 38.",
            "2 Stück; gebraucht wird mindestens 1",
        ),
        ("Der Bestand wurde vor 10 Minuten gezählt.", "höchstens 4 Stunden alt"),
        ("Ehrenstraße hat bis 20:00 Uhr geöffnet.", "noch 6 Stunden; gebraucht werden 30 Minuten"),
        ("Du hast nicht „heute nicht“ gesagt, und zu diesem Besuch kam noch nichts.", ""),
        ("Es ist keine Ruhezeit.", "Ruhe ist von 20:00 bis 09:00 Uhr"),
        ("Heute hast du noch keine Nachricht bekommen.", "höchstens 1 am Tag"),
        ("In sieben Tagen hast du keine Nachricht bekommen.", "höchstens 3 in sieben Tagen"),
        ("Davon haben wir dir noch nichts gesagt.", "dazwischen 14 Tage"),
        (
            "Du bist nicht in der Vergleichsgruppe.",
            "0\N{NO-BREAK SPACE}% aller Personen, ausgelost; so sehen wir, ob die Nachricht etwas nützt",
        ),
    ]
    english = sentences(receipt, "en")
    assert english[0].sentence == "You have allowed push, location and personal selection."
    assert english[7].sentence == "“linen dress” is at Ehrenstraße in size 38."
    assert english[9].sentence == "Ehrenstraße is open until 20:00."
    assert all(one.sentence for one in english)


def test_the_receipt_names_what_it_has_used_and_since_when():
    used = {one.name: one for one in decided().used}
    assert used[f"wish:{DRESS}"].at == at("2026-11-19 21:00")
    assert used["size:dress:DE"].value == "38"
    assert (used["stock"].value, used["stock"].at) == (2, SATURDAY - 10 * MINUTE)
    assert {"consent:push", "consent:location", "consent:personalisation", "hours"} <= used.keys()


CLOSED = [
    (
        "2026-11-22 14:00",
        "sunday",
        "Ehrenstraße hat sonntags geschlossen.",
        "öffnet wieder am 23.11.2026, 10:00",
    ),
    (
        "2027-05-27 14:00",
        "holiday:Fronleichnam",
        "Ehrenstraße hat heute geschlossen: Fronleichnam.",
        "öffnet wieder am 28.05.2027, 10:00",
    ),
    (
        "2026-12-24 15:00",
        "special",
        "Ehrenstraße hat heute andere Zeiten als sonst und jetzt geschlossen.",
        "öffnet wieder am 28.12.2026, 10:00",
    ),
    ("2026-12-24 13:45", "soon", "Ehrenstraße schließt schon um 14:00 Uhr.", ""),
    (
        "2026-11-20 09:30",
        "night",
        "Ehrenstraße hat um diese Zeit geschlossen.",
        "öffnet wieder am 20.11.2026, 10:00",
    ),
]


@pytest.mark.parametrize(("moment", "why", "german", "aside"), CLOSED)
def test_a_closed_shop_is_the_reason(moment: str, why: str, german: str, aside: str):
    street = Street(at(moment))
    street.quantity.pop((FAR, DRESS))
    receipt = decided(street, near(at(moment)))
    assert receipt.reason == Gate.OPEN
    assert receipt.checked[-1].values["why"] == why
    said = next(one for one in sentences(receipt, "de") if one.sign == "failed")
    assert said.sentence == german
    assert aside in said.aside


def test_24_december_is_open_in_the_morning_and_the_message_ends_with_the_shop():
    moment = at("2026-12-24 13:20")
    receipt = decided(Street(moment), near(moment))
    assert receipt.outcome is Outcome.SENT
    assert receipt.expires == at("2026-12-24 13:40")
    short = decided(Street(moment), near(moment), plays=[play(ttl_minutes=120)])
    assert short.expires == at("2026-12-24 14:00")


@pytest.mark.parametrize(
    ("moment", "fold", "is_quiet"),
    [
        ("2026-10-25 01:59", 0, False),
        ("2026-10-25 02:30", 0, True),  # this hour comes twice
        ("2026-10-25 02:30", 1, True),
        ("2026-10-25 03:00", 0, False),
        ("2027-03-28 01:59", 0, False),
        ("2027-03-28 03:00", 0, False),  # this night it comes a minute after 01:59
    ],
)
def test_quiet_hours_follow_the_clock_on_her_wall(moment: str, fold: int, is_quiet: bool):
    when = at(moment, fold=fold)
    street = Street(when)
    for code, store in street.stores.items():
        street.stores[code] = type(store)(code=code, name=store.name, subdivision="NW", hours="24/7")
    receipt = decided(street, near(when), plays=[play(quiet=("02:00", "03:00"))])
    assert (receipt.reason == Gate.QUIET) is is_quiet


def test_of_two_stores_the_nearest_open_one_with_stock_is_chosen():
    street = Street()
    assert decided(street).store == NEAR
    street.quantity[NEAR, DRESS] = 0
    farther = decided(street)
    assert (farther.outcome, farther.store, farther.distance_m) == (Outcome.SENT, FAR, 230.0)
    street.quantity[NEAR, DRESS] = 2
    street.stores[NEAR] = type(street.stores[NEAR])(
        code=NEAR, name="Ehrenstraße", subdivision="NW", hours="Mo-Fr 10:00-20:00; PH off"
    )
    assert decided(street).store == FAR
    street.quantity[FAR, DRESS] = 0
    both = decided(street)
    assert (both.reason, both.store) == (Gate.OPEN, NEAR)  # it came further than the one without stock


def test_an_inexact_reading_is_ignored_even_where_another_one_is_exact():
    places = (Place(NEAR, 10.0, 400.0), Place(FAR, 230.0, 20.0))
    assert decided(situation=near(places=places)).store == FAR


def test_days_of_caps_begin_at_midnight_in_her_zone():
    evening = at("2026-11-20 23:50")
    open_all_day = Street(at("2026-11-21 00:10"))
    store = open_all_day.stores[NEAR]
    open_all_day.stores = {NEAR: type(store)(code=NEAR, name="Ehrenstraße", hours="24/7")}
    rule = play(quiet=None)
    known = facts() | _sent(evening)
    same_day = decided(open_all_day, near(at("2026-11-20 23:59")), known, [rule])
    next_day = decided(open_all_day, near(at("2026-11-21 00:10")), known, [rule])
    assert same_day.reason == Gate.CAP_DAY
    assert next_day.outcome is Outcome.SENT
    open_all_day.stores[NEAR] = type(store)(
        code=NEAR, name="Lissabon", country="PT", timezone="Europe/Lisbon", hours="24/7"
    )
    there = decided(open_all_day, near(at("2026-11-21 00:10")), known, [rule])
    assert there.reason == Gate.CAP_DAY  # where she is it is still 23:10


def test_caps_of_a_week_are_rolling():
    known = facts() | _sent(*(SATURDAY - days * DAY for days in (2, 3, 7)))
    assert decided(known=known).outcome is Outcome.SENT


def test_messages_of_a_contract_take_no_place_of_others():
    known = facts() | _sent(SATURDAY - 60 * MINUTE, kind="contract")
    assert decided(known=known).outcome is Outcome.SENT


def test_her_size_is_taken_where_she_wished_another_one():
    known = facts(size__dress__DE=Fact("40", SATURDAY))
    street = Street()
    street.quantity[NEAR, "09520000000028"] = 1
    receipt = decided(street, known=known)
    assert (receipt.item, receipt.store) == ("09520000000028", NEAR)
    assert "Größe 40" in receipt.body["de"]


def test_what_she_contradicts_is_not_used_any_more():
    contradicted = facts(size__dress__DE=Fact("40", LONG_AGO)) | {
        "wrong:size:dress:DE": Fact(1, SATURDAY - 1)
    }
    assert decided(known=contradicted).item == DRESS
    assert "size:dress:DE" not in {one.name for one in decided(known=contradicted).used}
    not_mine = facts() | {f"wrong:wish:{DRESS}": Fact(1, SATURDAY - 1)}
    assert decided(known=not_mine).reason == Gate.STILL_WISHED
    said_again = not_mine | {f"wish:{DRESS}": Fact(1, SATURDAY)}
    assert decided(known=said_again).outcome is Outcome.SENT


def test_of_several_plays_the_first_that_passes_speaks():
    first, second = play(name="first", reserve=5), play(name="second")
    assert decided(plays=[first, second]).play == "second"
    assert decided(plays=[second, play(name="third")]).play == "second"


def test_the_play_that_came_furthest_tells_why_nothing_was_sent():
    plays = [play(name="early", radius_m=10.0), play(name="late", quiet=("13:00", "15:00"))]
    assert (decided(plays=plays).play, decided(plays=plays).reason) == ("late", Gate.QUIET)


def test_who_is_in_the_control_group_of_one_play_gets_the_next():
    plays = [play(name="held-out", control_share=1.0), play(name="next")]
    receipts = decide(plays, facts(), Street(), near(), zone=BERLIN, person=PERSON, new_id=ids())
    assert [(one.play, one.outcome) for one in receipts] == [
        ("held-out", Outcome.CONTROL),
        ("next", Outcome.SENT),
    ]
    assert (receipts[0].arm, receipts[0].propensity) == ("control", 1.0)


def test_a_trigger_that_no_play_knows_leaves_nothing():
    other = near(trigger="rating.new")
    assert decide([play()], facts(), Street(), other, zone=BERLIN, person=PERSON, new_id=ids()) == []


def test_nobody_of_whom_nothing_is_known_is_told_anything():
    assert decided(known={}).reason == Gate.CONSENT


def test_a_play_whose_offer_cannot_be_made_says_nothing():
    """Without a lowest price to compare with, its text would have holes; the next play is asked instead."""
    offering = play(offer=Offer(percents=(10,)))
    withheld = decided(plays=[offering])
    assert (withheld.outcome, withheld.reason) == (Outcome.WITHHELD, Gate.CONDITIONS)
    assert withheld.checked[-1].gate is Gate.CONDITIONS
    assert Gate.CONTROL in withheld.unchecked
    assert not withheld.body
    said = next(one for one in sentences(withheld, "de") if one.sign == "failed")
    assert said.sentence == "Was der Anlass verlangt, traf nicht zu: ein Preis, den wir dir zusagen dürfen."
    plain = play(name="wish-plain")
    assert decided(plays=[offering, plain]).play == "wish-plain"


@pytest.mark.parametrize(
    ("known", "more"),
    [
        (Fact(0, LONG_AGO), {}),
        (Fact(1, SATURDAY - 61 * DAY), {}),
        (Fact(1, LONG_AGO), {"kind": "survey"}),
        (Fact(1, LONG_AGO), {"kind": "contract"}),
    ],
    ids=["ended", "forgotten", "a question", "of her order"],
)
def test_a_case_holds_back_only_adverts_while_something_happens_to_it(known: Fact, more: dict[str, Any]):
    receipt = decided(known=facts(**{"case__F-00012-5": known}), plays=[play(**more)])
    assert receipt.reason != Gate.CASE
    asked = {one.gate: one.is_passed for one in receipt.checked}
    assert asked.get(Gate.CASE) is (None if more else True)
