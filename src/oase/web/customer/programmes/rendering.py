"""What every public page of programmes shares: its frame and policy, its forms, friendly refusals.

A page needs no login, sets no cookie, works without a script and fetches nothing from elsewhere. A GET
changes nothing. ``public_page`` makes one, ``answered`` makes of what went wrong a page that says what to do.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from litestar import HttpMethod, Response
from litestar.exceptions import ClientException, NotFoundException

from oase import words
from oase.errors import InputError, OaseError
from oase.programmes.links import LinkInvalid
from oase.web.customer.programmes.files import address_of
from oase.web.customer.programmes.guessing import Guesses
from oase.web.customer.surveys.answers import Asked, brand_of, reach_in
from oase.web.customer.surveys.answers import language as language_of
from oase.web.local import address_of_client
from oase.web.surveys.rendering import Lang
from oase.web.words import text

__all__ = [
    "LOOKING",
    "Asked",
    "Lang",
    "answered",
    "brand_of",
    "file_answer",
    "language",
    "moved",
    "new_key",
    "public_page",
    "random_bytes",
    "reach_in",
    "refused",
    "slowed",
]

LOOKING = [HttpMethod.GET, HttpMethod.HEAD]
"""Methods of a route that only shows."""

FORMS_AN_HOUR, LINKS_AN_HOUR = 30, 30
"""Forms sent, and links that do not work, of one network address that cost no waiting."""

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_PUBLIC = Environment(
    loader=PackageLoader("oase.web"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_SHOWN_WHERE = ("repair", "tour", "take-back", "impact", "rights")


def language(request: Asked) -> Lang:
    """Return the language: asked for by ``?lang=``, else what the browser likes, else that of the house."""
    return language_of(request)


def public_page(
    request: Asked,
    template: str,
    lang: Lang,
    *,
    title: str,
    status: int = 200,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response[str]:
    """Return a public page.

    Parameters
    ----------
    request : Request
    template : str
        Name of a template that extends ``public_base.html``; in it ``t(key, **values)`` gives a text of
        ``web.words``; ``number(value, digits)``, ``day(at)``, ``moment(at)`` give figures and times in
        words.
    lang : {"de", "en"}
    title : str
        The finding in words, as the heading and in the browser's tab.
    status : int
    styles, scripts : sequence of str
        More files of ``customer/programmes/static`` that this page loads.
    headers : mapping, optional
        More headers.
    **context
        For the template.
    """
    zone = reach_in(request).settings.timezone
    page = _PUBLIC.get_template(template).render(
        lang=lang,
        title=title,
        brand=brand_of(request),
        path=request.url.path,
        other_language=_other_language(request, lang),
        t=lambda key, **values: text(key, lang, **values),
        number=lambda value, digits=0: words.number(value, lang, digits),
        day=lambda at: words.date(at, lang, zone),
        moment=lambda at: words.moment(at, lang, zone),
        style_addresses=[address_of(name) for name in ("public.css", *styles)],
        script_addresses=[address_of(name) for name in ("public.js", *scripts)],
        places=[(f"/p/{name}", text(f"public.nav.{name}", lang)) for name in _SHOWN_WHERE],
        **context,
    )
    return Response(
        page, status_code=status, media_type="text/html", headers={**_headers(), **(headers or {})}
    )


def file_answer(content: bytes, media_type: str, *, name: str = "") -> Response[bytes]:
    """Return a file that belongs to a public page, kept by nobody on the way; with a name it is saved."""
    told = {"Content-Disposition": f'attachment; filename="{name}"'} if name else {}
    return Response(content, media_type=media_type, headers={**_headers(), **told})


def moved(path: str, lang: Lang, **query: str) -> Response[Any]:
    """Lead on after a form was taken, so that loading again sends nothing twice."""
    place, mark, part = path.partition("#")
    address = f"{place}?{urlencode({**query, 'lang': lang})}{mark}{part}"
    return Response(b"", status_code=303, headers={**_headers(), "Location": address})


def refused(
    request: Asked, key: str, status: int, *, lang: Lang | None = None, what: str = "", wait: int = 0
) -> Response[Any]:
    """Return a short page that says why not and what to do.

    Parameters
    ----------
    request : Request
    key : str
        Of ``public.refused.…``: title, and with ``.what`` what to do.
    status : int
    lang : {"de", "en"}, optional
    what : str
        What to do, in words of its own.
    wait : int
        Seconds after which to come again; 0 for none.
    """
    told = lang or language(request)
    return public_page(
        request,
        "public_refused.html",
        told,
        title=text(f"public.refused.{key}", told),
        status=status,
        what=what or text(f"public.refused.{key}.what", told),
        headers={"Retry-After": str(wait)} if wait else None,
    )


def answered(request: Asked, make: Callable[[], Response[Any]]) -> Response[Any]:
    """Return what was asked for, or a page that says why it cannot be and what to do.

    A secret link that does not exist is answered in the same way whatever is wrong with it, and whoever tries
    many of them must wait. A link that works opens all the while: nobody can lock out others of the same
    network address, and 160 bits need no lock.
    """
    try:
        return make()
    except LinkInvalid as invalid:
        if invalid.reason == "unknown" and (wait := _guessed(request)):
            return refused(request, "often", 429, wait=wait)
        return refused(request, f"link_{invalid.reason}", 410 if invalid.reason == "expired" else 404)
    except NotFoundException:
        return refused(request, "nowhere", 404)
    except (InputError, ClientException):
        return refused(request, "trouble", 400)
    except OaseError:
        return refused(request, "busy", 503)


def slowed(request: Asked) -> Response[Any] | None:
    """Count a public form that is sent; return a page to wait by if its network address sends too many."""
    forms = _limits(request, "forms", FORMS_AN_HOUR)
    who, now = address_of_client(request), reach_in(request).clock()
    if wait := forms.wait(who, now):
        return refused(request, "often", 429, wait=wait)
    forms.failed(who, now)
    return None


def _guessed(request: Asked) -> int:
    """Count a link that does not work; return 0, or after how many seconds to try the next one."""
    guesses = _limits(request, "guesses", LINKS_AN_HOUR)
    who, now = address_of_client(request), reach_in(request).clock()
    if wait := guesses.wait(who, now):
        return wait
    guesses.failed(who, now)
    return 0


def new_key(request: Asked) -> str:
    """Return a key for a form: sent twice, it counts once."""
    return str(reach_in(request).house.rooms.new_id())


def random_bytes(request: Asked) -> Callable[[int], bytes]:
    """Return where secrets of links come from; tests put their own into the state of the application."""
    found: Callable[[int], bytes] = request.app.state.get("random_bytes", secrets.token_bytes)
    return found


def _limits(request: Asked, name: str, free: int) -> Guesses:
    state = request.app.state
    if name not in state:
        state[name] = Guesses(free)
    found: Guesses = state[name]
    return found


def _headers() -> dict[str, str]:
    """Return the headers of a public page; a secret link is not told even to our own pages."""
    return {
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "no-store",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
        "Vary": "Accept-Language",
    }


def _other_language(request: Asked, lang: Lang) -> str:
    """Return the address of the same page in the other language."""
    query = [
        (name, value) for name, value in request.query_params.multi_items() if name not in ("lang", "said")
    ]
    return f"{request.url.path}?{urlencode([*query, ('lang', 'en' if lang == 'de' else 'de')])}"
