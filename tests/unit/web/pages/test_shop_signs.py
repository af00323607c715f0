"""Signs for the wall of a store: what is handed out is read back by the reader that the app has."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from oase.retail import Store
from oase.retail.keeping import put
from oase.retail.pictures import read
from oase.retail.scan import best, understand


@pytest.fixture
def store(reach, clock):
    """A store whose code needs quoting."""
    with reach.database.writing() as connection:
        put(
            connection, [Store(code="K1.ehren", name="Ehrenstraße", hours="24/7")], now=clock(), source="test"
        )
    return "K1.ehren"


def photographed(svg: bytes, folder: Path) -> bytes:
    """Return what a phone sees of a sign."""
    (folder / "sign.svg").write_bytes(svg)
    (folder / "sign.typ").write_text('#set page(width: auto, height: auto, fill: white)\n#image("sign.svg")')
    drawn = typst.compile(folder / "sign.typ", format="png", ppi=72.0)
    assert isinstance(drawn, bytes)
    return drawn


@pytest.mark.parametrize(("poster", "kind"), [("", "store"), ("leinen-24", "poster")])
def test_a_sign_leads_into_the_store(signed_in, store, tmp_path, poster, kind):
    """Printed, seen by a camera, understood: the store, and the poster where there is one."""
    answer = signed_in("service").get(f"/shop/store/sign?code={store}&poster={poster}")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "attachment" in answer.headers["content-disposition"]
    code = best(understand(one.text) for one in read(photographed(answer.content, tmp_path)))
    assert (code.kind, code.store, code.poster) == (kind, store, poster)
    assert code.text.startswith("http://testserver.local/app?store=")
    assert understand(code.text).kind == kind


@pytest.mark.parametrize(
    "asked", ["", "code=nowhere", "code=K1.ehren&poster=%3Cscript%3E", "code=K1.ehren&poster=a/b"]
)
def test_there_is_no_sign_of_what_there_is_not(signed_in, store, asked):
    """No store, an unknown one, a poster that is no name."""
    assert signed_in("service").get(f"/shop/store/sign?{asked}").status_code == 404


def test_the_page_of_a_store_offers_its_sign(signed_in, store):
    """With the store's code already filled in."""
    page = signed_in("service").get(f"/shop/store?code={store}").text
    assert 'action="/shop/store/sign"' in page
    assert "QR-Code laden" in page
