"""The purpose test: by what a measure does, not by its label, it is purpose, loyalty or promotion.

Rules of version 2026-1. A measure is *purpose* only if

1. its benefit comes from using, caring for or giving back something the customer owns,
2. it is open to everybody, without a purchase and without points,
3. outcome, unit and method are declared, and the outcome is not what the company sells,
4. there is no minimum spend and no pressure by an expiry,
5. it has no sales or revenue target.

A voucher for giving something back is split off as a promotion beside the measure, so that its effect can be
told apart; the measure stays what its other answers make it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

import msgspec

__all__ = ["RULES", "Answers", "Kind", "Reason", "Split", "Verdict", "judge"]

RULES = "2026-1"
"""Version of the rules; kept with every verdict."""

Kind = Literal["purpose", "loyalty", "promotion"]
Rule = Literal["benefit", "open", "declared", "spend", "expiry", "sales", "points", "voucher"]

_SALES = re.compile(
    r"\b(?:\w*(?:umsatz|umsätze|umsätzen|erlöse?|warenkorb|bestellwert|abverkauf|verkaufszahlen|konversion)\w*|"
    r"absatz(?:ziel|zahl|steiger|menge)\w*|neukäufe\w*|wiederkauf\w*|revenues?|turnover|upsell\w*|"
    r"cross-?sell\w*|conversions?|conversion rate|(?<!after-)(?<!after )sales|basket (?:size|value)|"
    r"order values?|repurchases?)\b",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:weniger|geringere[rnms]?|sinkende[rnms]?|keine?[rnms]?|fewer|less|lower|no)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What the test is told about a measure.

    Parameters
    ----------
    benefit_from_item : bool
        Whether the benefit comes from using, caring for or giving back something the customer owns.
    open_to_all : bool
        Whether everybody may take part: no purchase, membership or points needed.
    outcome : mapping
        What is to be better afterwards, by language.
    unit, method : str
        In which unit that is counted, and how.
    needs_purchase : bool
        Whether something must be bought to take part.
    minimum_spend_cents : int
        What must be spent at least to have the benefit.
    has_expiry_pressure : bool
        Whether a near end urges the customer.
    sales_target : bool
        Whether the measure has a sales or revenue target: coupon, upsell, additional purchases.
    points : bool
        Whether points are needed, collected or given.
    voucher_cents : int or None
        Worth of a voucher that is given for taking part; 0 for none, None where it differs each time.

    Examples
    --------
    >>> Answers(benefit_from_item=True, open_to_all=True).voucher_cents
    0
    """

    benefit_from_item: bool
    open_to_all: bool
    outcome: Mapping[str, str] = {}
    unit: str = ""
    method: str = ""
    needs_purchase: bool = False
    minimum_spend_cents: int = 0
    has_expiry_pressure: bool = False
    sales_target: bool = False
    points: bool = False
    voucher_cents: int | None = 0

    @property
    def has_voucher(self) -> bool:
        """Whether a voucher is given."""
        return self.voucher_cents is None or self.voucher_cents > 0


class Reason(msgspec.Struct, frozen=True):
    """What one rule says: whether it holds for purpose, and which sentence tells it (``reasons.said``)."""

    rule: Rule
    holds: bool
    code: str


class Split(NamedTuple):
    """A reward that is kept as a promotion beside the measure."""

    benefit: Literal["voucher"]
    cents: int | None


class Verdict(NamedTuple):
    """What a measure is, by which rules, why, and what is split off from it."""

    kind: Kind
    reasons: tuple[Reason, ...]
    splits: tuple[Split, ...]
    rules: str


def judge(answers: Answers) -> Verdict:
    """Return what a measure is; every rule gives its reason, those that fail first.

    Parameters
    ----------
    answers : Answers

    Examples
    --------
    >>> repair = Answers(benefit_from_item=True, open_to_all=True, outcome={"en": "Jackets worn longer"},
    ...     unit="jackets", method="repairs counted in the workshop")
    >>> judge(repair).kind
    'purpose'
    >>> import msgspec
    >>> with_voucher = judge(msgspec.structs.replace(repair, voucher_cents=1000))
    >>> with_voucher.kind, with_voucher.splits
    ('purpose', (Split(benefit='voucher', cents=1000),))
    >>> judge(msgspec.structs.replace(repair, points=True)).kind
    'loyalty'
    """
    reasons = _reasons(answers)
    failed: set[Rule] = {one.rule for one in reasons if not one.holds}
    splits = ()
    if answers.has_voucher and answers.benefit_from_item:
        splits = (Split("voucher", answers.voucher_cents),)
    ordered = tuple(sorted(reasons, key=lambda one: one.holds))
    return Verdict(_kind(answers, failed), ordered, splits, RULES)


def _kind(answers: Answers, failed: set[Rule]) -> Kind:
    if not failed:
        return "purpose"
    sells = failed & {"spend", "expiry", "sales"} or answers.needs_purchase
    is_for_members = "open" in failed and not sells
    return "loyalty" if "points" in failed or is_for_members else "promotion"


def _reasons(answers: Answers) -> list[Reason]:
    is_open = answers.open_to_all and not answers.needs_purchase
    reasons = [
        _reason("benefit", answers.benefit_from_item),
        Reason("open", is_open, _open_code(answers)),
        Reason("declared", not _lacking(answers), _lacking(answers) or "declared.yes"),
        _reason("spend", answers.minimum_spend_cents <= 0),
        _reason("expiry", not answers.has_expiry_pressure),
        Reason("sales", *_sales(answers)),
        _reason("points", not answers.points),
    ]
    if answers.has_voucher:
        is_split = answers.benefit_from_item
        reasons.append(Reason("voucher", is_split, "voucher.split" if is_split else "voucher.whole"))
    return reasons


def _reason(rule: Rule, holds: bool) -> Reason:
    return Reason(rule, holds, f"{rule}.{'yes' if holds else 'no'}")


def _open_code(answers: Answers) -> str:
    if answers.needs_purchase:
        return "open.purchase"
    return "open.yes" if answers.open_to_all else "open.no"


def _lacking(answers: Answers) -> str:
    """Return which sentence names what is not declared; empty where all is."""
    if not any(text.strip() for text in answers.outcome.values()):
        return "declared.outcome"
    if not answers.unit.strip():
        return "declared.unit"
    return "" if answers.method.strip() else "declared.method"


def _sales(answers: Answers) -> tuple[bool, str]:
    """Tell whether nothing is to be sold: neither by what was answered nor by what the outcome says."""
    if answers.sales_target:
        return False, "sales.no"
    told = [*answers.outcome.values(), answers.unit]
    says = any(not _LESS.search(text[: found.start()]) for text in told for found in _SALES.finditer(text))
    return (False, "sales.outcome") if says else (True, "sales.yes")
