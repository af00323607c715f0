"""Masking finds what is personal, in German and English, and leaves alone what is not."""

import pyarrow as pa
import pytest

from oase.contacts.masking import is_number_key, is_personal_key, mask, mask_column, mask_value

MASKED = [
    # mail addresses
    ("Bitte an anna.schmidt@lindwerk.example senden", "Bitte an [mail] senden"),
    ("anna+tour@mail.lindwerk.example", "[mail]"),
    ("Mail: ANNA@LINDWERK.EXAMPLE!", "Mail: [mail]!"),
    ("<anna@lindwerk.example>", "<[mail]>"),
    ("mailto:anna@lindwerk.example?subject=Tour", "mailto:[mail]?subject=Tour"),
    ("anna%40lindwerk.example", "[mail]"),
    ("doppelt anna%2540lindwerk.example", "doppelt [mail]"),
    ("anna@bäckerei-müller.example", "[mail]"),
    ("anna@xn--bckerei-mller-jfb.xn--p1ai", "[mail]"),
    ('"anna schmidt"@lindwerk.example', "[mail]"),
    ("müller@lindwerk.example", "[mail]"),
    ("o'brien@lindwerk.example", "o'[mail]"),
    ("a@b.de,c@d.de;e@f.de", "[mail],[mail];[mail]"),
    ("anna (at) lindwerk.example", "[mail]"),
    ("anna[at]lindwerk[dot]example", "[mail]"),
    ("You can reach me at anna@lindwerk.example, thanks", "You can reach me at [mail], thanks"),
    ("user=anna@lindwerk.example", "user=[mail]"),
    # telephone numbers
    ("0711 123456", "[phone]"),
    ("Ruf 0171 2345678 an", "Ruf [phone] an"),
    ("0711/123456", "[phone]"),
    ("0711-12 34 56", "[phone]"),
    ("(0711) 12 34 56", "[phone]"),
    ("0171-2345678.", "[phone]."),
    ("015112345678", "[phone]"),
    ("+49 711 123456", "[phone]"),
    ("+49 (0)711 / 12 34 56", "[phone]"),
    ("+4915112345678", "[phone]"),
    ("0049 711 123456", "[phone]"),
    ("00491511234567", "[phone]"),
    ("+43 664 1234567", "[phone]"),
    ("+41 79 123 45 67", "[phone]"),
    ("+1 (555) 123-4567", "[phone]"),
    ("call me at 555-123-4567", "call me at [phone]"),
    ("(555) 123-4567", "[phone]"),
    ("020 7946 0958", "[phone]"),
    ("06 12 34 56 78", "[phone]"),
    ("Tel. 4711 22", "Tel. [phone]"),
    ("Telefon: 12345", "Telefon: [phone]"),
    ("Meine Handynummer ist 1712345678", "Meine Handynummer ist [phone]"),
    ("Fax 123 456", "Fax [phone]"),
    ("am 01.02.2025 unter 0711 123456 erreichbar", "am 01.02.2025 unter [phone] erreichbar"),
    ("0711 123456 ab 09:30 Uhr", "[phone] ab 09:30 Uhr"),
    ("tel:+49-711-123456", "tel:[phone]"),
    ("tel=%2B49711123456", "tel=[phone]"),
    # cards
    ("4111 1111 1111 1111", "[card]"),
    ("4111-1111-1111-1111", "[card]"),
    ("Karte 4111111111111111 gültig", "Karte [card] gültig"),
    ("5555555555554444", "[card]"),
    ("2223003122003222", "[card]"),
    ("3782 822463 10005", "[card]"),
    ("6011111111111117", "[card]"),
    ("3530111333300000", "[card]"),
    ("36227206271667", "[card]"),
    ("Bestellung 12 4111 1111 1111 1111 danke", "Bestellung 12 [card] danke"),
    # accounts
    ("DE89370400440532013000", "[iban]"),
    ("DE89 3704 0044 0532 0130 00", "[iban]"),
    ("de89-3704-0044-0532-0130-00", "[iban]"),
    ("IBAN:DE89370400440532013000.", "IBAN:[iban]."),
    ("AT61 1904 3002 3457 3201", "[iban]"),
    ("CH93 0076 2011 6238 5295 7", "[iban]"),
    ("GB82 WEST 1234 5698 7654 32", "[iban]"),
    ("FR14 2004 1010 0505 0001 3M02 606", "[iban]"),
    ("NO9386011117947", "[iban]"),
    # addresses of machines, query parameters
    ("von 192.168.178.24 aus", "von [ip] aus"),
    ("https://lindwerk.example/?email=anna%40x.example&seite=2", "https://lindwerk.example/?seite=2"),
    ("https://lindwerk.example/a?x=1&phone=0711123456#oben", "https://lindwerk.example/a?x=1#oben"),
    ("/konto?firstName=Anna&lastName=Schmidt", "/konto"),
    ("/danke?an=anna@lindwerk.example", "/danke?an=[mail]"),
]

