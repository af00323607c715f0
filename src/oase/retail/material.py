"""What textiles are made of: fibres by code, read from labels, said in German and English."""

from __future__ import annotations

import re

from oase.errors import InputError

__all__ = ["FIBRES", "Material", "fibre_name", "read_material"]

Material = tuple[tuple[str, float], ...]
"""Fibre code and per cent, largest first."""

FIBRES: dict[str, tuple[str, str]] = {
    "acetate": ("Acetat", "acetate"),
    "acrylic": ("Polyacryl", "acrylic"),
    "alpaca": ("Alpaka", "alpaca"),
    "cashmere": ("Kaschmir", "cashmere"),
    "cotton": ("Baumwolle", "cotton"),
    "cupro": ("Cupro", "cupro"),
    "down": ("Daunen", "down"),
    "elastane": ("Elasthan", "elastane"),
    "feathers": ("Federn", "feathers"),
    "hemp": ("Hanf", "hemp"),
    "jute": ("Jute", "jute"),
    "leather": ("Leder", "leather"),
    "linen": ("Leinen", "linen"),
    "lyocell": ("Lyocell", "lyocell"),
    "merino": ("Merinowolle", "merino wool"),
    "metal": ("Metallfaser", "metal fibre"),
    "modal": ("Modal", "modal"),
    "mohair": ("Mohair", "mohair"),
    "polyamide": ("Polyamid", "polyamide"),
    "polyester": ("Polyester", "polyester"),
    "polyurethane": ("Polyurethan", "polyurethane"),
    "ramie": ("Ramie", "ramie"),
    "rubber": ("Gummi", "rubber"),
    "silk": ("Seide", "silk"),
    "suede": ("Veloursleder", "suede"),
    "viscose": ("Viskose", "viscose"),
    "wool": ("Wolle", "wool"),
}
"""German and English name by code, after the fibre names of Regulation (EU) 1007/2011."""

_OTHER_NAMES = {
    "bio-baumwolle": "cotton", "biobaumwolle": "cotton", "organic cotton": "cotton", "flachs": "linen",
    "flax": "linen", "leinen (flachs)": "linen", "nylon": "polyamide", "spandex": "elastane",
    "lycra": "elastane", "rayon": "viscose", "tencel": "lyocell", "schurwolle": "wool",
    "virgin wool": "wool", "cashmere wool": "cashmere", "merino": "merino", "acryl": "acrylic",
    "polyacrylic": "acrylic", "daune": "down", "kautschuk": "rubber", "wildleder": "suede",
    "rindsleder": "leather", "rindleder": "leather",
}  # fmt: skip
_NAMES = {
    **{name.casefold(): code for code, names in FIBRES.items() for name in (code, *names)},
    **_OTHER_NAMES,
}
_PART = re.compile(r"^\s*(?:[\w /]+:\s*)")
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%")
_WHOLE = 100.0
_TOLERANCE = 0.5
_LONGEST = 60
_RECYCLED = re.compile(r"\b(?:recycelte[srmn]?|recycled|zertifizierte[srmn]?|certified|organic)\s+")


def read_material(text: str) -> Material:
    """Return what a label says of the material; of several parts the first, which is the outer one.

    Parameters
    ----------
    text : str
        Such as ``80 % Baumwolle, 20 % Polyester``. A fibre that is not known keeps its name.

    Raises
    ------
    InputError
        The shares do not make up a hundred per cent.

    Examples
    --------
    >>> read_material("20% Polyester, 80 % Baumwolle"), read_material("Leinen")
    ((('cotton', 80.0), ('polyester', 20.0)), (('linen', 100.0),))
    >>> read_material("60 % Wolle, 60 % Seide")
    Traceback (most recent call last):
    ...
    oase.errors.InputError: The shares of the material do not make up 100 %.
      expected:   100 %
      got:        120 %: '60 % Wolle, 60 % Seide'
    """
    outer = next((part for part in re.split(r"[;|\n]", text) if part.strip()), "")
    shares = [_share(piece) for piece in _pieces(_PART.sub("", outer))]
    if not shares:
        return ()
    unsaid = [index for index, (_, share) in enumerate(shares) if share is None]
    said = sum(share for _, share in shares if share is not None)
    if len(unsaid) == 1:  # what is left over
        shares[unsaid[0]] = (shares[unsaid[0]][0], _WHOLE - said)
    elif unsaid:
        raise InputError(
            "The material names several fibres without their shares",
            expected="such as 80 % Wolle, 20 % Kaschmir",
            got=repr(text[:_LONGEST]),
        )
    total = sum(share or 0.0 for _, share in shares)
    if abs(total - _WHOLE) > _TOLERANCE or any((share or 0.0) <= 0 for _, share in shares):
        raise InputError(
            "The shares of the material do not make up 100 %",
            expected="100 %",
            got=f"{total:g} %: {text[:_LONGEST]!r}",
        )
    return tuple(sorted(((fibre, share or 0.0) for fibre, share in shares), key=lambda one: -one[1]))


def fibre_name(code: str, lang: str) -> str:
    """Return the name of a fibre; one that is not known is its own name.

    Examples
    --------
    >>> fibre_name("linen", "de"), fibre_name("Piñatex", "en")
    ('Leinen', 'Piñatex')
    """
    names = FIBRES.get(code)
    return code if names is None else names[0 if lang == "de" else 1]


def _pieces(text: str) -> list[str]:
    """Split at commas, slashes and plus signs, but not inside a number such as 2,5 %."""
    return [piece for piece in re.split(r",(?!\d+\s*%)|[/+]|\bund\b|\band\b|(?<=\w)\s+(?=\d{1,3}\s*%)", text)
            if piece.strip()]  # fmt: skip


def _share(piece: str) -> tuple[str, float | None]:
    found = _SHARE.search(piece)
    name = " ".join(_SHARE.sub("", piece).split()).strip(" .:()")
    bare = _RECYCLED.sub("", name.casefold())
    fibre = _NAMES.get(bare, name[:_LONGEST])
    return fibre, float(found[1].replace(",", ".")) if found else None
