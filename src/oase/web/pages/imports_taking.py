"""One file out of a form that is sent in pieces: the token first, then the file, straight to the disk."""

from __future__ import annotations

import hmac
from collections.abc import AsyncGenerator
from typing import Any

from litestar import Request
from litestar.exceptions import HTTPException
from multipart import MultipartError, MultipartSegment, PushMultipartParser

from oase.app.uploads import Incoming, Upload, UploadRefused, Uploads
from oase.web.pages.guards import FormTooOld

__all__ = ["Taking", "boundary_of", "pieces"]

_MOST_FIELDS = 8
_LONGEST_FIELD = 1_000
_GATHERED = 1 << 20
"""Bytes that are written at a time."""


def boundary_of(request: Request[Any, Any, Any]) -> str:
    """Return what stands between the parts of a form.

    Raises
    ------
    UploadRefused
        It is no form that carries files.
    """
    kind, parts = request.content_type
    if kind != "multipart/form-data" or not parts.get("boundary"):
        raise UploadRefused("unreadable")
    return parts["boundary"]


async def pieces(request: Request[Any, Any, Any]) -> AsyncGenerator[bytes]:
    """Yield the body in pieces worth a write.

    Raises
    ------
    UploadRefused
        The browser is gone before the end.
    """
    gathered = bytearray()
    try:
        async for piece in request.stream():
            gathered += piece
            if len(gathered) >= _GATHERED:
                yield bytes(gathered)
                gathered.clear()
    except HTTPException as error:
        raise UploadRefused("cut_off") from error
    if gathered:
        yield bytes(gathered)


class Taking:
    """Takes a form piece by piece.

    Parameters
    ----------
    boundary : str
    csrf : str
        What the form must bring along, before its file.
    uploads : Uploads
    announced : int
        Bytes of the whole form, as the browser says.
    """

    def __init__(self, boundary: str, csrf: str, uploads: Uploads, announced: int) -> None:
        self._csrf, self._uploads, self._announced = csrf, uploads, announced
        self._is_ours = False
        self._field: bytearray | None = None
        self._name = ""
        self._file: Incoming | None = None
        self._is_in_file = False
        try:
            self._parser = PushMultipartParser(boundary, max_segment_count=_MOST_FIELDS)
        except MultipartError as error:
            raise UploadRefused("unreadable") from error

    def take(self, piece: bytes) -> None:
        """Take a piece.

        Raises
        ------
        FormTooOld
            The token is missing or stands behind the file.
        UploadRefused
            Two files, too large, no room, or no form at all.
        """
        try:
            for event in self._parser.parse(piece):
                if isinstance(event, MultipartSegment):
                    self._begin(event)
                elif event is None:
                    self._end()
                else:
                    self._add(event)
        except MultipartError as error:
            raise UploadRefused("unreadable") from error

    def finish(self, by: int | None) -> Upload:
        """Keep the file.

        Raises
        ------
        FormTooOld, UploadRefused
            There was no file, or the form has no end.
        """
        try:
            self._parser.close()
        except MultipartError as error:
            raise UploadRefused("cut_off") from error
        if not self._is_ours:
            raise FormTooOld
        if self._file is None:
            raise UploadRefused("no_file")
        return self._file.finish(by)

    def give_up(self) -> None:
        """Delete what has arrived."""
        if self._file is not None:
            self._file.give_up()

    def _begin(self, part: MultipartSegment) -> None:
        self._is_in_file = bool(part.filename)
        self._field = None if self._is_in_file else bytearray()
        self._name = part.name or ""
        if not self._is_in_file:
            return
        if not self._is_ours:
            raise FormTooOld
        if self._file is not None:
            raise UploadRefused("two_files")
        self._file = self._uploads.begin(part.filename or "", self._announced)

    def _add(self, content: bytes | bytearray) -> None:
        if self._is_in_file and self._file is not None:
            self._file.write(content)
        elif self._field is not None:
            self._field += content
            if len(self._field) > _LONGEST_FIELD:
                raise UploadRefused("unreadable")

    def _end(self) -> None:
        if self._field is not None and self._name == "csrf":
            token = bytes(self._field).strip()
            self._is_ours = bool(self._csrf) and hmac.compare_digest(token, self._csrf.encode())
        self._field = None
