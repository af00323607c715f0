"""Rows of the table of law, proven where they work: the app, the outbox, the folder of a house."""

from __future__ import annotations

import asyncio
import io
import json
from datetime import date, time
from random import Random

import pyarrow.parquet as pq
import pytest
from PIL import Image
from sqlalchemy import select, text
from tests.unit.app.doors import door, said
from tests.unit.decisions.plays.test_reading import with_offer
from tests.unit.web.customer.conftest import DRESS, DRESS_40, SATURDAY, SCARF, anna, bea, shop

from oase.decisions.messages import outbox
from oase.decisions.messages.attempts import Attempt
from oase.decisions.messages.outbox import Message
from oase.decisions.messages.sending import Sending, rests_on
from oase.decisions.offers import LOWEST_DAYS, made_offer, offer_places
from oase.decisions.plays import NOTICE, Offer, PlayInvalid, parse
from oase.identity import ledger
from oase.model import Consent, Purpose
from oase.programmes.cases import acting
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.closing import close
from oase.programmes.cases.form import Form, Repairer
from oase.programmes.cases.messages import note, say
from oase.programmes.cases.opening import New, open_case
from oase.programmes.cases.photos import draw_anew, path_of, take
from oase.programmes.cases.quotes import answer, make_quote
from oase.programmes.events import stops, tickets, tours
from oase.programmes.items import owners, registry
from oase.programmes.items.life import life_of
from oase.programmes.law import holds, rule
from oase.programmes.law.bases import basis_of, may_send
from oase.programmes.law.personal_prices import told
from oase.programmes.law.prices import claimed, reduction
from oase.programmes.law.repair_forms import form_owed
from oase.programmes.returns import acting as receiving
from oase.programmes.returns import fates, looking, opening
from oase.programmes.returns.reading import pieces_of
from oase.programmes.returns.responsibility import by_country, intakes
from oase.programmes.tables import cases
from oase.retail import keeping, ratings
from oase.retail.articles import Variant

__all__ = ["anna", "bea", "shop"]

TODAY = date(2026, 11, 21)
SECOND, DAY = 1_000_000, 86_400_000_000
WHOLE = {
    "wear": "visible", "holes": "none", "stains": "none", "parts": "whole", "smell": "none", "clean": "yes",
}  # fmt: skip


@pytest.fixture
def order(shop):
    """Let somebody who has used her app buy a dress, or give it back, as the door is told of it."""

    def ordered(customer, event="Order Completed", **properties):
        shop.clock.turn(minutes=1)
        with door(shop.house, "w2") as send:
            about = {"event": event, "properties": {"products": [{"gtin": DRESS}]} | properties}
            send("track", userId=customer.value, messageId=f"{shop.clock()}", **about, **said(shop.clock()))
        shop.house.work_off()

    return ordered


def actor(shop, side="workshop", seconds=0):
    return Actor(side, shop.clock() + seconds * SECOND, TODAY, "Mira" if side == "workshop" else "")


def alias_of(shop, customer):
    return shop.house.rooms.aliases.one("user", customer.value)


def opened(shop, customer, **more):
    new = {
        "key": "form-1",
        "what": "Kleid",
        "reason": "seam",
        "country": "DE",
        "way": "send_in",
        "gtin": DRESS,
    }
    new |= {"alias": alias_of(shop, customer), "name": "Anna", "email": "a@example.org"} | more
    new |= {"street": "Weg 1", "postcode": "50667", "city": "Köln"} | more
    with shop.reach.database.writing() as connection:
        case = open_case(connection, New(**new), actor(shop, "customer"), Random(5).randbytes).id
        acting.move(connection, case, "received", actor(shop, seconds=1))
    return case


def mended(shop, customer, **more):
    case = opened(shop, customer, **more)
    with shop.reach.database.writing() as connection:
        acting.move(connection, case, "in_repair", actor(shop, seconds=2))
        acting.move(connection, case, "repaired", actor(shop, seconds=3))
    return case


# reviews: Directive 2005/29/EC, Art. 7(6)


def verified(shop, customer, stars=4):
    told_back = customer.post("/v1/ratings", {"gtin": DRESS, "stars": stars})["verified"]
    shown = customer.get("/v1/products/dress/ratings")
    assert [one["verified"] for one in shown["latest"]].count(told_back) >= 1
    assert shown["verified"] == sum(bool(one["verified"]) for one in shown["latest"])
    return told_back


