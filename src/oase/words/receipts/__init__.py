"""Receipts in words: what every gate found, said to the person herself, in German and English."""

from oase.words.receipts.facts import fact_text
from oase.words.receipts.forms import age
from oase.words.receipts.sentences import Said, gate_name, reason_name, sentences

__all__ = ["Said", "age", "fact_text", "gate_name", "reason_name", "sentences"]
