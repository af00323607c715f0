"""Card, account and telephone numbers in a text, told from dates, prices and numbers of things."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["MAY_BE_CERTAIN", "MAY_BE_NUMBER", "Span", "cards", "ibans", "is_card", "phones"]

Span = tuple[int, int]

# what Python takes for white space; other engines know only the first six
_SPACE = "\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_GAP = rf"(?:[{_SPACE}./+_\-]|%20){{0,2}}"

# what follows country and check digits: digits (d) or digits and letters (x)
_ACCOUNTS = {
    "AD": "20x", "AE": "19d", "AL": "24x", "AT": "16d", "AZ": "24x", "BA": "16d", "BE": "12d", "BG": "18x",
    "BH": "18x", "BR": "25x", "BY": "24x", "CH": "17x", "CR": "18d", "CY": "24x", "CZ": "20d", "DE": "18d",
    "DK": "14d", "DO": "24x", "EE": "16d", "EG": "25d", "ES": "20d", "FI": "14d", "FO": "14d", "FR": "23x",
    "GB": "18x", "GE": "18x", "GI": "19x", "GL": "14d", "GR": "23x", "GT": "24x", "HR": "17d", "HU": "24d",
    "IE": "18x", "IL": "19d", "IQ": "19x", "IS": "22d", "IT": "23x", "JO": "26x", "KW": "26x", "KZ": "16x",
    "LB": "24x", "LC": "28x", "LI": "17x", "LT": "16d", "LU": "16x", "LV": "17x", "LY": "21d", "MC": "23x",
    "MD": "20x", "ME": "18d", "MK": "15x", "MR": "23d", "MT": "27x", "MU": "26x", "NL": "14x", "NO": "11d",
    "PK": "20x", "PL": "24d", "PS": "25x", "PT": "21d", "QA": "25x", "RO": "20x", "RS": "18d", "SA": "20x",
    "SC": "27x", "SE": "20d", "SI": "15d", "SK": "20d", "SM": "23x", "ST": "21d", "SV": "24x", "TL": "19d",
    "TN": "20d", "TR": "22x", "UA": "25x", "VA": "18d", "VG": "20x", "XK": "16d",
}  # fmt: skip
"""Lengths of the IBAN registry (SWIFT)."""

_ACCOUNT_START = re.compile(rf"(?=([A-Za-z]{{2}}){_GAP}[0-9]{_GAP}[0-9])")


def _account(form: str) -> re.Pattern[str]:
    sign = "[0-9]" if form.endswith("d") else "[A-Za-z0-9]"
    return re.compile(rf"[A-Za-z]{{2}}(?:{_GAP}[0-9]){{2}}(?:{_GAP}{sign}){{{form[:-1]}}}")


_ACCOUNT = {country: _account(form) for country, form in _ACCOUNTS.items()}
_may_be_account = re.compile(rf"[A-Za-z]{{2}}{_GAP}[0-9]{_GAP}[0-9](?:{_GAP}[A-Za-z0-9]){{11}}").search
_SEPARATORS = re.compile(r"%20|[^A-Za-z0-9]")


def ibans(text: str) -> Iterator[Span]:
    """Yield where account numbers stand: known country, its length, check digits (ISO 13616)."""
    if not _may_be_account(text):
        return
    end = 0
    for start in _ACCOUNT_START.finditer(text):
        pattern = _ACCOUNT.get(start[1].upper())
        if pattern is None or start.start() < end:
            continue
        found = pattern.match(text, start.start())
        if found and _is_iban(_SEPARATORS.sub("", found[0])):
            end = found.end()
            yield found.span()


def _is_iban(code: str) -> bool:
    turned = (code[4:] + code[:4]).upper()
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


_DIGIT_GROUPS = re.compile(rf"[0-9](?:{_GAP}[0-9]){{12,}}")
_has_card_digits = re.compile("[0-9](?:[^0-9]*+[0-9]){12}").search
_RUN = re.compile(r"(?<!%)[0-9]+|(?<=%20)[0-9]+")
_SHORTEST_CARD, _LONGEST_CARD = 13, 19
_DOUBLED = {digit: sum(divmod(2 * int(digit), 10)) for digit in "0123456789"}
_ISSUERS = re.compile(
    r"""
      4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})                               # Visa
    | (?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}  # Mastercard
    | 3[47][0-9]{13}                                                   # American Express
    | 3(?:0[0-5]|[689][0-9])[0-9]{11,16}                               # Diners
    | 35(?:2[89]|[3-8][0-9])[0-9]{12,15}                               # JCB
    | (?:6011|64[4-9][0-9]|65[0-9]{2}|62[0-9]{2}|81[0-9]{2})[0-9]{12,15}  # Discover, UnionPay
    | (?:5018|5020|5038|5893|6304|6759|676[1-3])[0-9]{9,15}            # Maestro
    """,
    re.VERBOSE,
)


def cards(text: str) -> Iterator[Span]:
    """Yield where payment cards stand: an issuer's number with the right check digit (ISO/IEC 7812)."""
    if not _has_card_digits(text):
        return
    for group in _DIGIT_GROUPS.finditer(text):
        runs = [run.span() for run in _RUN.finditer(text, *group.span())]
        after = -1
        for first, (start, _) in enumerate(runs):
            if start < after:
                continue
            digits = ""
            for low, high in runs[first : first + _LONGEST_CARD]:
                digits += text[low:high]
                if len(digits) > _LONGEST_CARD:
                    break
                if (
                    len(digits) >= _SHORTEST_CARD
                    and is_card(digits)
                    and not _is_other(text, digits, start, high)
                ):
                    after = high
                    yield start, high
                    break


