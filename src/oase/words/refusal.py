"""Why something was not accepted, and what to do about it, in words."""

from __future__ import annotations

from oase.model import RefusalReason
from oase.words.catalogue import language

__all__ = ["refusal", "refusal_todo"]

_GERMAN: dict[RefusalReason, tuple[str, str]] = {
    RefusalReason.PERSON_EMPTY: (
        "Niemand ist genannt",
        "Im Aufruf userId oder anonymousId mitgeben; in einer Datei die Spalte der Person füllen.",
    ),
    RefusalReason.TIME_EMPTY: (
        "Der Zeitpunkt fehlt",
        "In der Datei die Spalte mit dem Zeitpunkt füllen oder eine andere zuordnen.",
    ),
    RefusalReason.TIME_UNREADABLE: (
        "Der Zeitpunkt ist keiner",
        "Zeitpunkte nach ISO 8601 schicken, etwa 2026-11-21T10:00:00Z.",
    ),
    RefusalReason.TIME_OUT_OF_RANGE: (
        "Der Zeitpunkt kann nicht stimmen",
        "Die Uhr des Absenders prüfen, und ob Sekunden und Millisekunden verwechselt sind.",
    ),
    RefusalReason.TOUCHPOINT_EMPTY: (
        "Der Touchpoint fehlt",
        "In der Datei die Spalte mit dem Touchpoint füllen oder eine andere zuordnen.",
    ),
    RefusalReason.NUMBER_UNREADABLE: (
        "Eine Zahl ist keine",
        "Werte als Zahl schicken, ohne Währung und Buchstaben; Gewichte nicht unter 0.",
    ),
    RefusalReason.ANSWER_UNREADABLE: (
        "Die Antwort ist nicht zu lesen",
        "Antworten als ganze Zahl schicken oder mit den Wörtern der Skala.",
    ),
    RefusalReason.ANSWER_OUTSIDE_SCALE: (
        "Die Antwort liegt außerhalb der Skala",
        "Die Skala des Imports prüfen; Weiterempfehlungen reichen von 0 bis 10.",
    ),
    RefusalReason.ROW_TOO_SHORT: (
        "Die Zeile hat zu wenige Felder",
        "Die Datei neu ausgeben; oft ist sie abgeschnitten.",
    ),
    RefusalReason.ROW_TOO_LONG: (
        "Die Zeile hat zu viele Felder",
        "Texte mit Trennzeichen in Anführungszeichen ausgeben.",
    ),
    RefusalReason.ROW_UNREADABLE: (
        "Die Zeile ist nicht zu lesen",
        "Die Datei als UTF-8 oder gültiges JSON neu ausgeben.",
    ),
    RefusalReason.MESSAGE_UNREADABLE: (
        "Die Nachricht ist nicht zu lesen",
        "Den Aufruf im Client prüfen: Ein Feld hat nicht die Form, die es haben muss.",
    ),
    RefusalReason.MESSAGE_TOO_LARGE: (
        "Die Nachricht ist zu groß",
        "Weniger mitschicken: höchstens 32 KB je Nachricht, keine Bilder oder ganzen Seiten.",
    ),
    RefusalReason.TYPE_UNKNOWN: (
        "Die Art des Aufrufs ist unbekannt",
        "Einen der Aufrufe identify, track, page, screen, group oder alias verwenden.",
    ),
    RefusalReason.EVENT_EMPTY: (
        "Das Ereignis hat keinen Namen",
        "Jedem track-Aufruf einen Namen geben, etwa „Order Completed“.",
    ),
    RefusalReason.CONSENT_DENIED: (
        "Der Analyse wurde nicht zugestimmt",
        "Nichts: So ist es richtig. Häufen sich diese, den Schlüssel und das Einwilligungsbanner prüfen.",
    ),
    RefusalReason.CONSENT_WITHDRAWN: (
        "Die Person hat widersprochen",
        "Nichts: So ist es richtig. Erst wenn sie wieder zustimmt, wird sie wieder gezählt.",
    ),
    RefusalReason.PERSON_ERASED: (
        "Die Person wurde gelöscht",
        "Nichts: Es geschah vor der Löschung und bleibt draußen. Neues beginnt von vorn.",
    ),
    RefusalReason.TOO_MANY_IDS: (
        "Eine Person hätte zu viele Kennungen",
        "Die alias-Aufrufe prüfen: Oft teilen sich viele Menschen eine Kennung, etwa „guest“.",
    ),
}

