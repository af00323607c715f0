"""What Anna of the stage owns: two things of Lindwerk, one of them mended before."""

from __future__ import annotations

from collections.abc import Iterator

from oase.demo.programmes.when import DAY, HOUR, ago, day_of
from oase.demo.shop import gtin_of
from oase.programmes.moving_in import Step

__all__ = ["hers"]


def hers(user: str, alias: int, now: int) -> Iterator[Step]:
    """Yield that she has bought a jacket and a rucksack, and had the zip of the jacket mended.

    Parameters
    ----------
    user : str
        Her id, such as ``anna-3``: serial numbers hold it, because every run has another Anna.
    alias : int
    now : int
        Microseconds since 1970, UTC.
    """
    serial, jacket = user.upper()[-12:], f"hers/{user}/jacket"
    for name, product, days, tail in ((jacket, "P-300", 260, "J"), (f"hers/{user}/bag", "P-210", 95, "R")):
        at = ago(now, days)
        facts = {"gtin": gtin_of(product), "serial": f"LW-{serial}-{tail}", "country": "DE"}
        yield Step(at, "item.register", name, {**facts, "sold": day_of(at), "source": "shop", "alias": alias})
    case, at = f"hers/{user}/case", ago(now, 61)
    opened = {
        "way": "send_in", "reason": "zip", "what": "Regenjacke „Niesel“", "country": "DE", "item": jacket,
        "problem": "Der Schieber greift nicht mehr.", "gtin": gtin_of("P-300"), "alias": alias,
        "name": "Anna Beispiel", "street": "Musterweg 3", "postcode": "50672", "city": "Köln",
        "fee_cents": 990,
    }  # fmt: skip
    yield Step(at, "case.open", case, opened)
    for hours, to in (
        (30, "shipped"),
        (70, "received"),
        (96, "in_repair"),
        (98, "repaired"),
        (101, "sent_back"),
    ):
        yield Step(at + hours * HOUR, "case.move", case, {"to": to, "who": "Merle Ohm"})
    closed = {"who": "Merle Ohm", "outcome": "Fixed", "repairer": "Merle Ohm"}
    yield Step(at + 7 * DAY, "case.close", case, closed)
