"""What a real browser makes of the letters: the widths we reckon with are never too small."""

from __future__ import annotations

import shutil

import pytest

pytestmark = pytest.mark.browser

_MEASURE = """() => [...document.querySelectorAll('svg')].map(svg => {
  const frame = svg.viewBox.baseVal, boxes = [];
  for (const one of svg.querySelectorAll('text')) {
    const box = one.getBBox();
    boxes.push([one.textContent, box.x, box.y, box.width, box.height]);
  }
  return [frame.width, frame.height, boxes];
})"""


@pytest.fixture(scope="module")
def page():
    """Return an empty page of a headless Chromium."""
    api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no Chromium on this machine")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        yield browser.new_page()
        browser.close()


def _overlap(one, other):
    (_, x, y, width, height), (_, x2, y2, width2, height2) = one, other
    slack = 4.5  # the font's line box is higher than its letters
    return x < x2 + width2 and x2 < x + width and y + slack < y2 + height2 and y2 + slack < y + height


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_letters_stay_inside_and_apart(page, drawing, lang, compact):
    """Drawn by a browser, no text leaves its picture and no two texts run into each other."""
    draw, rows = drawing
    page.set_content(draw(rows, lang, compact=compact).inline)
    ((width, height, boxes),) = page.evaluate(_MEASURE)
    assert boxes
    for box in boxes:
        assert box[1] >= -1, box
        assert box[1] + box[3] <= width + 1, box
        assert box[2] + box[4] <= height + 3, box
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            assert not _overlap(one, other), (one, other)
