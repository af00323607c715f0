"""What every page must be, as a browser sees it."""

from __future__ import annotations

from typing import Any

from tests.browser.serving import Looker

__all__ = ["check"]

_REACHED = """
() => {
  const kinds = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  return [...document.querySelectorAll(kinds)]
    .filter(one => !one.disabled && one.checkVisibility({ visibilityProperty: true }))
    .filter(one => one.tabIndex < 0 && one.type !== 'radio' && !one.closest('[aria-hidden=true]'))
    .map(one => one.outerHTML.slice(0, 120));
}
"""
_TWINLESS = """
() => [...document.querySelectorAll('main svg[role=img]')]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().width > 200)
  .filter(one => !['figure', '.card', 'section'].some(kind => one.closest(kind)?.querySelector('table')))
  .map(one => one.querySelector('title')?.textContent)
"""
_OUTLINES = """
() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  return [one.tagName, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0];
}
"""


def check(looker: Looker, axe: str) -> None:
    """No complaint, nothing from outside, no violation, no sideways scroll, twins, keyboard.

    Parameters
    ----------
    looker : Looker
        At the page, which has settled.
    axe : str
        Source of axe-core.
    """
    page = looker.page
    assert looker.complaints == []
    assert looker.outside == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    assert page.locator("h1").count() == 1
    assert _violations(looker, axe) == []
    assert page.evaluate(_TWINLESS) == []
    assert page.evaluate(_REACHED) == []
    _walk(looker)


def _violations(looker: Looker, axe: str) -> list[Any]:
    """Return what axe-core finds against WCAG 2.1 AA, everything that can be opened being open."""
    looker.page.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
    looker.page.evaluate(axe)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
    found = looker.page.evaluate(f"axe.run(document, {{ runOnly: {tags} }})")
    return [
        (one["id"], node["html"][:160], node.get("failureSummary", "")[:200])
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]


def _walk(looker: Looker) -> None:
    """Step by Tab: the first stop leads to the content, and each of the first stops can be seen."""
    page = looker.page
    # where something was clicked, Tab goes on from there: begin at the top
    page.evaluate(
        "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')"
    )
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    for _ in range(6):
        page.keyboard.press("Tab")
        name, has_outline = page.evaluate(_OUTLINES)
        assert has_outline or name == "BODY", f"the focus on {name} cannot be seen"
