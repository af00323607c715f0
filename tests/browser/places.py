"""Every page there is: found from the routes, places in addresses filled from what pages link to."""

from __future__ import annotations

from playwright.sync_api import Page

from oase.web.pages.application import HANDLERS

__all__ = ["addresses", "routes"]

NO_PAGES = ("/static/", "/live", "/tasks/", "/download/", "/sample")
"""What is fetched by pages or kept as files, and shows nothing by itself."""


_HREFS = "all => all.map(one => one.getAttribute('href'))"


def routes() -> list[str]:
    """Return the path of every page that is asked for by GET."""
    paths = {
        path
        for handler in HANDLERS
        if "GET" in handler.http_methods
        for path in handler.paths
        if not any(part in path for part in NO_PAGES)
    }
    return sorted(paths)


def addresses(page: Page, house: str) -> dict[str, str]:
    """Return an address for every route: those without places, and the first links that lead to the others."""
    found = {route: route for route in routes() if "{" not in route}
    links: set[str] = set()
    for address in [*found.values()]:
        answer = page.goto(house + address)
        if answer is not None and "text/html" in answer.headers.get("content-type", ""):
            links |= set(
                page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.getAttribute('href'))")
            )
    for route in routes():
        if route not in found:
            fitting = sorted(link for link in links if _fits(link.partition("?")[0], route))
            if fitting:
                found[route] = fitting[0]
    return found


def _fits(link: str, route: str) -> bool:
    parts, places = link.split("/"), route.split("/")
    return len(parts) == len(places) and all(
        place.startswith("{") or place == part for part, place in zip(parts, places, strict=True)
    )
