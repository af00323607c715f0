"""Pictures of bar codes: read on the server, as they are, turned, enlarged and sharpened.

A picture is looked at and forgotten: nothing of it is kept.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from oase.errors import ExtraMissing, InputError

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["MOST_BYTES", "PictureInvalid", "Seen", "read"]

MOST_BYTES = 12_000_000
MOST_PIXELS = 64_000_000
"""Larger than what phones take; what unpacks to more is refused before it is unpacked."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")

_LEAST_SIDE = 8
_COARSE = 1_200
_FINE = 3_200
_SMALL = 1_000
_ANGLES = (20, -20, 40, -40)
"""Lines are read within some 12 degrees of level or plumb; these bring every angle there."""

_FLAT = ("EANUPC", "ITF", "Code128", "DataBar", "DataBarExp")
_SQUARE = ("QRCode", "DataMatrix")
_BLURS = ((2, 250), (5, 700))
"""Radius and strength, in per cent, by which a blurred picture is sharpened."""


class PictureInvalid(InputError):
    """A file that is no picture, of a kind that is not read, or too large."""


class Seen(msgspec.Struct, frozen=True):
    """A code in a picture: what it says, shortened ones (UPC-E) in full, and its kind, such as ``EAN13``."""

    text: str
    form: str


def read(data: bytes) -> tuple[Seen, ...]:
    """Return the codes in a picture; none where none can be read.

    Parameters
    ----------
    data : bytes
        JPEG, PNG, WebP, GIF or BMP, turned as its EXIF says.

    Raises
    ------
    PictureInvalid
    ExtraMissing
        ``pip install 'oase[scan]'``.
    """
    image = _opened(data)
    for attempt, is_turned in _attempts(image):
        if found := _codes(attempt, is_turned=is_turned):
            return found
    return ()


def _opened(data: bytes) -> Image:
    try:
        from PIL import Image, ImageOps
    except ImportError as error:
        raise ExtraMissing("pillow", "scan") from error
    if not 0 < len(data) <= MOST_BYTES:
        raise PictureInvalid(
            "The picture is empty or too large",
            expected=f"at most {MOST_BYTES:,} bytes",
            got=f"{len(data):,}",
        )
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        _check_size(*image.size)
        image.draft("L", (_FINE, _FINE))  # a JPEG is unpacked at a fraction of its size
        return ImageOps.exif_transpose(image).convert("L")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(str(error)) from error
    except InputError:
        raise
    except Exception as error:  # whatever a torn file makes the readers of pictures raise
        raise PictureInvalid(
            "The picture cannot be read",
            expected="a whole JPEG, PNG, WebP, GIF or BMP",
            got=f"{len(data):,} bytes: {type(error).__name__}",
        ) from error


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_large(f"{width:,} x {height:,}")
    if min(width, height) < _LEAST_SIDE:
        raise PictureInvalid(
            "The picture is too small", expected=f"at least {_LEAST_SIDE} pixels", got=f"{width} x {height}"
        )


def _too_large(got: str) -> PictureInvalid:
    return PictureInvalid("The picture has too many pixels", expected=f"at most {MOST_PIXELS:,}", got=got)


def _attempts(image: Image) -> Iterator[tuple[Image, bool]]:
    """Yield the picture in the ways in which it is tried, cheapest first, and whether it was turned."""
    from PIL import Image, ImageFilter, ImageOps

    coarse = _fitted(image, _COARSE)
    yield coarse, False
    clear = ImageOps.autocontrast(coarse, cutoff=1)
    for angle in _ANGLES:
        yield clear.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255), True
    if max(coarse.size) < _SMALL:
        clear = clear.resize((2 * clear.width, 2 * clear.height), Image.Resampling.BICUBIC)
        yield clear, False
    for radius, per_cent in _BLURS:
        yield clear.filter(ImageFilter.UnsharpMask(radius, per_cent, 0)), False
    if max(image.size) > _COARSE:
        yield ImageOps.autocontrast(_fitted(image, _FINE), cutoff=1), False


def _fitted(image: Image, most: int) -> Image:
    from PIL import Image

    if max(image.size) <= most:
        return image
    share = most / max(image.size)
    size = max(1, round(image.width * share)), max(1, round(image.height * share))
    return image.resize(size, Image.Resampling.LANCZOS)


def _codes(image: Image, *, is_turned: bool) -> tuple[Seen, ...]:
    try:
        import zxingcpp
    except ImportError as error:
        raise ExtraMissing("zxing-cpp", "scan") from error
    names = _FLAT if is_turned else (*_FLAT, *_SQUARE)  # square ones are found at every angle
    formats: Any = [getattr(zxingcpp.BarcodeFormat, name) for name in names]
    found: list[Any] = list(zxingcpp.read_barcodes(image, formats, try_downscale=not is_turned))
    return tuple(dict.fromkeys(Seen(str(one.text), str(one.format.name)) for one in found if one.text))
