"""What is said in public: a linter for environmental claims, and texts kept with their evidence."""

from oase.programmes.claims.finding import Finding, Verdict
from oase.programmes.claims.linter import check

__all__ = ["Finding", "Verdict", "check"]
