"""What the name of a property says about its value: personal, a number of a thing, or nothing."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["PERSONAL_KEYS", "is_number_key", "is_personal_key"]

_PERSONAL = """
    email emailaddress emailid mailaddress mailadresse eemail
    phone phonenumber phoneno telephone telephonenumber telefon telefonnummer mobilephone mobilenumber
    mobilnummer handynummer msisdn faxnumber whatsapp
    password passwort passwd pwd passphrase pincode
    iban bic accountnumber kontonummer bankaccount cardnumber creditcard creditcardnumber kartennummer
    cardholder kreditkarte cvv cvc securitycode
    birthday birthdate birthdatum dateofbirth dob geburtstag geburtsdatum
    firstname lastname middlename fullname givenname familyname surname forename maidenname vorname nachname
    familienname username benutzername nickname displayname
    customername usersname personname recipientname contactname buyername guestname membername employeename
    billingname shippingname traitsname kundenname empfängername ansprechpartner
    address addressline address1 address2 addressline1 addressline2 adresse anschrift
    street street1 street2 streetaddress streetname strasse straße hausnummer housenumber
    ipaddress useragent ssn socialsecuritynumber taxid steuernummer steuerid passportnumber ausweisnummer
"""

PERSONAL_KEYS = frozenset(_PERSONAL.split())
"""Names of properties whose values are dropped, in lower case and without separators.

``billingEmail``, ``billing_email``, ``billing-email`` and ``billing.email`` all end in ``email``.
"""

_ALONE = frozenset({"mail", "tel", "mobile", "mobil", "handy", "fax", "card", "ip", "ua", "cc", "pin", "pan"})
"""Personal only as the whole name: ``is_mobile`` and ``gift_card`` are not."""

_PERSONS = frozenset(
    {"customer", "user", "person", "recipient", "contact", "buyer", "guest", "member", "employee", "traits"}
    | {"kunde", "kundin", "empfänger"}
)

_THINGS = """
    id ids sku gtin gtin13 gtin14 ean ean13 isbn isbn13 asin upc mpn nr no number nummer code order version
    hash timestamp time date uuid guid key tie coupon barcode reference ref revision build
"""
_NUMBERS = frozenset(_THINGS.split())

_WORD = re.compile(r"[A-ZÄÖÜ]+(?![a-zäöüß])|[A-ZÄÖÜ]?[a-zäöüß]+[0-9]*|[0-9]+|[^\W\d_]+")


@lru_cache(maxsize=8192)
def is_personal_key(key: str) -> bool:
    """Return whether a property of this name, dots for nesting, holds personal data whatever its value.

    Examples
    --------
    >>> [key for key in ("customerEmail", "shipping.address", "First-Name", "email_opened", "name",
    ...                  "customer.name", "is_mobile") if is_personal_key(key)]
    ['customerEmail', 'shipping.address', 'First-Name', 'customer.name']
    """
    words = _words(key)
    if len(words) == 1 and words[0] in _ALONE:
        return True
    if len(words) > 1 and words[-1] == "name" and words[-2] in _PERSONS:
        return True
    if "." in key and (last := _words(key.rpartition(".")[2])) and len(last) == 1 and last[0] in _ALONE:
        return True
    return any("".join(words[-many:]) in PERSONAL_KEYS for many in (1, 2, 3))


@lru_cache(maxsize=8192)
def is_number_key(key: str) -> bool:
    """Return whether a property of this name holds numbers of things: orders, articles, versions, times.

    Examples
    --------
    >>> is_number_key("products.productId"), is_number_key("comment")
    (True, False)
    """
    words = _words(key)
    return bool(words) and words[-1] in _NUMBERS


def _words(key: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(key)]