_ENGLISH: dict[RefusalReason, tuple[str, str]] = {
    RefusalReason.PERSON_EMPTY: (
        "Nobody is named",
        "Send userId or anonymousId with the call; in a file, fill the column of the person.",
    ),
    RefusalReason.TIME_EMPTY: (
        "The time is missing",
        "Fill the column of the time in the file, or choose another.",
    ),
    RefusalReason.TIME_UNREADABLE: (
        "The time is no time",
        "Send times as ISO 8601, such as 2026-11-21T10:00:00Z.",
    ),
    RefusalReason.TIME_OUT_OF_RANGE: (
        "The time cannot be right",
        "Check the sender's clock, and whether seconds and milliseconds are mixed up.",
    ),
    RefusalReason.TOUCHPOINT_EMPTY: (
        "The touchpoint is missing",
        "Fill the column of the touchpoint in the file, or choose another.",
    ),
    RefusalReason.NUMBER_UNREADABLE: (
        "A number is none",
        "Send values as numbers, without currency or letters; weights not below 0.",
    ),
    RefusalReason.ANSWER_UNREADABLE: (
        "The answer cannot be read",
        "Send answers as whole numbers, or in the words of the scale.",
    ),
    RefusalReason.ANSWER_OUTSIDE_SCALE: (
        "The answer is outside the scale",
        "Check the scale of the import; recommendations go from 0 to 10.",
    ),
    RefusalReason.ROW_TOO_SHORT: (
        "The row has too few fields",
        "Export the file again; often it is cut off.",
    ),
    RefusalReason.ROW_TOO_LONG: (
        "The row has too many fields",
        "Export texts that hold the delimiter in quotes.",
    ),
    RefusalReason.ROW_UNREADABLE: (
        "The row cannot be read",
        "Export the file again as UTF-8 or valid JSON.",
    ),
    RefusalReason.MESSAGE_UNREADABLE: (
        "The message cannot be read",
        "Check the call in the client: a field does not have the form it must have.",
    ),
    RefusalReason.MESSAGE_TOO_LARGE: (
        "The message is too large",
        "Send less: at most 32 KB a message, no images or whole pages.",
    ),
    RefusalReason.TYPE_UNKNOWN: (
        "The kind of call is not known",
        "Use one of the calls identify, track, page, screen, group or alias.",
    ),
    RefusalReason.EVENT_EMPTY: (
        "The event has no name",
        "Give every track call a name, such as “Order Completed”.",
    ),
    RefusalReason.CONSENT_DENIED: (
        "Analysis was not consented to",
        "Nothing: this is right. If they pile up, check the key and the consent banner.",
    ),
    RefusalReason.CONSENT_WITHDRAWN: (
        "The person has objected",
        "Nothing: this is right. She counts again only when she consents again.",
    ),
    RefusalReason.PERSON_ERASED: (
        "The person was erased",
        "Nothing: it happened before the erasure and stays out. What is new begins anew.",
    ),
    RefusalReason.TOO_MANY_IDS: (
        "A person would have too many ids",
        "Check the alias calls: often many people share one id, such as “guest”.",
    ),
}

_TOLD = {"de": _GERMAN, "en": _ENGLISH}


def refusal(reason: RefusalReason | str, lang: str) -> str:
    """Return why something was not accepted.

    Examples
    --------
    >>> refusal("event_empty", "de"), refusal("event_empty", "en")
    ('Das Ereignis hat keinen Namen', 'The event has no name')
    """
    return _TOLD[language(lang)][RefusalReason(reason)][0]


def refusal_todo(reason: RefusalReason | str, lang: str) -> str:
    """Return what to do about a reason.

    Examples
    --------
    >>> refusal_todo("message_too_large", "en")
    'Send less: at most 32 KB a message, no images or whole pages.'
    """
    return _TOLD[language(lang)][RefusalReason(reason)][1]
