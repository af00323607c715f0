"""``/r/{code}``: where a recommendation link leads. It counts nothing, sets nothing and names nobody."""

from __future__ import annotations

from asyncio import to_thread as off
from typing import Any
from urllib.parse import urlencode

from litestar import HttpMethod, Response, route
from litestar.params import FromPath

from oase.surveys.recommending import is_code, owner_of
from oase.web.customer.surveys.answers import Asked, answered, brand_of, language, noted, reach_in
from oase.web.surveys.rendering import Lang, said

__all__ = ["HANDLERS"]


@route("/r/{code:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def arrive(request: Asked, code: FromPath[str]) -> Response[Any]:
    """Say that somebody recommends the brand, and lead on only when told to."""
    return await off(answered, request, lambda: _arrived(request, code))


HANDLERS = [arrive]


def _arrived(request: Asked, code: str) -> Response[Any]:
    reach = reach_in(request)
    lang, brand = language(request), brand_of(request)
    with reach.database.reading() as connection:
        is_held = is_code(code) and owner_of(connection, code) is not None
    if not is_held:
        key = "referral.over.what" if brand else "referral.over.nobody"
        parts = [said(key, lang, brand=brand)]
        return noted(
            request, lang, said("referral.over.title", lang), parts, 404, link=_on(request, lang, "")
        )
    told = brand or said("us", lang)
    return noted(
        request,
        lang,
        said("referral.title", lang, brand=told),
        [said("referral.what", lang, brand=told), said("referral.how", lang, brand=told)],
        code=code,
        link=_on(request, lang, code),
        other_language=f"/r/{code}?lang={'en' if lang == 'de' else 'de'}",
    )


def _on(request: Asked, lang: Lang, code: str) -> tuple[str, str] | None:
    """Return the way on to the shop, with the code for its own use."""
    shop = reach_in(request).settings.shop_url
    if not shop:
        return None
    address = f"{shop}{'&' if '?' in shop else '?'}{urlencode({'r': code})}" if code else shop
    return address, said("referral.button", lang, brand=brand_of(request) or said("us", lang))
