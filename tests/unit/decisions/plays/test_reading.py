"""Texts of plays: what came along can be read, and what is wrong is refused in its line."""

from __future__ import annotations

import pickle
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oase.decisions.plays import PlayInvalid, example, parse
from oase.decisions.plays.filling import PLACES
from oase.decisions.plays.lines import lines_of
from oase.decisions.plays.stored import default_texts
from oase.decisions.situation import Situation, Weather
from oase.model import Fact, Purpose

WISH = default_texts()["wish-nearby"]
FOLLOW_UP = default_texts()["follow-up"]


def with_offer() -> str:
    head, _, _ = WISH.partition("[[content]]")
    return (
        head
        + """[offer]
percents = [5, 10]
least_cents = 2000

[[content]]
arm = "offer"
title = { de = "Für dich", en = "For you" }
body = { de = "{product}: {offer_price} ({lowest30}). {notice}", en = "{offer_price} ({lowest30}). {notice}" }
actions = ["why"]
"""
    )


@pytest.mark.parametrize("name", sorted(default_texts()))
def test_what_came_along_can_be_read(name: str):
    play = parse(default_texts()[name], version=3)
    assert play.name == name
    assert play.version == 3
    assert play.offer is None, "individual offers are off by default"
    assert play.purpose is None or play.purpose in play.consents


def test_it_says_what_the_gates_need():
    play = parse(WISH)
    assert play.consents == (Purpose.PUSH, Purpose.LOCATION, Purpose.PERSONALISATION)
    assert (play.needs_place, play.needs_stock, play.radius_m, play.open_minutes) == (True, True, 300.0, 30)
    assert (play.quiet, play.ttl_minutes, play.control_share) == (("20:00", "09:00"), 20, 0.1)
    assert [content.arm for content in play.contents] == ["way", "fitting"]


def test_an_offer_within_the_rules_is_read():
    offer = parse(with_offer()).offer
    assert offer is not None
    assert (offer.percents, offer.least_cents) == ((5, 10), 2000)


def refused(text: str) -> PlayInvalid:
    with pytest.raises(PlayInvalid) as caught:
        parse(text)
    return caught.value


def wrong(text: str) -> PlayInvalid | None:
    try:
        parse(text)
    except PlayInvalid as error:
        return error
    return None


def line_with(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('trigger = "store.near"', 'tigger = "store.near"', "unknown_key"),
        ("radius_m = 300", "radius = 300", "unknown_key"),
        ('trigger = "store.near"', 'trigger = "store.neer"', "not_one_of"),
        ("radius_m = 300", "radius_m = 9", "out_of_range"),
        ("per_day = 1", "per_day = 1.5", "wrong_type"),
        ("per_day = 1", "per_day = true", "wrong_type"),
        ('name = "wish-nearby"', 'name = "Wish Nearby"', "name"),
        ('start = "20:00"', 'start = "25:00"', "clock"),
        ('end = "09:00"', 'end = "20:00"', "quiet_same"),
        ('quiet = { start = "20:00", end = "09:00" }\n', "", "push_without_quiet"),
        ("ttl_minutes = 20\n", "", "push_without_ttl"),
        ('purpose = "push"', 'purpose = "email"', "purpose_of_channel"),
        ('"location", ', "", "place_unconsented"),
        ("{product} von", "{produkt} von", "placeholder"),
        ("{product} von", "{product von", "brace"),
        ("Gleich um die Ecke", "Nur noch 1 in deiner Größe", "scarcity"),
        ("Gleich um die Ecke", "Letzte Chance", "scarcity"),
        ("Just round the corner", "Hurry, last one", "scarcity"),
        ("Gleich um die Ecke", "Heute 20 % Rabatt", "discount_text"),
        ("Gleich um die Ecke", "Passend zur Schwangerschaft", "sensitive"),
        ("Gleich um die Ecke", "Gleich um die Ecke " * 5, "text_length"),
        ('arm = "fitting"', 'arm = "way"', "arm_twice"),
        ('arm = "fitting"', 'arm = "control"', "arm_reserved"),
        ('"Gleich um die Ecke", en = "Just round the corner"', '"Gleich um die Ecke"', "language"),
        ('de = "Gleich um die Ecke"', 'de = " "', "empty_text"),
        ('kind = "advert"', 'kind = "survey"', "purpose_of_survey"),
        ('kind = "advert"', 'kind = "contract"', "purpose_of_contract"),
    ],
)
def test_what_is_wrong_is_refused_in_its_line(old: str, new: str, reason: str):
    text = WISH.replace(old, new, 1)
    error = refused(text)
    assert error.reason == reason
    assert error.line is not None
    if new and reason not in ("arm_twice", "purpose_of_channel", "purpose_of_contract", "purpose_of_survey"):
        assert error.line == line_with(text, new.strip().splitlines()[0][:40])
    assert f"line {error.line}" in str(error)


def test_the_nearest_known_key_is_offered():
    error = refused(WISH.replace("cool_down_days", "cooldown_days"))
    assert error.todo is not None
    assert "cool_down_days" in error.todo