KEPT = [
    "Jacke Moos, Größe 38/40",
    "",
    "@lindwerk folgen",
    "2 Stück @ 5.99",
    "am 09.11.2025 um 10:30 Uhr",
    "vom 01.02.2025 bis 03.04.2025",
    "01.02.25-03.04.25",
    "2025-11-09",
    "2025-11-09T10:30:00.123Z",
    "2025-11-09 10:30:00+01:00",
    "11/09/2025",
    "05/2025 bis 09/2025",
    "1.299,00 €",
    "1,299.00 USD",
    "0,99 € statt 1,49 €",
    "0.123456789",
    "149.90",
    "Artikel 4006381333931",
    "4006381333931",
    "GTIN 04006381333931",
    "ISBN 978-3-16-148410-0",
    "ISBN 3-16-148410-0",
    "Bestellnummer 0711234567",
    "Bestell-Nr. 0815 4711 22",
    "Artikel-Nr.: 0123456789",
    "Order no. 0301234567",
    "Rechnung 0123 456789",
    "Auftrag #0123456789",
    "Order 302-1234567-1234567",
    "SKU 0012345678",
    "000000000012345678",
    "f47ac10b-58cc-4372-a567-0e02b2c3d479",
    "00000000-0000-4000-8000-000000000000",
    "1763740800",
    "1763740800000",
    "1763740800000000",
    "4111111111111112",
    "DE89370400440532013001",
    "DE-12345 Musterstadt",
    "70173 Stuttgart",
    "Version 1.2.3.4",
    "iPhone 15 Pro 256 GB",
    "Handy Galaxy S24 128 GB",
    "08:30-17:00",
    "Mo-Fr 9-17 Uhr, Sa 10-14 Uhr",
    "Größe 38 39 40 41 42",
    "100 x 200 x 50 cm",
    "5 von 5 Sternen, 12345 Bewertungen",
    "50 % Rabatt ab 100 €",
    "https://lindwerk.example/jacken/moos-1234567?farbe=gruen&seite=2",
    "Bus 42, Linie 0815",
    "48.137154, 11.576124",
    "#ff00aa",
    "A4 80g/m2 500 Blatt",
    "RTX 4090 24 GB",
    "sha 9f86d081884c7d65",
    "Sendung 00340434161094042557",
    "Montag=1&Dienstag=2",
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_personal_data_is_masked(text, expected):
    assert mask(text) == expected


@pytest.mark.parametrize("text", KEPT)
def test_everything_else_stays(text):
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna war da", "[name] war da"),
        ("ANNA und anna", "[name] und [name]"),
        ("Annas Rad, Anna's bike, Hannas Hut", "[name] Rad, [name] bike, Hannas Hut"),
        ("Frau Schmidt, Anna Schmidt", "Frau [name], [name] [name]"),
        ("von Anna_Schmidt", "von [name]_[name]"),
        ("Annalena und Johanna", "Annalena und Johanna"),
        ("Wu war da", "Wu war da"),
        ("Jean-Luc und Jean", "[name] und Jean"),
        ("Marie  Curie-Weg", "[name]-Weg"),
        ("[mail] an Anna", "[mail] an [name]"),
    ],
)
def test_known_names_are_masked_as_whole_words(text, expected):
    assert mask(text, frozenset({"Anna", "Schmidt", "Wu", "Jean-Luc", "Marie Curie"})) == expected


