"""The app's files: what is served, under which policy, and that its words are whole."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

import oase.web.customer.app
from oase.web.customer.app import HANDLERS
from oase.web.customer.app.assets import ASSETS, SHELL, VERSION, WORKER

STATIC = Path(oase.web.customer.app.__file__).parent / "static"
SCRIPTS = {path: path.read_text() for path in sorted(STATIC.rglob("*.js"))}
WORDS = {lang: json.loads((STATIC / "words" / f"{lang}.json").read_text()) for lang in ("de", "en")}
LARGEST = 64_000
"""What a phone loads at most for the whole app, packed, in one language."""


@pytest.fixture(scope="module")
def client():
    with TestClient(Litestar(list(HANDLERS), openapi_config=None)) as made:
        yield made


@pytest.mark.parametrize(
    "path", ["/app", "/app/sw.js", "/app/app.js", "/app/drawings/dress.svg", "/app/words/de.json"]
)
def test_everything_comes_under_the_apps_own_policy(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["permissions-policy"].startswith("camera=(self)")


@pytest.mark.parametrize("path", ["/app/none.js", "/app/../files.py", "/app/words", "/app/shell.html"])
def test_what_is_no_file_of_the_app_is_not_served(client, path):
    assert client.get(path).status_code == 404


def test_a_drawing_that_is_not_there_becomes_a_neutral_shape(client):
    answer = client.get("/app/drawings/never-drawn.svg")
    assert answer.status_code == 200
    assert answer.content == ASSETS["drawings/none.svg"].content


def test_a_drawing_takes_the_colour_of_the_variant(client):
    plain, mossy = client.get("/app/drawings/dress.svg"), client.get("/app/drawings/dress.svg?shade=7d8a63")
    assert b'color="#7d8a63"' in mossy.content
    assert plain.headers["etag"] != mossy.headers["etag"]
    assert client.get('/app/drawings/dress.svg?shade="><script>').content == plain.content


def test_what_the_browser_has_is_not_sent_again(client):
    tag = client.get("/app/app.css").headers["etag"]
    again = client.get("/app/app.css", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_digital_link_leads_into_the_app(client):
    answer = client.get("/01/09521000000387/10/B1?x=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/app#/scan/09521000000387")
    single = client.get("/01/09521000000387/10/B1/21/A%2F7?x=1", follow_redirects=False)
    assert single.headers["location"] == "/app#/scan/(01)09521000000387(21)A%2F7"
    strange = client.get("/01/javascript:alert(1)", follow_redirects=False)
    assert strange.headers["location"] == "/app#/scan/unreadable"


def test_the_worker_keeps_exactly_what_the_shell_needs(client):
    answer = client.get("/app/sw.js")
    assert answer.headers["service-worker-allowed"] == "/app"
    listed = json.loads(re.search(r"const SHELL = (\[.*?\]);", answer.text)[1])
    assert VERSION in answer.text
    assert "/app" in listed
    assert not any("drawings" in path for path in listed)
    for path in listed:
        assert client.get(path).status_code == 200


def test_the_manifest_names_icons_that_are_there(client):
    manifest = client.get("/app/manifest.webmanifest").json()
    sizes = {icon["sizes"] for icon in manifest["icons"]}
    assert {"any", "192x192", "512x512"} <= sizes
    assert any(icon["purpose"] == "maskable" for icon in manifest["icons"])
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).headers["content-type"].startswith(icon["type"])
    assert manifest["scope"] == "/app"


def test_the_whole_app_is_small():
    parts = [ASSETS[name] for name in ASSETS if name.endswith((".js", ".css")) or name == "words/de.json"]
    packed = sum(len(part.packed) for part in [*parts, SHELL, WORKER])
    assert packed < LARGEST
    assert all(gzip.decompress(part.packed) == part.content for part in parts)


def test_nothing_inline_and_nothing_from_elsewhere():
    shell = SHELL.content.decode()
    assert "style=" not in shell
    assert not re.search(r"<script(?![^>]*src=)", shell)
    for path, text in SCRIPTS.items():
        for banned in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "eval(",
            'setAttribute("style"',
            "document.write",
        ):
            assert banned not in text, f"{path.name} uses {banned}"
        elsewhere = set(re.findall(r"https?://[a-z0-9.]+", text)) - {
            "https://www.openstreetmap.org",
            "http://www.w3.org",
        }
        assert not elsewhere, path.name


def test_both_languages_say_the_same():
    german, english = WORDS["de"], WORDS["en"]
    assert set(german) == set(english)
    for key, text in german.items():
        assert type(text) is type(english[key]), key
        assert _places(text) == _places(english[key]), key


def test_every_word_used_is_there_and_every_word_there_is_used():
    source = "\n".join(SCRIPTS.values())
    used = set(re.findall(r'\bt\("([^"]+)"', source))
    assert used <= set(WORDS["de"])
    begun = tuple(re.findall(r"`([a-z_.]+)\$\{", source))
    assert {key for key in WORDS["de"] if f'"{key}"' not in source and not key.startswith(begun)} == set()


def test_she_is_called_du_and_nobody_is_a_user():
    text = json.dumps(WORDS["de"], ensure_ascii=False)
    assert not re.search(r"\b(Ihr|Ihre|Ihnen|Nutzer|User)\b", text)
    assert not re.search(r"\buser", json.dumps(WORDS["en"]).lower())


def _places(text):
    return sorted({place.lower() for place in re.findall(r"\{(\w+)\}", json.dumps(text))})
