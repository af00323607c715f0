"""Countries by three letters (ISO 3166-1 alpha-3), as open repair data names them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from babel.core import get_global

__all__ = ["alpha_3", "is_alpha_3"]

_GONE = frozenset({"ANT", "BUR", "CSK", "DDR", "FXX", "NTZ", "ROM", "SCG", "SUN", "TMP", "YMD", "YUG", "ZAR"})
"""Codes of countries that are no more; who repairs today repairs nowhere of them."""


def is_alpha_3(code: str) -> bool:
    """Tell whether three letters are the code of a country.

    Examples
    --------
    >>> is_alpha_3("DNK"), is_alpha_3("XYZ"), is_alpha_3("dnk")
    (True, False, False)
    """
    return code in _known().values() or code == "XKX"  # Kosovo, as the European Union writes it


def alpha_3(code: str) -> str:
    """Return a country of two letters by three; empty where it is unknown.

    Examples
    --------
    >>> alpha_3("DE"), alpha_3("GB"), alpha_3("")
    ('DEU', 'GBR', '')
    """
    return _known().get(code, "")


@cache
def _known() -> dict[str, str]:
    """Unicode's aliases of regions, of which the codes of three letters are ISO's."""
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    return {
        two[0]: three
        for three, two in sorted(aliases.items(), reverse=True)
        if len(three) == 3
        and three.isalpha()
        and len(two) == 1
        and three not in _GONE
        and not _is_private(three)
    }


def _is_private(code: str) -> bool:
    """Tell whether a code is left free by ISO: AAA to AAZ, QMA to QZZ, XAA to XZZ, ZZA to ZZZ."""
    return code[0] == "X" or code[:2] in ("AA", "ZZ") or (code[0] == "Q" and code[1] >= "M")