def test_a_rating_in_her_app_is_verified_by_the_number_of_her_order_which_nobody_else_sees(
    shop, anna, bea, order
):
    """Without a purchase, with one that has no number, with one that has; given back it is none."""
    assert verified(shop, anna) == ""
    order(anna)
    assert verified(shop, anna) == ""
    order(anna, order_id="B-2026-4711")
    assert verified(shop, anna) == "order"
    assert verified(shop, bea) == ""
    order(anna, "Order Refunded", order_id="B-2026-4711")
    assert verified(shop, anna) == ""
    everywhere = json.dumps([bea.get("/v1/products/dress/ratings"), bea.get(f"/v1/pos/products/{DRESS}")])
    assert "4711" not in everywhere


def test_a_rating_is_verified_by_a_repair_that_has_ended(shop, anna):
    """While the work goes on it is not."""
    case = mended(shop, anna)
    assert verified(shop, anna) == ""
    with shop.reach.database.writing() as connection:
        close(connection, case, actor(shop, seconds=4), outcome="Fixed")
    assert verified(shop, anna) == "repair"


def test_what_another_source_says_of_its_ratings_verifies_nothing(shop, anna):
    """Only a number does; the source is named."""
    rows = [{"product": "dress", "at": SATURDAY, "stars": 5, "verified": said_so}
            for said_so in ("yes", "receipt", "order:", "order:BON-7")]  # fmt: skip
    with shop.reach.database.writing() as connection:
        ratings.take_over(connection, rows, source="Probenkreis")
    shown = anna.get("/v1/products/dress/ratings")
    assert (shown["count"], shown["verified"]) == (4, 1)
    assert {one["source"] for one in shown["latest"]} == {"Probenkreis"}
    assert "BON-7" not in json.dumps(shown)


# contract, advert and survey: UWG § 7


class Carried:
    def __init__(self):
        self.seen = []

    async def carry(self, message, _recipient, _seconds):
        self.seen.append(message.key)
        return Attempt(is_sent=True)


def sent(shop):
    """Send what is in the outbox, as the process "messages" does; return the keys and what became of all."""
    carrier, database = Carried(), shop.reach.database

    def waiting():
        with database.reading() as connection:
            return connection.execute(
                text("select count(*) from outbox where state = 'waiting'")
            ).scalar_one()

    async def run():
        stop = asyncio.Event()
        sending = Sending(database, {"email": carrier}, clock=shop.clock, random=Random(1))
        running = asyncio.create_task(sending.run(stop))
        async with asyncio.timeout(10):
            while waiting():
                await asyncio.sleep(0.02)
        stop.set()
        await running

    asyncio.run(run())
    with database.reading() as connection:
        rows = connection.execute(text("select key, state, reason from outbox")).all()
    return carrier.seen, {row[0]: (row[1], row[2]) for row in rows}


def test_repair_ready_is_sent_and_a_survey_without_consent_is_not(shop, anna):
    """She has consented to nothing: the letter of her repair leaves the real outbox, the survey does not."""
    case = mended(shop, anna)
    survey = {"alias": alias_of(shop, anna), "receipt": "", "channel": "email", "purpose": "survey"}
    survey |= {"kind": "survey", "content": {"title": "Wie war es?", "body": "…", "lang": "de"}}
    times = {"now": shop.clock(), "due": shop.clock(), "expires": shop.clock() + DAY}
    with shop.reach.database.writing() as connection:
        outbox.enqueue(connection, key="survey:1", **survey, **times)
        kinds = set(connection.execute(text("select kind from outbox where key like 'case:%'")).scalars())
    assert kinds == {basis_of("repair_ready")} == {"contract"}
    shop.clock.turn(minutes=5)
    keys, became = sent(shop)
    assert [key for key in keys if key.startswith(f"case:{case}:")]
    assert became["survey:1"] == ("ended", "consent_withdrawn")
    assert "survey:1" not in keys
    with shop.reach.database.writing() as connection:
        consent = Consent(alias_of(shop, anna), Purpose.SURVEY, is_granted=True, at=shop.clock())
        ledger.record(connection, [consent], shop.clock())
        outbox.enqueue(connection, key="survey:2", **survey, **times)
    assert "survey:2" in sent(shop)[0]


