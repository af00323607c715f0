"""What a customer is told of her case without asking: contract messages, which need no consent to adverts.

What concerns her own order may be sent without consent to advertising (GDPR, Article 6(1)(b); § 7 UWG speaks
of advertising only); an invitation to rate the repair may not, and comes from ``surveys`` by its own rules.
"""

from __future__ import annotations

import re
import textwrap

from sqlalchemy import Connection

from oase.programmes.cases.case import Case
from oase.programmes.letters import write_letter

__all__ = ["TOLD", "letter", "letter_key", "plain", "write", "write_words"]

PAUSE = 120_000_000
"""Two minutes in which a step that was taken by mistake can be taken back before she reads of it."""

_LONGEST_THING = 60
_ADDRESS = re.compile(r"[/@\\]|\w[.:]\w")
TOLD: dict[str, dict[str, tuple[str, str]]] = {
    "de": {
        "received": ("Ihr Stück ist da", "Wir haben es erhalten und sehen es uns an."),
        "estimated": (
            "Ihr Kostenvoranschlag ist da",
            "Über den Link Ihres Falls können Sie ihn annehmen oder ablehnen.",
        ),
        "waiting_for_part": ("Wir warten auf ein Teil", "Sobald es da ist, geht die Reparatur weiter."),
        "repaired": ("Ihr Stück ist repariert", "Die Reparatur ist fertig."),
        "failed": (
            "Die Reparatur ist nicht gelungen",
            "Auf der Seite Ihres Falls steht, was jetzt möglich ist.",
        ),
        "sent_back": ("Ihr Stück ist unterwegs zu Ihnen", "Wir haben es heute auf den Weg gebracht."),
        "kit_sent": ("Ihr Reparaturset ist unterwegs", "Die Anleitung steht auf der Seite Ihres Falls."),
        "replaced": ("Ihr Ersatz ist unterwegs", "Wir haben ihn heute auf den Weg gebracht."),
        "refunded": ("Ihr Geld ist unterwegs", "Wir haben die Rückzahlung veranlasst."),
    },
    "en": {
        "received": ("Your item has arrived", "We have received it and are looking at it."),
        "estimated": (
            "Your quote is ready",
            "You can accept or decline it by the link of your case.",
        ),
        "waiting_for_part": ("We are waiting for a part", "The repair goes on as soon as it is here."),
        "repaired": ("Your item has been repaired", "The repair is done."),
        "failed": (
            "The repair did not work out",
            "The page of your case says what is possible now.",
        ),
        "sent_back": ("Your item is on its way to you", "We sent it today."),
        "kit_sent": ("Your repair kit is on its way", "The guide is on the page of your case."),
        "replaced": ("Your replacement is on its way", "We sent it today."),
        "refunded": ("Your money is on its way", "We have ordered the repayment."),
    },
}
"""Title and sentence of the letter that goes with a state, by language; other states are told by none."""

WORDS = {"de": "Nachricht zu Ihrem Fall", "en": "A message about your case"}


def letter(case: Case) -> tuple[str, str] | None:
    """Return title and text of the letter that goes with the state of a case; None where none does."""
    told = TOLD[case.lang if case.lang in TOLD else "de"].get(case.state)
    if told is None:
        return None
    title, text = told
    return title, f"{text}\n\n{_foot(case)}"


def write(connection: Connection, case: Case, step: int, now: int) -> bool:
    """Put the letter of a step into the outbox, in the transaction of the step; return whether there is one.

    It goes by mail to whoever can be reached under the alias of the case; nobody is, whose case has none.
    """
    told = letter(case)
    return told is not None and _enqueued(connection, case, letter_key(case.id, step), told, now, PAUSE)


def write_words(connection: Connection, case: Case, entry: int, text: str, now: int) -> bool:
    """Put what the workshop wrote, or a notice of law, into the outbox; see ``write``.

    Parameters
    ----------
    connection : Connection
        Writing.
    case : Case
    entry : int
        Number of the line in the log.
    text : str
    now : int
        Microseconds since 1970, UTC.
    """
    lang = case.lang if case.lang in WORDS else "de"
    told = f"{WORDS[lang]} {case.number}", f"{text}\n\n{_foot(case)}"
    return _enqueued(connection, case, letter_key(case.id, entry), told, now, 0)


def _foot(case: Case) -> str:
    named = f"{'Case' if case.lang == 'en' else 'Fall'} {case.number}"
    return f"{named}: {thing}" if (thing := plain(case.what)) else named


def plain(what: str) -> str:
    """Return what somebody called a thing, so that a letter of ours cannot carry a link or a message of hers.

    Nobody has shown that the mail address of a case is that of who opened it.

    Examples
    --------
    >>> plain("Blaue Jacke"), plain("Konto gesperrt: https://evil.example/x Bitte zahlen")
    ('Blaue Jacke', 'Konto gesperrt: Bitte zahlen')
    """
    words = [word for word in what.split() if word.isprintable() and not _ADDRESS.search(word)]
    return textwrap.shorten(" ".join(words), _LONGEST_THING, placeholder=" …")


def _enqueued(
    connection: Connection, case: Case, key: str, told: tuple[str, str], now: int, pause: int
) -> bool:
    opens = ("case", case.id)
    return write_letter(
        connection, opens, case.alias, key=key, told=told, lang=case.lang, now=now, pause=pause
    )


def letter_key(case: int, step: int) -> str:
    """Return the key of the letter of a step.

    Examples
    --------
    >>> letter_key(12, 7)
    'case:12:7'
    """
    return f"case:{case}:{step}"
