"""The European repair form: what a quote says, field by field.

Directive (EU) 2024/1799, Article 4 and Annex I. For clothes it is voluntary; who hands
it out keeps its rules.
"""

from __future__ import annotations

from hashlib import sha256

import msgspec

from oase.errors import OptionInvalid

__all__ = ["LONGEST", "Ancillary", "Form", "Repairer", "canonical", "check_form", "digest_of", "read_form"]

LONGEST = 2_000
MOST_CENTS = 100_000_000
MOST_DAYS = 730
_MOST_SERVICES = 10


class Repairer(msgspec.Struct, frozen=True, kw_only=True):
    """Who repairs, with all by which they can be reached (Annex I, part 1).

    Parameters
    ----------
    name : str
    trade_name : str
        Where it differs.
    address : str
        Where they are; lines are kept.
    telephone, email : str
    online : str
        Another way to write to them.
    """

    name: str
    address: str
    telephone: str
    email: str
    trade_name: str = ""
    online: str = ""


class Ancillary(msgspec.Struct, frozen=True, kw_only=True):
    """A further service, such as fetching and bringing, and what it costs."""

    name: str
    cents: int


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What a quote says (Annex I, part 2).

    Parameters
    ----------
    repairer : Repairer
    goods : str
        The thing, so that it cannot be mistaken: name, serial number.
    defect : str
    repair : str
        Kind of repair that is suggested.
    price_cents : int or None
        Price in all, with tax; None where it cannot be reckoned beforehand.
    reckoned : str
        How the price is reckoned then.
    most_cents : int or None
        And what it is at most then.
    days : int
        How long the repair takes.
    days_from : str
        From which event these days run, such as "from the arrival of the thing".
    replacement : str
        Whether something is lent meanwhile, and what that costs; empty for nothing.
    place : str
        Where the thing is handed over.
    services : tuple of Ancillary
    further : str
    currency : str
        ISO 4217.
    lang : {"de", "en"}
        In which it is written.
    """

    repairer: Repairer
    goods: str
    defect: str
    repair: str
    days: int
    place: str
    price_cents: int | None = None
    reckoned: str = ""
    most_cents: int | None = None
    days_from: str = ""
    replacement: str = ""
    services: tuple[Ancillary, ...] = ()
    further: str = ""
    currency: str = "EUR"
    lang: str = "de"

    @property
    def highest_cents(self) -> int:
        """What the repair costs at most, without further services."""
        return (self.price_cents if self.price_cents is not None else self.most_cents) or 0


_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(Form).decode


def canonical(form: Form) -> str:
    """Return the one way in which a form is written down: JSON, names sorted.

    Examples
    --------
    >>> canonical(Repairer(name="W", address="A", telephone="1", email="w@e.example"))
    '{"address":"A","email":"w@e.example","name":"W","online":"","telephone":"1","trade_name":""}'
    """
    return _encode(form).decode()


def read_form(body: str) -> Form:
    """Return the form that was written down."""
    return _decode(body)


def digest_of(body: str) -> str:
    """Return the SHA-256 of a form as it was written down, in 64 hex digits."""
    return sha256(body.encode()).hexdigest()


def check_form(form: Form) -> None:
    """Raise ``OptionInvalid`` unless the form says all that it must; ``where`` names the field."""
    for name in ("goods", "defect", "repair", "place"):
        _said(name, getattr(form, name))
    for name in ("name", "address", "telephone", "email"):
        _said(f"repairer.{name}", getattr(form.repairer, name))
    for name in ("reckoned", "replacement", "further", "days_from"):
        _fits(name, getattr(form, name))
    if not 0 < form.days <= MOST_DAYS:
        raise _refused("The form must say how many days the repair takes", "1 to 730", form.days, "days")
    _check_price(form)
    if len(form.services) > _MOST_SERVICES:
        raise _refused("Too many further services", f"up to {_MOST_SERVICES}", len(form.services), "services")
    for one in form.services:
        _said("services", one.name)
        _cents("services", one.cents)


def _check_price(form: Form) -> None:
    if form.price_cents is not None:
        _cents("price_cents", form.price_cents)
        if form.most_cents is not None:
            raise _refused("A fixed price has no other maximum", "one of both", form.most_cents, "most_cents")
    elif form.most_cents is None or not form.reckoned.strip():
        raise _refused(
            "Without a price the form must say how it is reckoned and what it is at most",
            "price_cents, or reckoned with most_cents",
            "neither",
            "price_cents",
        )
    else:
        _cents("most_cents", form.most_cents)


def _said(name: str, text: str) -> None:
    if not text.strip():
        raise _refused("The form leaves out what it must say", "some text", "nothing", name)
    _fits(name, text)


def _fits(name: str, text: str) -> None:
    if len(text) > LONGEST:
        raise _refused("A text of the form is too long", f"up to {LONGEST:,} characters", len(text), name)


def _cents(name: str, cents: int) -> None:
    if not 0 <= cents <= MOST_CENTS:
        raise _refused("That is no price", f"0 to {MOST_CENTS:,} cents", cents, name)


def _refused(what: str, expected: str, got: object, where: str) -> OptionInvalid:
    return OptionInvalid(what, expected=expected, got=str(got), where=where)
