"""The form: what is brought and in which condition, what it would bring, and then to whom the credit goes."""

from __future__ import annotations

from asyncio import to_thread as off
from collections import defaultdict
from dataclasses import replace
from typing import Any

from litestar import Response, post, route

from oase.errors import InputError
from oase.programmes.items.handover import brought, used_up
from oase.programmes.returns.checklist import QUESTIONS
from oase.programmes.returns.offers import CATEGORIES, offers_in
from oase.programmes.returns.opening import CREDITS, WAYS, Estimated, open_take_back, reckoned
from oase.retail.keeping import stores
from oase.web.customer.programmes.forms import Form, read_form
from oase.web.customer.programmes.naming import alias_of
from oase.web.customer.programmes.rendering import (
    LOOKING,
    Asked,
    Lang,
    answered,
    brand_of,
    language,
    moved,
    new_key,
    public_page,
    random_bytes,
    reach_in,
    slowed,
)
from oase.web.customer.programmes.take_back.typed import MOST_ON_FORM, Typed, typed, with_item
from oase.web.words import TEXTS, text

__all__ = ["HANDLERS"]

PATH = "/p/take-back"


@route(PATH, http_method=LOOKING)
async def look(request: Asked) -> Response[Any]:
    """Show the empty form."""
    return await off(answered, request, lambda: _begun(request))


@post(PATH, status_code=200)
async def send(request: Asked) -> Response[Any]:
    """Add a piece, say what it would bring, or open the take-back; only the last keeps anything."""
    form = await read_form(request)
    return await off(answered, request, lambda: _sent(request, form))


HANDLERS = [look, send]


def _begun(request: Asked) -> Response[Any]:
    lang, code = language(request), request.query_params.get("from", "")
    told = typed(Form())
    with reach_in(request).database.reading() as connection:
        handed = brought(connection, code, reach_in(request).moment())
    if handed is not None:
        told = with_item(told, code, handed.item, lang)
    return _form(request, lang, told, new_key(request))


def _sent(request: Asked, form: Form) -> Response[Any]:
    lang: Lang = "en" if form.said("lang") == "en" else "de"
    told = typed(form)
    if form.said("do") == "send" and not form.is_by_machine:
        return slowed(request) or _opened(request, lang, told, form.key)
    if form.said("do") != "estimate":
        return _form(request, lang, told, form.key)
    wrong = _wrong_pieces(request, lang, told)
    return _form(request, lang, replace(told, wrong=wrong), form.key, is_reckoned=not wrong)


def _opened(request: Asked, lang: Lang, told: Typed, key: str) -> Response[Any]:
    wrong = _wrong_pieces(request, lang, told)
    if wrong:
        return _form(request, lang, replace(told, wrong=wrong), key)
    reach = reach_in(request)
    try:
        with reach.database.writing() as connection:
            now = reach.moment()
            handed = used_up(connection, told.fields["from"], now)
            new = told.new(key, lang, handed)
            if handed is None:
                new = new._replace(alias=alias_of(request, connection, new.email, now))
            opened = open_take_back(
                connection,
                new,
                now,
                random_bytes(request),
                own_brand=brand_of(request),
            )
    except InputError as error:
        if not error.where or error.where == "key":
            raise
        wrong = {error.where: _why(error.where, lang)}
        return _form(request, lang, replace(told, wrong=wrong), key, is_reckoned="." not in error.where)
    return moved(f"{PATH}/{opened.secret}", lang, said="opened")


def _wrong_pieces(request: Asked, lang: Lang, told: Typed) -> dict[str, str]:
    """Return what is wrong with the pieces, by field; every piece is looked at, not only the first."""
    wrong: dict[str, str] = {}
    with reach_in(request).database.reading() as connection:
        country = told.fields["country"].upper()
        excluded = {one.category: one for one in offers_in(connection, country) if one.is_excluded}
    for number, one in enumerate(told.pieces):
        if one["category"] not in CATEGORIES:
            wrong[f"{number}.category"] = text("public.take.wrong.category", lang)
        elif one["category"] in excluded:
            why = excluded[one["category"]].why
            wrong[f"{number}.category"] = text(
                "public.take.wrong.excluded", lang, why=why.get(lang) or next(iter(why.values()))
            )
        for name, possible in QUESTIONS.items():
            if one[name] not in possible:
                wrong[f"{number}.{name}"] = text("public.take.wrong.question", lang)
            elif possible[one[name]] == "refused":
                wrong[f"{number}.{name}"] = text("public.take.wrong.clean", lang)
    return wrong


def _why(where: str, lang: Lang) -> str:
    name = where.rpartition(".")[2]
    key = f"public.take.wrong.{name}"
    return text(key if key in TEXTS[lang] else "public.take.wrong.other", lang)


def _form(request: Asked, lang: Lang, told: Typed, key: str, *, is_reckoned: bool = False) -> Response[Any]:
    brand = brand_of(request)
    with reach_in(request).database.reading() as connection:
        offers = offers_in(connection, told.fields["country"].upper())
        shops = list(stores(connection).values())
        found: list[Estimated] = []
        if is_reckoned:
            found = [
                reckoned(
                    connection, one, country=told.fields["country"].upper(), credit="money", own_brand=brand
                )
                for one in told.brought()
            ]
    return public_page(
        request,
        "public_take_back.html",
        lang,
        title=text("public.take.reckoned" if is_reckoned else "public.take.title", lang),
        status=400 if told.wrong else 200,
        styles=("take-back.css",),
        told=told,
        item=_handed_name(request, told.fields["from"], lang),
        key=key,
        found=found,
        total=sum(one.cents for one in found),
        offers=[one for one in offers if not one.is_excluded],
        excluded=[one for one in offers if one.is_excluded],
        questions=QUESTIONS,
        category_choices=[(one.category, text(f"returns.category.{one.category}", lang)) for one in offers],
        category_names=defaultdict(str, {one: text(f"returns.category.{one}", lang) for one in CATEGORIES}),
        answer_choices={
            name: [(given, text(f"returns.{name}.{given}", lang)) for given in possible]
            for name, possible in QUESTIONS.items()
        },
        credit_choices=[_choice(one, f"public.take.credit.{one}", lang) for one in CREDITS],
        way_choices=[_choice(one, f"public.take.way.{one}", lang) for one in (WAYS if shops else WAYS[:1])],
        shop_choices=[(one.code, f"{one.name}, {one.city}".strip(", ")) for one in shops],
        shops=shops,
        most=MOST_ON_FORM,
        open_number=_open_piece(told),
    )


def _handed_name(request: Asked, code: str, lang: Lang) -> str:
    """Return the name of the item that she brings along from her app; empty where none."""
    with reach_in(request).database.reading() as connection:
        handed = brought(connection, code, reach_in(request).moment())
    return "" if handed is None else handed.item.called(lang)


def _choice(name: str, key: str, lang: Lang) -> tuple[str, str, str]:
    return name, text(key, lang), text(f"{key}.what", lang)


def _open_piece(told: Typed) -> int:
    """Return which piece stands open: the first with something wrong, else the last."""
    wrong = [int(name.partition(".")[0]) for name in told.wrong if name[0].isdigit()]
    return min(wrong, default=len(told.pieces) - 1)