def test_a_person_called_like_a_placeholder_does_not_break_it():
    once = mask("Mail von Mail: mail@mail.example", frozenset({"Mail"}))
    assert once == "[name] von [name]: [mail]"
    assert mask(once, frozenset({"Mail"})) == once


PERSONAL = """
    email e-mail E_Mail customerEmail billing.email phone phoneNumber Telefon mobile password iban cardNumber
    cvv birthday date_of_birth first_name lastName Vorname customer.name customer_name user.name address
    shippingAddress address.street Straße ip ip_address context.ip userAgent user-agent user_agent
    traits.phone
"""
OF_THINGS = """
    name product.name productName brand is_mobile gift_card email_opened emails_sent description title city
    store.name campaign.name discount script stripe coupon
"""


@pytest.mark.parametrize("key", PERSONAL.split())
def test_personal_keys(key):
    assert is_personal_key(key)


@pytest.mark.parametrize("key", OF_THINGS.split())
def test_keys_of_things(key):
    assert not is_personal_key(key)


def test_values_are_masked_however_deep():
    given = {
        "products": [{"sku": "0711234567", "name": "Jacke Moos", "note": "für anna@lindwerk.example"}],
        "order_id": "4111111111111111",
        "comment": "0711 123456",
        "total": 149.9,
        "paid_with": 4111111111111111,
        "billing": {"email": "anna@lindwerk.example", "city": "Ulm", "address": {"street": "Weg 1"}},
        "email": True,
        "phone": None,
        "anna@lindwerk.example": 1,
    }
    assert mask_value(given) == {
        "products": [{"sku": "0711234567", "name": "Jacke Moos", "note": "für [mail]"}],
        "order_id": "4111111111111111",
        "comment": "[phone]",
        "total": 149.9,
        "paid_with": "[card]",
        "billing": {"city": "Ulm"},
        "email": True,
        "phone": None,
        "[mail]": 1,
    }


def test_nested_and_flat_properties_lose_the_same():
    nested = mask_value({"customer": {"name": "Anna", "id": "0711234567"}})
    assert nested == {"customer": {"id": "0711234567"}}
    assert mask_value({"customer.name": "Anna", "customer.id": "0711234567"}) == {"customer.id": "0711234567"}


@pytest.mark.parametrize("piece", ["(200) 200-2000", "+411111111111111", "200-200-2000,", "0711 234567,"])
def test_what_lays_bare_number_after_number_is_masked_whole(piece):
    """Each would be found only when its neighbour is a placeholder: thousands of passes."""
    text = piece * (32_768 // len(piece))
    assert mask(text) == "[masked]" == mask(mask(text))


@pytest.mark.parametrize("piece", ["4.", "1.1.1.1", "4 1-", "tel 1", "a@", "&a=", "[name]", "0171/"])
def test_texts_made_to_be_slow_are_walked_once(piece):
    text = piece * (32_768 // len(piece))
    assert mask(mask(text)) == mask(text)


def test_what_is_nested_without_end_is_dropped():
    deep: object = "anna@lindwerk.example"
    for _ in range(10_000):
        deep = [deep]
    assert "anna" not in repr(mask_value(deep))


def test_numbers_of_things_lose_only_what_is_certain():
    assert is_number_key("order_id")
    assert mask_value("anna@lindwerk.example", key="user_id") == "[mail]"
    assert mask_value("+4915112345678", key="user_id") == "[phone]"
    assert mask_value("DE89370400440532013000", key="reference") == "[iban]"
    assert mask_value("0711 1234567", key="sku") == "0711 1234567"


@pytest.mark.parametrize("key", ["", "order_id"])
def test_columns_are_masked_like_texts(key):
    texts = [*(text for text, _ in MASKED), *KEPT, None, "0711 123456"]
    expected = [text if text is None else mask_value(text, key=key) for text in texts]
    plain = pa.array(texts, pa.string())
    assert mask_column(plain, key=key).to_pylist() == expected
    coded = plain.dictionary_encode()
    masked = mask_column(coded, key=key)
    assert masked.to_pylist() == expected
    assert masked.type == coded.type
    assert len(masked.dictionary.unique()) == len(masked.dictionary)


def test_a_column_without_personal_data_is_handed_back():
    column = pa.array(["Produktseite", None, "Kauf"]).dictionary_encode()
    assert mask_column(column) is column
