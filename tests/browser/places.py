"""Every page there is: found from the routes, places in addresses filled from what pages link to."""

from __future__ import annotations

from playwright.sync_api import Page

from oase.web.pages.application import HANDLERS

__all__ = ["addresses", "routes"]

NO_PAGES = (
    "/static/",
    "/live",
    "/tasks/",
    "/download/",
    "/sample",
    "/arrived",
    "/refused.csv",
    "/export/",
    "/edit",
)
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
    """Return an address for every route, those with places from the links that lead there."""
    found = {route: route for route in routes() if "{" not in route}
    seen: set[str] = set()
    while new := [address for address in found.values() if address not in seen]:
        links: set[str] = set()
        for address in new:
            seen.add(address)
            answer = page.goto(house + address)
            kind = "" if answer is None else answer.headers.get("content-type", "")
            if "text/html" in kind:
                links |= set(page.eval_on_selector_all("a[href^='/']", _HREFS))
        for route in routes():
            fitting = sorted(link for link in links if _fits(link.partition("?")[0], route))
            if route not in found and fitting:
                found[route] = fitting[0]
    return found


def _fits(link: str, route: str) -> bool:
    parts, places = link.split("/"), route.split("/")
    return len(parts) == len(places) and all(
        place.startswith("{") or place == part for part, place in zip(parts, places, strict=True)
    )
