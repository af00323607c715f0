"""Turns of phrase in both languages: what presses, promises a discount, advertises, or names hesitation."""

from __future__ import annotations

import re

__all__ = ["DISCOUNT", "HESITANT", "PRESSING", "PROMOTION"]


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)


PRESSING = _any_of(
    r"nur noch", r"nur \d+ (?:stück|teile|paar)", r"fast (?:weg|ausverkauft|vergriffen)", r"gleich weg",
    r"letzte[nrs]? (?:chance|gelegenheit|stücke?|teile?|exemplare?|tage?|paare?)",
    r"solange (?:der )?vorrat(?: reicht)?", r"jetzt zuschlagen", r"schnell sein", r"beeil\w*",
    r"endet (?:bald|gleich|heute)", r"bevor (?:es|er|sie) weg (?:ist|sind)", r"nicht verpassen",
    r"verpass\w*", r"countdown", r"\d+ (?:andere|personen|kundinnen) (?:sehen|schauen)\w*",
    r"only \d+", r"only (?:a )?few", r"last (?:chance|one|ones|pieces?|days?|items?|pairs?)",
    r"(?:almost|nearly) (?:gone|sold out)", r"while (?:stocks?|supplies) lasts?", r"hurry",
    r"act (?:now|fast)", r"don.?t miss", r"selling fast", r"running out", r"limited time",
    r"before (?:it.?s|they.?re) gone", r"ends (?:soon|today|tonight)",
    r"\d+ (?:other )?(?:people|others) (?:are )?(?:looking|viewing)",
)  # fmt: skip
"""Scarcity and haste: even where it is true it presses her."""

DISCOUNT = _any_of(
    r"\d+ ?%", r"\d+ ?(?:prozent|per ?cent)", r"rabatt\w*", r"preisnachlass\w*", r"nachlass", r"gutschein\w*",
    r"reduziert\w*", r"sonderpreis\w*", r"schnäppchen\w*", r"angebotspreis\w*", r"discount\w*", r"voucher\w*",
    r"coupon\w*", r"bargain\w*", r"price cut", r"special price", r"on sale",
)  # fmt: skip

PROMOTION = _any_of(
    r"jetzt (?:kaufen|shoppen|entdecken|bestellen)", r"neue kollektion", r"entdecke\w*", r"passend dazu",
    r"dazu passt", r"empfehlen wir dir", r"shop now", r"buy now", r"order now", r"discover\w*",
    r"new collection", r"you (?:may|might) also like", r"goes (?:well )?with", r"recommended for you",
)  # fmt: skip

HESITANT = _any_of(
    r"unentschlossen\w*", r"unentschieden\w*", r"zöger\w*", r"zoeger\w*", r"unsicher\w*", r"hesita\w*",
    r"undecided\w*", r"unsure", r"abandon\w*", r"abgebrochen\w*",
)  # fmt: skip
