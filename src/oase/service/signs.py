"""Whether a reply is personal: somebody signs with a name, in own words, and refers to what was asked.

The detection is a rule that can be read, no judgement: it misses some and takes others for personal. What it
gets wrong is measured on replies that a person has checked by hand, blind to what the rule said; the share is
corrected by that (``personal.corrected_share``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

import msgspec

__all__ = ["Signs", "detect", "words_of"]

OWN_WORDS = 6
"""So many words beside the template make it somebody's own."""

_SHINGLE = 3
_STEM = 5
_SIGNED = 120
"""Signs at the end of a reply among which a name is looked for."""

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_PLACE = re.compile(r"\{[^{}]*\}")
_NAME = r"(?P<name>[^\W\d_][\w'’.\-]*(?:[ \t]+[^\W\d_][\w'’.\-]*){0,3})"
_CLOSING = re.compile(
    r"(?:gr(?:ü|u|ue)(?:ß|ss)e?n?|regards|wishes|greetings|sincerely|cheers)\b[\s,.!:–—-]*"
    r"(?:(?:aus|from|in)\s+\w+[\s,.!]*)?(?:(?:von|deine?|ihre?|your)\s+)?" + _NAME,
    re.IGNORECASE,
)
_YOURS = re.compile(r"(?:^|[\n.!?,])\s*(?:deine?|ihre?|yours?)[\s,]+" + _NAME + r"[\s.!]*$", re.IGNORECASE)
_DASHED = re.compile(r"(?:^|\s)[–—/~^-]\s?(?P<name>[^\W\d_][\w'’\-]+)\s*$")
_LAST_LINE = re.compile(r"\n\s*(?P<name>[^\W\d_][\w'’\-]+(?:[ \t]+[^\W\d_][\w'’\-]+)?)\s*$")

_FROM = frozenset(("vom", "von", "from", "aus", "of", "und", "and", "at", "für", "for", "i.a.", "im", "in"))
_NOBODY = frozenset(
    """
    team teams service kundenservice kundendienst kundenbetreuung customer care support redaktion
    noreply no-reply shop online store laden mitarbeiter mitarbeiterin das die der dein deine ihr ihre
    your the our unser unsere unserem dank danke thanks regards grüße gruß shop-team
    """.casefold().split()
)
_STOP = frozenset(
    """
    aber alle alles also auch auf aus bei beim bin bis bitte bitten brauche brauchen can could damit
    dann dass dein deine deinen dem den denn der des dich die dies diese diesem diesen dieser dieses dir
    doch dort durch ein eine einem einen einer eines euch euer eure from für ganz gerade gern gerne gibt
    habe haben hallo hast hat hatte have hello hier hilfe ich ihm ihn ihnen ihr ihre ihrem ihren immer
    ist jetzt kann kannst kein keine keinen können könnte leider liebe lieber mehr mein meine meinem
    meinen meiner mich mir mit muss nach nicht noch nochmal nun nur oder ohne please schon sehr sein
    seit sich sie sind soll some thank thanks that their them then there they this über und uns unser
    unsere unserem unseren unserer vielen vielleicht vom von vor wann warum was weil welche wenn werden
    what when where which wie wieder will wir wird with wollte would wurde your zum zur zwei frage
    fragen nachricht anfrage message question antwort anliegen danke dank gruß grüße freundlichen
    freundliche herzliche regards kind best dear guten morgen abend about been does just know like need
    really still than want were into over only email mail
    """.casefold().split()
)


class Signs(msgspec.Struct, frozen=True, rename="camel"):
    """What the detection saw in a reply.

    Parameters
    ----------
    named : str
        The name of the person under it; empty for none.
    own_words : int
        How many words are in no template.
    refers : tuple of str
        What of her message is taken up in own words.
    """

    named: str = ""
    own_words: int = 0
    refers: tuple[str, ...] = ()

    @property
    def is_personal(self) -> bool:
        """Whether all three signs are there."""
        return bool(self.named) and self.own_words >= OWN_WORDS and bool(self.refers)


