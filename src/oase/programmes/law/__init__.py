"""What the law says, by country and day: data with source, looked up; pointers, not advice."""

from oase.programmes.law.liability import (
    Extension,
    Liability,
    Notice,
    add_months,
    extension,
    liability,
    notice,
)
from oase.programmes.law.rules import EU, RULES, VERSION, Check, Rule, holds, rule, rules

__all__ = [
    "EU",
    "RULES",
    "VERSION",
    "Check",
    "Extension",
    "Liability",
    "Notice",
    "Rule",
    "add_months",
    "extension",
    "holds",
    "liability",
    "notice",
    "rule",
    "rules",
]
