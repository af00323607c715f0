"""Masking: personal data leaves texts and properties before anything is kept.

Comes in: texts, JSON-like values or a column of words. Goes out: the same with mail addresses, telephone,
card and account numbers, IP addresses and known names replaced by ``[mail]``, ``[phone]``, ``[card]``,
``[iban]``, ``[ip]``, ``[name]``, and without the values of personal properties. Rules, no guessing: equal
input always gives equal output.
"""

from oase.contacts.masking.keys import PERSONAL_KEYS, is_number_key, is_personal_key
from oase.contacts.masking.text import mask
from oase.contacts.masking.values import mask_column, mask_value

__all__ = ["PERSONAL_KEYS", "is_number_key", "is_personal_key", "mask", "mask_column", "mask_value"]