def detect(
    reply: str, message: str, templates: Iterable[str] = (), who: str = "", sender: str = "", brand: str = ""
) -> Signs:
    """Look for the three signs of a personal reply.

    Parameters
    ----------
    reply : str
    message : str
        Subject and text that it answers.
    templates : iterable of str
        All that are known: a template is one wherever it was pasted.
    who : str
        The name of who answered, where it is known; it must stand in the reply.
    sender : str
        The name of the customer: to greet her by it is no reference to what she asked.
    brand : str
        The own brand: it is nobody's name.

    Examples
    --------
    >>> asked = "Passt die Leinenhose Ava auch mit 1,82 m, oder wird sie zu kurz?"
    >>> signs = detect(
    ...     "Die Leinenhose ist in 40 am Bein 82 cm lang, das reicht bei 1,82 m bis zum Knöchel. "
    ...     "Viele Grüße, Jana Roth", asked, who="Jana Roth")
    >>> signs.is_personal, signs.named
    (True, 'Jana Roth')
    >>> detect("Vielen Dank für Ihre Nachricht. Ihr Lindwerk-Team", asked).is_personal
    False
    """
    tokens = words_of(reply)
    own = _own(tokens, templates)
    named = _named(reply, who, words_of(brand))
    less = {*words_of(named), *words_of(sender)}
    said = [token for token in own if token not in less]
    return Signs(named, len(said), _taken_up(said, message, less))


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters.

    Examples
    --------
    >>> words_of("Größe 38, bitte!")
    ['grösse', '38', 'bitte']
    """
    return [found.casefold() for found in _WORD.findall(text)]


def _own(tokens: Sequence[str], templates: Iterable[str]) -> list[str]:
    """Return the words that stand in no template: in no three that follow each other there, too."""
    known: set[tuple[str, ...]] = set()
    for template in templates:
        for part in _PLACE.split(template):
            words = words_of(part)
            size = min(_SHINGLE, len(words)) or 1
            known.update(tuple(words[place : place + size]) for place in range(len(words) - size + 1))
    is_known = [False] * len(tokens)
    for size in range(1, _SHINGLE + 1):
        for place in range(len(tokens) - size + 1):
            if tuple(tokens[place : place + size]) in known:
                is_known[place : place + size] = [True] * size
    return [token for token, of_template in zip(tokens, is_known, strict=True) if not of_template]


def _named(reply: str, who: str, nobody: Collection[str]) -> str:
    """Return the name under a reply: that of who answered, else one that stands after a greeting."""
    end = reply.rstrip()[-_SIGNED:]
    if (known := _is_there(who, end)) is not None:
        return known
    for pattern in (_CLOSING, _YOURS, _DASHED, _LAST_LINE):
        for found in reversed(list(pattern.finditer(end))):
            if name := _person(found["name"], nobody):
                return name
    return ""


def _is_there(who: str, end: str) -> str | None:
    """Return the name of who answered where the reply ends with it, or with the first name; else None."""
    words = [word for word in words_of(who) if word not in _NOBODY]
    if not words or len(words) != len(words_of(who)):  # "Team Köln" is nobody
        return None
    said = set(words_of(end))
    return who.strip() if words[0] in said else None


def _person(name: str, nobody: Collection[str]) -> str:
    """Return a name of a person, empty for a team, a brand, or a word that is none."""
    words = name.split()
    end = next((place for place, word in enumerate(words) if word.casefold() in _FROM), len(words))
    words = words[:end]
    if not words or not all(word[0].isupper() for word in words):
        return ""
    parts = {part for word in words for part in re.split(r"[\W_]+", word.casefold())}
    return "" if parts & (_NOBODY | set(nobody)) else " ".join(words).strip(" .,-")


def _taken_up(own: Collection[str], message: str, less: Collection[str]) -> tuple[str, ...]:
    """Return the words of her message, without common ones, that the reply takes up in own words."""
    stems = {_stem(word) for word in own if _tells(word)}
    found = [word for word in words_of(message) if _tells(word) and word not in less and _stem(word) in stems]
    return tuple(dict.fromkeys(found))[:10]


def _tells(word: str) -> bool:
    return (len(word) > 3 or word.isdecimal()) and word not in _STOP


def _stem(word: str) -> str:
    return word[:_STEM]
