"""``/s/{token}``: the questions, and what is sent from them. Only what is sent is an answer."""

from __future__ import annotations

from asyncio import to_thread as off
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import HttpMethod, Response, post, route
from litestar.params import FromPath

from oase.retail.signs import sign
from oase.surveys.answering import Given, given_before, is_closed, take
from oase.surveys.occasion import Occasion, occasion
from oase.surveys.opening import opened
from oase.surveys.recommending import create, link_of, recommended, taken_back
from oase.surveys.stored import survey_of
from oase.surveys.survey import Survey
from oase.surveys.tokens import Ticket, TicketInvalid
from oase.surveys.wording import spoken
from oase.web.customer.surveys.answers import (
    Asked,
    Form,
    answered,
    brand_of,
    form_of,
    language,
    moved,
    noted,
    reach_in,
    shelf_of,
    shown,
    signer_of,
    wants_json,
)
from oase.web.outside import outside
from oase.web.surveys.reading import Read, as_form, as_given, preselection, read
from oase.web.surveys.rendering import About, Lang, Shown, said, survey_page, told_answers

__all__ = ["HANDLERS"]

_DRAWN = ".svg"
_LOOKING = [HttpMethod.GET, HttpMethod.HEAD]
LONGEST_CODE = 20


@dataclass(frozen=True, slots=True)
class _Met:
    """Whose link was opened, what it is about, and what was said before."""

    token: str
    ticket: Ticket
    survey: Survey
    occasion: Occasion
    about: About
    given: dict[str, str]
    code: str
    is_framed: bool
    is_closed: bool

    @property
    def path(self) -> str:
        return f"/s/{'frame/' if self.is_framed else ''}{self.token}"

    @property
    def stop(self) -> str:
        return f"/s/{self.token}/stop" if self.ticket.way == "invited" else ""


@route("/s/{token:str}", http_method=_LOOKING)
async def look(request: Asked, token: FromPath[str]) -> Response[Any]:
    """Show the questions, or thanks where they were answered; with ``.svg`` the link as a QR code."""
    if token.endswith(_DRAWN):
        return await off(answered, request, lambda: _drawn(request, token.removesuffix(_DRAWN)))
    return await off(answered, request, lambda: _looked(request, token, is_framed=False))


@route("/s/frame/{token:str}", http_method=_LOOKING)
async def look_framed(request: Asked, token: FromPath[str]) -> Response[Any]:
    """Show the same inside a page of the shop."""
    return await off(answered, request, lambda: _looked(request, token, is_framed=True))


@post("/s/{token:str}", status_code=200)
async def send(request: Asked, token: FromPath[str]) -> Response[Any]:
    """Keep what was answered."""
    body = await request.body()
    return await off(_taken, request, token, body, is_framed=False)


@post("/s/frame/{token:str}", status_code=200)
async def send_framed(request: Asked, token: FromPath[str]) -> Response[Any]:
    """Keep what was answered inside a page of the shop."""
    body = await request.body()
    return await off(_taken, request, token, body, is_framed=True)


@post("/s/{token:str}/link", status_code=200, sync_to_thread=True)
def own_link(request: Asked, token: FromPath[str]) -> Response[Any]:
    """Make a recommendation link of her own; only for whom the link was made, and who has answered."""

    def made() -> Response[Any]:
        met = _met(request, token, is_framed=False)
        reach = reach_in(request)
        if met.ticket.alias is not None and met.given:
            with reach.database.writing() as connection:
                create(connection, met.occasion.alias, reach.moment())
        return moved(met.path, language(request))

    return answered(request, made)


HANDLERS = [look, look_framed, send, send_framed, own_link]


def _met(request: Asked, token: str, *, is_framed: bool) -> _Met:
    reach = reach_in(request)
    ticket = signer_of(request).read(token, reach.moment())
    with reach.database.reading() as connection:
        survey = survey_of(connection, ticket.survey)
        if survey is None:
            raise TicketInvalid("gone")
        found = occasion(connection, ticket)
        given = as_form(survey, given_before(connection, ticket))
        is_over = is_closed(connection, ticket)
        code = link_of(connection, found.alias) or "" if ticket.alias is not None else ""
    store = shelf_of(request).store(found.store)
    about = About(
        brand=brand_of(request),
        touchpoint=spoken(found.touchpoint),
        at=found.at,
        timezone=reach.settings.timezone,
        order=found.order,
        store=store.name if store is not None else "",
    )
    return _Met(token, ticket, survey, found, about, given, code, is_framed, is_over)


