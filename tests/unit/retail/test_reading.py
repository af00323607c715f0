"""Feeds of every kind: what they tell of, and each row that cannot be taken with its reason."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from oase.errors import HeaderInvalid, SourceUnreadable
from oase.retail.feed import NOT_SAID, Feed, gathered
from oase.retail.reading import Terms, stream

DRESS = "09521234560012"
NOW = 1_795_271_400_000_000
GOOGLE = 'xmlns:g="http://base.google.com/ns/1.0"'


def feed_of(content: str | bytes, name: str = "feed", **terms: Any) -> Feed:
    raw = content.encode() if isinstance(content, str) else content
    return gathered(stream(io.BytesIO(raw), name, Terms(now=NOW, **terms)))


def test_reads_a_german_table_of_windows() -> None:
    text = (
        "EAN;Artikelnummer;Modell;Bezeichnung;Titel (EN);Farbe;Größe;Preis;Material;Pflege\n"
        "9521234560012;L-38;L;Leinenkleid;Linen dress;Sand;38;1.129,90;100% Leinen;Handwäsche\n"
    )
    feed = feed_of(text.encode("cp1252"), lang="de")
    (product,), (variant,) = feed.products, feed.variants
    assert product.name == {"de": "Leinenkleid", "en": "Linen dress"}
    assert (product.garment, product.material, product.care) == ("dress", (("linen", 100.0),), ("hand_wash",))
    assert (variant.gtin, variant.size, variant.size_system, variant.price) == (DRESS, "38", "DE", 112990)
    assert variant.online == NOT_SAID


def test_refuses_single_rows_with_number_and_reason() -> None:
    feed = feed_of(
        "gtin,id,title,price,material\n"
        "9521234560012,a,Dress,129.90 EUR,\n"
        "9521234560013,b,Dress,129.90 EUR,\n"
        ",c,Dress,129.90 EUR,\n"
        "9521234560012,d,Dress,129.90 EUR,\n"
        '9521234560029,e,Dress,cheap,\n'
        '9521234560029,f,Dress,1 EUR,"60% wool, 60% silk"\n'
        "\n"
        "9521234560029,g,Dress,1 EUR,,,too many\n"
    )  # fmt: skip
    assert len(feed.variants) == 1
    told = [(one.row, one.what.split()[1], one.expected) for one in feed.refusals]
    assert [row for row, *_ in told] == [3, 4, 5, 6, 7, 9]
    assert feed.refusals[0].expected == "2 as the last digit"
    assert "row 2" in feed.refusals[2].got


def test_reads_stock_by_the_shops_own_code_and_its_time() -> None:
    feed = feed_of(
        "store code\tid\tquantity\tcollection_time\n"
        "K1\tL-38\t2\t2026-11-20T09:00:00+01:00\n"
        "K1\tnobody\t2\t\n"
        "K9\tL-38\t2\t\n"
        "K1\tL-38\t-1\t\n"
        "K1\tL-38\t1\t2030-01-01\n",
        codes={"L-38": DRESS},
        articles=frozenset({DRESS}),
        stores=frozenset({"K1"}),
    )
    (held,) = feed.stock
    assert (held.store, held.gtin, held.quantity, held.counted) == ("K1", DRESS, 2, 1_795_161_600_000_000)
    assert [one.row for one in feed.refusals] == [3, 4, 5, 6]


@pytest.mark.parametrize(
    ("until", "price"), [("2026-12-24T00:00+0100", 9990), ("2026-11-01T00:00+0100", 12990)]
)
def test_reads_googles_products_with_the_price_of_now(until: str, price: int) -> None:
    feed = feed_of(
        f"""<?xml version="1.0"?><rss {GOOGLE}><channel><title>Shop</title><item><g:id>L-38</g:id>
        <g:item_group_id>L</g:item_group_id><title>Linen dress</title><g:gtin>9521234560012</g:gtin>
        <g:price>129.90 EUR</g:price><g:sale_price>99.90 EUR</g:sale_price>
        <g:sale_price_effective_date>2026-01-01T00:00+0100/{until}</g:sale_price_effective_date>
        <g:size>EU 38</g:size><g:availability>out_of_stock</g:availability>
        <g:google_product_category>2271</g:google_product_category></item></channel></rss>"""
    )
    (variant,) = feed.variants
    assert (variant.price, variant.size, variant.size_system, variant.online) == (price, "38", "EU", 0)
    assert feed.products[0].garment == "dress"


def test_a_feed_that_breaks_off_keeps_what_came_before() -> None:
    item = "<item><g:gtin>9521234560012</g:gtin><title>Dress</title></item>"
    feed = feed_of(f"<rss {GOOGLE}><channel>{item}<item>")
    assert len(feed.variants) == 1
    assert feed.refusals[0].what == "The file breaks off here"


def test_reads_groups_stock_and_stores_of_schema_org() -> None:
    variant = {
        "@type": "Product", "gtin13": "9521234560012", "sku": "L-38", "name": "Dress sand 38",
        "color": [{"@language": "de", "@value": "Sand"}, {"@language": "en", "@value": "sand"}],
        "size": {"@type": "SizeSpecification", "name": "38", "sizeSystem": "https://schema.org/WearableSizeSystemDE"},
        "offers": [
            {"price": 129.9, "priceCurrency": "EUR", "availability": "https://schema.org/InStock"},
            {"availableAtOrFrom": {"branchCode": "K1"}, "inventoryLevel": {"value": 2}},
        ],
    }  # fmt: skip
    group = {
        "@type": "ProductGroup", "productGroupID": "L", "name": {"@language": "de", "@value": "Leinenkleid"},
        "brand": {"name": "Lindwerk"}, "material": "100% linen", "hasVariant": [variant],
    }  # fmt: skip
    store = {
        "@type": "ClothingStore", "branchCode": "K1", "name": "Köln",
        "address": {"addressRegion": "Nordrhein-Westfalen", "addressCountry": "DE"},
        "openingHoursSpecification": [{"dayOfWeek": ["Monday"], "opens": "10:00", "closes": "20:00"}],
    }  # fmt: skip
    text = json.dumps({"@context": "https://schema.org", "@graph": [group, store]})
    feed = feed_of(text, articles=frozenset(), stores=frozenset())
    assert not feed.refusals
    assert feed.products[0].name == {"de": "Leinenkleid"}
    assert feed.products[0].brand == "Lindwerk"
    assert feed.variants[0].color == {"de": "Sand", "en": "sand"}
    assert (feed.variants[0].price, feed.variants[0].size_system) == (12990, "DE")
    assert (feed.stock[0].store, feed.stock[0].quantity) == ("K1", 2)
    assert (feed.stores[0].subdivision, feed.stores[0].hours) == ("NW", "Mo 10:00-20:00")
    page = f'<html><script type="application/ld+json">{text}</script></html>'
    assert feed_of(page).variants == feed.variants


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", SourceUnreadable),
        (b"a;b\n1;2\n", HeaderInvalid),
        (b"PK\x03\x04zip", SourceUnreadable),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><rss>&a;</rss>", SourceUnreadable),
        (b"<rss>", SourceUnreadable),
        (b"<rss></rss>", SourceUnreadable),
        (b"{", SourceUnreadable),
        (b"{}", SourceUnreadable),
        (b"[" * 100_000, SourceUnreadable),
        (b"<html></html>", SourceUnreadable),
    ],
)
def test_says_what_is_wrong_with_a_whole_file(content: bytes, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        feed_of(content)
