"""The key pair by which push services know this house (VAPID, RFC 8292): made once, never in a backup."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from oase.db import disk_errors
from oase.errors import ExtraMissing, HouseDamaged
from oase.identity.key import make_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

__all__ = ["VAPID_FILE", "Vapid", "open_vapid"]

VAPID_FILE = "keys/vapid.pem"
VALID_SECONDS = 12 * 3600
"""How long a header is good for; push services take at most 24 hours."""

RENEW_SECONDS = 3600


class Vapid:
    """Signs pushes.

    Parameters
    ----------
    key : private key on the curve P-256
    contact : str
        Whom a push service may write to, ``mailto:…`` or ``https://…``.
    """

    def __init__(self, key: EllipticCurvePrivateKey, contact: str) -> None:
        self._key = key
        self._contact = contact
        self._made: dict[str, tuple[float, str]] = {}

    @property
    def public(self) -> str:
        """The public key as browsers take it (``applicationServerKey``): base64url of 65 bytes."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        raw = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return _base64url(raw)

    def header(self, origin: str, now: int) -> str:
        """Return the ``Authorization`` of a push; made anew once an hour per push service.

        Parameters
        ----------
        origin : str
            Scheme, host and port of the push service.
        now : int
            Microseconds since 1970, UTC.
        """
        seconds = now / 1e6
        until, made = self._made.get(origin, (0.0, ""))
        if not seconds < until <= seconds + RENEW_SECONDS:
            made = self._signed(origin, int(seconds) + VALID_SECONDS)
            self._made[origin] = (seconds + RENEW_SECONDS, made)
        return made

    def _signed(self, origin: str, expires: int) -> str:
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
        from cryptography.hazmat.primitives.hashes import SHA256

        claims = {"aud": origin, "exp": expires, "sub": self._contact}
        parts = ({"typ": "JWT", "alg": "ES256"}, claims)
        token = ".".join(_base64url(msgspec.json.encode(part)) for part in parts)
        one, other = decode_dss_signature(self._key.sign(token.encode(), ECDSA(SHA256())))
        signature = _base64url(one.to_bytes(32, "big") + other.to_bytes(32, "big"))
        return f"vapid t={token}.{signature},k={self.public}"


def open_vapid(folder: Path, contact: str) -> Vapid:
    """Read the key pair of a house, or make it: a file that only the owner may read.

    Parameters
    ----------
    folder : Path
        The house.
    contact : str
        Whom a push service may write to.

    Raises
    ------
    ExtraMissing
        Push is not installed.
    HouseDamaged
        The file holds no such key.
    StorageForbidden, StorageFull
    """
    try:
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError as error:
        raise ExtraMissing("cryptography", "push") from error
    path = folder / VAPID_FILE
    with disk_errors(path):
        if not path.exists():
            _make(path)
        text = path.read_bytes()
    try:
        key: Any = load_pem_private_key(text, None)
    except (ValueError, TypeError) as error:
        raise _damaged(path) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise _damaged(path)
    return Vapid(key, contact)


def _make(path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = ec.generate_private_key(ec.SECP256R1())
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    make_key(path, text)


def _damaged(path: Path) -> HouseDamaged:
    return HouseDamaged(
        "The key of the pushes is not whole",
        expected="a private key on the curve P-256, as PEM",
        where=str(path),
        todo="put it back from its safe place; a new one (remove the file) ends every subscription",
    )


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
