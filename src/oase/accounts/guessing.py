"""Which passwords are guessed first: what the account says itself, repetitions, rows of keys, usual words."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["is_guessable"]

LEAST_DIFFERENT = 5
LEAST_LEFT = 6
_ROWS = (
    "1234567890",
    "qwertzuiopü",
    "qwertyuiop",
    "asdfghjklöä",
    "yxcvbnm",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
)
_USUAL = ("passwort", "password", "kennwort", "geheim", "secret", "welcome", "willkommen", "hallo", "letmein",
          "admin", "oase", "sommer", "winter", "summer", "monkey", "dragon", "iloveyou")  # fmt: skip


def is_guessable(password: str, told: Iterable[str]) -> bool:
    """Whether little is left of a password without what the account tells, usual words and rows of keys.

    Examples
    --------
    >>> is_guessable("Passwort12345!", []), is_guessable("kaya@example.org1", ["kaya@example.org"])
    (True, True)
    >>> is_guessable("drei Kamele im Regen", ["kaya@example.org"])
    False
    """
    said = password.casefold()
    words = {part for text in told for part in re.split(r"[^\w]+", text.casefold()) if len(part) > 2}
    whole = {text.casefold() for text in told}
    for word in sorted(whole | words | set(_USUAL), key=len, reverse=True):
        said = said.replace(word, "")
    left = _without_rows(said)
    return len(set(left)) < LEAST_DIFFERENT or len(left) < LEAST_LEFT


def _without_rows(said: str) -> str:
    """Leave out each sign that repeats the one before or follows it on a keyboard or in the alphabet."""
    pairs = {
        row[at : at + 2] for row in (*_ROWS, *(row[::-1] for row in _ROWS)) for at in range(len(row) - 1)
    }
    return "".join(
        sign
        for at, sign in enumerate(said)
        if at == 0 or (said[at - 1] != sign and said[at - 1 : at + 1] not in pairs)
    )