def is_card(digits: str) -> bool:
    """Return whether digits are the number of a payment card.

    Examples
    --------
    >>> is_card("4111111111111111"), is_card("4111111111111112"), is_card("1763740800000")
    (True, False, False)
    """
    if _ISSUERS.fullmatch(digits) is None:
        return False
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(map(_DOUBLED.__getitem__, even))) % 10 == 0


def _is_other(text: str, digits: str, start: int, end: int) -> bool:
    """Return whether digits are a telephone number after a plus, or an article number (GTIN-13).

    Visa no longer issues cards of thirteen digits, so an article number in one run is taken for that.
    """
    if text[start - 1 : start] == "+" and len(digits) <= 15:
        return True
    if len(digits) != 13 or end - start != 13:
        return False
    return (sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))) % 10 == 0


_NO_PHONE = re.compile(
    r"""
      [0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}                # UUID
    | (?<![0-9])(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?![0-9])                                  # 2025-11-09
      (?:[T\s][0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?(?:[+-][01][0-9]:?[0-9]{2})?)?
    | (?<![0-9.])[0-3]?[0-9]\.\s?[01]?[0-9]\.\s?(?:19|20)?[0-9]{2}(?!\.?[0-9])                     # 9.11.2025
    | (?<![0-9/])[0-3]?[0-9]/[0-3]?[0-9]/(?:19|20)?[0-9]{2}(?![0-9])                             # 11/09/2025
    | (?<![0-9-])[0-3][0-9]-[01][0-9]-(?:19|20)[0-9]{2}(?![0-9])                                 # 09-11-2025
    | (?<![0-9])[01]?[0-9][/.](?:19|20)[0-9]{2}(?![0-9])                                         # 11/2025
    | (?<![0-9:])[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?(?![0-9])              # 10:30
    | (?<![0-9])[0-9]{1,3}(?:\.[0-9]{3})*,[0-9]{2}(?![0-9])                                      # 1.299,00
    | (?<![0-9])0[.,][0-9]+                                                                      # 0.25
    """,
    re.VERBOSE,
)
_DIALS = rf"(?:[{_SPACE}./()\-–]|%20){{0,3}}"
_FREE = r"(?<![0-9A-Za-z#])(?<![0-9][.,:/\-])"
_ABROAD = re.compile(
    rf"(?<![0-9])(?:\+|%2B)(?:{_DIALS}[0-9]){{7,15}}(?![0-9])"
    rf"|(?<![0-9A-Za-z])00[1-9](?:{_DIALS}[0-9]){{8,13}}(?![0-9])",
    re.IGNORECASE,
)
_AT_HOME = re.compile(
    rf"{_FREE}\(?0[1-9](?:{_DIALS}[0-9]){{5,}}"
    rf"|{_FREE}(?:\([2-9][0-9]{{2}}\)\s?|[2-9][0-9]{{2}}[ .\-])[0-9]{{3}}[ .\-][0-9]{{4}}(?![.\-]?[0-9])"
)
_SAID = re.compile(
    r"(?<![^\W\d_])(?:tele(?:f|ph)on|tel|phone|mobil|mobile|handy|fax|whatsapp|rückruf|call(?:\sme)?|anrufen|anruf)"
    r"(?:[\s.\-]{0,2}(?:nummer|number|nr|no))?(?:[\s:.=()\-]{0,3}(?:unter|ist|lautet|is|at|bitte|an)(?![^\W\d_])){0,2}"
    rf"[\s:.=()\-]{{0,4}}([0-9](?:{_DIALS}[0-9]){{4,14}})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_THING = re.compile(
    r"(?:artikel|bestell|auftrag|order|sku|gtin|ean|isbn|asin|rechnung|invoice|kunde|customer|tracking|sendung|paket"
    r"|ticket|vorgang|refer|serien|serial|modell|model|version|vertrag|contract|\bart|\bref|\bcase|\bpart|\bitem|\bid)"
    r"[^\W\d_]*[\s.:#=\-]*(?:(?:nr|no|number|nummer|id|code)[\s.:#=\-]*)?\(?$",
    re.IGNORECASE,
)
_LOOK_BACK = 40
_has_ten_digits = re.compile("[0-9](?:[^0-9]*+[0-9]){9}").search
_CUES = ("tel", "phone", "mobil", "handy", "fax", "whatsapp", "ruf", "call")