@pytest.mark.parametrize("channel", ["email", "push"])
@pytest.mark.parametrize("basis", ["contract", "advert", "survey"])
def test_the_sender_asks_for_the_consents_that_the_table_asks_for(basis, channel):
    """For every set of consents: what the sender wants is what the law's table wants."""
    purpose = {"contract": "", "advert": channel, "survey": "survey"}[basis]
    message = Message(
        id=1, key="k", alias=1, receipt="", channel=channel, purpose=purpose, kind=basis, content={},
        created=0, due=0, expires=1, attempts=0, state="waiting", reason="", finished=None, reached=(),
    )  # fmt: skip
    for granted in (set(), {Purpose.EMAIL}, {Purpose.PUSH}, {Purpose.SURVEY}, set(Purpose)):
        allowed = may_send(basis, frozenset(granted), channel=channel, country="DE", day=TODAY)
        assert allowed is (rests_on(message) <= granted)


# personal prices and reductions: Directive 2011/83/EU Art. 6(1)(ea), PAngV § 11


def test_no_play_makes_a_personal_price_without_its_notice_and_the_lowest_price():
    """A play without them cannot be stored; what is offered brings both, in each language."""
    for missing, reason in ((" {notice}", "offer_without_notice"), (" ({lowest30})", "offer_without_lowest")):
        with pytest.raises(PlayInvalid) as refused:
            parse(with_offer().replace(missing, ""))
        assert refused.value.reason == reason
    play = parse(with_offer())
    made = made_offer(play.offer, Variant(gtin=DRESS, product="d", price=9_000), 8_000, number=0, at=0)
    for lang in ("de", "en"):
        notice = offer_places(made, lang)["notice"]
        assert (
            told(is_personal=True, is_automated=True, notice=notice, country="DE", day=TODAY) == NOTICE[lang]
        )


def test_a_percentage_is_told_on_the_lowest_price_of_thirty_days_or_not_at_all(shop, anna):
    """Raised, then offered for less: her app tells the lowest price, no percentage; an offer counts on it."""
    assert rule("price_reduction", "DE", TODAY).values["days"] == LOWEST_DAYS
    shop.clock.turn(minutes=60)
    dear = Variant(gtin=DRESS, product="dress", price=15_900, size="38", size_system="DE")
    with shop.reach.database.writing() as connection:
        keeping.put(connection, [dear], now=shop.clock(), source="test")
        shown = reduction(connection, DRESS, 14_000, shop.clock() + 1, country="DE", day=TODAY)
    assert (shown.lowest, shown.percent, shown.may_be_told) == (12_900, 0, False)
    page = anna.get(f"/v1/pos/products/{DRESS}")
    assert page["price"] == {"cents": 15_900, "currency": "EUR", "lowest30": 12_900}
    made = made_offer(Offer(percents=(10,)), dear, shown.lowest, number=0, at=0)
    assert (made.price, made.percent) == (11_610, 10)
    with shop.reach.database.reading() as connection:
        claimed(
            reduction(connection, DRESS, made.price, shop.clock() + 1, country="DE", day=TODAY), made.percent
        )


# the repair form: Directive (EU) 2024/1799


@pytest.mark.parametrize(
    ("category", "day", "kind"),
    [
        ("jacket", date(2026, 7, 31), "voluntary"),
        ("shoe", date(2026, 11, 21), "voluntary"),
        ("phone", date(2026, 7, 31), "duty"),
        ("washing_machine", date(2026, 7, 30), "not_yet"),
        ("other", date(2026, 11, 21), "check"),
        ("jacket", None, "check"),
    ],
)
def test_the_form_is_owed_for_listed_appliances_and_voluntary_for_clothes(category, day, kind):
    """By class of thing and day; what is in neither list is to be checked."""
    assert form_owed(category, "DE", day).kind == kind
    assert form_owed(category, "BR", day).kind == "check"


# textile responsibility: Directive 2008/98/EC, Art. 22a


