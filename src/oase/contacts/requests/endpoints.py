"""Where requests go: the paths of Segment, RudderStack and Jitsu, and what each of them takes."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from oase.contacts.requests.answers import NOTHING, Answer, Error, failure

__all__ = ["CUSTOMERS", "ENDPOINTS", "SETTINGS", "Endpoint", "Form", "find_endpoint"]

Form = Literal["message", "batch", "pixel", "metrics", "settings", "source"]

CALLS = ("identify", "track", "page", "screen", "group", "alias", "batch")
SETTINGS = re.compile(r"/v1/projects/([^/]*)/settings")
ROOTS = ("/v1/", "/pixel/", "/beacon/", "/api/s/")


class Endpoint(msgspec.Struct, frozen=True):
    """What a path takes.

    Parameters
    ----------
    method : {"POST", "GET"}
    form : str
        A message, a batch of messages, an image whose query is a message, a client's own metrics (left
        alone), or one of the two that browser clients ask for their settings.
    kind : str
        The call, as it stands in the inbox; empty where nothing is stored.
    """

    method: Literal["POST", "GET"]
    form: Form
    kind: str = ""


def _call(kind: str) -> Endpoint:
    return Endpoint("POST", "batch" if kind == "batch" else "message", kind)


ENDPOINTS: dict[str, Endpoint] = {
    **{f"/v1/{kind}": _call(kind) for kind in (*CALLS, "merge")},
    **{f"/v1/{kind[0]}": _call(kind) for kind in CALLS},
    **{f"/api/s/{kind}": _call(kind) for kind in CALLS},
    **{f"/api/s/s2s/{kind}": _call(kind) for kind in CALLS},
    "/beacon/v1/batch": _call("batch"),
    "/v1/consents": _call("consent"),
    "/v1/m": Endpoint("POST", "metrics"),
    **{f"/pixel/v1/{kind}": Endpoint("GET", "pixel", kind) for kind in ("track", "page")},
    **{f"/v1/pixel/{kind}": Endpoint("GET", "pixel", kind) for kind in CALLS[:-1]},
    "/v1/projects/{key}/settings": Endpoint("GET", "settings"),
    "/sourceConfig": Endpoint("GET", "source"),
}
"""Every path of the door, and what it takes."""


CUSTOMERS = (
    "/v1/me",
    "/v1/wishlist/",
    "/v1/geo/",
    "/v1/decisions",
    "/v1/visits",
    "/v1/scan",
    "/v1/pos/",
    "/v1/products/",
    "/v1/stores",
    "/v1/reservations",
    "/v1/undecided",
    "/v1/questions",
    "/v1/ratings",
    "/v1/push/",
)
"""Paths of the customer's own interface, which is not the door's."""


def find_endpoint(method: str, path: str) -> Endpoint | Answer | None:
    """Return what a request asks for, an answer where that is all, None where it is not the door's.

    Slashes too many at the start and at the end do no harm: clients glue hosts and paths together, and two of
    them count a redirect as delivered.

    Parameters
    ----------
    method, path : str

    Examples
    --------
    >>> find_endpoint("POST", "//v1/t/")
    Endpoint(method='POST', form='message', kind='track')
    >>> find_endpoint("GET", "/health/live") is None
    True
    >>> find_endpoint("GET", "/v1/track").status
    405
    """
    endpoint = ENDPOINTS.get(path) or _search(path)
    if isinstance(endpoint, Endpoint):
        if method == endpoint.method or (method == "HEAD" and endpoint.method == "GET"):
            return endpoint
        if method == "OPTIONS":
            return NOTHING
        allow = b"GET, HEAD, OPTIONS" if endpoint.method == "GET" else b"POST, OPTIONS"
        return failure(
            405, Error.METHOD_NOT_ALLOWED, f"This path takes {endpoint.method}", ((b"allow", allow),)
        )
    return endpoint


def _search(path: str) -> Endpoint | Answer | None:
    path = f"/{path.strip('/')}"
    if SETTINGS.fullmatch(path):
        return ENDPOINTS["/v1/projects/{key}/settings"]
    if (endpoint := ENDPOINTS.get(path)) is not None:
        return endpoint
    if path.startswith(CUSTOMERS):
        return None
    if path.startswith(ROOTS):
        return failure(404, Error.NOT_FOUND, "There is no such path; see docs/reference/door.md")
    return None
