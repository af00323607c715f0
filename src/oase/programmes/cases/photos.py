"""Photos of a case: drawn anew, so that nothing but the picture is left, and safe on disk before they count.

Where and with what a photo was taken stands in the file beside the picture (EXIF, GPS, XMP, maker's notes,
a small copy of the whole). None of it is kept: the picture is decoded, turned upright, written as a new file.
Needs the extra ``scan`` (Pillow).
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.db import disk_errors, fsync_path
from oase.db.kept_files import put_file
from oase.db.versions import bump
from oase.errors import ExtraMissing, InputError
from oase.programmes import links
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import find
from oase.programmes.tables import case_photos

__all__ = [
    "FOLDER",
    "MOST",
    "MOST_BYTES",
    "Drawn",
    "Photo",
    "PhotoRefused",
    "draw_anew",
    "forget_photos",
    "keep",
    "path_of",
    "photos_of",
    "read_photo",
    "remove_files",
    "take",
]

FOLDER = "photos"
MOST_BYTES = 20_000_000
MOST_PIXELS = 60_000_000
"""A phone's picture has 12 to 50 million; more is taken for an attempt to fill the memory."""

MOST_PIXELS_WHOLE = 25_000_000
"""Of formats that cannot be decoded smaller than they are, as JPEG can."""

MOST_SCANS = 64
"""A progressive JPEG has about ten; each more is decoded over the whole picture, so that a small file of very
many would keep a processor busy for hours."""

MOST = 20
LONGEST_SIDE = 1_600
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "MPO")
_JPEG = ("JPEG", "MPO")
_SCAN = b"\xff\xda"  # within the data of a scan 0xff is never followed by this
_DIGEST = re.compile(r"[0-9a-f]{64}")

Step = Literal["before", "after"]


class PhotoRefused(InputError):
    """What was sent is not taken as a photo.

    Parameters
    ----------
    reason : {"no_picture", "too_large", "too_many"}
    """

    def __init__(self, reason: str, what: str, expected: str, got: str) -> None:
        self.reason = reason
        super().__init__(what, expected=expected, got=got, todo="take another photo, or send fewer")


