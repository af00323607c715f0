"""Signs for the wall of a store: a QR code that a phone reads from a step away."""

from __future__ import annotations

import io
from urllib.parse import urlencode

import segno

__all__ = ["sign", "sign_address"]

SCALE = 12
"""Pixels a module; as SVG it can be printed at any size."""


def sign_address(house: str, store: str, poster: str = "") -> str:
    """Return what a sign says: the customer's app, in a store or in front of a poster.

    Parameters
    ----------
    house : str
        Scheme and host of the house.
    store : str
        Code of the store.
    poster : str
        Name of the poster; empty for the sign at the door.

    Examples
    --------
    >>> sign_address("https://oase.example", "K1"), sign_address("https://oase.example", "K1", "leinen")
    ('https://oase.example/app?store=K1', 'https://oase.example/app?store=K1&poster=leinen')
    """
    return f"{house}/app?{urlencode({'store': store} | ({'poster': poster} if poster else {}))}"


def sign(address: str) -> bytes:
    """Return an address as a QR code (ISO/IEC 18004), SVG, black on white with its quiet zone.

    A quarter of it may be dirty or covered (error correction Q).

    Examples
    --------
    >>> sign("https://oase.example/app?store=K1").startswith(b"<?xml")
    True
    """
    drawn = io.BytesIO()
    segno.make(address, error="q", micro=False).save(drawn, kind="svg", scale=SCALE, light="#fff", border=4)
    return drawn.getvalue()
