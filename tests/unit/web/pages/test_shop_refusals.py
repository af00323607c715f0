"""What a feed says of a row that it refuses is said in the language of the page."""

from __future__ import annotations

import io

import pytest

from oase.retail.feed import Refused
from oase.retail.reading import Terms, stream
from oase.web.words.feeds import refused_in

HEADER = "gtin,product,name,size,color,price,quantity,garment\n"
ROWS = (
    "09521234500011,x,Hemd,38,Sand,49.90,,",
    "95212345,x,Hemd,38,Sand,49.90,,",
    "2012345678900,y,Rock,38,Rot,19,,",
    "952,y,Rock,38,Rot,19,,",
    "abc,y,Rock,38,Rot,19,,",
    ",z,Rock,38,Rot,19,,",
    "09521234500010,x,,38,Sand,49.90,,",
    "09521234500010,x,Hemd,38,Sand,viel,,",
    "09521234500010,x,Hemd,38,Sand,49.90,,raumschiff",
    "09521234500010,x,Hemd,38,Sand,49.90,,,,,",
    f"09521234500010,x,{'x' * 9000},38,Sand,49.90,,",
)


@pytest.mark.parametrize("row", ROWS)
def test_every_refusal_is_said_in_german(row):
    """Nothing English is left, neither in what is wrong nor in what was expected."""
    source = io.BytesIO((HEADER + row + "\n").encode())
    refused = [one for one in stream(source, "lager.csv", Terms(now=0)) if isinstance(one, Refused)]
    assert refused
    said = [refused_in("de", text) for one in refused for text in (one.what, one.expected)]
    assert [
        text for text in said if {"the", "is", "a", "of", "such", "nothing"} & set(text.lower().split())
    ] == []
    assert [refused_in("en", one.what) for one in refused] == [one.what for one in refused]
