"""Secrets that are handed out once; the house keeps their hash."""

from __future__ import annotations

import secrets
from hashlib import blake2b

__all__ = ["hash_of", "new_secret"]

SECRET_BYTES = 32


def new_secret() -> str:
    """Return a new secret of 256 random bits, safe in an address and a cookie."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_of(secret: str) -> bytes:
    """Return what the house keeps of a secret: 32 bytes; random secrets need no slow hash."""
    return blake2b(secret.encode("utf-8", "replace"), digest_size=32).digest()
