"""The report as text: what it says, in which order, and that nothing breaks out of it."""

from __future__ import annotations

import base64
import csv
import io
import re
import string
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from oase.errors import OptionInvalid, SourceMissing, StorageForbidden
from oase.model import Evidence, RefusalReason, State
from oase.report import AnswerCounts, JourneysData, MagicData, ReportData, build, write
from oase.report.catalogue import TEXTS
from oase.report.tables import Column, csv_link, table

from . import sample

LANGS = ("de", "en")
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Outline(HTMLParser):
    """Collects tags, headings, ids and texts of a page, and checks that tags close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.unbalanced: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.texts.append(data)

    @property
    def said(self) -> str:
        """All text of the page on one line."""
        return " ".join(" ".join(self.texts).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


@cache
def full(lang: str) -> str:
    """Return the full report, built once per language."""
    return build(sample.FULL, lang)


def outline(page: str) -> Outline:
    parser = Outline()
    parser.feed(page)
    parser.close()
    return parser


@pytest.fixture(scope="module", params=LANGS)
def page(request: pytest.FixtureRequest) -> tuple[str, Outline]:
    """Return the full report in one language."""
    return request.param, outline(full(request.param))


def test_catalogues_have_the_same_keys_and_places() -> None:
    """Every text exists in both languages with the same places to fill."""
    assert TEXTS["de"].keys() == TEXTS["en"].keys()
    for key, german in TEXTS["de"].items():
        places = [
            {name for _, name, _, _ in string.Formatter().parse(words) if name}
            for words in (german, TEXTS["en"][key])
        ]
        assert places[0] == places[1], key


def test_every_reason_and_state_has_words() -> None:
    """No closed list of the house lacks its words in the report."""
    for lang in LANGS:
        assert {f"reason.{reason}" for reason in RefusalReason} <= TEXTS[lang].keys()
        assert {f"{kind}.{state}" for kind in ("state", "claim") for state in State} <= TEXTS[lang].keys()


def test_page_is_well_formed_and_loads_nothing(page: tuple[str, Outline]) -> None:
    """Tags close in order, ids are unique, and no attribute points outside of the file."""
    _, found = page
    assert not found.unbalanced
    assert not found.open
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(set(ids)) == len(ids)
    for _, attributes in found.tags:
        for name in ("src", "href", "action", "srcset", "data", "poster", "xlink:href"):
            value = attributes.get(name)
            assert value is None or value.startswith(("#", "data:text/csv;"))
    assert not found.all("script")


def test_anchors_lead_somewhere(page: tuple[str, Outline]) -> None:
    """Every link of the contents has its section, and every named label exists."""
    _, found = page
    ids = {attributes.get("id") for _, attributes in found.tags}
    for link in found.all("a"):
        target = str(link["href"])
        assert not target.startswith("#") or target[1:] in ids
    for _, attributes in found.tags:
        for label in (attributes.get("aria-labelledby") or "").split():
            assert label in ids


def test_headings_go_down_step_by_step(page: tuple[str, Outline]) -> None:
    """There is one first heading, and no level is skipped."""
    _, found = page
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_sentence_then_figure_then_picture_then_table_then_method(page: tuple[str, Outline]) -> None:
    """The order is that of a board paper."""
    _, found = page
    order = [attributes["id"] for tag, attributes in found.tags if tag == "section"]
    wanted = [
        "matrix",
        "verdicts",
        "journey",
        "touchpoints",
        "flow",
        "funnel",
        "base",
        "recommendation",
        "method",
        "notes",
    ]
    assert [name for name in order if name in wanted] == wanted
    tags = [tag for tag, _ in found.tags]
    assert tags.index("h1") < tags.index("dl") < tags.index("main") < tags.index("table")


def test_every_picture_has_a_title_and_a_table_twin(page: tuple[str, Outline]) -> None:
    """No svg without a title, and each section with a picture has a table."""
    lang, _ = page
    built = full(lang)
    assert built.count("<svg") == len(re.findall(r"<svg[^>]*>\s*<title", built))
    for section in re.findall(r"<section.*?</section>", built, re.DOTALL):
        if "<svg" in section:
            assert "<table" in section


def test_every_touchpoint_has_one_verdict_sentence(page: tuple[str, Outline]) -> None:
    """Each touchpoint of the whole is named in the verdicts and in the table."""
    lang, _ = page
    verdicts = re.search(r'<section id="verdicts".*?</section>', full(lang), re.DOTALL)
    assert verdicts is not None
    assert verdicts[0].count("<li>") == len(sample.ROWS)
    for state in {row["state"] for row in sample.ROWS}:
        assert f'class="state {state}"' in verdicts[0]


def test_words_never_exceed_the_evidence(page: tuple[str, Outline]) -> None:
    """Without an experiment nothing is said to cause, and nothing at all to be proven."""
    lang, found = page
    said = found.said.lower()
    forbidden = ("beweist", "verursacht", "bewirkt") if lang == "de" else ("proves", "causes ", "decides ")
    assert not [word for word in forbidden if word in said]


def test_figures_stand_with_their_denominators(page: tuple[str, Outline]) -> None:
    """The strip shows answers, magic, pain and open, each with what it is counted from."""
    lang, found = page
    dot = "." if lang == "de" else ","
    assert f"42{dot}880" in found.said
    assert len([one for one in found.all("dd") if one.get("class") == "base"]) == 4


def test_method_states_the_settings_of_this_report(page: tuple[str, Outline]) -> None:
    """Threshold, margin, bound, window, outcome and context are those that were used."""
    lang, found = page
    for word in ("Alter", "Stadt", "Kanal", "Kauf", "90 "):
        assert word in found.said
    for letter in Evidence:
        assert f" {letter} " in found.said
    unusual = replace(sample.MAGIC, delta=0.035, negligible=0.08, q=0.1)
    said = outline(build(replace(sample.FULL, magic=unusual), lang)).said
    assert all(
        value in said for value in (("3,5 %", "8 %", "10 %") if lang == "de" else ("3.5%", "8%", "10%"))
    )


def test_data_notes_count_what_was_refused(page: tuple[str, Outline]) -> None:
    """Rows read and refused, the reasons and first refusals are shown; whole rows stay out."""
    lang, found = page
    assert ("402.118" if lang == "de" else "402,118") in found.said
    assert "118" in found.said
    assert "2026-02-31 02:14" in found.said
    assert "geheim" not in found.said


@pytest.mark.parametrize("lang", LANGS)
def test_names_cannot_break_out(lang: str) -> None:
    """Names with tags, quotes and emoji are text everywhere, in pictures and tables too."""
    built = build(sample.nasty(), lang)
    found = outline(built)
    assert "<script" not in built
    assert not found.unbalanced
    assert '<script>alert("x")</script>' in found.said
    assert "🌲" in found.said


@pytest.mark.parametrize("lang", LANGS)
def test_without_competitors_the_report_says_what_to_do(lang: str) -> None:
    """Own view only: a hint to the survey kit instead of an empty picture, and no magic claimed."""
    said = outline(build(sample.own_view(), lang)).said
    assert "oase survey-kit" in said
    assert (
        "Der Wettbewerb wurde nicht gefragt." if lang == "de" else "Competitors were not asked about."
    ) in said
    assert (
        "Die Erwartung wurde nicht gefragt." if lang == "de" else "The expectation was not asked."
    ) in said


@pytest.mark.parametrize("lang", LANGS)
def test_journeys_alone_make_a_report(lang: str) -> None:
    """Contacts alone give paths and funnel with a finding as headline, and say how to get answers."""
    found = outline(build(sample.journeys_only(), lang))
    assert "oase survey-kit" in found.said
    assert "Schaufenster → Beratung im Laden → Bezahlung" in found.said
    assert not [one for one in found.all("section") if one.get("id") == "verdicts"]


@pytest.mark.parametrize("lang", LANGS)
def test_answers_alone_make_a_report(lang: str) -> None:
    """Answers alone give verdicts, and the paths say what is missing."""
    found = outline(build(sample.own_view(), lang))
    assert f"oase journeys {'DATEI' if lang == 'de' else 'FILE'}" in found.said


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("keep", [0, 1, 2])
def test_gaps_in_the_rows_do_not_matter(lang: str, keep: int) -> None:
    """Rows with nothing but a name, few figures, or none at all still make a page."""
    bare: list[dict[str, object]] = [{"touchpoint": "A"}, {"touchpoint": "B", "state": "open", "answers": 3}]
    built = build(ReportData(made_at=0, magic=MagicData(rows=bare[:keep])), lang)
    assert not outline(built).unbalanced


def test_more_answers_than_invitations_are_told_apart() -> None:
    """Where answers came without invitation, no share of invitations is shown, and the reason is said."""
    counts = AnswerCounts(invited=100, read=500, usable=400, closed=300)
    magic = replace(sample.MAGIC, counts=counts)
    said = outline(build(replace(sample.FULL, magic=magic), "de")).said
    assert "Dazu 100 Einladungen." in said
    assert "500,0 %" not in said


def test_nothing_to_report_is_refused() -> None:
    """A report needs answers or contacts."""
    with pytest.raises(OptionInvalid, match="nothing to report"):
        ReportData(made_at=0)


def test_unknown_language_is_refused() -> None:
    """Another language is told, not guessed."""
    with pytest.raises(OptionInvalid, match="language"):
        build(sample.journeys_only(), "fr")


def test_same_data_same_page() -> None:
    """Nothing in the page comes from the clock or from chance."""
    assert build(sample.FULL, "de") == full("de")


def test_tables_can_be_taken_along() -> None:
    """The CSV of a table holds all rows and columns, in the form that spreadsheets of the language read."""
    rows = [
        {"touchpoint": "=cmd", "share": 0.25, "path": ["A", "B"]},
        {"touchpoint": "Ä;b", "share": None, "path": None},
    ]
    for lang, mark, value in (("de", ";", "0,25"), ("en", ",", "0.25")):
        head, encoded = csv_link(rows, lang).split("base64,")
        assert head == "data:text/csv;charset=utf-8;"
        text = base64.b64decode(encoded).decode("utf-8-sig")
        assert list(csv.reader(io.StringIO(text), delimiter=mark)) == [
            ["touchpoint", "share", "path"],
            ["'=cmd", value, "A → B"],
            ["Ä;b", "", ""],
        ]


def test_rows_beyond_the_shown_ones_are_counted() -> None:
    """A long table says how many rows are only in the file."""
    shown = table(
        "paths", [{"path": ["A"], "journeys": n} for n in range(40)], [Column("path", "path")], "de", 25
    )
    assert len(shown.rows) == 25
    assert shown.hidden == 15


def test_segments_have_a_table_of_their_own() -> None:
    """Rows of segments are neither mixed into the whole nor lost."""
    built = full("de")
    assert "Stammkundinnen" in outline(built).said
    verdicts = re.search(r'<section id="verdicts".*?</section>', built, re.DOTALL)
    assert verdicts is not None
    assert "Stammkundinnen" not in verdicts[0]


def test_write_makes_one_file(tmp_path: Path) -> None:
    """The report is one file with the page in it."""
    path = write(sample.FULL, tmp_path / "bericht.html", "de")
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_text(encoding="utf-8") == full("de")


def test_write_tells_what_it_cannot_do(tmp_path: Path) -> None:
    """A missing folder and a folder in place of the file are told as our own errors."""
    data = ReportData(made_at=0, journeys=JourneysData(contacts=1, persons=1))
    with pytest.raises(SourceMissing):
        write(data, tmp_path / "none" / "bericht.html")
    with pytest.raises(StorageForbidden):
        write(data, tmp_path)
