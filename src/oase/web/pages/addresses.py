"""Addresses that come from outside and lead on: only places in this house are followed."""

from __future__ import annotations

from urllib.parse import urlsplit

__all__ = ["here_or_home", "is_here", "path_of"]

LONGEST = 2000


def is_here(address: str) -> bool:
    r"""Whether an address leads to this house: a path of ours, and nothing a browser takes for a host.

    Examples
    --------
    >>> is_here("/journey?period=30d")
    True
    >>> any(map(is_here, ("//evil.example", "/\\evil.example", "/\t/evil.example", "https:evil.example", "")))
    False
    """
    if not address.startswith("/") or address.startswith("//") or len(address) > LONGEST:
        return False
    return "\\" not in address and address.isprintable() and " " not in address


def here_or_home(address: str) -> str:
    """Return an address that leads to a page of this house which can be shown again, else the first page."""
    path = address.partition("?")[0]
    is_again = not path.startswith(("/sign-in", "/sign-out", "/welcome", "/tasks/", "/static/"))
    return address if is_here(address) and is_again else "/"


def path_of(referer: str, host: str) -> str:
    """Return the page a browser came from where it is one of ours, else the first page."""
    try:
        told = urlsplit(referer)
    except ValueError:
        return "/"
    if told.netloc != host:
        return "/"
    return here_or_home(f"{told.path}{'?' if told.query else ''}{told.query}")
