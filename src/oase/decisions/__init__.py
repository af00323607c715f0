"""The counter: whether to tell a person something now, and what; every decision leaves a receipt.

Comes in: a situation, facts of a person and the shelf, all from warm memory. Goes out: a decision, its
receipt, a message in the outbox, an exposure as a contact. Next room: ``experience``, which tells what
that has changed.
"""

from oase.decisions.receipt import Checked, Gate, Outcome, Receipt, Used
from oase.decisions.situation import Place, Situation, Weather

__all__ = ["Checked", "Gate", "Outcome", "Place", "Receipt", "Situation", "Used", "Weather"]
