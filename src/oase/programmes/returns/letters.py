"""What a customer is told of her take-back by mail: that it is announced, here, and what she gets for it."""

from __future__ import annotations

from sqlalchemy import Connection

from oase.decisions.saying import money
from oase.programmes.letters import write_letter
from oase.programmes.tables import take_backs

__all__ = ["write_state"]

_TOLD = {
    "de": {
        "requested": (
            "Ihre Rückgabe {number}",
            "Wir haben sie notiert. Auf der Seite Ihrer Rückgabe steht der Zettel, der ins Paket gehört.",
        ),
        "brought": ("Ihre Rückgabe {number}", "Wir haben sie notiert. Am Ort genügt die Nummer {number}."),
        "received": ("Ihre Rückgabe {number} ist da", "Wir haben sie erhalten und sehen sie uns an."),
        "money": ("Ihre Rückgabe {number} ist erledigt", "Sie erhalten {sum}. {pieces}"),
        "voucher": (
            "Ihre Rückgabe {number} ist erledigt",
            "Sie erhalten einen Gutschein: {sum}. {pieces}",
        ),
        "donation": ("Ihre Rückgabe {number} ist erledigt", "Wir geben {sum} als Spende weiter. {pieces}"),
        "none": ("Ihre Rückgabe {number} ist erledigt", "Danke. {pieces}"),
    },
    "en": {
        "requested": (
            "What you give back: {number}",
            "We have noted it. The slip that goes into the parcel is on its page.",
        ),
        "brought": (
            "What you give back: {number}",
            "We have noted it. There, the number is enough.",
        ),
        "received": (
            "What you give back is here: {number}",
            "We have received it and are looking at it.",
        ),
        "money": ("What you gave back is settled: {number}", "You get {sum}. {pieces}"),
        "voucher": ("What you gave back is settled: {number}", "You get a voucher of {sum}. {pieces}"),
        "donation": ("What you gave back is settled: {number}", "We pass {sum} on as a donation. {pieces}"),
        "none": ("What you gave back is settled: {number}", "Thank you. {pieces}"),
    },
}
"""Title and body by what has happened; an end by the kind of credit."""

_PIECES = {
    "de": "Auf der Seite Ihrer Rückgabe steht, was aus jedem Stück geworden ist.",
    "en": "Its page says what became of each piece.",
}


def write_state(connection: Connection, take_back: int, now: int, *, cents: int = 0) -> bool:
    """Tell by mail how a take-back stands, once per state, where it is known who she is.

    Parameters
    ----------
    connection : Connection
        In the transaction of the step.
    take_back : int
    now : int
        Microseconds since 1970, UTC.
    cents : int
        Credit of what was taken, at the end.
    """
    held = connection.execute(take_backs.select().where(take_backs.c.id == take_back)).one()
    lang = "en" if held.lang == "en" else "de"
    told = _TOLD[lang]
    name = held.state
    if name == "complete":
        name = held.credit if cents else "none"
    elif name == "requested" and held.way != "post":
        name = "brought"
    if name not in told:
        return False
    said = {"number": held.number, "sum": money(cents, "EUR", lang), "pieces": _PIECES[lang]}
    title, body = (text.format(**said) for text in told[name])
    foot = f"{'Number' if lang == 'en' else 'Nummer'} {held.number}"
    return write_letter(
        connection,
        ("take_back", take_back),
        held.alias,
        key=f"take_back:{take_back}:{held.state}",
        told=(title, f"{body}\n\n{foot}"),
        lang=lang,
        now=now,
    )