MAY_BE_CERTAIN = (
    rf"[A-Za-z]{{2}}{_GAP}[0-9]{_GAP}[0-9](?:{_GAP}[A-Za-z0-9]){{11}}"
    rf"|(?:\+|%2[Bb])(?:{_DIALS}[0-9]){{7}}"
    rf"|(?i:tel|phone|mobil|handy|fax|whatsapp|rückruf|call|anruf)[^0-9]*(?:{_DIALS}[0-9]){{5}}"
)
"""Met by every text in which something is found that is masked even in numbers of things (RE2 and Python)."""
MAY_BE_NUMBER = (
    rf"[0-9](?:{_GAP}[0-9]){{12}}|00[1-9](?:{_DIALS}[0-9]){{8}}|0[1-9](?:{_DIALS}[0-9]){{5}}|{MAY_BE_CERTAIN}"
    rf"|[2-9][0-9]{{2}}\)?[ .\-{_SPACE}]?[0-9]{{3}}[ .\-][0-9]{{4}}|[0-9]\.[0-9]{{1,3}}\.[0-9]{{1,3}}\.[0-9]"
)
"""Met by every text in which a card, an account, a telephone number or the address of a machine is found."""


def phones(text: str, *, is_number: bool = False) -> Iterator[Span]:
    """Yield where telephone numbers stand: international, national, and shorter ones after a word like Tel.

    Parameters
    ----------
    text : str
    is_number : bool
        The text is a number of a thing: only what begins with ``+`` or is introduced as a telephone counts.
    """
    if not _may_be_dialled(text):
        return
    plain = _NO_PHONE.sub(lambda found: "\0" * len(found[0]), text)
    for found in _ABROAD.finditer(plain):
        if found[0][0] in "+%" or not (is_number or _is_thing(plain, found.start())):
            yield found.span()
    for found in _SAID.finditer(plain):
        yield found.span(1)
    if is_number:
        return
    for found in _AT_HOME.finditer(plain):
        is_whole = not plain[found.end() : found.end() + 1].isalpha()
        if is_whole and _is_dialled(found[0]) and not _is_thing(plain, found.start()):
            yield found.span()


def _may_be_dialled(text: str) -> bool:
    """Return whether one of the forms could be found, mostly without looking for it."""
    if ("+" in text or "00" in text or "%2" in text) and _ABROAD.search(text):
        return True
    if ("0" in text or _has_ten_digits(text)) and _AT_HOME.search(text):
        return True
    lowered = text.casefold()
    return any(cue in lowered for cue in _CUES) and _SAID.search(text) is not None


def _is_thing(text: str, start: int) -> bool:
    return _THING.search(text, max(0, start - _LOOK_BACK), start) is not None


def _is_dialled(found: str) -> bool:
    """Return whether a number is written as telephones are: in groups, or in one run long enough."""
    runs = re.findall("[0-9]+", found.replace("%20", " "))
    digits = sum(map(len, runs))
    return (digits >= 8 if len(runs) > 1 else 9 <= digits <= 13) and max(map(len, runs)) <= 13
