"""How the places of a text are filled: with values, and with words that agree with a number."""

from __future__ import annotations

from string import Formatter

__all__ = ["filled"]

_ONE = "1"


class _Agreeing(Formatter):
    """Fills ``{n:Kontakt|Kontakte}`` with the first word for one, with the second for all other numbers."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, is_choice, many = format_spec.partition("|")
        if is_choice:
            return one if str(value) == _ONE else many
        return format(value, format_spec)


_AGREEING = _Agreeing()


def filled(template: str, **values: object) -> str:
    """Return a text with its places filled.

    Examples
    --------
    >>> filled("{n} {n:Kontakt|Kontakte} von {who}", n="1.300", who="A|B")
    '1.300 Kontakte von A|B'
    >>> filled("{n} {n:contact|contacts}", n=1)
    '1 contact'
    """
    return _AGREEING.vformat(template, (), values) if values else template
