"""Masking of JSON-like values and of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc

from oase.contacts.masking.keys import is_number_key, is_personal_key
from oase.contacts.masking.numbers import is_card
from oase.contacts.masking.text import SUSPECT, SUSPECT_NUMBER, masked

__all__ = ["mask_column", "mask_value"]

_DEEPEST = 32


def mask_value(value: Any, names: frozenset[str] = frozenset(), *, key: str = "") -> Any:
    """Return a JSON-like value with its texts and keys masked, without the values of personal keys.

    Parameters
    ----------
    value : None, bool, int, float, str, sequence or mapping
        What is nested deeper than 32 levels is dropped.
    names : frozenset of str
        As in ``mask``.
    key : str
        Under which name the value stands; dots for nesting.

    Examples
    --------
    >>> mask_value({"product": {"name": "Jacke Moos"}, "customer": {"name": "Anna", "e-mail": "a@b.example"}})
    {'product': {'name': 'Jacke Moos'}, 'customer': {}}
    >>> mask_value({"order_id": "0711234567", "note": "ruf 0711 234567 an", "email": True})
    {'order_id': '0711234567', 'note': 'ruf [phone] an', 'email': True}
    """
    return _masked(value, names, key, 0)


def _masked(value: Any, names: frozenset[str], key: str, depth: int) -> Any:
    if isinstance(value, str):
        return masked(value, names, is_number=bool(key) and is_number_key(key))
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, int):
        return "[card]" if value > 10**12 and is_card(str(value)) and not is_number_key(key) else value
    if depth >= _DEEPEST:
        return None
    if isinstance(value, Mapping):
        return _members(cast("Mapping[Any, Any]", value), names, key, depth + 1)
    if isinstance(value, Sequence):
        return [_masked(item, names, key, depth + 1) for item in cast("Sequence[Any]", value)]
    return value


def _members(value: Mapping[Any, Any], names: frozenset[str], key: str, depth: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, member in value.items():
        path, shown, is_personal, is_number = _rule(key, str(name), names)
        kind = type(member)
        if kind is bool or member is None:
            result[shown] = member
        elif is_personal:
            continue
        elif kind is str:
            result[shown] = masked(member, names, is_number=is_number)
        elif kind is float:
            result[shown] = member
        else:
            result[shown] = _masked(member, names, path, depth)
    return result


@lru_cache(maxsize=8192)
def _rule(key: str, name: str, names: frozenset[str]) -> tuple[str, str, bool, bool]:
    """Return of a property its path, its masked name, and whether it is personal or numbers things.

    Few properties are different, so most were decided before.
    """
    path = f"{key}.{name}" if key else name
    return path, masked(name, names, is_number=False), is_personal_key(path), is_number_key(path)


def mask_column(words: pa.Array, *, key: str = "") -> pa.Array:
    """Return a column of words with each distinct word masked once.

    Parameters
    ----------
    words : Arrow array of strings, or dictionary of strings
    key : str
        Name of the column, as in ``mask_value``.

    Returns
    -------
    Arrow array
        Of the same type; the same object where nothing was masked.

    Examples
    --------
    >>> mask_column(pa.array(["Anruf 0711 234567", "Filiale 12", None])).to_pylist()
    ['Anruf [phone]', 'Filiale 12', None]
    """
    if not pa.types.is_dictionary(words.type):
        return _masked_words(words, key)
    distinct = _masked_words(words.dictionary, key)
    if distinct is words.dictionary:
        return words
    return distinct.take(words.indices).dictionary_encode().cast(words.type)


def _masked_words(words: pa.Array, key: str) -> pa.Array:
    is_number = bool(key) and is_number_key(key)
    suspect = pc.match_substring_regex(words, SUSPECT_NUMBER if is_number else SUSPECT)
    if not pc.any(suspect).as_py():
        return words
    asked = words.filter(suspect)
    found = [masked(word, frozenset(), is_number=is_number) for word in asked.to_pylist()]
    if found == asked.to_pylist():
        return words
    return pc.replace_with_mask(words, suspect.fill_null(False), pa.array(found, words.type))  # noqa: FBT003