def test_each_intake_says_where_its_grams_went_and_what_came_in_is_all_of_them(shop):
    """By piece and by country; refused pieces count nowhere; after the period nothing counts."""
    now = shop.clock()
    with shop.reach.database.writing() as connection:
        for number, country in enumerate(("DE", "AT")):
            pieces = [opening.Brought("jacket", WHOLE), opening.Brought("top", WHOLE)]
            new = opening.New(f"k{number}", pieces, name="Anna", email="a@example.org", country=country)
            parcel = opening.open_take_back(connection, new, now, Random(number).randbytes, own_brand="L").id
            receiving.receive(connection, parcel, now)
            jacket, top = pieces_of(connection, [parcel])[parcel]
            whole, moths = (looking.Looked(grade=jacket.said_grade, grams=700),
                            looking.Looked(grade="refused", refused="Motten"))  # fmt: skip
            looking.look(connection, jacket.id, whole, "M", now + 1, own_brand="L")
            looking.look(connection, top.id, moths, "M", now + 1, own_brand="L")
            receiving.process(connection, parcel, now + 1)
            receiving.complete(connection, parcel, "M", now + 2)
            fates.went(connection, jacket.id, "fibre", "M", now + 2, grams=500, partner="Faserwerk")
            fates.went(connection, jacket.id, "disposal", "M", now + 9, grams=50, partner="Stadt")
        found = intakes(connection, now, now + 5)
        assert intakes(connection, now, now + 5, "at") == [one for one in found if one.country == "AT"]
        assert intakes(connection, now + 5, now + DAY) == []
    assert [(one.grams, one.ways["fibre"], one.ways["disposal"], one.here) for one in found] == [
        (700, 500, 0, 200)
    ] * 2
    for one in by_country(found):
        assert one.grams == sum(one.ways.values()) + one.here
    assert [one.country for one in by_country(found)] == ["AT", "DE"]


# personal data: GDPR Art. 7 and 17

PLANTED = {
    "name": "Annegretchen Plantage-21",
    "email": "plantage-22@lindwerk.example",
    "phone": "+49 170 55523000",
    "street": "Birnbaumallee 24b",
    "city": "Hinterposemuckel-25",
    "what": "Opas Jacke Plantage-26",
    "problem": "Riss am Ärmel Plantage-27",
    "message": "Kommt sie bis Plantage-28?",
    "reply": "Ja, liebe Plantage-29.",
    "inside": "Kundin Plantage-30 ruft an",
    "quote": "Bringt Plantage-31 selbst vorbei",
    "order": "KD-88432-XZ",
    "parcel": "JJD-0133-33",
    "ticket": "Rucksack Plantage-34",
    "guest": "Plantage-35 Sonnenthal",
    "piece": "Mantel von Plantage-36",
    "sender": "Plantage-37 Meier",
    "brand": "Omas Strickstube Plantage-38",
}
SERIAL = "LW-STAYS-1"


def picture():
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (210, 40, 90)).save(out, "JPEG", comment=b"Plantage-39")
    return draw_anew(out.getvalue())


def lived(shop, anna, drawn):
    """Let her register an item, have it mended, book the tour, give something back."""
    p, database, now = PLANTED, shop.reach.database, shop.clock()
    alias = alias_of(shop, anna)
    with database.writing() as connection:
        new = registry.New(gtin=DRESS, serial=SERIAL, country="DE", sold=date(2026, 8, 3), source="shop")
        item = registry.register(connection, new, now).item.id
        owners.claim(connection, item, alias, [alias], "bought", now)
    case = opened(
        shop, anna, item=item, what=p["what"], problem=p["problem"], name=p["name"], email=p["email"],
        phone=p["phone"], street=p["street"], city=p["city"], order_key=p["order"],
    )  # fmt: skip
    by = Repairer(name="Lindwerk", address="Weg 2", telephone="0221 1", email="w@lindwerk.example")
    form = Form(repairer=by, goods=p["what"], defect=p["problem"], repair="Naht", days=9, place="Köln",
                price_cents=3_900, further=p["quote"])  # fmt: skip
    with database.writing() as connection:
        take(connection, database.folder, case, drawn, actor(shop, "customer", 2))
        say(connection, case, p["message"], actor(shop, "customer", 3))
        say(connection, case, p["reply"], actor(shop, seconds=4))
        note(connection, case, p["inside"], actor(shop, seconds=5))
        acting.set_fields(connection, case, actor(shop, seconds=5), parcel=p["parcel"])
        make_quote(connection, case, form, actor(shop, seconds=6))
        answer(connection, case, 1, "accepted", actor(shop, "customer", 7))
        acting.move(connection, case, "in_repair", actor(shop, seconds=8))
        acting.move(connection, case, "repaired", actor(shop, seconds=9))
        close(connection, case, actor(shop, seconds=10), outcome="Fixed")
        tour = tours.create(connection, tours.TourDraft({"de": "Winter"}), who="Kaya", now=now)
        tours.set_state(connection, tour.id, "live")
        held = stops.StopDraft(
            tour=tour.id, name="Neumarkt", street="Neumarkt 1", postcode="50667", city="Köln", country="DE",
            place=(50.9, 6.9), timezone="Europe/Berlin", day=date(2026, 11, 28), begins=time(10),
            ends=time(18), walk_ins=60,
        )  # fmt: skip
        stop = stops.create(connection, held, now=now)
        slot = tickets.slots(connection, stop, now)[0].begins
        guest = tickets.Guest(p["guest"], p["email"], p["phone"], p["ticket"], alias=alias)
        tickets.book(connection, stop.id, slot, guest, key="ticket-key-1", who="", now=now)
        brought = [opening.Brought("jacket", WHOLE, what=p["piece"], brand=p["brand"])]
        new_parcel = opening.New("take-1", brought, alias=alias, name=p["sender"], email=p["email"],
                                 street=p["street"], city=p["city"], country="DE")  # fmt: skip
        opening.open_take_back(connection, new_parcel, now, Random(9).randbytes, own_brand="Lindwerk")
    shop.house.work_off()
    return item, case


