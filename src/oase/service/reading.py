"""Files of messages and replies: which column means what, and a row as what it says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal, NamedTuple

from oase.errors import HeaderInvalid, OaseError, OptionInvalid
from oase.retail.reading.values import moment
from oase.service.message import (
    Closing,
    Message,
    Reply,
    check_closing,
    check_message,
    check_reply,
    key_of,
)

__all__ = ["Kind", "Refused", "Said", "Terms", "columns_of", "kind_of", "read_message", "read_reply"]

Kind = Literal["messages", "replies"]

_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "nummer", "number", "message_id", "nachricht_id"),
    "message": ("message", "nachricht", "zu", "answers", "reply_to", "antwort_auf"),
    "channel": ("channel", "kanal"),
    "at": ("at", "time", "date", "sent", "created", "created_at", "zeit", "zeitpunkt", "datum", "gesendet"),
    "text": ("text", "body", "content", "comment", "kommentar", "inhalt"),
    "sender": ("sender", "from", "name", "author", "absender", "verfasser"),
    "subject": ("subject", "title", "betreff", "titel"),
    "thread": ("thread", "conversation", "verlauf", "gespräch"),
    "lang": ("lang", "language", "sprache"),
    "url": ("url", "link", "permalink", "adresse"),
    "touchpoint": ("touchpoint", "kontaktpunkt"),
    "stars": ("stars", "rating", "sterne", "bewertung"),
    "user": ("user", "user_id", "customer", "customer_id", "kundin", "kundennummer"),
    "email": ("email", "e-mail", "mail"),
    "reply": ("reply", "answer", "antwort"),
    "replied": ("replied", "replied_at", "answered", "answered_at", "beantwortet", "beantwortet_am"),
    "who": ("who", "agent", "by", "wer", "von", "bearbeiter", "bearbeiterin"),
    "template": ("template", "vorlage"),
    "automatic": ("automatic", "is_automatic", "automatisch"),
    "closed": ("closed", "closed_at", "geschlossen", "geschlossen_am"),
    "because": ("because", "reason", "grund"),
}
"""How columns may be called, in English and German; blanks and lines between words count alike."""

_YES = ("1", "yes", "true", "ja", "wahr", "x")
_NO = ("", "0", "no", "false", "nein", "falsch", "-")
_OF_MESSAGES = ("id", "channel", "at", "text")
_OF_REPLIES = ("id", "message", "at", "text")


class Terms(NamedTuple):
    """Under which source rows are kept, where no column says their channel, on which clock, and now."""

    source: str
    channel: str
    timezone: str
    now: int


class Said(NamedTuple):
    """What a row says: a message, by whom under which id, the reply beside it and its closing."""

    message: Message
    user: str
    email: str
    reply: Reply | None
    closing: Closing | None


class Refused(NamedTuple):
    """A row that was not taken: where it stands, in which column, and why."""

    line: int
    column: str
    what: str
    expected: str
    got: str


def columns_of(header: Collection[str]) -> dict[str, str]:
    """Return what the columns of a file mean, to their names there; unknown ones are left out.

    Examples
    --------
    >>> columns_of(["Nummer", "Kanal", "Zeitpunkt", "Text", "Filiale"])
    {'id': 'Nummer', 'channel': 'Kanal', 'at': 'Zeitpunkt', 'text': 'Text'}
    """
    spelled = {name.strip().casefold().replace(" ", "_"): name for name in header}
    found = {
        field: next((spelled[name] for name in names if name in spelled), None)
        for field, names in _NAMES.items()
    }
    return {field: name for field, name in found.items() if name is not None}


def kind_of(columns: Mapping[str, str], where: str, *, has_channel: bool = False) -> Kind:
    """Tell what the rows are: replies name the message that they answer.

    Parameters
    ----------
    columns : mapping
        ``columns_of``.
    where : str
        The file.
    has_channel : bool
        Whether the channel is known without a column.

    Raises
    ------
    HeaderInvalid
        A column that is needed is not there.
    """
    kind: Kind = "replies" if "message" in columns and "channel" not in columns else "messages"
    needed = _OF_REPLIES if kind == "replies" else _OF_MESSAGES
    missing = [name for name in needed if name not in columns and not (name == "channel" and has_channel)]
    if "text" in missing and "stars" in columns:
        missing.remove("text")
    if missing:
        raise HeaderInvalid(
            "The columns do not say what the rows tell of",
            expected="messages: id, channel, at, text; replies: id, message, at, text",
            got=", ".join(columns.values()) or "no column that is known",
            where=where,
            todo=f"add a column {' and '.join(missing)}",
        )
    return kind


def read_message(cells: Mapping[str, str], columns: Mapping[str, str], terms: Terms) -> Said:
    """Return what a row of messages says.

    Raises
    ------
    OptionInvalid
        Something cannot be used; ``where`` is the column, as the file calls it.
    """
    row = _Row(cells, columns)
    channel = row.get("channel") or terms.channel
    made = Message(
        key=row.read("id", lambda text: key_of(terms.source, text)),
        channel=channel,
        at=row.moment("at", terms),
        text=row.get("text"),
        thread=row.get("thread"),
        sender=row.get("sender"),
        subject=row.get("subject"),
        lang=row.get("lang"),
        url=row.get("url"),
        touchpoint=row.get("touchpoint"),
        stars=row.read("stars", _stars),
    )
    message = row.named(lambda: check_message(made, terms.now))
    return Said(message, row.get("user"), row.get("email"), _beside(row, terms), _closing(row, terms))


def read_reply(cells: Mapping[str, str], columns: Mapping[str, str], terms: Terms) -> tuple[str, Reply]:
    """Return the key of the message that a row of replies answers, and the reply.

    Raises
    ------
    OptionInvalid
        As for ``read_message``.
    """
    row = _Row(cells, columns)
    made = Reply(
        key=row.read("id", lambda text: key_of(terms.source, text)),
        at=row.moment("at", terms),
        text=row.get("text"),
        who=row.get("who"),
        is_automatic=row.read("automatic", _is_yes),
        template=row.get("template"),
    )
    message = row.read("message", lambda text: key_of(terms.source, text))
    return message, row.named(lambda: check_reply(made, terms.now))


class _Row:
    """The cells of a row by what they mean; what cannot be used is told with its column."""

    def __init__(self, cells: Mapping[str, str], columns: Mapping[str, str]) -> None:
        self._cells = cells
        self._columns = columns

    def get(self, field: str) -> str:
        return self._cells.get(self._columns.get(field, ""), "")

    def read(self, field: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(self.get(field))
        except OaseError as error:
            raise self._told(error, field) from error

    def moment(self, field: str, terms: Terms) -> int:
        found: int = self.read(field, lambda text: moment(text, terms.timezone))
        return found

    def named(self, made: Callable[[], Any], names: Mapping[str, str] | None = None) -> Any:
        try:
            return made()
        except OptionInvalid as error:
            where = error.where or ""
            raise self._told(error, (names or {}).get(where, where)) from error

    def _told(self, error: OaseError, field: str) -> OptionInvalid:
        column = self._columns.get(field, field)
        return OptionInvalid(
            error.what, expected=error.expected, got=error.got, where=column, todo=error.todo
        )


def _beside(row: _Row, terms: Terms) -> Reply | None:
    """Return the reply that stands in the row of its message."""
    if not row.get("reply") and not row.get("replied"):
        return None
    made = Reply(
        key=row.read("id", lambda text: key_of(terms.source, f"{text}/reply")),
        at=row.moment("replied", terms),
        text=row.get("reply"),
        who=row.get("who"),
        is_automatic=row.read("automatic", _is_yes),
        template=row.get("template"),
    )
    found: Reply = row.named(lambda: check_reply(made, terms.now), {"text": "reply", "at": "replied"})
    return found


def _closing(row: _Row, terms: Terms) -> Closing | None:
    if not row.get("closed"):
        return None
    made = Closing(row.get("because"), row.moment("closed", terms))
    found: Closing = row.named(lambda: check_closing(made, terms.now), {"reason": "because", "at": "closed"})
    return found


def _stars(text: str) -> int | None:
    if not text:
        return None
    try:
        stars = float(text.replace(",", "."))
    except ValueError:
        stars = 0.0
    if stars not in (1.0, 2.0, 3.0, 4.0, 5.0):
        raise OptionInvalid("The stars cannot be used", expected="1 to 5, whole", got=repr(text[:40]))
    return int(stars)


def _is_yes(text: str) -> bool:
    said = text.strip().casefold()
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise OptionInvalid("This is neither yes nor no", expected="yes or no", got=repr(text[:40]))
