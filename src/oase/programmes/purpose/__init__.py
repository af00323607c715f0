"""The written purpose, its measures with the stored test, promotions apart, who takes part, employees.

Comes in: what managers write down, what the test asks. Goes out: two lists (purpose; loyalty and promotion),
each entry with its reasons, and the share of those who act themselves.
"""

from oase.programmes.purpose.measures import PROGRAMMES, Draft, Measure
from oase.programmes.purpose.promotions import Promotion
from oase.programmes.purpose.reasons import finding
from oase.programmes.purpose.shares import Shares, shares
from oase.programmes.purpose.statements import Statement
from oase.programmes.purpose.test import RULES, Answers, Reason, Verdict, judge

__all__ = [
    "PROGRAMMES",
    "RULES",
    "Answers",
    "Draft",
    "Measure",
    "Promotion",
    "Reason",
    "Shares",
    "Statement",
    "Verdict",
    "finding",
    "judge",
    "shares",
]
