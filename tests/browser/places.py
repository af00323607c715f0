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
    "/stage/now",
    "/sign",
    ".svg",
    ".ics",
    ".pdf",
    "/photo",
    "/evidence/",
    "/taken/",
    "/change",
)
"""What is fetched by pages or kept as files, what follows a form, or no link of the demo leads to."""


ASKING = ("/shop/product", "/shop/variant", "/shop/store")
"""What shows something only with a question in the address; a link leads there, too."""

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
    found = {route: route for route in routes() if "{" not in route and route not in ASKING}
    seen: set[str] = set()
    due = list(found.values())
    while due:
        links: set[str] = set()
        for address in due:
            seen.add(address)
            answer = page.goto(house + address)
            kind = "" if answer is None else answer.headers.get("content-type", "")
            if "text/html" in kind:
                links |= set(page.eval_on_selector_all("a[href^='/']", _HREFS))
        due = []
        for route in routes():
            fitting = sorted(link for link in links if _fits(link.partition("?")[0], route))
            if route in ASKING:
                fitting = [link for link in fitting if "?" in link]
            if route not in found and fitting:
                found[route] = fitting[0]
                due.append(fitting[0])
            elif "{" in route and route in found:  # its tabs lead further
                tabs = [link for link in fitting if link.startswith(f"{found[route]}?")]
                due += [link for link in tabs if link not in seen]
    return found


def _fits(link: str, route: str) -> bool:
    parts, places = link.split("/"), route.split("/")
    return len(parts) == len(places) and all(
        place.startswith("{") or place == part for part, place in zip(parts, places, strict=True)
    )
