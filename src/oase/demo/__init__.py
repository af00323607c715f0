"""Invented customers of an invented brand, with planted truth; deterministic by seed.

In: a number of persons and a seed. Out: contacts and answers as Arrow tables or files, which enter through
the same door as anyone's data (``oase.read_contacts``, ``oase.read_answers``); requests without end, as the
clients of a shop send them (``live``); and the truth that an analysis of them must find. The room uses none
of the analysis; the house is tested against it from outside.
"""

from oase.demo.consents import Said, consents
from oase.demo.files import ANSWERS_HEADER, CONTACTS_HEADER, SEGMENTS, DemoFiles, weeks_until, write
from oase.demo.lindwerk import Lindwerk, lindwerk, lindwerk_blocks
from oase.demo.live import Arrival, live
from oase.demo.passing import CONSENTS, Passing, passing
from oase.demo.plan import BRAND, COMPETITORS, Planted
from oase.demo.shop import Shop, as_facts, as_ratings, rated, shop, wanted
from oase.demo.strategy import STRATEGIST, STRATEGY

__all__ = [
    "ANSWERS_HEADER",
    "BRAND",
    "COMPETITORS",
    "CONSENTS",
    "CONTACTS_HEADER",
    "SEGMENTS",
    "STRATEGIST",
    "STRATEGY",
    "Arrival",
    "DemoFiles",
    "Lindwerk",
    "Passing",
    "Planted",
    "Said",
    "Shop",
    "as_facts",
    "as_ratings",
    "consents",
    "lindwerk",
    "lindwerk_blocks",
    "live",
    "passing",
    "rated",
    "shop",
    "wanted",
    "weeks_until",
    "write",
]
