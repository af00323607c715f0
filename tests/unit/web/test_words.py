"""The texts of the pages: the same keys and places in both languages, none missing and none left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from jinja2 import Environment, nodes

from oase.decisions import Outcome
from oase.programmes.cases.reasons import OUTCOMES
from oase.programmes.cases.states import STATES as CASE_STATES
from oase.programmes.returns.states import STATES as RETURN_STATES
from oase.report.catalogue import TEXTS as REPORTS
from oase.web.words.catalogue import MODULES, TEXTS, text

WEB = Path(__file__).parents[3] / "src" / "oase" / "web"
ROOMS = tuple({f"{key.partition('.')[0]}." for key in TEXTS["de"]})
OF_REPORTS = frozenset(REPORTS["de"])
"""Texts that pages have in common with reports; some begin as keys of the pages do."""

ANYTHING = "\0"
"""Stands for the part of a composed key that is only known when a page is shown."""


def places(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None})


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_both_languages_have_the_same_keys_and_places(module):
    assert module.GERMAN.keys() == module.ENGLISH.keys()
    assert [key for key in module.GERMAN if places(module.GERMAN[key]) != places(module.ENGLISH[key])] == []


def of_python(tree: ast.AST) -> Iterator[str]:
    """Yield every text that stands in a module, composed ones with gaps; docstrings hold no keys."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else ANYTHING for part in node.values
            )
        elif isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant):
            yield f"{node.left.value}{ANYTHING}"


def told(node: nodes.Expr) -> list[str]:
    """Return what an expression of a template may be, with gaps where only the page knows."""
    if isinstance(node, nodes.Const):
        return [str(node.value)]
    if isinstance(node, nodes.CondExpr):
        return told(node.expr1) + (told(node.expr2) if node.expr2 else [])
    if isinstance(node, nodes.Concat):
        return ["".join(told(part)[0] for part in node.nodes)]
    return [ANYTHING]


def of_template(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all((nodes.Const, nodes.Concat)):
        yield from told(node)


def of_script(text: str) -> Iterator[str]:
    """Yield what the stage's script may say; its page hands over all texts of that beginning."""
    for said in re.findall(r"\bt\(((?:[^()]|\([^()]*\))*)", text):
        for literal in re.findall(r'"([a-z_.]+)"', said):
            yield f"stage.js.{literal}"
    for template in re.findall(r"`((?:gate|action)\.\$\{[\w.]+\})`", text):
        yield "stage.js." + re.sub(r"\$\{[\w.]+\}", ANYTHING, template)
    yield from (f"stage.js.{outcome}" for outcome in Outcome)


@pytest.fixture(scope="module")
def written() -> set[str]:
    """Every text of the pages' code and templates."""
    modules = [path for path in WEB.rglob("*.py") if path.parent.name != "words"]
    templates = (WEB / "templates").glob("*.html")
    found = {text for path in modules for text in of_python(ast.parse(path.read_text(encoding="utf-8")))}
    environment = Environment(autoescape=True)
    parsed = [environment.parse(path.read_text(encoding="utf-8")) for path in templates]
    spoken = of_script((WEB / "static" / "stage.js").read_text(encoding="utf-8"))
    return found.union(*(of_template(tree) for tree in parsed), spoken)


def meant(text: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, text.split(ANYTHING))))


def test_no_key_stands_in_two_modules():
    assert sum(len(module.GERMAN) for module in MODULES) == len(TEXTS["de"])


def test_every_key_that_a_page_asks_for_is_told(written):
    looks_like_key = re.compile(r"[a-z]+(\.[a-z_]*[a-z])+")
    files = (".html", ".css", ".js", ".ics")
    asked = {
        text
        for text in written
        if text.startswith(ROOMS) and looks_like_key.fullmatch(text)
        if text in TEXTS["de"] or not text.endswith(files)
    }
    assert asked - TEXTS["de"].keys() - OF_REPORTS == set()
    composed = {text for text in written if text.startswith(ROOMS) and ANYTHING in text and " " not in text}
    silent = [text for text in composed if not any(map(meant(text).fullmatch, TEXTS["de"]))]
    assert sorted(text.replace(ANYTHING, "…") for text in silent) == []


def test_every_key_is_asked_for_by_some_page(written):
    composed = [meant(text) for text in written if text.startswith(ROOMS) and ANYTHING in text]
    endings = {
        text.removeprefix(ANYTHING) for text in written if re.fullmatch(ANYTHING + r"(\.[a-z]+)+", text)
    }

    def is_asked(key: str) -> bool:
        stem = key.rpartition(".")[0]
        return (
            key in written
            or any(pattern.fullmatch(key) for pattern in composed)
            or (key.removeprefix(stem) in endings and stem in written)
        )

    unasked = [key for key in TEXTS["de"] if not is_asked(key)]
    assert unasked == []


@pytest.mark.parametrize(
    ("lang", "one", "many"),
    [
        ("de", "1 Kontakt von 1 Person", "1.300 Kontakte von 2 Personen"),
        ("en", "1 contact of 1 person", "1.300 contacts of 2 persons"),
    ],
)
def test_words_agree_with_their_numbers(lang, one, many):
    """One is one, in both languages."""
    assert text("journey.counts", lang, contacts="1", persons="1") == one
    assert text("journey.counts", lang, contacts="1.300", persons="2") == many


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_state_of_a_programme_has_a_word(lang):
    """The overview counts by states: none of them is shown as the database names it."""
    keys = {f"cases.state.{state}" for state in CASE_STATES}
    keys |= {f"returns.state.{state}" for state in RETURN_STATES}
    keys |= {f"purpose.outcome.{outcome}" for outcome in ("open", *OUTCOMES)}
    assert keys - TEXTS[lang].keys() == set()
