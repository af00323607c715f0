"""In which line of a TOML text each key stands: ``tomllib`` tells only what is there."""

from __future__ import annotations

import re

__all__ = ["Path", "line_of", "lines_of"]

Path = tuple[str | int, ...]
"""Keys and places in lists on the way to a value."""

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'", re.DOTALL
)
_PLAIN = re.compile(r"[^,\]}\n#]+")
_ESCAPED = re.compile(r"\\(.)")


def lines_of(text: str) -> dict[Path, int]:
    r"""Return the line of every key and list member of a TOML text that ``tomllib`` has accepted.

    Examples
    --------
    >>> lines_of('a = 1\n[b]\nc = {d = 2}\n[[e]]\nf = [\n  3,\n]')[("e", 0, "f", 0)]
    6
    """
    return _Scan(text).lines


def line_of(lines: dict[Path, int], path: Path) -> int | None:
    """Return the line of a value, or of the nearest thing around it; None for the whole text."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


class _Scan:
    """Walks over a text once; only the places of keys matter, values are skipped."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counted = (0, 1)
        self._lengths: dict[Path, int] = {}
        self.lines: dict[Path, int] = {}
        table: Path = ()
        self._skip(_SPACE)
        while self._at < len(text):
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_SPACE)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:  # pragma: no cover - tomllib has read the text
            self._at = len(self._text)
            return ""
        self._at = found.end()
        return found[0]

    def _line(self) -> int:
        before, line = self._counted
        line += self._text.count("\n", before, self._at)
        self._counted = (self._at, line)
        return line

    def _header(self) -> Path:
        line = self._line()
        is_list = self._text.startswith("[[", self._at)
        self._at += 2 if is_list else 1
        path = self._inside(self._keys())
        self._at += 2 if is_list else 1
        if is_list:
            number = self._lengths.get(path, 0)
            self._lengths[path] = number + 1
            self.lines.setdefault(path, line)
            path = (*path, number)
        self.lines.setdefault(path, line)
        return path

    def _inside(self, keys: Path) -> Path:
        """Return the path of a header: within lists of tables their last one is meant."""
        path: Path = ()
        for place, key in enumerate(keys):
            path = (*path, key)
            if path in self._lengths and place < len(keys) - 1:
                path = (*path, self._lengths[path] - 1)
        return path

    def _keys(self) -> Path:
        keys: list[str] = []
        while True:
            self._skip(_BLANK)
            keys.append(_plain(self._skip(_STRING)) if self._peek() in "\"'" else self._skip(_BARE))
            self._skip(_BLANK)
            if self._peek() != ".":
                return tuple(keys)
            self._at += 1

    def _pair(self, table: Path) -> None:
        line = self._line()
        keys = self._keys()
        for length in range(1, len(keys) + 1):
            self.lines.setdefault((*table, *keys[:length]), line)
        self._at += 1  # the sign of equality
        self._skip(_BLANK)
        self._value((*table, *keys))

    def _value(self, path: Path) -> None:
        sign = self._peek()
        if sign == "[":
            self._several(path, "]")
        elif sign == "{":
            self._several(path, "}")
        elif sign and sign in "\"'":
            self._skip(_STRING)
        else:
            self._skip(_PLAIN)

    def _several(self, path: Path, end: str) -> None:
        self._at += 1
        number = 0
        self._skip(_SPACE)
        while self._at < len(self._text) and self._peek() != end:
            if end == "]":
                self.lines[*path, number] = self._line()
                self._value((*path, number))
                number += 1
            else:
                self._pair(path)
            self._skip(_SPACE)
            if self._peek() == ",":
                self._at += 1
            self._skip(_SPACE)
        self._at += 1


def _plain(quoted: str) -> str:
    inside = quoted[1:-1]
    return _ESCAPED.sub(r"\1", inside) if quoted[0] == '"' else inside
