"""Which field of a survey says what: the survey kit's own codes by themselves, any other as told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from oase.errors import OptionInvalid, nearest

__all__ = ["KIT", "ROLES", "Meaning", "meanings", "parsed"]

ROLES = (
    "disconfirmation", "expectation", "recommend", "compared", "voice", "effort", "satisfaction", "trust",
    "heard", "said", "by_whom", "functional", "dysfunctional", "other",
)  # fmt: skip
"""What an answer may say; those of ``surveys.survey``, which a test holds equal."""


class Meaning(NamedTuple):
    """What a field says, and about which touchpoint; empty for that of the whole submission."""

    role: str
    touchpoint: str = ""


KIT: Mapping[str, Meaning] = {
    "answer": Meaning("disconfirmation"),
    "recommend": Meaning("recommend"),
    "compared": Meaning("compared"),
    "expectation": Meaning("expectation"),
    "expects": Meaning("voice"),
}
"""Codes of the survey kit (``oase survey-kit``)."""


def parsed(told: Sequence[str]) -> dict[str, Meaning]:
    """Return what is said of fields: ``field=role`` or ``field=role:touchpoint``.

    Raises
    ------
    OptionInvalid

    Examples
    --------
    >>> parsed(["Q3=disconfirmation:Hotline"])
    {'Q3': Meaning(role='disconfirmation', touchpoint='Hotline')}
    >>> parsed(["Q3=wow"])
    Traceback (most recent call last):
    ...
    oase.errors.OptionInvalid: There is no such role...
    """
    return dict(_one(text) for text in told)


def meanings(
    fields: Iterable[str], told: Mapping[str, Meaning], touchpoints: Iterable[str] = ()
) -> dict[str, Meaning]:
    """Return what each field says: as told, by the codes of the kit, by its name.

    A field may be called like a role, or like a touchpoint that it asks about, as in the kit's review.

    Parameters
    ----------
    fields : iterable of str
    told : mapping of field to Meaning
    touchpoints : iterable of str

    Raises
    ------
    OptionInvalid
        Something is told of a field that is not there.
    """
    names = list(dict.fromkeys(fields))
    unknown = [name for name in told if name not in names]
    if unknown:
        near = nearest(unknown[0], names)
        raise OptionInvalid(
            "There is no such field in the survey",
            expected=", ".join(names[:20]) or "fields",
            got=unknown[0],
            todo=f"did you mean {near[0]!r}?" if near else None,
        )
    about = {name: Meaning("disconfirmation", name) for name in touchpoints if name in names}
    kit = {name: KIT.get(name, Meaning(name)) for name in names if name in KIT or name in ROLES}
    return {**about, **kit, **told}


def _one(text: str) -> tuple[str, Meaning]:
    field, equals, rest = text.rpartition("=")
    role, _, touchpoint = rest.partition(":")
    if not equals or not field.strip():
        raise OptionInvalid(
            "This does not say what a field means", expected="field=role or field=role:touchpoint", got=text
        )
    if role not in ROLES:
        near = nearest(role, ROLES)
        raise OptionInvalid(
            "There is no such role",
            expected=", ".join(ROLES),
            got=role,
            todo=f"did you mean {near[0]!r}?" if near else None,
        )
    return field.strip(), Meaning(role, touchpoint.strip())