def _looked(request: Asked, token: str, *, is_framed: bool) -> Response[Any]:
    reach = reach_in(request)
    met = _met(request, token, is_framed=is_framed)
    if met.is_closed or (met.given and "change" not in request.query_params):
        return _thanked(request, met)
    if request.method == HttpMethod.GET and met.ticket.way == "invited" and not met.given:
        with reach.database.writing() as connection:
            opened(connection, met.ticket, reach.moment())
    ticked = {} if met.given else preselection(met.survey, request.query_params.get("q", ""))
    code = request.query_params.get("r", "")[:LONGEST_CODE]
    return _asked(request, met, language(request), given=met.given | ticked, code=code, ticked=ticked)


def _asked(
    request: Asked,
    met: _Met,
    lang: Lang,
    *,
    given: dict[str, str],
    code: str,
    ticked: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
) -> Response[Any]:
    page = survey_page(
        Shown(
            survey=met.survey,
            about=met.about,
            lang=lang,
            transaction=met.occasion.transaction,
            action=met.path,
            given=given,
            wrong=wrong or {},
            preselected=next(iter(ticked or {}), ""),
            code=code,
            stop=met.stop,
            is_framed=met.is_framed,
        )
    )
    return shown(page, 400 if wrong else 200, frames=_frames(request, met))


def _thanked(request: Asked, met: _Met) -> Response[Any]:
    lang = language(request)
    brand = met.about.brand or said("us", lang)
    recommend = {
        "title": said("recommend", lang, brand=brand),
        "about": said("recommend.about", lang, brand=brand),
        "link": f"{outside(request)}/r/{met.code}" if met.code else "",
        "action": f"/s/{met.token}/link",
    }
    is_hers = met.ticket.alias is not None and not met.is_framed
    return noted(
        request,
        lang,
        said("thanks", lang),
        [said("closed.what" if met.is_closed else "thanks.about", lang)],
        answers=told_answers(met.survey, met.about, met.given, lang),
        link=None if met.is_closed else (f"{met.path}?change=1&lang={lang}", said("change.button", lang)),
        recommend=recommend if is_hers else None,
        stop=met.stop,
        other_language=f"{met.path}?lang={'en' if lang == 'de' else 'de'}",
    )


def _taken(request: Asked, token: str, body: bytes, *, is_framed: bool) -> Response[Any]:
    return answered(request, lambda: _kept(request, token, form_of(body), is_framed=is_framed))


def _kept(request: Asked, token: str, form: Form, *, is_framed: bool) -> Response[Any]:
    met = _met(request, token, is_framed=is_framed)
    lang = language(request, form)
    told = read(met.survey, form)
    code = next(iter(form.get("code", ())), "").strip()[:LONGEST_CODE]
    if told.wrong:
        if wants_json(request):
            return shown(msgspec.json.encode({"saved": False}), 400, "application/json")
        return _asked(request, met, lang, given=told.given, code=code, wrong=told.wrong)
    _keep(request, met, told, code, lang)
    if wants_json(request):
        return shown(msgspec.json.encode({"saved": True}), 200, "application/json")
    return moved(met.path, lang)


def _keep(request: Asked, met: _Met, told: Read, code: str, lang: Lang) -> None:
    """Keep answers, and of a new customer how she heard of the brand, in one transaction."""
    reach = reach_in(request)
    now = reach.moment()
    medium = "snippet" if met.is_framed else met.ticket.medium
    with reach.database.writing() as connection:
        take(
            connection,
            met.ticket,
            met.survey,
            [*as_given(met.survey, told.given), *(Given(item) for item in told.emptied)],
            lang=lang,
            medium=medium,
            now=now,
            new_id=reach.house.rooms.new_id,
        )
        heard = met.survey.of_role("heard")
        if heard is not None and heard.id in told.emptied:
            taken_back(connection, alias=met.occasion.alias, transaction=met.occasion.transaction)
        if heard is not None and heard.id in told.given:
            kept = as_form(met.survey, given_before(connection, met.ticket))  # words are masked there
            said_, by_whom = (met.survey.of_role(role) for role in ("said", "by_whom"))
            recommended(
                connection,
                alias=met.occasion.alias,
                at=now,
                transaction=met.occasion.transaction,
                heard=kept[heard.id],
                said=kept.get(said_.id, "") if said_ else "",
                by_whom=kept.get(by_whom.id, "") if by_whom else "",
                code=code,
            )


def _drawn(request: Asked, token: str) -> Response[Any]:
    signer_of(request).read(token, reach_in(request).moment())
    return shown(sign(f"{outside(request)}/s/{token}"), media_type="image/svg+xml")


def _frames(request: Asked, met: _Met) -> tuple[str, ...]:
    return reach_in(request).settings.frames if met.is_framed else ()
