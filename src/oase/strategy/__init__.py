"""The strategy of a company: purpose, needs and criteria with evidence, the order gate, ten traits.

Comes in: what people of the company write, and plain figures of contacts, answers and consents. Goes out:
the texts in every version, what an approval lacks, and each trait claimed beside measured. Nothing here
belongs to a customer. Next room: ``app``, which gathers the figures, and ``web``, which shows them.
"""

from oase.strategy.anchors import ANCHORS
from oase.strategy.approval import Decision, Standing, decide, decisions_of, standing
from oase.strategy.document import Strategy
from oase.strategy.figures import Figures
from oase.strategy.filling import fill
from oase.strategy.formulas import FORMULAS, MISSING, SOURCES, reference
from oase.strategy.gate import EVIDENCE_DAYS, Lack, Missing, is_valid, missing
from oase.strategy.keeping import Revision, changes, find, history, read, remove, restore, write
from oase.strategy.texts import (
    Claim,
    Content,
    CorporatePurpose,
    Criterion,
    Evidence,
    Kind,
    Need,
    Order,
    Sort,
    Step,
    Trait,
    parsed,
)
from oase.strategy.traits import Compared, Measured, Part, compared, measured
from oase.strategy.variety import Variety, varieties

__all__ = [
    "ANCHORS",
    "EVIDENCE_DAYS",
    "FORMULAS",
    "MISSING",
    "SOURCES",
    "Claim",
    "Compared",
    "Content",
    "CorporatePurpose",
    "Criterion",
    "Decision",
    "Evidence",
    "Figures",
    "Kind",
    "Lack",
    "Measured",
    "Missing",
    "Need",
    "Order",
    "Part",
    "Revision",
    "Sort",
    "Standing",
    "Step",
    "Strategy",
    "Trait",
    "Variety",
    "changes",
    "compared",
    "decide",
    "decisions_of",
    "fill",
    "find",
    "history",
    "is_valid",
    "measured",
    "missing",
    "parsed",
    "read",
    "reference",
    "remove",
    "restore",
    "standing",
    "varieties",
    "write",
]
