"""Reports kept in the house folder: each in both languages, as page and as PDF."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

import msgspec

from oase.errors import storage_errors
from oase.words import Language

__all__ = ["ENDINGS", "Kept", "Shelf"]

FOLDER = "reports"
MOST = 100
ENDINGS = {"html": "text/html", "pdf": "application/pdf"}
_ABOUT = "about.json"
_ID = re.compile(r"[0-9a-f]{16}")


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a report without opening it.

    Parameters
    ----------
    id : str
        16 hexadecimal digits.
    made_at : int
        Microseconds since 1970, UTC.
    by : str
        Who asked for it.
    headlines : dict of language to str
    arguments : dict
        Period, channel and segment, as in ``app.views.narrowed``.
    has_pdf : bool
        Whether there is a PDF beside the page: not where Typst is not installed.
    """

    id: str
    made_at: int
    by: str
    headlines: dict[str, str]
    arguments: dict[str, str | list[str]]
    has_pdf: bool


class Shelf:
    """The folder ``reports`` of a house; the oldest go when there are more than a hundred.

    Parameters
    ----------
    house : Path
        The house folder.
    """

    def __init__(self, house: Path) -> None:
        self._folder = house / FOLDER

    def put(self, files: Mapping[tuple[Language, str], bytes], about: Kept) -> None:
        """Keep a report: its files by language and ending, whole or not at all."""
        with storage_errors("The report cannot be kept", self._folder):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            draft = self._folder / f".{about.id}"
            draft.mkdir()
            try:
                for (lang, ending), content in files.items():
                    (draft / f"{lang}.{ending}").write_bytes(content)
                (draft / _ABOUT).write_bytes(msgspec.json.encode(about))
                draft.rename(self._folder / about.id)
            except BaseException:
                shutil.rmtree(draft, ignore_errors=True)
                raise
        for old in self.list()[MOST:]:
            self.remove(old.id)

    def list(self) -> list[Kept]:
        """Return all reports, the newest first."""
        found = [about for path in self._folder.glob(f"*/{_ABOUT}") if (about := _read(path)) is not None]
        return sorted(found, key=lambda about: (-about.made_at, about.id))

    def find(self, report: str) -> Kept | None:
        """Return what is known of a report, None where there is none of that id."""
        return _read(self._folder / report / _ABOUT) if _ID.fullmatch(report) else None

    def read(self, report: str, lang: Language, ending: str) -> bytes | None:
        """Return a file of a report, None where there is none."""
        if not _ID.fullmatch(report) or ending not in ENDINGS:
            return None
        path = self._folder / report / f"{lang}.{ending}"
        return path.read_bytes() if path.is_file() else None

    def remove(self, report: str) -> None:
        """Throw a report away; one that is gone already stays gone."""
        if _ID.fullmatch(report):
            shutil.rmtree(self._folder / report, ignore_errors=True)

    @staticmethod
    def new_id() -> str:
        """Return an id that was never given before."""
        return secrets.token_hex(8)


def _read(path: Path) -> Kept | None:
    """Return what a file says; None for one that is not there, or of another version."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except (OSError, msgspec.DecodeError):
        return None
