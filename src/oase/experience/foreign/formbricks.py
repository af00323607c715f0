"""Formbricks: its webhook, signed by Standard Webhooks, and its CSV export."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

import msgspec

from oase.errors import InputError, SourceUnreadable
from oase.experience.foreign.record import Refused, Submission
from oase.lake.reading.plain import PlainRow

__all__ = ["TOOL", "SignatureWrong", "from_webhook", "is_export", "submissions", "verify"]

TOOL = "formbricks"
OLDEST_SECONDS = 300
"""What was signed longer ago, or so far ahead, is refused: it may be a recording."""

FINISHED = "responseFinished"
EVENTS = ("responseCreated", "responseUpdated", FINISHED)
_PREFIX = "whsec_"
_SIGNS = ("Response ID", "Survey ID")
_META = frozenset(
    {"No.", "Response ID", "Timestamp", "Finished", "Survey ID", "Formbricks ID (internal)", "User ID",
     "Notes", "Tags", "Language", "Quotas"}
)  # fmt: skip
"""Columns of the export that are no answers."""
_PERSONAL = ("ipaddress", "country", "action", "userid", "user id", "useragent", "source", "url")
_HIDDEN = ("person", "transaction", "touchpoint")


class SignatureWrong(InputError):
    """A call that is not signed by the one who knows the secret, or too long ago."""


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: int) -> str:
    """Return the id of a webhook call whose signature holds.

    Parameters
    ----------
    secret : str
        As Formbricks shows it, ``whsec_…``.
    headers : mapping of str to str
        In small letters: ``webhook-id``, ``webhook-timestamp``, ``webhook-signature``.
    body : bytes
        As it came.
    now : int
        Microseconds since 1970, UTC.

    Raises
    ------
    SignatureWrong
        Not signed, signed with another secret, or more than five minutes from now.

    Notes
    -----
    Standard Webhooks: base64 of HMAC-SHA256 over ``id.timestamp.body``, several signatures parted by spaces.

    Examples
    --------
    >>> key = "whsec_" + base64.b64encode(b"geheim").decode()
    >>> mac = hmac.new(b"geheim", b"msg_1.1795275000.{}", sha256).digest()
    >>> signed = {"webhook-id": "msg_1", "webhook-timestamp": "1795275000",
    ...           "webhook-signature": "v1," + base64.b64encode(mac).decode()}
    >>> verify(key, signed, b"{}", 1_795_275_010_000_000)
    'msg_1'
    """
    name, told = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not name or not told.isascii() or not told.isdecimal() or len(told) > 12:
        raise SignatureWrong(
            "The call is not signed", expected="webhook-id, webhook-timestamp, webhook-signature", got="none"
        )
    if abs(now // 1_000_000 - int(told)) > OLDEST_SECONDS:
        raise SignatureWrong("The call was signed at another time", expected="within five minutes", got=told)
    key = _key(secret)
    if not key:  # else anybody could sign
        raise SignatureWrong("The secret of this house is empty", expected="whsec_…", got="nothing")
    mac = hmac.new(key, f"{name}.{told}.".encode() + body, sha256).digest()
    wanted = "v1," + base64.b64encode(mac).decode()
    given = headers.get("webhook-signature", "").split()
    if not any(hmac.compare_digest(wanted.encode(), one.encode()) for one in given):
        raise SignatureWrong("The signature does not hold", expected="one with the secret of this house")
    return name


def from_webhook(body: bytes) -> Submission | None:
    """Return what a call tells; None for one that tells of nothing finished.

    Raises
    ------
    SourceUnreadable
        It is not what Formbricks sends.
    """
    try:
        told: Any = msgspec.json.decode(body)
        event, data = told["event"], told["data"]
        number, survey, answers = str(data["id"]), str(data["surveyId"]), dict(data["data"])
        at = str(data["createdAt"])
        said = {str(name): _plain(value) for name, value in answers.items() if _is_said(value)}
    except (msgspec.DecodeError, KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise SourceUnreadable(
            "This is not what Formbricks sends",
            expected="event and data.{id, surveyId, createdAt, data}",
            got=body[:80].decode(errors="replace"),
        ) from error
    if event not in EVENTS or not (event == FINISHED or data.get("finished")):
        return None
    contact: Any = data.get("contact")
    known = contact.get("userId") if isinstance(contact, dict) else None
    person = answers.get("person") or known or ""
    return Submission(
        tool=TOOL,
        id=f"{survey}:{number}",
        at=at,
        fields={name: value for name, value in said.items() if name not in _HIDDEN},
        person=str(person),
        transaction=str(answers.get("transaction") or ""),
        touchpoint=str(answers.get("touchpoint") or ""),
        language=str(data.get("language") or ""),
    )


def is_export(columns: Iterable[str]) -> bool:
    """Tell whether columns are those of an export."""
    return set(_SIGNS) <= set(columns)


def submissions(rows: Iterable[PlainRow]) -> Iterator[Submission | Refused]:
    """Yield what an export tells; what was not finished is refused by its line."""
    for line, cells in rows:
        if not cells.get("Response ID") or not cells.get("Timestamp"):
            yield Refused(line, "Response ID", "The row has no id or no time", "both", "empty")
        elif cells.get("Finished", "Yes").casefold() not in ("yes", "true", "ja", "1"):
            yield Refused(line, "Finished", "Not finished", "Yes", cells["Finished"])
        else:
            yield _of_row(line, cells)


def _of_row(line: int, cells: Mapping[str, str]) -> Submission:
    questions = {name: text for name, text in cells.items() if _is_question(name)}
    # a question is called "3. Worse, as expected, better?": its number changes when another one is put in
    fields = {_unnumbered(name): text for name, text in questions.items()}
    return Submission(
        tool=TOOL,
        id=f"{cells['Survey ID']}:{cells['Response ID']}",
        at=cells["Timestamp"],
        line=line,
        fields={name: text for name, text in fields.items() if name not in _HIDDEN},
        labels={_unnumbered(name): _unnumbered(name) for name in questions},
        person=cells.get("person") or cells.get("User ID", ""),
        transaction=cells.get("transaction", ""),
        touchpoint=cells.get("touchpoint", ""),
        language=cells.get("Language", ""),
    )


def _is_question(name: str) -> bool:
    return name not in _META and not name.casefold().startswith(_PERSONAL)


def _unnumbered(name: str) -> str:
    number, dot, rest = name.partition(". ")
    return rest.strip() if dot and number.isdecimal() else name


def _key(secret: str) -> bytes:
    text = secret.removeprefix(_PREFIX)
    try:
        return base64.b64decode(text, validate=True) if secret.startswith(_PREFIX) else text.encode()
    except binascii.Error:
        return text.encode()


def _is_said(value: Any) -> bool:
    return value is not None and value != "" and value not in ([], {})


def _plain(value: Any) -> str | float:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        several: list[Any] = value
        return ", ".join(str(one) for one in several)
    return msgspec.json.encode(value).decode()
