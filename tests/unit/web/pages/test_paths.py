"""The pages of paths: they say the finding, stand in the address, and bear any name."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oase.app import open_house
from oase.lake import read_contacts
from oase.web.pages.paths_state import MOST_STEPS, FunnelState

NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=200)
STATES = st.builds(
    FunnelState,
    st.lists(st.lists(NAMES, min_size=1, max_size=3, unique=True).map(tuple), max_size=MOST_STEPS).map(tuple),
    st.sampled_from([None, "30d", "7d", "1d12h", "90m"]),
    st.sampled_from(["closed", "hybrid", "open"]),
)
COMPARED = st.builds(
    lambda state, column, values: FunnelState(state.steps, state.within, state.mode, column, tuple(values)),
    STATES,
    NAMES,
    st.lists(NAMES, max_size=2, unique=True),
)

HOSTILE = '<script>alert("1")</script>'
LONG = "Reparaturannahme" * 13
PAGES = [
    "/paths",
    "/paths?cut=journeys",
    "/paths/funnel",
    "/paths/retention",
    "/paths/retention?by=week",
    "/paths/time",
]


@given(STATES | COMPARED)
def test_a_funnel_stands_in_its_address(state: FunnelState) -> None:
    assert FunnelState.of(parse_qs(urlencode(state.query, doseq=True))) == state


def _filled(folder: Path, journeys: list[tuple[list[str], str]]) -> Path:
    rows = [
        {"who": f"p{person}", "ts": 1_760_000_000 + 60 * at, "what": name, "device": device}
        for person, (names, device) in enumerate(journeys)
        for at, name in enumerate(names)
    ]
    table = pa.Table.from_pylist(rows)
    table = table.set_column(1, "ts", pa.array([row["ts"] for row in rows], pa.timestamp("s", "UTC")))
    with open_house(folder, create=True, own="Lindwerk") as house:
        read = read_contacts(table, person="who", at="ts", touchpoint="what", attributes=["device"])
        house.import_contacts(read, source="shop")
    return folder


@pytest.fixture
def visitor(signed_in: Any, pages_of: Any, reach_of: Any, tmp_path: Path) -> Callable[..., Any]:
    """Return a browser in a house of some journeys."""

    def made(journeys: list[tuple[list[str], str]], lang: str = "de") -> Any:
        reach = reach_of(_filled(tmp_path / "shop", journeys))
        return signed_in("manager", lang, app=pages_of(reach), at=reach)

    return made


# of 100 with a cart 38 pay, and of those 30 buy; phones lose more of them
PLANTED = [
    *[(["home", "cart", "pay", "buy"], "desk")] * 25,
    *[(["home", "cart", "pay", "buy"], "phone")] * 5,
    *[(["home", "cart", "pay"], "phone")] * 8,
    *[(["home", "cart"], "phone")] * 37,
    *[(["home", "cart"], "desk")] * 25,
    *[(["home"], "desk")] * 20,
]
STEPS = "step1=home&step2=cart&step3=pay&step4=buy"


def _told(answer: Any) -> str:
    assert answer.status_code == 200
    return unescape(answer.text).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("de", "Der größte Absprung: zwischen cart und pay gehen 62 von 100"),
        ("en", "The biggest drop-off: 62 in 100 leave between cart and pay"),
    ],
)
def test_the_planted_drop_is_found_and_named(visitor: Any, lang: str, said: str) -> None:
    there = visitor(PLANTED, lang)
    assert f"<h1>{said}</h1>" in _told(there.get(f"/paths/funnel?{STEPS}"))
    assert f"<h1>{said}</h1>" in _told(there.get("/paths/funnel"))


def test_a_comparison_names_the_difference_and_its_counts(visitor: Any) -> None:
    page = _told(visitor(PLANTED).get(f"/paths/funnel?{STEPS}&compare=device&value=phone&value=desk"))
    assert "desk kommt weiter als phone: 36 gegen 10 von 100" in page
    assert "25 von 70 aus „desk“ und 5 von 50 aus „phone“" in page
    assert "Zufall allein erklärt das kaum" in page


def test_an_equal_comparison_says_that_it_can_be_chance(visitor: Any) -> None:
    journeys = [(["home", "cart"], device) for device in ("phone", "desk")] * 20
    journeys += [(["home"], device) for device in ("phone", "desk")] * 20
    page = _told(visitor(journeys, "en").get("/paths/funnel?step1=home&step2=cart&compare=device"))
    assert "the difference can be chance" in page


def test_files_hold_what_the_page_shows(visitor: Any) -> None:
    there = visitor(PLANTED, "en")
    content = there.get(f"/paths/funnel/download/funnel.csv?{STEPS}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [(row["touchpoints"], row["persons"]) for row in rows] == [
        ("home", "120"),
        ("cart", "100"),
        ("pay", "38"),
        ("buy", "30"),
    ]
    page = _told(there.get(f"/paths/funnel?{STEPS}"))
    assert all(f">{row['persons']}<" in page for row in rows)
    for path in ("/paths/download/flow", "/paths/download/ends", "/paths/retention/download/retention"):
        assert there.get(f"{path}.csv").status_code == 200
        assert there.get(f"{path}.parquet").status_code == 200
    assert there.get("/paths/download/flow.svg").headers["content-type"] == "image/svg+xml"
    assert there.get("/paths/time/download/time.xlsx?from=home&to=buy").status_code == 200


def test_the_form_leads_to_a_plain_address(visitor: Any) -> None:
    there = visitor(PLANTED)
    form = f"{STEPS}&step2=pay&step5=&within=30d&mode=closed&compare=device&compared=&value=phone&period=12m"
    answer = there.get(f"/paths/funnel/edit?{form}&remove=3")
    assert answer.status_code == 303
    parts = urlsplit(answer.headers["location"])
    assert parts.path == "/paths/funnel"
    assert parse_qs(parts.query) == {
        "period": ["12m"],
        "step1": ["home"],
        "step2": ["cart", "pay"],
        "step3": ["buy"],
        "compare": ["device"],
    }
    assert there.get(answer.headers["location"]).status_code == 200


def test_an_unknown_touchpoint_is_named_with_the_nearest(visitor: Any) -> None:
    page = _told(visitor(PLANTED).get("/paths/funnel?step1=home&step2=carrt&step3=buy&within=soon"))
    assert "Einen Namen „carrt“ gibt es" in page
    assert "Meinten Sie „cart“?" in page
    assert "step2=cart&" in page
    assert "„soon“ ist nicht zu verstehen" in page
    assert "zwischen home und buy" in page


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_names_of_any_kind_stand_as_words(visitor: Any, path: str, lang: str) -> None:
    journeys = [([HOSTILE, LONG, "=1+1"], "a"), ([HOSTILE, LONG], "b"), ([HOSTILE], "b")]
    answer = visitor(journeys, lang).get(path)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert " style=" not in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_house_says_what_to_do(
    signed_in: Any, pages_of: Any, reach_of: Any, empty_folder: Path, path: str
) -> None:
    reach = reach_of(empty_folder)
    page = _told(signed_in("admin", app=pages_of(reach), at=reach).get(path))
    assert "Noch keine Wege" in page
    assert 'href="/imports"' in page


@pytest.mark.parametrize("path", PAGES)
def test_one_touchpoint_without_segments_is_no_trouble(visitor: Any, path: str) -> None:
    assert visitor([(["home"], "a"), (["home"], "a")]).get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_a_selection_without_contacts_says_so(visitor: Any, path: str) -> None:
    mark = "&" if "?" in path else "?"
    assert visitor(PLANTED).get(f"{path}{mark}start=2031-01-01").status_code == 200


@pytest.mark.parametrize(
    "path", ["/paths", "/paths/funnel?mode=open&compare=city", "/paths/retention", "/paths/time"]
)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_small_house_shows_all_views(signed_in: Any, path: str, lang: str) -> None:
    assert signed_in("analyst", lang).get(path).status_code == 200
