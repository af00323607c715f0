"""The report as PDF, and pictures as PDF and PNG."""

from __future__ import annotations

import re
import zlib

import pytest

from oase import demo, read_answers, read_contacts
from oase.charts import Picture, bars
from oase.report import JourneysData, ReportData, build_report
from oase.report.page import contents
from oase.report.pdf import _blocks, build_pdf
from oase.report.typesetting import picture_as


@pytest.fixture(scope="module")
def data() -> ReportData:
    """The report of a small demo."""
    brand = demo.lindwerk(persons=600)
    contacts = read_contacts(brand.contacts, person="person", at="at", touchpoint="touchpoint", phase="phase")
    answers = read_answers(
        brand.answers, person="person", at="at", touchpoint="touchpoint", answer="answer", brand="brand"
    )
    return build_report(contacts, answers, outcome="Kauf", own=demo.BRAND, clock=lambda: 10**15)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_same_data_give_the_same_file(data, lang):
    """A PDF of several pages that names its language, and does not change from run to run."""
    made = build_pdf(data, lang)
    assert made.startswith(b"%PDF")
    assert made == build_pdf(data, lang)
    assert b"/Lang" in made
    assert len(re.findall(rb"/Type\s*/Page\b", _opened(made))) > 2


def test_the_pdf_says_what_the_page_says(data):
    """Headline, key figures and every verdict's sentence stand in both."""
    told = contents(data, "de")
    blocks = list(_blocks(told, "de"))
    assert {"kind": "title", "text": told["headline"]} in blocks
    said = [sentence for block in blocks if block["kind"] == "verdicts" for sentence in block["sentences"]]
    sentences = [pair[0] for group in told["magic"]["groups"] for pair in group.sentences]
    assert len(said) == len(sentences)
    assert all(any(sentence in one for one in said) for sentence in sentences)


def test_hostile_names_are_words_and_not_markup():
    """What Typst would run as code or markup is only read."""
    name = '#panic("x") *bold* $x^2$ \\ <label> @ref'
    rows = [{"source": name, "target": name, "contacts": 3, "persons": 2, "share_of_source": 1.0}]
    paths = [{"path": [name, name], "journeys": 3, "share": 1.0}]
    report = ReportData(
        made_at=0, journeys=JourneysData(transitions=rows, paths=paths, contacts=6, persons=2)
    )
    assert build_pdf(report, "en").startswith(b"%PDF")


def test_pictures_as_files():
    """A picture as PNG and as PDF."""
    picture = bars([{"touchpoint": "Kasse", "share": 0.4}], "de", title="Anteil")
    assert isinstance(picture, Picture)
    assert picture_as(picture, "png").startswith(b"\x89PNG")
    assert picture_as(picture, "pdf").startswith(b"%PDF")


def _opened(pdf: bytes) -> bytes:
    """Return a PDF with its compressed object streams opened."""
    parts = [pdf]
    for found in re.finditer(rb"stream\r?\n", pdf):
        opened = zlib.decompressobj()
        try:
            parts.append(opened.decompress(pdf[found.end() :]))
        except zlib.error:
            continue
    return b"\n".join(parts)
