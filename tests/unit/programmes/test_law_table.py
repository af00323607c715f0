"""Each row of the table of law, on the days before and after, by what the rooms themselves do."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from sqlalchemy import insert

from oase.db import open_database
from oase.errors import OptionInvalid
from oase.model import Purpose
from oase.programmes.cases import acting
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.closing import close, tell_months
from oase.programmes.cases.form import Form, Repairer
from oase.programmes.cases.notices import NoticeMissing, tell_notice
from oase.programmes.cases.opening import New, open_case
from oase.programmes.cases.quotes import QuoteInvalid, answer, is_whole, make_quote
from oase.programmes.claims import check, texts
from oase.programmes.items import guarantees
from oase.programmes.law import (
    EU,
    RULES,
    Check,
    Extension,
    Liability,
    Notice,
    extension,
    holds,
    liability,
    notice,
    rule,
)
from oase.programmes.law.bases import basis_of, may_send
from oase.programmes.law.personal_prices import NOTICE, told
from oase.programmes.law.prices import Reduction, claimed, reduction
from oase.programmes.law.reviews import provenance
from oase.programmes.law.subsidies import Subsidy, add, amount, remove, subsidies
from oase.programmes.returns import acting as receiving
from oase.programmes.returns import fates, looking, opening
from oase.programmes.returns.balance import balance
from oase.programmes.returns.reading import pieces_of
from oase.programmes.tables import items
from oase.retail.tables import prices

NOW, TODAY = 1_795_341_600_000_000, date(2026, 11, 22)
DAY = 86_400_000_000
EVIDENCE = "https://example.org/method"
WHOLE = {
    "wear": "visible",
    "holes": "none",
    "stains": "none",
    "parts": "whole",
    "smell": "none",
    "clean": "yes",
}


class _Undone(Exception):
    pass


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    with open_database(tmp_path_factory.mktemp("law") / "house", create=True) as database:
        yield database


@pytest.fixture
def connection(database):
    try:
        with database.writing() as connection:
            yield connection
            raise _Undone
    except _Undone:
        pass


def actor(role="workshop", days=0, seconds=0):
    return Actor(role, NOW + days * DAY + seconds * 1_000_000, TODAY + timedelta(days=days), "Mira")


def case_of(connection, *, sold=None, key="f", **more):
    item = None
    if sold is not None:
        row = {
            "gtin": "04012345000009",
            "serial": f"{sold}",
            "product": "",
            "name": "{}",
            "garment": "jacket",
        }
        row |= {"brand": "", "country": "DE", "sold": sold, "delivered": sold, "state": "in_use"}
        row |= {"source": "shop", "registered": 1}
        item = connection.execute(insert(items).values(row)).inserted_primary_key[0]
    said = {"key": key, "what": "Jacke", "reason": "zip", "country": "DE", "way": "send_in", "name": "Anna"}
    said |= {"email": "a@example.org", "street": "Weg 1", "postcode": "50667", "city": "Köln", "item": item}
    opened = open_case(connection, New(**said | more), actor("customer"), lambda n: b"7" * n)
    acting.move(connection, opened.id, "received", actor(seconds=1))
    return opened.id


@pytest.mark.parametrize(
    ("name", "country", "first"),
    [
        ("repair_form", "DE", date(2026, 7, 31)),
        ("guarantee_choice", "AT", date(2026, 7, 31)),
        ("guarantee_extension", "FR", date(2026, 7, 31)),
        ("green_claims", "DE", date(2026, 9, 27)),
        ("green_claims", "CH", date(2025, 1, 1)),
        ("green_claims", "GB", date(2025, 4, 6)),
        ("statutory_rights", "DE", date(2007, 12, 12)),
        ("guarantee_label", "NL", date(2026, 9, 27)),
        ("guarantee_reminder", "NL", date(2026, 9, 27)),
        ("personal_price", "DE", date(2022, 5, 28)),
        ("price_reduction", "DE", date(2022, 5, 28)),
        ("reviews", "AT", date(2022, 5, 28)),
        ("mail_consent", "DE", date(2004, 7, 8)),
        ("device_storage", "DE", date(2021, 12, 1)),
        ("personal_data", "DE", date(2018, 5, 25)),
        ("personal_data", "CH", date(2023, 9, 1)),
        ("textile_responsibility", "DE", date(2028, 4, 17)),
        ("textile_responsibility", "NL", date(2023, 7, 1)),
        ("textile_collection", "DE", date(2025, 1, 1)),
        ("no_destruction", "DE", date(2026, 7, 19)),
    ],
)
def test_every_rule_begins_on_its_day_and_is_unknown_elsewhere(name, country, first):
    """The day before it does not hold, on its day it does; a country without a row is to be checked."""
    assert holds(name, country, first - timedelta(days=1)) is False
    assert holds(name, country, first) is True
    assert holds(name, "BR", first) is None
    assert holds(name, country, None) is None


def test_every_rule_has_its_source_and_the_day_up_to_which_it_is_known():
    """In each of the 27 member states."""
    assert len(EU) == 27
    for name in RULES:
        for country in EU:
            found = rule(name, country, TODAY)
            assert found.source
            assert found.link.startswith("https://")
            assert found.checked <= TODAY
            assert set(found.title) == set(found.text) == {"de", "en"}
    with pytest.raises(OptionInvalid, match="No such rule"):
        rule("green_claim", "DE", TODAY)


def test_a_quote_is_not_edited_inside_its_thirty_days_and_its_acceptance_is_hashed_and_timed(connection):
    """Directive (EU) 2024/1799, Art. 4: the days come from the table."""
    assert rule("repair_form", "DE", TODAY).values["days"] == 30
    case = case_of(connection)
    shop = Repairer(name="Lindwerk", address="Weg 2", telephone="0221 1", email="w@lindwerk.example")
    form = Form(
        repairer=shop, goods="Jacke", defect="Riss", repair="Neu", price_cents=3_900, days=9, place="Köln"
    )
    made = make_quote(connection, case, form, actor(seconds=2))
    assert made.valid_until == TODAY + timedelta(days=30)
    dearer = msgspec.structs.replace(form, price_cents=4_000)
    with pytest.raises(QuoteInvalid):
        make_quote(connection, case, dearer, actor(days=30))
    accepted = answer(connection, case, 1, "accepted", actor("customer", days=1))
    assert is_whole(accepted)
    assert accepted.answer.at == NOW + DAY


def test_no_case_of_liability_closes_without_the_notices(connection):
    """Told of the choice before, of the months after; twelve months once."""
    case = case_of(connection, sold=date(2026, 8, 3), kind="guarantee")
    with pytest.raises(NoticeMissing):
        acting.move(connection, case, "in_repair", actor(seconds=2))
    tell_notice(connection, case, "choice", actor(seconds=3))
    acting.move(connection, case, "in_repair", actor(seconds=4))
    acting.move(connection, case, "repaired", actor(seconds=5))
    with pytest.raises(NoticeMissing):
        close(connection, case, actor(seconds=6), outcome="Fixed")
    assert tell_months(connection, case, actor(seconds=7)).months == 12
    close(connection, case, actor(seconds=8), outcome="Fixed")


@pytest.mark.parametrize(
    ("country", "contract", "earlier", "months", "why"),
    [
        ("DE", date(2026, 7, 31), 0, 12, "extended"),
        ("DE", date(2026, 7, 31), 1, 0, "used_up"),
        ("DE", date(2026, 7, 30), 0, 0, "older_contract"),
        ("FR", date(2026, 7, 30), 0, 6, "extended"),
        ("FR", date(2026, 7, 31), 0, 12, "extended"),
        ("PT", date(2026, 7, 30), 3, 6, "extended"),
        ("PT", date(2026, 7, 30), 4, 0, "used_up"),
        ("CH", date(2026, 8, 1), 0, 0, "none"),
        ("GB", date(2026, 8, 1), 0, 0, "none"),
    ],
)
def test_a_repair_lengthens_liability_once_and_only_for_newer_contracts(
    country, contract, earlier, months, why
):
    """+12 once, second +0, older contract +0; what a country had before stays for older contracts."""
    found = extension(country, contract, earlier)
    assert isinstance(found, Extension)
    assert (found.months, found.why) == (months, why)


def test_an_unknown_country_or_day_is_to_be_checked_never_guessed():
    """Liability, extension and notices alike."""
    assert isinstance(liability("BR", TODAY), Check)
    assert isinstance(liability("DE", None), Check)
    assert isinstance(extension("BR", TODAY), Check)
    assert isinstance(notice("months", "BR", TODAY, "de"), Check)
    with pytest.raises(OptionInvalid, match="not negative"):
        extension("DE", TODAY, -1)


def test_terms_of_countries_differ_and_every_member_state_is_known():
    """24 months, 36, or no fixed term."""
    known = {country: liability(country, TODAY) for country in EU}
    assert all(isinstance(one, Liability) for one in known.values())
    assert (known["DE"].months, known["SE"].months, known["NL"].months) == (24, 36, None)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_notices_tell_choice_and_months_and_never_call_them_a_gift(lang):
    """Their own words pass the linter."""
    for kind in ("choice", "months"):
        for contract, earlier in ((date(2026, 8, 1), 0), (date(2026, 8, 1), 1), (date(2026, 7, 1), 0)):
            found = notice(kind, "DE", contract, lang, earlier=earlier, delivered=contract, today=TODAY)
            assert isinstance(found, Notice)
            assert check(found.text, lang=lang, day=TODAY).verdict == "passes", found.text
    first = notice("months", "DE", date(2026, 8, 1), lang, delivered=date(2026, 8, 3))
    again = notice("months", "DE", date(2026, 8, 1), lang, earlier=1, delivered=date(2026, 8, 3))
    assert (first.months, first.until) == (12, date(2029, 8, 3))
    assert (again.months, again.until) == (0, date(2029, 8, 3))


def test_claims_are_blocked_from_the_day_on_and_released_only_with_evidence_beside_them(connection):
    """Directive (EU) 2024/825; the evidence on the same medium."""
    before, after = date(2026, 9, 26), date(2026, 9, 27)
    for text in ("nachhaltig", "klimaneutral"):
        assert check(text, day=before).verdict == "check"
        assert check(text, day=after).verdict == "blocked"
    passing = "412 jackets repaired, method: counted cases, range 400 to 420."
    said = {"lang": "en", "medium": "page", "country": "DE", "who": "", "now": NOW}
    good = texts.keep(connection, text=passing, day=after, **said).id
    bad = texts.keep(connection, text="Our sustainable jacket.", day=after, **said).id
    more = {"title": "Count", "where": EVIDENCE, "who": "", "now": NOW}
    texts.add_evidence(connection, good, is_shown=False, **more)
    with pytest.raises(OptionInvalid, match="same medium"):
        texts.release(connection, good, today=TODAY)
    texts.add_evidence(connection, good, is_shown=True, **more)
    assert texts.release(connection, good, today=TODAY).state == "released"
    texts.add_evidence(connection, bad, is_shown=True, **more)
    with pytest.raises(OptionInvalid, match="may not be said"):
        texts.release(connection, bad, today=TODAY, is_reviewed=True)
    assert texts.keep(connection, text=passing, day=after, **said).id == good


def test_the_statutory_months_are_not_sold_as_an_own_gift():
    """Directive 2005/29/EC, Annex I no. 10."""
    gift = "Unser Geschenk: 12 Monate mehr Gewährleistung nach der Reparatur."
    assert check(gift, day=TODAY).verdict == "blocked"
    assert check(gift, day=date(2007, 12, 11)).findings[0].severity == "warns"


@pytest.mark.parametrize(
    ("months", "state", "label"), [(None, "review", False), (24, "draft", False), (36, "draft", True)]
)
def test_a_guarantee_for_life_waits_for_a_review_and_over_two_years_needs_the_label(
    connection, months, state, label
):
    """Regulation (EU) 2025/1960."""
    named = {"de": "Nähte", "en": "Seams"}
    promise = {"de": "Alle Nähte.", "en": "All seams."}
    term = guarantees.create(
        connection, guarantees.Draft(named, promise, date(2026, 1, 1), months), who="", now=NOW
    )
    assert term.state == state
    assert guarantees.has_label(term) is label
    over = rule("guarantee_label", "DE", TODAY).values["over_months"]
    assert (months is not None and months > over) is label


def test_a_personal_price_without_its_notice_fails():
    """Directive 2011/83/EU, Art. 6(1)(ea); before 28.5.2022 it was not asked for."""
    price = {"is_personal": True, "is_automated": True, "country": "DE"}
    with pytest.raises(OptionInvalid, match="needs its notice"):
        told(notice=" ", day=date(2022, 5, 28), **price)
    assert told(notice="", day=date(2022, 5, 27), **price) == ""
    assert told(notice=NOTICE["de"], day=TODAY, **price) == NOTICE["de"]


def test_a_percentage_refers_to_the_lowest_price_of_thirty_days(connection):
    """PAngV § 11: raised before the sale, then lowered: nothing to announce."""
    for days, price in ((90, 10_000), (20, 8_000), (5, 12_000)):
        connection.execute(insert(prices).values(gtin="1", at=NOW - days * DAY, price=price))
    said = {"country": "DE", "day": TODAY}
    dearer = reduction(connection, "1", 9_000, NOW, **said)
    assert isinstance(dearer, Reduction)
    assert (dearer.lowest, dearer.percent, dearer.may_be_told) == (8_000, 0, False)
    cheaper = reduction(connection, "1", 6_000, NOW, **said)
    assert (cheaper.percent, cheaper.may_be_told) == (25, True)
    with pytest.raises(OptionInvalid, match="lowest price"):
        claimed(cheaper, 50)
    assert reduction(connection, "2", 6_000, NOW, **said).may_be_told is None
    assert reduction(connection, "1", 9_000, NOW, country="DE", day=date(2022, 5, 27)).may_be_told is True
    assert isinstance(reduction(connection, "1", 9_000, NOW, country="BR", day=TODAY), Check)


def test_a_rating_is_verified_only_with_an_order_or_a_repair():
    """Directive 2005/29/EC, Art. 7(6)."""
    assert provenance(order="4711").is_verified
    assert provenance(repair="R-1").is_verified
    for one in (provenance(), provenance(source="shop"), provenance(order=" ")):
        assert not one.is_verified
        assert not any(text.lower().startswith("verifi") for text in one.text.values())


def test_repair_ready_is_sent_and_a_survey_without_consent_is_not():
    """UWG § 7: three bases, kept apart."""
    place = {"country": "DE", "day": TODAY}
    assert may_send(basis_of("repair_ready"), frozenset(), **place)
    assert not may_send(basis_of("satisfaction"), frozenset({Purpose.EMAIL}), **place)
    assert may_send(basis_of("satisfaction"), frozenset({Purpose.SURVEY}), **place)
    assert not may_send(basis_of("news"), frozenset({Purpose.SURVEY}), **place)
    assert may_send(basis_of("news"), frozenset(), country="DE", day=date(2004, 7, 7))
    with pytest.raises(OptionInvalid, match="No basis"):
        basis_of("greeting")


def test_an_empty_store_grants_nothing_and_an_item_keeps_its_history(connection, database):
    """GDPR Art. 7 and 17: no purpose before opt-in; what is said of an item names no person."""
    for channel in ("email", "push"):
        assert not may_send("advert", frozenset(), channel=channel, country="DE", day=TODAY)
    assert "alias" not in items.columns


def test_what_came_in_went_out_or_is_here(connection):
    """Textile producer responsibility: grams in = grams out and here; more than came in goes nowhere."""
    brought = [
        opening.Brought("jacket", WHOLE, what="Jacke"),
        opening.Brought("jacket", WHOLE, what="Mantel"),
    ]
    new = opening.New("k1", brought, email="a@example.org", country="DE")
    parcel = opening.open_take_back(connection, new, NOW, lambda n: b"8" * n, own_brand="Lindwerk").id
    receiving.receive(connection, parcel, NOW)
    first, second = pieces_of(connection, [parcel])[parcel]
    for piece, grams in ((first, 700), (second, 450)):
        found = looking.Looked(grade=piece.said_grade, grams=grams)
        looking.look(connection, piece.id, found, "Mia", NOW + 1, own_brand="Lindwerk")
    receiving.process(connection, parcel, NOW + 1)
    receiving.complete(connection, parcel, "Mia", NOW + 2)
    fates.went(connection, first.id, "fibre", "Mia", NOW + 2, grams=500, partner="Faserwerk")
    with pytest.raises(OptionInvalid, match="not here"):
        fates.went(connection, first.id, "fibre", "Mia", NOW + 3, grams=201, partner="Faserwerk")
    found = balance(connection, NOW, NOW + DAY)
    assert (found.came, found.gone, found.closing, found.difference) == (1_150, 500, 650, 0)


def test_subsidies_hold_between_their_days_and_in_their_place(connection):
    """Shipped rows and the company's own."""
    assert any(one.region == "9" for one in subsidies(connection, "AT", TODAY, region="9"))
    assert not subsidies(connection, "AT", TODAY)
    row = {"country": "de", "category": "clothes", "share": 50, "most_cents": 4_000, "source": EVIDENCE}
    one = Subsidy(begins=date(2026, 1, 1), ends=date(2026, 11, 22), checked=TODAY, **row)
    number = add(connection, one, who="Frau B")
    assert [amount(found, 10_000) for found in subsidies(connection, "DE", TODAY)] == [4_000]
    assert not subsidies(connection, "DE", TODAY + timedelta(days=1))
    assert remove(connection, number)
    assert not remove(connection, number)
    with pytest.raises(OptionInvalid, match="no share"):
        add(connection, Subsidy(begins=TODAY, checked=TODAY, **row | {"share": 0}), who="")
