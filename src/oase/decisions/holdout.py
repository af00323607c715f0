"""The control group of a play: the same persons for as long as the play lives, drawn by a stable hash."""

from __future__ import annotations

from hashlib import blake2b

__all__ = ["is_control", "place_of"]

_SALT = b"oase.holdout"
_WHOLE = float(1 << 53)


def place_of(person: int, play: str) -> float:
    """Return where a person stands in a play's order of all persons, 0 to 1: uniform, and never another.

    Aliases are keyed hashes already, so nobody outside can tell who stands where; another play orders the
    same persons anew.

    Parameters
    ----------
    person : int
        The alias that stands for her.
    play : str

    Examples
    --------
    >>> place_of(7, "wish-near") == place_of(7, "wish-near") != place_of(7, "rating")
    True
    """
    text = person.to_bytes(8, "big") + play.encode()
    digest = blake2b(text, digest_size=8, person=_SALT).digest()
    return (int.from_bytes(digest, "big") >> 11) / _WHOLE


def is_control(person: int, play: str, share: float) -> bool:
    """Tell whether a person belongs to the control group of a play.

    A larger share keeps everybody who was in the smaller one. Parameters as ``place_of``.

    Examples
    --------
    >>> sum(is_control(person, "wish-near", 0.1) for person in range(10_000))
    983
    """
    return place_of(person, play) < share
