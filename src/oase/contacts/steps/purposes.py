"""What a message says about consent, in the words of whoever sends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from oase.contacts.steps.wire import in_object
from oase.model import Purpose

__all__ = ["said_in_consents", "said_in_context"]

_WORDS = {
    Purpose.ANALYTICS: "analytics analytic statistics statistic performance measurement statistik analyse",
    Purpose.PERSONALISATION: "personalisation personalization advertising marketing targeting werbung",
    Purpose.PUSH: "push pushnotifications",
    Purpose.EMAIL: "email newsletter",
    Purpose.LOCATION: "location geolocation standort",
    Purpose.IN_STORE: "instore store filiale",
    Purpose.SURVEY: "survey surveys umfrage umfragen",
}
_PURPOSES = {word: purpose for purpose, words in _WORDS.items() for word in words.split()}
_GRANTED = {
    "granted": True,
    "true": True,
    "yes": True,
    "denied": False,
    "withdrawn": False,
    "false": False,
    "no": False,
}


def said_in_context(context: Any) -> dict[Purpose, bool]:
    """Return which purposes a message's ``context`` grants or denies; words nobody knows are passed over.

    Our own form is ``consent: {"analytics": true}``; Segment's is ``consent: {"categoryPreferences": {…}}``,
    RudderStack's ``consentManagement: {"allowedConsentIds": […], "deniedConsentIds": […]}``. Where several
    words mean the same purpose, one that denies it counts.

    Examples
    --------
    >>> said_in_context({"consent": {"categoryPreferences": {"Analytics": True, "Advertising": False}}})
    {<Purpose.ANALYTICS: 'analytics'>: True, <Purpose.PERSONALISATION: 'personalisation'>: False}
    """
    said: list[tuple[Any, Any]] = []
    consent = in_object(context, "consent")
    for given in (consent, in_object(consent, "purposes"), in_object(consent, "categoryPreferences")):
        said += given.items() if isinstance(given, Mapping) else ()
    managed = in_object(context, "consentManagement")
    for name, is_granted in (("allowedConsentIds", True), ("deniedConsentIds", False)):
        listed = in_object(managed, name)
        said += [(word, is_granted) for word in listed] if isinstance(listed, list) else ()
    found: dict[Purpose, bool] = {}
    for word, value in said:
        purpose, is_granted = _purpose(word), _is_granted(value)
        if purpose is not None and is_granted is not None:
            found[purpose] = is_granted and found.get(purpose, True)
    return found


def said_in_consents(consents: Any) -> dict[Purpose, bool] | None:
    """Return what ``POST /v1/consents`` says per purpose; None unless all of it is understood.

    Parameters
    ----------
    consents : mapping or list
        ``{"analytics": true}``, ``["analytics"]`` (all of them granted), or a list of
        ``{"purpose": "analytics", "granted": true}``.

    Examples
    --------
    >>> said_in_consents([{"purpose": "email", "granted": False}])
    {<Purpose.EMAIL: 'email'>: False}
    >>> said_in_consents({"world peace": True}) is None
    True
    """
    pairs = [(_purpose(word), _is_granted(value)) for word, value in _pairs(consents)]
    found = {purpose: value for purpose, value in pairs if purpose is not None and value is not None}
    return found if pairs and len(found) == len(pairs) else None


def _pairs(consents: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(consents, Mapping):
        return list(consents.items())
    if not isinstance(consents, list):
        return []
    return [
        (one.get("purpose"), one.get("granted", one.get("isGranted", one.get("is_granted"))))
        if isinstance(one, Mapping)
        else (one, True)
        for one in consents
    ]


def _purpose(word: Any) -> Purpose | None:
    if not isinstance(word, str):
        return None
    return _PURPOSES.get(word.lower().replace("_", "").replace("-", "").replace(" ", ""))


def _is_granted(value: Any) -> bool | None:
    if isinstance(value, Mapping):
        return _is_granted(value.get("granted", value.get("isGranted")))
    if isinstance(value, bool):
        return value
    return _GRANTED.get(value.lower()) if isinstance(value, str) else None