class Drawn(NamedTuple):
    """A picture drawn anew: a JPEG file and its size in pixels."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """SHA-256 of the file, by which it is named."""
        return sha256(self.content).hexdigest()


class Photo(NamedTuple):
    """A photo of a case; ``step`` says whether before or after the repair."""

    id: int
    case: int
    at: int
    by: str
    digest: str
    bytes: int
    width: int
    height: int
    step: str


def draw_anew(content: bytes) -> Drawn:
    """Return the picture that was sent and nothing else of the file: upright, at most 1,600 pixels.

    Raises
    ------
    PhotoRefused
        No picture, or too large.
    ExtraMissing
        Pillow is not installed.
    """
    if len(content) > MOST_BYTES:
        told = f"up to {MOST_BYTES // 1_000_000} MB"
        raise PhotoRefused("too_large", "The photo is too large", told, f"{len(content) / 1e6:.1f} MB")
    try:
        from PIL import Image, ImageOps
    except ImportError as error:
        raise ExtraMissing("pillow", "scan") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pillow warns of large and odd files; both are judged here
            with Image.open(io.BytesIO(content), formats=FORMATS) as sent:
                is_jpeg = sent.format in _JPEG
                _check_size(sent.width, sent.height, MOST_PIXELS if is_jpeg else MOST_PIXELS_WHOLE)
                if is_jpeg and content.count(_SCAN) > MOST_SCANS:
                    told = f"up to {MOST_SCANS} scans"
                    raise PhotoRefused("too_large", "The photo is too costly to read", told, "more")
                sent.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(sent)
                return _drawn(Image, upright)
    except PhotoRefused:
        raise
    except Exception as error:  # whatever a torn or hostile file makes a decoder do, it is no picture
        raise PhotoRefused(
            "no_picture", "That is no photo", "JPEG, PNG, WebP or GIF, whole", type(error).__name__
        ) from error


def keep(folder: Path, drawn: Drawn) -> Path:
    """Write a picture into the house's folder, safe against a power cut, and return its path.

    Done before the row is written: a file without a row is swept up later, a row without its file never is.
    """
    path = path_of(folder, drawn.digest)
    put_file(folder, path, drawn.content)
    return path


def take(
    connection: Connection, folder: Path, case: int, drawn: Drawn, actor: Actor, step: Step = "before"
) -> Photo:
    """Keep a photo of a case; the same picture sent again is the same photo.

    Parameters
    ----------
    connection : Connection
        Writing.
    folder : Path
        Of the house.
    case : int
    drawn : Drawn
        From ``draw_anew``, called before the transaction began: drawing takes a while.
    actor : Actor
    step : {"before", "after"}

    Raises
    ------
    CaseUnknown
    PhotoRefused
        The case has as many as it may.
    """
    held = find(connection, case)
    before = photos_of(connection, case)
    if same := [one for one in before if one.digest == drawn.digest]:
        return same[0]
    if len(before) >= MOST:
        raise PhotoRefused("too_many", "The case has enough photos", f"up to {MOST}", str(len(before) + 1))
    keep(folder, drawn)
    row = {
        "case": held.id,
        "at": actor.now,
        "by": "customer" if actor.side == "customer" else "workshop",
        "digest": drawn.digest,
        "bytes": len(drawn.content),
        "width": drawn.width,
        "height": drawn.height,
        "step": step,
    }
    connection.execute(upsert(case_photos).values(row).on_conflict_do_nothing())
    links.renew(connection, "case", case, actor.now)
    bump(connection, "programmes")
    return next(one for one in photos_of(connection, case) if one.digest == drawn.digest)


def photos_of(connection: Connection, case: int) -> list[Photo]:
    """Return the photos of a case, oldest first."""
    query = select(*[case_photos.c[name] for name in Photo._fields]).where(case_photos.c.case == case)
    return [Photo(*row) for row in connection.execute(query.order_by(case_photos.c.id))]


def read_photo(connection: Connection, folder: Path, case: int, photo: int) -> bytes:
    """Return the JPEG file of a photo of this case, and of no other.

    Raises
    ------
    PhotoRefused
        The case has no such photo.
    """
    found = next((one for one in photos_of(connection, case) if one.id == photo), None)
    if found is None:
        raise PhotoRefused("no_picture", "There is no such photo", "a photo of this case", str(photo))
    path = path_of(folder, found.digest)
    with disk_errors(path):
        return path.read_bytes()


def path_of(folder: Path, digest: str) -> Path:
    """Return where the file of a picture is.

    Examples
    --------
    >>> path_of(Path("house"), "ab" * 32).parent.as_posix()
    'house/photos/ab'
    """
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"no photo is called {digest!r}")  # a mistake of ours
    return folder / FOLDER / digest[:2] / f"{digest}.jpg"


def forget_photos(connection: Connection, cases: Iterable[int]) -> list[str]:
    """Forget the photos of some cases; return the digests whose files nobody needs any more."""
    wanted = list(cases)
    of_them = case_photos.c.case.in_(wanted)
    digests = set(connection.execute(select(case_photos.c.digest).where(of_them)).scalars())
    connection.execute(delete(case_photos).where(of_them))
    shared = select(case_photos.c.digest).where(case_photos.c.digest.in_(digests))
    return sorted(digests - set(connection.execute(shared).scalars()))


def remove_files(folder: Path, digests: Iterable[str]) -> None:
    """Remove files of pictures that no row names any more; gone already is as good."""
    for digest in digests:
        path = path_of(folder, digest)
        with suppress(FileNotFoundError), disk_errors(path):
            path.unlink()
            fsync_path(path.parent)


def _check_size(width: int, height: int, most: int) -> None:
    if width * height > most:
        told = f"up to {most // 1_000_000} million pixels"
        raise PhotoRefused("too_large", "The photo is too large", told, f"{width:,} x {height:,}")


def _drawn(image: Any, upright: Any) -> Drawn:
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    flat = image.new("RGB", upright.size, "white")
    seen = upright.convert("RGBA")
    flat.paste(seen, mask=seen.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Drawn(out.getvalue(), flat.width, flat.height)