def test_toml_itself_is_told_with_its_line():
    error = refused(WISH.replace("per_day = 1", "per_day = = 1"))
    assert (error.reason, error.line) == ("toml", line_with(WISH, "per_day"))
    assert refused('name = "a').line == 1


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ('fact = "undecided"\nwithin_days = 3', "hesitation"),
        ('fact = "undecided.because"\nis = "price"', "hesitation"),
        ('fact = "mood"\nis = "unentschlossen"', "hesitation"),
    ],
)
def test_hesitation_is_no_reason_for_an_offer(condition: str, reason: str):
    text = with_offer() + f"\n[[when]]\n{condition}\n"
    error = refused(text)
    assert (error.reason, error.line) == (reason, line_with(text, condition.splitlines()[0]))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("control_share = 0.1", "control_share = 0.0", "offer_without_control"),
        (', "personalisation"', "", "offer_unconsented"),
        (" {notice}", "", "offer_without_notice"),
        (" ({lowest30})", "", "offer_without_lowest"),
        ("Für dich", "20 % für dich", "percent_typed"),
        ("percents = [5, 10]", "percents = [5, 80]", "out_of_range"),
        ("least_cents = 2000\n", "", "missing"),
    ],
)
def test_an_offer_outside_the_rules_is_refused(old: str, new: str, reason: str):
    assert refused(with_offer().replace(old, new)).reason == reason


@pytest.mark.parametrize(
    "fact",
    [
        "health",
        "religion",
        "need:schwangerschaft",
        "gewerkschaft",
        "sexual_orientation",
        "herkunft",
        "political",
    ],
)
def test_sensitive_traits_are_nobody_s_business(fact: str):
    text = WISH + f'\n[[when]]\nfact = "{fact}"\nis = "x"\n'
    error = refused(text)
    assert error.reason == "sensitive"
    assert error.line == line_with(text, fact)


def test_a_sensitive_value_is_refused_too():
    assert refused(WISH + '\n[[when]]\nfact = "mood"\none_of = ["gut", "krank"]\n').reason == "sensitive"


def test_a_belief_needs_a_consent():
    text = default_texts()["visit-rating"] + '\n[[when]]\nfact = "met:koeln"\nat_least = 2\n'
    error = refused(text)
    assert (error.reason, error.line) == ("belief_unconsented", line_with(text, "met:koeln"))


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ('fact = "moon"\nis = "full"', "fact_unknown"),
        ('fact = "mood"', "operators"),
        ('fact = "mood"\nis = "a"\nis_not = "b"', "operators"),
        ('fact = "mood"\nat_least = 3', "operator_type"),
        ('fact = "weather.is_wet"\nis = 1', "wrong_type"),
        ('fact = "bought.count"\nat_least = true', "wrong_type"),
        ('fact = "wish"\nwithin_days = -1', "out_of_range"),
    ],
)
def test_conditions_that_cannot_be_asked_are_refused(condition: str, reason: str):
    assert refused(WISH + f"\n[[when]]\n{condition}\n").reason == reason


def test_advertising_does_not_hide_in_a_contract():
    text = default_texts()["care"].replace("So bleibt es schön", "Entdecke die neue Kollektion")
    assert refused(text).reason == "contract_promotes"


def test_following_up_ends_and_comes_once():
    assert refused(FOLLOW_UP.replace("within_days = 14", "within_days = 30")).reason == "ends"
    assert refused(FOLLOW_UP.replace("cool_down_days = 365", "cool_down_days = 7")).reason == "once"


def test_conditions_are_one_function_that_tells_what_it_asked():
    play = parse(
        WISH + '\n[[when]]\nfact = "weather.is_wet"\nis = true\n[[when]]\nfact = "wish"\nwithin_days = 9\n'
    )
    day = 86_400_000_000
    wet = Weather(8.0, 0.4, 61, at=0)
    here = Situation(trigger="store.near", at=10 * day, item="1", weather=wet)
    assert play.when({"wish:1": Fact(1, 2 * day)}, here) == (True, {"weather.is_wet": True, "wish": 2 * day})
    holds, told = play.when({"wish:1": Fact(1, 0)}, here)
    assert not holds
    assert told["fact"] == "wish"
    assert not play.when({"wish:1": Fact(0, 9 * day)}, here)[0], "removed"


def test_all_places_that_are_offered_are_filled():

    assert "{" not in example(" ".join(f"{{{name}}}" for name in PLACES), "de")


def test_errors_cross_processes():
    error = refused(WISH.replace("trigger", "tigger", 1))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (again.reason, again.line, str(again)) == (error.reason, error.line, str(error))


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str):
    with suppress(PlayInvalid):
        parse(text)


@given(
    st.integers(0, len(WISH)),
    st.sampled_from(['"', "]", "[", "{", "}", "=", "\n", "'''", '"""', "#", ".", ","]),
)
def test_no_slip_of_a_finger_breaks_it(place: int, slip: str):
    error = wrong(WISH[:place] + slip + WISH[place:])
    assert error is None or (error.line is not None and 1 <= error.line <= WISH.count("\n") + 3)


def test_lines_of_nested_values():
    text = 'a."b.c" = """\nx\n"""\n[[t]]\nl = [\n 1, # one\n {k = 2},\n]\n[[t]]\nm = 1\n[t.sub]\nn = 1\n'
    lines = lines_of(text)
    assert lines["a", "b.c"] == 1
    assert lines["t", 0, "l", 1, "k"] == 7
    assert (lines["t", 1], lines["t", 1, "m"], lines["t", 1, "sub", "n"]) == (9, 10, 12)
