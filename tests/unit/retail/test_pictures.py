"""Pictures of bar codes as phones take them: turned, blurred, dark, large, torn."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Any

import pytest
import segno

from oase.retail.pictures import MOST_BYTES, PictureInvalid, read
from oase.retail.scan import best, understand

zxingcpp: Any = pytest.importorskip("zxingcpp")
Image: Any = pytest.importorskip("PIL.Image")
ImageEnhance: Any = pytest.importorskip("PIL.ImageEnhance")
ImageFilter: Any = pytest.importorskip("PIL.ImageFilter")

DRESS = "9521234000389"
Picture = Any


def bar_code(text: str = DRESS, form: str = "EAN13", scale: int = 4) -> Picture:
    """Return a bar code on a grey table."""
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, form)).to_image(scale=scale)
    height, width = code.shape
    bars = Image.frombytes("L", (width, height), bytes(code))
    table = Image.new("L", (900, 700), 200)
    table.paste(bars, ((900 - bars.width) // 2, (700 - bars.height) // 2))
    return table


def photo(picture: Picture, form: str = "JPEG", **told: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **told)
    return file.getvalue()


def noisy(picture: Picture) -> Picture:
    draw = random.Random(7)
    noise = Image.frombytes("L", picture.size, draw.randbytes(picture.width * picture.height))
    return Image.blend(picture, noise, 0.25)


def turned(degrees: float) -> Callable[[Picture], Picture]:
    return lambda picture: picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=200)


def in_a_crowd(picture: Picture) -> Picture:
    large = Image.new("L", (4000, 3000), 150)
    large.paste(picture.resize((600, 467)), (2100, 1700))
    return large


TAKEN: dict[str, Callable[[Picture], Picture]] = {
    "as it is": lambda picture: picture,
    "upside down": turned(180),
    "across": turned(90),
    "turned by 12": turned(12),
    "turned by 33": turned(33),
    "turned by 45": turned(45),
    "turned by -68": turned(-68),
    "turned by 80": turned(80),
    "blurred": lambda picture: picture.filter(ImageFilter.GaussianBlur(2)),
    "much blurred": lambda picture: picture.filter(ImageFilter.GaussianBlur(2.8)),
    "dark": lambda picture: ImageEnhance.Brightness(picture).enhance(0.12),
    "pale": lambda picture: ImageEnhance.Contrast(picture).enhance(0.15),
    "noisy": noisy,
    "small": lambda picture: picture.resize((270, 210), Image.Resampling.LANCZOS),
    "inverted": lambda picture: picture.point(lambda value: 255 - value),
    "turned and blurred": lambda picture: turned(27)(picture).filter(ImageFilter.GaussianBlur(2)),
    "small in a large picture": in_a_crowd,
}


@pytest.mark.parametrize("how", TAKEN)
def test_a_bar_code_is_read(how: str):
    assert [one.text for one in read(photo(TAKEN[how](bar_code())))] == [DRESS]


@pytest.mark.parametrize(
    ("text", "form", "gtin"),
    [
        ("036000291452", "UPCA", "00036000291452"),
        ("01234565", "UPCE", "00012345000065"),
        ("96385074", "EAN8", "00000096385074"),
        ("19521234000386", "ITF14", "19521234000386"),
    ],
)
def test_other_bar_codes_are_read(text: str, form: str, gtin: str):
    seen = read(photo(bar_code(text, form, 3), "PNG"))
    assert [understand(one.text).gtin for one in seen] == [gtin]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_pictures_of_every_usual_kind_are_read(form: str):
    assert read(photo(bar_code(), form))[0].form == "EAN13"


def test_colours_and_transparency_do_not_matter():
    assert read(photo(bar_code().convert("RGBA"), "PNG"))
    assert read(photo(bar_code().convert("RGB").convert("P"), "PNG"))


def test_a_picture_is_turned_as_its_exif_says():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert read(photo(bar_code(), exif=exif))[0].text == DRESS


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (f"https://lindwerk.example/01/{DRESS}", "article"),
        ("https://lindwerk.example/app?store=K1", "store"),
        ("https://lindwerk.example/app?poster=leinen", "poster"),
    ],
)
@pytest.mark.parametrize("degrees", [0, 30])
def test_a_qr_code_is_read(address: str, kind: str, degrees: int):
    file = io.BytesIO()
    segno.make(address, error="m").save(file, kind="png", scale=6, border=4)
    picture = turned(degrees)(Image.open(file).convert("L"))
    meant = best(understand(one.text) for one in read(photo(picture)))
    assert meant is not None
    assert (meant.kind, meant.text) == (kind, address)


def test_a_picture_without_a_code_has_none():
    assert read(photo(Image.new("L", (640, 480), 128))) == ()
    assert read(photo(noisy(Image.new("L", (640, 480), 128)))) == ()


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", b"\xff\xd8\xff\xe0" + b"\0" * 100, b"<svg xmlns='http://www.w3.org/2000/svg'/>"],
    ids=["empty", "text", "a head alone", "svg"],
)
def test_what_is_no_picture_is_refused(data: bytes):
    with pytest.raises(PictureInvalid):
        read(data)


def test_a_torn_picture_is_refused():
    whole = photo(bar_code(), "PNG")
    with pytest.raises(PictureInvalid, match="cannot be read"):
        read(whole[: len(whole) // 2])


def test_a_picture_that_unpacks_to_too_much_is_refused_before_it_is():
    for side in (9_000, 12_000, 20_000):  # below and above what the library itself warns of and refuses
        packed = photo(Image.new("1", (side, side)), "PNG")
        assert len(packed) < 200_000
        with pytest.raises(PictureInvalid, match="too many pixels"):
            read(packed)


def test_a_file_that_is_too_large_or_a_picture_too_small_is_refused():
    with pytest.raises(PictureInvalid, match="too large"):
        read(b"\xff" * (MOST_BYTES + 1))
    with pytest.raises(PictureInvalid, match="too small"):
        read(photo(Image.new("L", (4, 400)), "PNG"))
