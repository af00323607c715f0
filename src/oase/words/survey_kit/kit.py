"""The kit as files in a folder."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from oase.errors import OptionInvalid, storage_errors
from oase.settings import Lang
from oase.words.survey_kit.form import Form
from oase.words.survey_kit.formbricks import formbricks
from oase.words.survey_kit.limesurvey import limesurvey
from oase.words.survey_kit.pages import guide, print_page

__all__ = ["write"]


def write(
    folder: Path | str, contact: Form, review: Form, *, langs: Sequence[Lang] = ("de", "en")
) -> list[Path]:
    """Write the kit: guide and print page per language, imports for LimeSurvey and Formbricks, the codes.

    Parameters
    ----------
    folder : path
        Created when missing; files of an earlier kit are replaced.
    contact, review : Form
        The two questionnaires of ``oase.experience.survey``.
    langs : sequence of {"de", "en"}

    Returns
    -------
    list of Path
        The files, the guide first.

    Raises
    ------
    OptionInvalid
        A language that is not known, or a path that is a file.
    StorageForbidden, StorageFull, StorageError
        When the folder cannot be written.
    """
    files: dict[str, str] = {}
    for lang in langs:
        if lang not in ("de", "en"):
            raise OptionInvalid("The language is not known", expected="de or en", got=repr(lang))
        files["LIESMICH.md" if lang == "de" else "README.md"] = guide(contact, review, lang)
        files[f"print.{lang}.html"] = print_page(contact, review, lang)
    for form in (contact, review):
        files[f"limesurvey-{form.name}.lss"] = limesurvey(form)
        for lang in langs:
            files[f"formbricks-{form.name}.{lang}.json"] = formbricks(form, lang)
    files["touchpoints.csv"] = _codes(review)
    return _save(Path(folder), files)


def _codes(form: Form) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["touchpoint", "column", "link"])
    for row in form.touchpoints:
        name = row.text.de
        writer.writerow([name, row.code, f"?touchpoint={quote(name)}&person={{ID}}&transaction={{ID}}"])
    return text.getvalue()


def _save(folder: Path, files: dict[str, str]) -> list[Path]:
    if folder.exists() and not folder.is_dir():
        raise OptionInvalid(
            "The survey kit needs a folder", expected="a folder, new or old", got=f"a file: {folder}"
        )
    written: list[Path] = []
    with storage_errors("The survey kit cannot be written", folder, todo="choose another folder"):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            path = folder / name
            path.write_text(text, encoding="utf-8")
            written.append(path)
    return written
