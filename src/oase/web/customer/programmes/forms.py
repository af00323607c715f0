"""What a public form brings along: words, and files as far as they are not too large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from litestar.datastructures import UploadFile

from oase.errors import InputError
from oase.web.customer.surveys.answers import Asked

__all__ = ["LONGEST", "MOST_PICTURE", "Form", "read_form"]

LONGEST = 2_000
"""Characters of a field; more are cut off."""

MOST_PICTURE = 12_000_000
"""Bytes of one file that is sent along."""

MOST_FIELDS = 120
_TRAP = "website"
_LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was sent.

    Parameters
    ----------
    fields : mapping of str to sequence of str
    files : mapping of str to sequence of bytes
        What was chosen in fields for files; empty ones left out.
    """

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    files: Mapping[str, Sequence[bytes]] = field(default_factory=dict[str, Sequence[bytes]])

    def said(self, name: str, most: int = LONGEST) -> str:
        """Return a field, its first value, without spaces around it.

        Examples
        --------
        >>> Form({"name": [" Anna "]}).said("name"), Form().said("name")
        ('Anna', '')
        """
        told = next(iter(self.fields.get(name, ())), "").replace("\r\n", "\n").replace("\0", "")
        return told.strip()[:most]

    @property
    def key(self) -> str:
        """The key that the page made for it: the same form sent twice has the same.

        Raises
        ------
        InputError
            There is none.
        """
        found = self.said("key")
        if not found or len(found) > _LONGEST_KEY:
            raise InputError("The form has no key", expected="the field `key` of the page", where="key")
        return found

    @property
    def is_by_machine(self) -> bool:
        """Whether a field is filled in that no person sees."""
        return bool(self.said(_TRAP))


async def read_form(request: Asked) -> Form:
    """Return what a form brings along.

    Raises
    ------
    InputError
        More fields or larger files than any form of ours has.
    """
    fields: dict[str, list[str]] = {}
    files: dict[str, list[bytes]] = {}
    sent = list((await request.form()).multi_items())
    if len(sent) > MOST_FIELDS:
        raise InputError("The form has too many fields", expected=f"{MOST_FIELDS} at most")
    for name, value in sent:
        if isinstance(value, UploadFile):
            if content := await _bounded(value):
                files.setdefault(name, []).append(content)
        else:
            fields.setdefault(name, []).append(str(value))
    return Form(fields, files)


async def _bounded(file: UploadFile) -> bytes:
    content = await file.read(MOST_PICTURE + 1)
    await file.close()
    if len(content) > MOST_PICTURE:
        raise InputError("The file is too large", expected=f"{MOST_PICTURE} bytes at most", where="photo")
    return content
