"""Labels of single items: GS1 Digital Links with article number and serial number, as text and as QR code."""

from __future__ import annotations

import io
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

import segno

from oase.errors import InputError, OptionInvalid
from oase.programmes.items.registry import SERIAL
from oase.retail.gtin import gtin14
from oase.retail.links import gtin_of_link, is_link

__all__ = ["Named", "label", "label_code", "named_by"]

_SERIAL = "21"
_SCALE = 8


class Named(NamedTuple):
    """One item as its label names it; ``gtin`` with 14 digits."""

    gtin: str
    serial: str


def label(gtin: str, serial: str, origin: str = "https://id.gs1.org") -> str:
    """Return the address on the label of one item.

    Parameters
    ----------
    gtin : str
        Any form that ``retail.gtin.gtin14`` reads.
    serial : str
        Application identifier 21: 1 to 20 characters.
    origin : str
        Scheme and host.

    Raises
    ------
    GtinInvalid, OptionInvalid

    Examples
    --------
    >>> label("9521234560012", "A1/7", "https://lindwerk.example")
    'https://lindwerk.example/01/09521234560012/21/A1%2F7'
    """
    if not SERIAL.match(serial):
        raise OptionInvalid("That is no serial number", expected="1 to 20 characters", got=repr(serial[:60]))
    return f"{origin.rstrip('/')}/01/{gtin14(gtin)}/{_SERIAL}/{quote(serial, safe='')}"


def named_by(text: str) -> Named | None:
    """Return which item a scanned text names; None where it is no address with a serial number.

    Understood are GS1 Digital Links of any host and element strings with brackets.

    Examples
    --------
    >>> named_by("https://id.gs1.org/01/09521234560012/10/B7/21/A1%2F7")
    Named(gtin='09521234560012', serial='A1/7')
    >>> named_by("(01)09521234560012(21)A17").serial, named_by("9521234560012")
    ('A17', None)
    """
    said = text.strip()
    try:
        return _of_link(said) if is_link(said) else _of_elements(said)
    except (InputError, ValueError):  # not an address that can be taken apart, or no article number in it
        return None


def label_code(address: str) -> bytes:
    """Return an address as a QR code, SVG, black on white; a quarter of it may be worn (error correction Q).

    Examples
    --------
    >>> label_code("https://id.gs1.org/01/09521234560012/21/A1").startswith(b"<?xml")
    True
    """
    drawn = io.BytesIO()
    segno.make(address, error="q", micro=False).save(drawn, kind="svg", scale=_SCALE, light="#fff", border=4)
    return drawn.getvalue()


def _of_link(address: str) -> Named | None:
    gtin = gtin_of_link(address)
    parts = urlsplit(address).path.split("/")
    after = parts[parts.index("01") + 2 :]
    pairs = dict(zip(after[::2], after[1::2], strict=False))
    serial = unquote(pairs.get(_SERIAL, ""))
    return Named(gtin, serial) if SERIAL.match(serial) else None


def _of_elements(text: str) -> Named | None:
    if not text.startswith("(01)") or "(21)" not in text:
        return None
    serial = text.partition("(21)")[2].partition("(")[0].strip()
    return Named(gtin14(text[4:18]), serial) if SERIAL.match(serial) else None
