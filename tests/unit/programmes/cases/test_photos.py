"""Photos lose all but the picture, are on disk before they count, and go with the person."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import select

from oase.db import open_database
from oase.errors import StorageError
from oase.model import Person
from oase.programmes.cases import photos
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import find, log_of
from oase.programmes.cases.messages import say
from oase.programmes.cases.opening import New, open_case
from oase.programmes.cases.photos import PhotoRefused, draw_anew, path_of, photos_of, read_photo, take
from oase.programmes.items.life import life_of
from oase.programmes.rights import ProgrammesRights
from oase.programmes.tables import case_photos

from .conftest import START, TODAY

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:li>Koelnweg 12</rdf:li></x:xmpmeta>'
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def picture(size=(40, 20), colour="red", kind="JPEG", **more):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()


def with_place():
    """Return a photo as a phone makes it: turned, with place, maker, XMP, comment and a small copy."""
    sent = Image.new("RGB", (60, 30), "red")
    sent.paste("blue", (0, 0, 30, 30))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Telefonwerk"
    exif.get_ifd(GPS).update({1: "N", 2: (50.0, 56.0, 29.0), 3: "E", 4: (6.0, 57.0, 32.0)})
    out = io.BytesIO()
    sent.save(out, "JPEG", exif=exif, xmp=XMP, comment=b"Koelnweg 12", quality=95)
    return out.getvalue()


def test_place_and_maker_are_gone_and_the_picture_is_upright():
    sent = with_place()
    with Image.open(io.BytesIO(sent)) as before:
        assert before.getexif().get_ifd(GPS)[2] == (50.0, 56.0, 29.0)
    drawn = draw_anew(sent)
    for trace in (b"Exif", b"Telefonwerk", b"Koelnweg", b"xmpmeta", b"GPS", b"Photoshop"):
        assert trace not in drawn.content
    with Image.open(io.BytesIO(drawn.content)) as after:
        assert not dict(after.getexif())
        assert set(after.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert after.size == (drawn.width, drawn.height) == (30, 60)
        top, bottom = after.getpixel((15, 5)), after.getpixel((15, 55))
    assert top[2] > 200 > top[0]
    assert bottom[0] > 200 > bottom[2]


def test_words_in_a_png_are_gone_and_what_is_transparent_is_white():
    told = PngInfo()
    told.add_text("Location", "Koelnweg 12")
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG", pnginfo=told)
    drawn = draw_anew(out.getvalue())
    assert b"Koelnweg" not in drawn.content
    with Image.open(io.BytesIO(drawn.content)) as after:
        assert after.format == "JPEG"
        assert min(after.getpixel((5, 5))) > 250


def test_large_ones_are_made_smaller():
    drawn = draw_anew(picture((4_000, 1_000)))
    assert (drawn.width, drawn.height) == (1_600, 400)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_other_formats_become_jpeg(kind):
    assert draw_anew(picture(kind=kind)).content.startswith(b"\xff\xd8")


def bomb():
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    return out.getvalue()


def scanned(times):
    """Return a JPEG whose last scan comes again and again: small on the way, endless to decode."""
    content = picture(progressive=True)
    tables, end = content.rindex(b"\xff\xc4"), content.rindex(b"\xff\xd9")
    return content[:end] + content[tables:end] * times + content[end:]


def test_a_progressive_photo_is_taken():
    assert draw_anew(scanned(5)).width == 40


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (lambda: scanned(2_000), "too_large"),
        (lambda: picture((5_100, 5_000), kind="PNG"), "too_large"),
        (lambda: b"", "no_picture"),
        (lambda: b"%PDF-1.7 " * 50, "no_picture"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no_picture"),
        (lambda: picture(kind="BMP"), "no_picture"),
        (lambda: picture((400, 400))[:600], "no_picture"),
        (bomb, "too_large"),
        (lambda: b"\xff\xd8" + bytes(photos.MOST_BYTES), "too_large"),
    ],
    ids=["scans", "large png", "nothing", "pdf", "svg", "bmp", "torn", "bomb", "heavy"],
)
def test_what_is_no_photo_is_refused(sent, reason):
    with pytest.raises(PhotoRefused) as caught:
        draw_anew(sent())
    assert caught.value.reason == reason


def test_a_photo_is_kept_once_and_given_out_for_its_case_alone(bench):
    mine, other = bench.open().id, bench.open().id
    drawn = draw_anew(picture())
    photo = take(bench.connection, bench.folder, mine, drawn, bench.customer)
    assert take(bench.connection, bench.folder, mine, drawn, bench.customer) == photo
    assert read_photo(bench.connection, bench.folder, mine, photo.id) == drawn.content
    assert path_of(bench.folder, photo.digest).stat().st_mode & 0o077 == 0
    with pytest.raises(PhotoRefused):
        read_photo(bench.connection, bench.folder, other, photo.id)


def test_a_case_takes_only_so_many(bench):
    case = bench.open().id
    for number in range(photos.MOST):
        drawn = draw_anew(picture(colour=(number * 12, 0, 0)))
        take(bench.connection, bench.folder, case, drawn, bench.customer)
    with pytest.raises(PhotoRefused) as caught:
        take(bench.connection, bench.folder, case, draw_anew(picture(colour="blue")), bench.customer)
    assert caught.value.reason == "too_many"


@pytest.fixture
def house(tmp_path):
    with open_database(tmp_path / "house", create=True) as database:
        yield database


def opened(database, key, alias, item=None):
    new = New(key=key, what="Jacke", reason="zip", country="DE", alias=alias, name="Anna", item=item)
    actor = Actor("customer", START, TODAY)
    with database.writing() as connection:
        case = open_case(connection, new, actor, lambda size: key.encode().ljust(size)[:size]).id
        say(connection, case, "Ich heiße Anna Roth", actor)
    return case, actor


def test_erasure_takes_photos_and_words_and_leaves_the_history(house):
    hers, actor = opened(house, "a", 5, item=3)
    others, _ = opened(house, "b", 6)
    shared, own = draw_anew(picture()), draw_anew(picture(colour="green"))
    with house.writing() as connection:
        for case, drawn in ((hers, shared), (hers, own), (others, shared)):
            take(connection, house.folder, case, drawn, actor)
    rights, person = ProgrammesRights(house), Person(5, (5,), ("anna",))
    told = rights.export(person)
    assert len(told["programme_case_photos"]) == 2
    assert "Anna Roth" in str(told["programme_case_log"])
    assert rights.erase(person) > 0
    assert not path_of(house.folder, own.digest).exists()
    assert path_of(house.folder, shared.digest).exists()
    with house.reading() as connection:
        case = find(connection, hers)
        assert (case.alias, case.name, case.what, case.reason) == (None, "", "", "zip")
        assert photos_of(connection, hers) == []
        assert "Anna" not in str(log_of(connection, hers, is_inside=True))
        assert len(connection.execute(select(case_photos)).all()) == 1
        assert [one.kind for one in life_of(connection, 3)] == ["damaged"]
    assert rights.erase(person) == 0
    assert rights.export(person)["programme_cases"] == []


def test_no_photo_without_its_file(house):
    case, actor = opened(house, "a", 5)
    (house.folder / "photos").write_text("in the way")
    with pytest.raises(StorageError), house.writing() as connection:
        take(connection, house.folder, case, draw_anew(picture()), actor)
    with house.reading() as connection:
        assert photos_of(connection, case) == []
