"""Where a request comes from: this machine or elsewhere, over which scheme, from which address.

What a client says of itself is believed only where a lie would harm nobody but itself.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address
from typing import Any

from litestar.connection import ASGIConnection

__all__ = ["address_of_client", "is_https", "is_local"]

Connection = ASGIConnection[Any, Any, Any, Any]

_FOREIGN = frozenset(
    ("forwarded", "via", "origin", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip",
     "cf-connecting-ip", "fastly-client-ip", "forwarded-for", "x-original-forwarded-for", "x-original-host")
)  # fmt: skip
_NAMED = re.compile(r"(localhost|[0-9.]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?", re.IGNORECASE)


def is_local(connection: Connection) -> bool:
    """Tell whether a request comes from this machine, and not through a proxy or a page on it.

    The name in ``Host`` must be that of this machine, too: a foreign page can bend its own name to an address
    here, but not call itself ``localhost``.
    """
    client = connection.client
    names = {name.lower() for name in connection.headers}
    if client is None or names & _FOREIGN or any(name.startswith("x-forwarded") for name in names):
        return False
    hosts = connection.headers.getall("host", [])
    named = _NAMED.fullmatch(hosts[0]) if len(hosts) == 1 else None
    return named is not None and _is_loopback(named[1].strip("[]")) and _is_loopback(client.host)


def is_https(connection: Connection) -> bool:
    """Tell whether the client speaks HTTPS, with us or with a proxy in front.

    Any sign of it is believed: the answer then only becomes stricter (cookies that HTTP does not carry), and
    only for whoever gave the sign. Nothing becomes laxer because somebody says ``http``.
    """
    told = connection.headers.get("x-forwarded-proto", "").split(",")[0].strip().lower()
    forwarded = connection.headers.get("forwarded", "").split(",")[0].lower()
    origin = connection.headers.get("origin", "").lower().partition("://")[0]
    return "https" in (connection.scope["scheme"], told, origin) or "proto=https" in forwarded


def address_of_client(connection: Connection) -> str:
    """Return the network address that limits are counted under; of IPv6 the network a customer is given.

    Behind a proxy on the same machine or in the same private network it is what that proxy saw: the last one
    that it wrote into ``X-Forwarded-For``. A peer elsewhere is not believed.
    """
    peer = connection.client.host if connection.client else ""
    told = ",".join(connection.headers.getall("x-forwarded-for", [])).rpartition(",")[2].strip()
    try:
        near = ip_address(peer)
        is_proxy = bool(told) and (near.is_loopback or near.is_private)
        return _network(told) if is_proxy else _network(peer)
    except ValueError:
        return peer


def _network(address: str) -> str:
    found = ip_address(address)
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return f"{IPv6Address(int(found) >> 64 << 64)}/64"
    return str(found.ipv4_mapped if isinstance(found, IPv6Address) else found)


def _is_loopback(address: str) -> bool:
    try:
        return address.lower() == "localhost" or ip_address(address).is_loopback
    except ValueError:
        return False
