"""The page Strategy check: its forms, the gate, both languages, roles, hostile texts."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from oase import strategy
from oase.demo import STRATEGIST, STRATEGY
from oase.strategy import CorporatePurpose, Need
from oase.web.reach import Reach

SignsIn = Callable[..., Any]
HOSTILE = "<script>alert(1)</script>{{ 7 * 7 }}\"'"


def said(answer: Any) -> str:
    return html.unescape(answer.text)


@pytest.fixture
def lindwerk(reach: Reach) -> Reach:
    """The small house with the strategy of the demo."""
    strategy.fill(reach.database, STRATEGY, who=STRATEGIST, at=reach.clock())
    return reach


def test_an_empty_strategy_says_what_to_do_next(signed_in: SignsIn):
    page = said(signed_in("manager").get("/strategy"))
    assert "Zehn Merkmale, und noch nichts behauptet" in page
    assert 'href="/strategy/new/need"' in page
    assert "Es ist kein Bedarf beschrieben." in page


@pytest.mark.parametrize(
    ("lang", "finding", "lack"),
    [
        ("de", "behaupten Sie mehr, als sich zeigt", "beruht nur auf einer Annahme"),
        ("en", "you claim more than shows", "rests on an assumption"),
    ],
)
def test_the_page_says_the_gap_and_what_is_missing(lindwerk, signed_in, lang, finding, lack):
    page = said(signed_in("manager", lang).get("/strategy"))
    heading = re.search(r"<h1>(.*?)</h1>", page)[1]
    assert finding in heading
    assert lack in page
    assert "<svg" in page


def test_an_approval_is_refused_with_a_list_and_written_down(lindwerk, signed_in):
    browser = signed_in("manager")
    version = strategy.read(lindwerk.database).version
    answer = browser.submit("/strategy/approve", {"version": version})
    assert answer.status_code == 409
    assert "hat kein Nutzenkriterium" in said(answer)
    [decision] = strategy.decisions_of(lindwerk.database)
    assert (decision.is_approved, decision.who) == (False, "Frau Manager")
    assert "Frau Manager" in browser.get("/strategy").text


def test_a_strategy_is_made_whole_by_its_forms_and_approved(lindwerk, signed_in):
    browser = signed_in("manager")
    bare = strategy.read(lindwerk.database).needs[-1].need.id
    assert browser.submit("/strategy/new/criterion", {"need": bare, "text": "wächst mit"}).status_code == 303
    seen = {
        "need": bare,
        "sort": "interview",
        "seen": "Acht von zwölf Eltern leihen lieber.",
        "source": "Gespräche",
        "day": "2026-11-02",
        "customers": "12",
    }
    answer = browser.submit("/strategy/new/evidence", seen)
    assert answer.headers["location"] == f"/strategy/needs/{bare}?said=strategy.said.saved"
    held = strategy.read(lindwerk.database)
    answer = browser.submit("/strategy/approve", {"version": held.version})
    assert answer.headers["location"] == "/strategy?said=strategy.said.approved"
    assert "in dieser Fassung freigegeben" in said(browser.get("/strategy"))
    browser.submit(f"/strategy/texts/{held.purpose.id}", {"text": "Neu", "based_on": held.purpose.revision})
    assert "für eine frühere Fassung freigegeben" in said(browser.get("/strategy"))


def test_what_was_changed_since_is_not_approved(lindwerk, signed_in):
    answer = signed_in("manager").submit("/strategy/approve", {"version": 1})
    assert answer.status_code == 409
    assert strategy.decisions_of(lindwerk.database) == []


def test_a_wrong_field_is_named_and_nothing_is_lost(lindwerk, signed_in):
    need = strategy.read(lindwerk.database).needs[0].need.id
    fields = {"need": need, "sort": "study", "seen": "Mein Satz", "source": "", "day": "2099-01-01"}
    answer = signed_in("analyst").submit("/strategy/new/evidence", fields | {"customers": "viele"})
    page = said(answer)
    assert answer.status_code == 400
    assert "Mein Satz" in page
    assert page.count('aria-invalid="true"') == 3
    assert "Der Tag liegt in der Zukunft." in page


def test_a_draft_against_a_newer_wording_is_kept(lindwerk, signed_in):
    browser, held = signed_in("analyst"), strategy.read(lindwerk.database).purpose
    path = f"/strategy/texts/{held.id}"
    browser.submit(path, {"text": "Erste", "based_on": held.revision})
    answer = browser.submit(path, {"text": "Mein Entwurf", "based_on": held.revision})
    assert answer.status_code == 409
    assert "Mein Entwurf" in answer.text
    assert strategy.read(lindwerk.database).purpose.content.text == "Erste"


def test_a_text_is_removed_and_an_earlier_one_holds_again(lindwerk, signed_in):
    browser, database = signed_in("analyst"), lindwerk.database
    need = strategy.read(database).needs[0].need
    browser.submit(f"/strategy/texts/{need.id}/remove")
    assert browser.get(f"/strategy/needs/{need.id}").status_code == 404
    page = browser.get(f"/strategy/texts/{need.id}").text
    [revision] = re.findall(r"/strategy/restore/(\d+)", page)
    answer = browser.submit(f"/strategy/restore/{revision}")
    assert answer.headers["location"].startswith(f"/strategy/needs/{need.id}")
    assert browser.get(f"/strategy/needs/{need.id}").status_code == 200
    assert need.content.text in said(browser.get("/strategy/history"))


def test_a_claim_is_chosen_by_its_words(lindwerk, signed_in):
    browser = signed_in("analyst")
    page = said(browser.get("/strategy/traits/choice"))
    assert "4 · Sie bestimmen Weg, Zeitpunkt und Daten, ohne jeden Nachteil." in page
    assert "noch kein Beleg" in page
    claim = strategy.read(lindwerk.database).claims[strategy.Trait.CHOICE]
    fields = {"trait": "choice", "level": "1", "evidence": "nur der Kanal", "based_on": claim.revision}
    browser.submit(f"/strategy/texts/{claim.id}", fields)
    assert strategy.read(lindwerk.database).claims[strategy.Trait.CHOICE].content.level == 1
    answer = browser.submit(f"/strategy/texts/{claim.id}", fields | {"level": "7"})
    assert answer.status_code == 400
    assert "nur der Kanal" in answer.text


@pytest.mark.parametrize("trait", list(strategy.Trait))
@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_trait_shows_formula_and_rows(lindwerk, signed_in, trait, lang):
    page = said(signed_in("service", lang).get(f"/strategy/traits/{trait}"))
    assert strategy.FORMULAS[trait].formula[lang] in page


def test_tables_go_into_files(lindwerk, signed_in):
    browser = signed_in("service")
    for name in ("needs", "criteria", "evidence", "traits", "decisions", "changes"):
        for ending in ("csv", "xlsx"):
            assert browser.get(f"/strategy/download/{name}.{ending}").status_code == 200
    assert browser.get("/strategy/download/traits.svg").text.startswith("<svg")
    assert b"Regenjacke" in browser.get("/strategy/download/needs.csv").content
    assert browser.get("/strategy/traits/perspective/download/rows.csv").status_code == 200


def test_hostile_texts_are_only_text(reach, signed_in):
    at = reach.clock()
    told = {
        "purpose": HOSTILE,
        "needs": [
            {
                "text": HOSTILE,
                "product": HOSTILE,
                "segment": HOSTILE,
                "criteria": [{"text": HOSTILE, "said": HOSTILE, "touchpoint": HOSTILE}],
                "evidence": [
                    {"sort": "study", "seen": HOSTILE, "source": HOSTILE, "day": "2026-01-01", "customers": 1}
                ],
            }
        ],
        "claims": {"choice": (2, HOSTILE)},
    }
    strategy.fill(reach.database, told, who=HOSTILE, at=at)
    browser, held = signed_in("manager"), strategy.read(reach.database)
    [need] = held.needs
    paths = ["", "/history", f"/needs/{need.need.id}", f"/texts/{need.need.id}", "/traits/choice"]
    paths += [f"/texts/{held.purpose.id}", f"/texts/{need.criteria[0].id}", f"/texts/{need.evidence[0].id}"]
    for path in paths:
        answer = browser.get(f"/strategy{path}")
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text
        assert "49" not in re.sub(r"\d{3,}", "", answer.text.split("alert(1)")[0][-200:])
    answer = browser.submit("/strategy/approve", {"version": held.version})
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("role", "sees", "edits", "approves"),
    [
        ("admin", True, True, True),
        ("manager", True, True, True),
        ("analyst", True, True, False),
        ("service", True, False, False),
        ("workshop", False, False, False),
    ],
)
def test_roles(lindwerk, signed_in, role, sees, edits, approves):
    browser, database = signed_in(role), lindwerk.database
    purpose = strategy.read(database).purpose
    csrf = browser.token("/")
    headers = {"sec-fetch-site": "same-origin"}

    def post(path: str, **fields: Any) -> int:
        return browser.post(path, data={"csrf": csrf, **fields}, headers=headers).status_code

    assert (browser.get("/strategy").status_code == 200) is sees
    assert (browser.get("/strategy/new/need").status_code == 200) is edits
    assert (post("/strategy/new/need", text="x") == 303) is edits
    assert (post(f"/strategy/texts/{purpose.id}", text="y") == 303) is edits
    assert (post("/strategy/approve", version=strategy.read(database).version) == 409) is approves
    assert (len(strategy.decisions_of(database)) == 1) is approves
    if sees:
        assert ('action="/strategy/approve"' in browser.get("/strategy").text) is approves


def test_a_form_without_its_token_changes_nothing(lindwerk, signed_in):
    browser = signed_in("manager")
    assert browser.post("/strategy/new/need", data={"text": "x"}).status_code == 403
    assert len(strategy.read(lindwerk.database).needs) == 6


@pytest.mark.parametrize(
    "path", ["/needs/999", "/needs/x", "/texts/²", "/texts/99999999999999999999", "/traits/x", "/new/x"]
)
def test_what_is_not_there_is_missing(lindwerk, signed_in, path):
    assert signed_in("manager").get(f"/strategy{path}").status_code == 404


def test_an_unknown_parent_is_told(reach, signed_in):
    strategy.write(reach.database, CorporatePurpose("x"), who="x", at=1)
    browser = signed_in("manager")
    answer = browser.submit("/strategy/new/criterion", {"need": "77", "text": "Mein Stichwort"})
    assert answer.status_code == 409
    assert "Mein Stichwort" in answer.text
    strategy.write(reach.database, Need("x"), who="x", at=1)
    assert browser.submit("/strategy/restore/99").status_code == 400
