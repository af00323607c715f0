"""Keyed aliases: one id always gets the same random-looking number, and only the key tells which."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from oase.errors import ColumnUnusable, OptionInvalid

__all__ = ["KINDS", "Aliases", "canonical"]

KINDS = ("user", "anonymous", "email", "device")
"""Kinds of ids, the best known first."""

KEY_BYTES = 32
_POSITIVE = 0x7FFF_FFFF_FFFF_FFFF
# a salt of its own per kind: the user 42 and the device 42 are different ids
_SALTS = {
    "user": b"oase.person",
    "anonymous": b"oase.anonymous",
    "email": b"oase.email",
    "device": b"oase.device",
}


class Aliases:
    """Give persons their aliases.

    An alias is the first 63 bits of BLAKE2b (RFC 7693), keyed, of the id's text: uniform over 0 … 2^63 - 1,
    the same on every machine, and not to be undone without the key. The integer 42 and the text "42" are the
    same person; "042", " 42" and "42.0" are others. Two of ten million persons share an alias with
    probability 5e-6.

    Parameters
    ----------
    key : bytes
        At least 32 secret bytes; see ``open_key``.

    Raises
    ------
    OptionInvalid
        The key is too short.

    Examples
    --------
    >>> aliases = Aliases(bytes(32))
    >>> aliases.of(pa.array(["anna", "42", "anna"])).tolist()
    [4556268855271762666, 4034921922829261686, 4556268855271762666]
    >>> int(aliases.of(pa.array([42]))[0]) == int(aliases.of(pa.array(["42"]))[0])
    True
    >>> aliases.one("user", "anna") == 4556268855271762666 != aliases.one("device", "anna")
    True
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES:
            raise OptionInvalid(
                "The key of the pseudonyms is too short",
                expected=f"{KEY_BYTES} bytes or more",
                got=f"{len(key)}",
            )
        # BLAKE2b takes keys of up to 64 bytes
        self._seeds = {
            kind: blake2b(digest_size=8, key=key[:64], person=salt) for kind, salt in _SALTS.items()
        }
        self._erased = blake2b(digest_size=16, key=key[:64], person=b"oase.erased")

    def of(self, ids: pa.Array | pa.ChunkedArray) -> NDArray[np.int64]:
        """Return the alias of each id; hashes each distinct id once.

        Parameters
        ----------
        ids : Arrow array of strings or integers, shape (rows,)
            Dictionary-encoded ones too.

        Returns
        -------
        int64 array, shape (rows,)
            Between 0 and 2^63 - 1.

        Raises
        ------
        ColumnUnusable
            An id is missing, or the ids are neither text nor whole numbers.
        """
        encoded = _coded(ids)
        known = np.fromiter(map(self._one, encoded.dictionary.to_pylist()), np.int64, len(encoded.dictionary))
        return known[encoded.indices.to_numpy()]

    def one(self, kind: str, value: str) -> int:
        """Return the alias of one id of any kind.

        Parameters
        ----------
        kind : {"user", "anonymous", "email", "device"}
            Ids of kind "user" have the aliases that ``of`` gives; those of other kinds never meet them.
        value : str
            The id; an e-mail address means the same in capitals and with blanks around it.

        Returns
        -------
        int
            Between 0 and 2^63 - 1.

        Raises
        ------
        OptionInvalid
            The kind is none of these.
        """
        if kind not in self._seeds:
            raise OptionInvalid("There is no such kind of id", expected=", ".join(KINDS), got=repr(kind))
        return _digest(self._seeds[kind], canonical(kind, value))

    def erasure_hash(self, alias: int) -> bytes:
        """Return the 16 bytes by which the list of erasures knows an alias: tells nothing without the key."""
        digest = self._erased.copy()
        digest.update(alias.to_bytes(8, "big"))
        return digest.digest()

    def _one(self, name: str | int) -> int:
        return _digest(self._seeds["user"], str(name))


def canonical(kind: str, value: str) -> str:
    """Return the spelling of an id that counts: of e-mail addresses the one without capitals and blanks.

    Examples
    --------
    >>> canonical("email", " Anna@Example.org"), canonical("user", " Anna")
    ('anna@example.org', ' Anna')
    """
    return value.strip().casefold() if kind == "email" else value


def _digest(seed: blake2b, text: str) -> int:
    digest = seed.copy()
    digest.update(text.encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest(), "big") & _POSITIVE


def _coded(ids: pa.Array | pa.ChunkedArray) -> pa.DictionaryArray:
    array = ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
    coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    kind = coded.type.value_type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind)):
        raise ColumnUnusable(
            "Persons cannot be told by this column", expected="text or whole numbers", got=str(kind)
        )
    if coded.indices.null_count or coded.dictionary.null_count:
        raise ColumnUnusable(
            "A person has no id", expected="an id in every row", got=f"{coded.null_count or 1} empty"
        )
    return coded
