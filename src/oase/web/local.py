"""Whether a request comes from this machine, and not through a proxy or a page of somebody else."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection

__all__ = ["is_local"]

Connection = ASGIConnection[Any, Any, Any, Any]

_FOREIGN = ("forwarded", "x-forwarded-for", "x-real-ip", "via", "origin")


def is_local(connection: Connection) -> bool:
    """Tell whether a request comes from this machine, and not through a proxy or a page on it."""
    client = connection.client
    if client is None or any(name in connection.headers for name in _FOREIGN):
        return False
    try:
        named = urlsplit(f"//{connection.headers.get('host', '')}").hostname or ""
        is_named_so = named == "localhost" or ip_address(named).is_loopback  # not so: a page bent its name
        return is_named_so and ip_address(client.host).is_loopback
    except ValueError:
        return False
