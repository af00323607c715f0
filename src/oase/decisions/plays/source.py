"""``Source``: the values of a play's text, each asked for with what is allowed and told with its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from oase.decisions.plays.conditions import SUBJECTS
from oase.decisions.plays.invalid import PlayInvalid
from oase.decisions.plays.lines import Path, line_of
from oase.decisions.plays.sensitive import trait_in
from oase.errors import nearest
from oase.retail.articles import Text

__all__ = ["LANGUAGES", "Source"]

LANGUAGES = ("de", "en")
_LONGEST = 500
_TYPES: Mapping[str, tuple[type, ...]] = {"text": (str,), "number": (int, float), "truth": (bool,)}


class Source:
    """What a text says, and where.

    Parameters
    ----------
    data : dict
        As ``tomllib`` reads it.
    lines : dict of path to int
    """

    def __init__(self, data: Mapping[str, Any], lines: dict[Path, int]) -> None:
        self._data = data
        self._lines = lines

    def line(self, path: Path) -> int | None:
        """Return the line of a value, or of the nearest thing around it."""
        return line_of(self._lines, path)

    def has(self, path: Path) -> bool:
        """Whether something is said there."""
        return self._find(path) is not None

    def known(self, path: Path, names: Sequence[str]) -> None:
        """Refuse keys that nobody knows, with the nearest ones that exist."""
        table = self._data if not path else self._typed(path, dict, "a table")
        for name in table:
            if name not in names:
                raise self.unlike((*path, name), name, names, "unknown_key")

    def unlike(self, path: Path, got: str, names: Iterable[str], reason: str) -> PlayInvalid:
        """Return the error for a name that is none of those known."""
        known = list(names)
        near = nearest(got, known, 2)
        todo = f"did you mean {' or '.join(map(repr, near))}?" if near else None
        expected = ", ".join(known)
        return PlayInvalid(reason, self.line(path), key=path[-1], got=got, expected=expected, todo=todo)

    def text(self, path: Path) -> str:
        """Return a text that is not empty."""
        said = self._typed(path, str, "a text")
        if not said.strip() or len(said) > _LONGEST:
            raise PlayInvalid(
                "empty_text" if not said.strip() else "too_long", self.line(path), most=_LONGEST
            )
        return said

    def texts(self, path: Path) -> Text:
        """Return a text in every language."""
        table = self._typed(path, dict, "a text in each language: { de = …, en = … }")
        self.known(path, LANGUAGES)
        for lang in LANGUAGES:
            if lang not in table:
                raise PlayInvalid("language", self.line(path), lang=lang)
        return {lang: self.text((*path, lang)) for lang in LANGUAGES}

    def one_of(self, path: Path, names: Sequence[str], default: str | None = None) -> str:
        """Return a name that is one of those known."""
        if default is not None and not self.has(path):
            return default
        said = self.text(path)
        if said not in names:
            key = next(part for part in reversed(path) if isinstance(part, str))
            near = nearest(said, names, 2)
            raise PlayInvalid(
                "not_one_of",
                self.line(path),
                key=key,
                got=said,
                expected=", ".join(names),
                todo=f"did you mean {' or '.join(map(repr, near))}?" if near else None,
            )
        return said

    def number(self, path: Path, least: float, most: float, default: float | None = None) -> float:
        """Return a number within bounds."""
        if default is not None and not self.has(path):
            return default
        said = self._typed(path, (int, float), "a number")
        if not least <= said <= most:
            raise PlayInvalid("out_of_range", self.line(path), key=path[-1], least=least, most=most, got=said)
        return float(said)

    def whole(self, path: Path, least: int, most: int, default: int | None = None) -> int:
        """Return a whole number within bounds."""
        if default is not None and not self.has(path):
            return default
        said = self._typed(path, int, "a whole number")
        if not least <= said <= most:
            raise PlayInvalid("out_of_range", self.line(path), key=path[-1], least=least, most=most, got=said)
        return said

    def listed(self, path: Path) -> list[Any]:
        """Return a list."""
        return self._typed(path, list, "a list")

    def tables(self, path: Path) -> list[dict[str, Any]]:
        """Return tables that may be there several times; none where nothing is said."""
        if not self.has(path):
            return []
        found = self.listed(path)
        for place, one in enumerate(found):
            if not isinstance(one, dict):
                raise self._wrong((*path, place), "a table", one)
        return found

    def compared(self, path: Path, operator: str, kind: Literal["text", "number", "truth"]) -> Any:
        """Return what a condition compares with, if it fits what is asked."""
        said = self._find(path)
        if operator in ("within_days", "older_than_days"):
            return self.number(path, 0, 3650)
        if operator in ("at_least", "at_most") and kind != "number":
            raise PlayInvalid("operator_type", self.line(path), key=operator, got=kind)
        if operator in ("one_of", "none_of"):
            values = tuple(self.listed(path))
            for place, value in enumerate(values):
                self._fits((*path, place), value, kind)
            return values
        self._fits(path, said, kind)
        return said

    def not_sensitive(self, path: Path, said: str) -> None:
        """Refuse what is nobody's business."""
        if trait := trait_in(said):
            raise PlayInvalid("sensitive", self.line(path), got=said, trait=trait)

    def facts(self) -> list[str]:
        """Return what may be asked for."""
        return [*SUBJECTS, "size:dress:DE", "need:dress", "met:store"]

    def _fits(self, path: Path, value: Any, kind: str) -> None:
        is_truth = isinstance(value, bool)
        if not isinstance(value, _TYPES[kind]) or is_truth != (kind == "truth"):
            raise self._wrong(
                path, {"text": "a text", "number": "a number", "truth": "true or false"}[kind], value
            )

    def _typed(self, path: Path, kind: type | tuple[type, ...], expected: str) -> Any:
        said = self._find(path)
        if said is None:
            raise PlayInvalid("missing", self.line(path) or 1, key=".".join(str(part) for part in path))
        if not isinstance(said, kind) or isinstance(said, bool):
            raise self._wrong(path, expected, said)
        return said

    def _wrong(self, path: Path, expected: str, said: Any) -> PlayInvalid:
        key = next(part for part in reversed(path) if isinstance(part, str))
        return PlayInvalid("wrong_type", self.line(path), key=key, expected=expected, got=repr(said)[:60])

    def _find(self, path: Path) -> Any:
        found: Any = self._data
        for part in path:
            if isinstance(part, str):
                found = found.get(part) if isinstance(found, dict) else None
            else:
                found = found[part] if isinstance(found, list) and part < len(found) else None
        return found