def forms_of(shop, anna):
    person = shop.house.find_person(anna.value)
    found = [value.encode() for value in PLANTED.values()]
    found += [json.dumps(value)[1:-1].encode() for value in PLANTED.values()]
    for alias in person.aliases:
        found += [alias.to_bytes(8, "big"), alias.to_bytes(8, "little"), str(alias).encode()]
    return found


def stands_in(folder, forms):
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.parent.name == "keys":
            continue
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content += str(pq.read_table(path).to_pydict()).encode()
        found += [(path.name, form) for form in forms if form in content]
    return found


def test_erased_nothing_of_her_is_left_in_the_folder_nor_in_a_backup_and_the_items_history_stays(
    shop, anna, bea, tmp_path
):
    """Eighteen values of case, quote, photo, ticket and take-back; the line of life has every event still."""
    drawn = picture()
    item, case = lived(shop, anna, drawn)
    forms = forms_of(shop, anna)
    assert path_of(shop.house.folder, drawn.digest).is_file()
    standing = {form for _, form in stands_in(shop.house.folder, forms)}
    assert [value for value in PLANTED.values() if value.encode() not in standing] == []
    with shop.reach.database.reading() as connection:
        before = [(one.kind, one.at) for one in life_of(connection, item)]
    assert "repaired" in {kind for kind, _ in before}
    shop.clock.turn(minutes=1)
    shop.house.erase_person(anna.value)
    assert stands_in(shop.house.folder, forms) == []
    assert not path_of(shop.house.folder, drawn.digest).exists()
    shop.house.backup(tmp_path / "backups")
    assert stands_in(tmp_path / "backups", forms) == []
    with shop.reach.database.reading() as connection:
        assert [(one.kind, one.at) for one in life_of(connection, item)] == before
        assert connection.scalar(select(cases.c.outcome).where(cases.c.id == case)) == "Fixed"
        assert registry.get(connection, item).serial == SERIAL


def test_whoever_asks_gets_all_that_is_kept_of_her(shop, anna):
    """GDPR Art. 15 and 20: what she brought, what was said to her; notes within the company are not hers."""
    lived(shop, anna, picture())
    given = json.dumps(shop.house.export_person(anna.value), ensure_ascii=False)
    assert [name for name, value in PLANTED.items() if value not in given] == ["inside"]


def test_before_she_opts_in_nothing_is_granted_and_nothing_is_kept_of_consents(shop, anna):
    """GDPR Art. 7, TDDDG § 25: an empty ledger, and every purpose but the contract's refused."""
    assert holds("device_storage", "DE", TODAY)
    with shop.reach.database.reading() as connection:
        person = shop.house.find_person(anna.value)
        granted = ledger.standings(connection, [person.person]).get(person.person, {})
    assert not any(granted.values())
    for basis in ("advert", "survey"):
        given = frozenset(purpose for purpose, is_granted in granted.items() if is_granted)
        assert not may_send(basis, given, country="DE", day=TODAY)


def test_articles_of_the_shop_are_the_same_for_everybody(anna, bea):
    """No price of hers without an offer."""
    for gtin in (DRESS, DRESS_40, SCARF):
        one, other = (her.get(f"/v1/pos/products/{gtin}")["price"] for her in (anna, bea))
        assert one == other
