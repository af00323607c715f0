"""The inventory: every touchpoint, own and others', with owner, cost, loop and verdict.

Comes in: the registry that pipeline and imports fill by themselves, and what people add. Goes out: the same
registry, edited; budgets; what each touchpoint means beside its evidence.
"""

from oase.experience.inventory.budgets import Budget, Spread, add_budget, budgets_of, remove_budget, spread
from oase.experience.inventory.elements import Element, elements_of, put_element, remove_element
from oase.experience.inventory.files import Taken, rows_of, take_file
from oase.experience.inventory.registry import Change, add, change, find, history, touchpoints, undo
from oase.experience.inventory.suggesting import Evidence, Suggestion, suggested
from oase.experience.inventory.touchpoint import FIELDS, KINDS, MEDIA, STEERING, STEPS, VERDICTS, Touchpoint

__all__ = [
    "FIELDS",
    "KINDS",
    "MEDIA",
    "STEERING",
    "STEPS",
    "VERDICTS",
    "Budget",
    "Change",
    "Element",
    "Evidence",
    "Spread",
    "Suggestion",
    "Taken",
    "Touchpoint",
    "add",
    "add_budget",
    "budgets_of",
    "change",
    "elements_of",
    "find",
    "history",
    "put_element",
    "remove_budget",
    "remove_element",
    "rows_of",
    "spread",
    "suggested",
    "take_file",
    "touchpoints",
    "undo",
]
