"""Tickets: signed links by which somebody may rate one transaction, without a name and without a login."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
import struct
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Literal, Self

import msgspec

from oase.errors import InputError, OptionInvalid
from oase.identity.key import key_in

__all__ = ["KEY_FILE", "LONGEST", "MEDIA", "Medium", "Reason", "Signer", "Ticket", "TicketInvalid", "Way"]

KEY_FILE = "keys/surveys.key"
KEY_BYTES = 32
SIGNATURE_BYTES = 16
LONGEST = 160
"""Characters of a ticket's text at most."""

Way = Literal["invited", "passive"]
Medium = Literal["page", "mail", "qr", "snippet", "app", "push"]
MEDIA: tuple[Medium, ...] = ("page", "mail", "qr", "snippet", "app", "push")
"""Where a ticket was handed out; the place in this list is part of the text, so it is only ever added to."""

Reason = Literal["changed", "expired", "other", "gone", "closed", "often"]

_WAYS: tuple[Way, ...] = ("invited", "passive")
_VERSION = 1
_SECOND = 1_000_000
_PAYLOAD = struct.Struct(">BBBQQQ")

_TELLS: dict[Reason, tuple[str, str]] = {
    "changed": ("This link is not whole", "take the link from the message or the receipt once more"),
    "expired": ("This link is over", "nothing needs to be done; the next purchase brings a new one"),
    "other": ("This link belongs to somebody else", "take the link of your own message or receipt"),
    "gone": ("What this link asks about is not kept any more", "nothing needs to be done"),
    "often": ("This answer was changed as often as one may", "nothing needs to be done; the last one counts"),
    "closed": ("This answer cannot be changed any more", "nothing needs to be done; it is counted"),
}


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """Who may rate what, and until when.

    Parameters
    ----------
    transaction : int
        ``transactions.id``.
    survey : str
        Name; whichever version is live then is asked.
    alias : int or None
        For whom it was made; None on a receipt that names nobody.
    way : {"invited", "passive"}
        Drawn with a known probability, or lying there for whoever wants to.
    medium : str
        Of ``MEDIA``.
    expires : int
        Microseconds since 1970, UTC, in whole seconds; not valid from then on.
    """

    transaction: int
    survey: str
    alias: int | None
    way: Way
    medium: Medium
    expires: int


class TicketInvalid(InputError):
    """A link with which nothing can be answered.

    Parameters
    ----------
    reason : {"changed", "expired", "other", "gone", "closed", "often"}
        Not signed by this house; its time is over; of another person; its transaction is not kept any more;
        the answer was counted and cannot be changed any more; it was changed too often.
    """

    def __init__(self, reason: Reason) -> None:
        what, todo = _TELLS[reason]
        super().__init__(what, todo=todo)
        self.reason: Reason = reason

    def __reduce__(self) -> tuple[type[TicketInvalid], tuple[Reason]]:
        """Let it cross processes whole."""
        return type(self), (self.reason,)


class Signer:
    """Sign tickets and read them again; nothing is looked up for it.

    Parameters
    ----------
    key : bytes
        32 secret bytes; see ``Signer.open``.

    Raises
    ------
    OptionInvalid
        The key is too short.

    Examples
    --------
    >>> signer = Signer(bytes(32))
    >>> ticket = Ticket(transaction=7, survey="taps", alias=None, way="passive", medium="qr", expires=10**6)
    >>> text = signer.sign(ticket)
    >>> signer.read(text, now=0) == ticket
    True
    >>> signer.read(text, now=10**6)
    Traceback (most recent call last):
    oase.surveys.tokens.TicketInvalid: This link is over.
      what to do: nothing needs to be done; the next purchase brings a new one
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES:
            raise OptionInvalid(
                "The key of the surveys is too short",
                expected=f"{KEY_BYTES} bytes or more",
                got=f"{len(key)}",
            )
        self._seed = blake2b(digest_size=SIGNATURE_BYTES, key=key[:64], person=b"oase.ticket")
        self.draws = blake2b(key[:64], digest_size=KEY_BYTES, person=b"oase.invite").digest()
        """Key of the draws: another one than that of experiments, so that both are independent."""

    @classmethod
    def open(cls, folder: Path, *, random: Callable[[int], bytes] = secrets.token_bytes) -> Self:
        """Return the signer of a house; its key is made on first need.

        Parameters
        ----------
        folder : Path
            The house folder.
        random : callable
            Takes a number of bytes, gives so many.

        Raises
        ------
        HouseDamaged
            The file does not hold a key.
        StorageForbidden, StorageFull
            The disk.
        """
        todo = "put it back from its safe place, or remove the file: links that are out then end"
        return cls(key_in(folder / KEY_FILE, "the surveys", todo, random))

    def sign(self, ticket: Ticket) -> str:
        """Return a ticket as text that fits a link: letters, digits, ``-`` and ``_``."""
        alias = (0, 0) if ticket.alias is None else (1, ticket.alias)
        flags = _WAYS.index(ticket.way) << 1 | alias[0]
        expires = ticket.expires // _SECOND
        head = (_VERSION, flags, MEDIA.index(ticket.medium), ticket.transaction, alias[1], expires)
        payload = _PAYLOAD.pack(*head) + ticket.survey.encode()
        text = _text(self._signature(payload) + payload)
        if len(text) > LONGEST:
            raise OptionInvalid("The name of the survey is too long", expected="40", got=ticket.survey)
        return text

    def read(self, text: str, now: int) -> Ticket:
        """Return the ticket of a text.

        Parameters
        ----------
        text : str
        now : int
            Microseconds since 1970, UTC.

        Raises
        ------
        TicketInvalid
            Changed, of another house, or expired.
        """
        whole = _bytes(text) if len(text) <= LONGEST and text.isascii() else b""
        signature, payload = whole[:SIGNATURE_BYTES], whole[SIGNATURE_BYTES:]
        # the texts are compared, too: of several texts that mean the same bytes only one is a ticket
        if not hmac.compare_digest(self._signature(payload), signature) or _text(whole) != text:
            raise TicketInvalid("changed")
        _, flags, medium, transaction, alias, expires = _PAYLOAD.unpack_from(payload)
        if now >= expires * _SECOND:
            raise TicketInvalid("expired")
        return Ticket(
            transaction=transaction,
            survey=payload[_PAYLOAD.size :].decode(),
            alias=alias if flags & 1 else None,
            way=_WAYS[flags >> 1],
            medium=MEDIA[medium],
            expires=expires * _SECOND,
        )

    def _signature(self, payload: bytes) -> bytes:
        digest = self._seed.copy()
        digest.update(payload)
        return digest.digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
