"""GS1 Digital Links: the web address in a QR code that carries an article number."""

from __future__ import annotations

from urllib.parse import urlsplit

from biip import ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString, GS1ElementStrings

from oase.errors import InputError
from oase.retail.gtin import gtin14

__all__ = ["digital_link", "gtin_of_link", "is_link"]

_GTIN = GS1ApplicationIdentifier.extract("01")
_LONGEST = 2000
_PLACE = "01"


def is_link(text: str) -> bool:
    """Say whether a text is a web address at all.

    Examples
    --------
    >>> is_link("https://id.gs1.org/01/09521234560012"), is_link("9521234560012")
    (True, False)
    """
    return text.strip().lower().startswith(("http://", "https://"))


def gtin_of_link(text: str) -> str:
    """Return the article number, with 14 digits, of a GS1 Digital Link.

    Parameters
    ----------
    text : str
        Of any host, with a path before it or without; batch, serial number and other keys may follow.

    Raises
    ------
    InputError
        The address carries no article number, or ``GtinInvalid`` for one that is wrong.

    Examples
    --------
    >>> gtin_of_link("https://lindwerk.example/01/9521234560012/10/A1?17=261231")
    '09521234560012'
    """
    address = text.strip()
    if len(address) > _LONGEST:
        raise _without_article(address)
    try:
        parts = urlsplit(address).path.split("/")
    except ValueError as error:
        raise _without_article(address) from error
    if not is_link(address) or _PLACE not in parts[:-1]:
        raise _without_article(address)
    gtin = gtin14(parts[parts.index(_PLACE) + 1])  # says what is wrong better than the parser of links
    try:
        GS1DigitalLinkURI.parse(address)
    except (ParseError, ValueError) as error:
        raise InputError(
            "The web address is no valid GS1 Digital Link",
            expected="https://…/01/<GTIN>, then pairs such as /10/<batch>",
            got=f"{address[:80]!r}: {error}",
        ) from error
    return gtin


def digital_link(gtin: str, origin: str = "https://id.gs1.org") -> str:
    """Return the GS1 Digital Link of an article.

    Parameters
    ----------
    gtin : str
        Any form that ``gtin14`` reads.
    origin : str
        Scheme and host, with a path or without.

    Examples
    --------
    >>> digital_link("9521234560012"), digital_link("9521234560012", "https://lindwerk.example/app")
    ('https://id.gs1.org/01/09521234560012', 'https://lindwerk.example/app/01/09521234560012')
    """
    number = gtin14(gtin)
    elements = GS1ElementStrings([GS1ElementString.parse(f"{_GTIN.ai}{number}")])
    path = urlsplit(GS1DigitalLinkURI.from_element_strings(elements).as_uri()).path
    return f"{origin.rstrip('/')}{path}"


def _without_article(address: str) -> InputError:
    return InputError(
        "The web address carries no article number",
        expected="a GS1 Digital Link: https://…/01/<GTIN>",
        got=repr(address[:80]),
    )
