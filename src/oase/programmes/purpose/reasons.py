"""Why the test sorted a measure as it did, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from oase.programmes.purpose.test import Kind, Reason, Verdict

__all__ = ["finding", "said", "sentences"]

Lang = Literal["de", "en"]

_SENTENCES: dict[str, tuple[str, str]] = {
    "benefit.yes": (
        "Der Nutzen entsteht, weil die Kundin etwas benutzt, pflegt oder zurückgibt, das ihr gehört.",
        "The benefit comes from using, caring for or giving back something the customer owns.",
    ),
    "benefit.no": (
        "Der Nutzen entsteht nicht aus Benutzen, Pflegen oder Zurückgeben von etwas, das der Kundin gehört.",
        "The benefit does not come from using, caring for or giving back something the customer owns.",
    ),
    "open.yes": (
        "Alle können mitmachen, ohne etwas zu kaufen.",
        "Everybody may take part without buying anything.",
    ),
    "open.no": ("Es ist nicht offen für alle.", "It is not open to everybody."),
    "open.purchase": ("Wer mitmachen will, muss etwas kaufen.", "To take part, something has to be bought."),
    "declared.yes": (
        "Wirkung, Einheit und Zählweise sind genannt.",
        "Outcome, unit and method are declared.",
    ),
    "declared.outcome": (
        "Es steht nicht da, was danach besser sein soll. Bis dahin zählt es nicht als Purpose.",
        "What is to be better afterwards is not declared. Until it is, this does not count as purpose.",
    ),
    "declared.unit": (
        "Die Einheit, in der gezählt wird, steht nicht da. Bis dahin zählt es nicht als Purpose.",
        "The unit of the outcome is not declared. Until it is, this does not count as purpose.",
    ),
    "declared.method": (
        "Es steht nicht da, wie die Wirkung gezählt wird. Bis dahin zählt es nicht als Purpose.",
        "How the outcome is counted is not declared. Until it is, this does not count as purpose.",
    ),
    "spend.yes": ("Es gibt keinen Mindestumsatz.", "There is no minimum spend."),
    "spend.no": ("Es verlangt einen Mindestumsatz.", "It asks for a minimum spend."),
    "expiry.yes": ("Keine Frist drängt zur Eile.", "No expiry urges anybody on."),
    "expiry.no": ("Eine Frist drängt zur Eile.", "An expiry urges customers on."),
    "sales.yes": ("Es hat kein Verkaufs- oder Umsatzziel.", "It has no sales or revenue target."),
    "sales.no": ("Es hat ein Verkaufs- oder Umsatzziel.", "It has a sales or revenue target."),
    "sales.outcome": (
        "Die genannte Wirkung ist, was verkauft wird, auch wenn kein Verkaufsziel angegeben ist.",
        "The declared outcome is what is sold, even though no sales target was named.",
    ),
    "points.yes": ("Es gibt keine Punkte.", "There are no points."),
    "points.no": ("Es arbeitet mit Punkten.", "It works with points."),
    "voucher.split": (
        "Der Gutschein steht als eigene Werbeaktion daneben, damit seine Wirkung getrennt bleibt.",
        "The voucher stands beside it as a promotion of its own, so that its effect stays apart.",
    ),
    "voucher.whole": (
        "Der Gutschein ist der ganze Nutzen.",
        "The voucher is all of the benefit.",
    ),
}

_FINDINGS: dict[Kind, tuple[str, str]] = {
    "purpose": ("Purpose: alle Regeln treffen zu.", "Purpose: all rules hold."),
    "loyalty": ("Treueprogramm, nicht Purpose.", "Loyalty, not purpose."),
    "promotion": ("Werbeaktion, nicht Purpose.", "Promotion, not purpose."),
}


def said(reason: Reason, lang: str) -> str:
    """Return what one rule says, as a sentence.

    Examples
    --------
    >>> said(Reason("points", False, "points.no"), "en")
    'It works with points.'
    """
    return _SENTENCES[reason.code][lang != "de"]


def sentences(reasons: Sequence[Reason], lang: str, *, holding: bool | None = None) -> list[str]:
    """Return sentences of several reasons, in their order; of those that hold, or do not, where told."""
    return [said(one, lang) for one in reasons if holding is None or one.holds == holding]


def finding(verdict: Verdict, lang: str) -> str:
    """Return the verdict with what it hangs on.

    Examples
    --------
    >>> from oase.programmes.purpose.test import Answers, judge
    >>> print(finding(judge(Answers(benefit_from_item=False, open_to_all=True, sales_target=True,
    ...     outcome={"en": "More is bought"}, unit="orders", method="counted")), "en"))
    Promotion, not purpose. The benefit does not come from using, caring for or giving back something the \
customer owns. It has a sales or revenue target.
    """
    told = sentences(verdict.reasons, lang, holding=False)
    if not told:
        told = [said(one, lang) for one in verdict.reasons if one.rule == "voucher"]
    return " ".join([_FINDINGS[verdict.kind][lang != "de"], *told])
