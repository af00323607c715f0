"""From a touchpoint to resolutions, measures and words, and from each of them back."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from sqlalchemy import insert

from oase.service import measures, resolutions
from oase.service.measures import HOUR, Draft
from oase.service.message import Message
from oase.service.messages import take
from oase.surveys.tables import answers

NOON = 1_795_950_000_000_000


@pytest.fixture
def lively(reach, clock):
    """A message, an answer in words, a resolution and a measure at one touchpoint."""
    message = Message(key="t:1", channel="app", at=NOON, text="Wo bleibt sie?", touchpoint="Bezahlung")
    row = {"submission": "s", "survey": "three_taps", "version": 1, "item": "voice", "role": "voice"}
    filed = {"title": "Eine Schlange", "text": "", "decided": dt.date(2026, 11, 2), "who": "Vorstand"}
    with reach.database.writing() as connection:
        take(connection, message, NOON)
        number = connection.execute(
            insert(answers).values(
                **row, touchpoint="Bezahlung", text="Zu lang.", at=NOON, way="passive", medium="page",
                lang="de", is_last=1,
            )
        ).inserted_primary_key[0]  # fmt: skip
        held = resolutions.create(connection, **filed, now=clock(), filed=["Bezahlung"])
        draft = Draft(
            touchpoint="Bezahlung",
            title="Dritte Kasse",
            due=clock() + 4 * HOUR,
            origin=f"answer:{number}",
            resolution=held.id,
        )
        return measures.create(connection, draft, who="Kaya", now=clock())


def _links(page: str) -> set[str]:
    """Return the addresses of pages that stand in the content; files to download are no pages."""
    main = page.partition("<main")[2]
    found = {unescape(one).partition("#")[0] for one in re.findall(r'<a [^>]*?href="(/[^"]*)"', main)}
    return {one for one in found if "/download/" not in one}


def test_a_measure_leads_to_the_words_it_came_from_and_back(signed_in, lively):
    """Touchpoint, measure, resolution and words: each is a step away from the others."""
    browser = signed_in("manager")
    said = f"/measures/said/{lively.origin}"
    ways = {
        f"/measures/one/{lively.id}": {
            said,
            "/touchpoints/Bezahlung",
            f"/measures/resolutions/{lively.resolution}",
        },
        said: {f"/measures/one/{lively.id}", "/touchpoints/Bezahlung"},
        f"/measures/resolutions/{lively.resolution}": {
            f"/measures/one/{lively.id}",
            "/touchpoints/Bezahlung",
        },
        "/touchpoints/Bezahlung": {
            said,
            "/magic-moments/Bezahlung",
            "/ratings?touchpoint=Bezahlung",
            f"/measures/one/{lively.id}",
            f"/measures/resolutions/{lively.resolution}",
        },
        "/magic-moments/Bezahlung": {"/touchpoints/Bezahlung", "/ratings?touchpoint=Bezahlung"},
    }
    for path, wanted in ways.items():
        assert wanted - _links(browser.get(path).text) == set(), path
