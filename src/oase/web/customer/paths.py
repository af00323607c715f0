"""Which paths are the customer's own: her interface, the app that uses it, surveys and programmes."""

from __future__ import annotations

__all__ = ["is_customers"]

_UNDER = ("/v1/", "/app/", "/01/", "/s/", "/r/", "/p/", "/c/")
_ALONE = frozenset({"/app", "/p"})


def is_customers(path: str) -> bool:
    """Tell whether a path belongs to the customer's own part; the door's paths under /v1 never come here.

    Examples
    --------
    >>> is_customers("/v1/me"), is_customers("/app"), is_customers("/app/app.js"), is_customers("/01/0952")
    (True, True, True, True)
    >>> is_customers("/s/abc"), is_customers("/r/abc"), is_customers("/"), is_customers("/apply")
    (True, True, False, False)
    >>> is_customers("/p/repair"), is_customers("/c/abc"), is_customers("/plays"), is_customers("/cases")
    (True, True, False, False)
    """
    return path.startswith(_UNDER) or path in _ALONE
