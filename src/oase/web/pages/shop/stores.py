"""Stores: where they are, when they open in the coming days, what they have; and the form to change one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.errors import InputError, OaseError
from oase.retail import Store, said
from oase.retail.gtin import shown_gtin
from oase.retail.hours import Hours, check_hours
from oase.retail.keeping import products, put, remove_store, stock, stores, variants
from oase.retail.reading.regions import GERMAN_STATES, subdivision_of
from oase.retail.reading.values import number_of
from oase.web.pages.page import Page, action, page
from oase.web.pages.shop.furniture import Field, Wrong, furniture, wrong
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS", "store_page"]

_FIELDS = (
    "code", "name", "street", "postcode", "city", "country", "subdivision", "latitude", "longitude",
    "timezone", "phone", "hours",
)  # fmt: skip
_DAYS = 14
_MOST_CODE = 64


@page("/shop/stores", Permission.SEE_SHOP)
def shop_stores(visit: Visit) -> Page:
    """Show all stores, and whether each is open now."""
    with visit.reach.database.reading() as connection:
        held, counted = stores(connection), stock(connection)
    pieces: dict[str, int] = {}
    for one in counted:
        pieces[one.store] = pieces.get(one.store, 0) + one.quantity
    rows = [
        {"code": s.code, "name": s.name, "city": s.city, "hours": s.hours, "pieces": pieces.get(s.code, 0),
         "now": _now(visit, s)}
        for s in held.values()
    ]  # fmt: skip
    t = visit.t
    columns = [
        Column(
            "name",
            t("shop.column.store"),
            lambda row: Cell(row["name"], visit.address("/shop/store", code=row["code"])),
        ),
        Column("city", t("shop.column.city"), lambda row: row["city"] or words.MISSING),
        Column("now", t("shop.column.now"), lambda row: row["now"]),
        Column(
            "pieces",
            t("shop.column.pieces"),
            lambda row: words.number(row["pieces"], visit.lang),
            is_number=True,
        ),
    ]
    grid = Grid(
        "stores", t("shop.stores"), columns, rows, most=200, keys=("code", "name", "city", "hours", "pieces")
    )
    title = t("shop.stores.headline", stores=len(held)) if held else t("shop.stores.empty")
    lede = t("shop.stores.lede" if held else "shop.stores.lede.empty")
    return Page("shop_stores", title, furniture(visit, "stores"), {"stores": grid} if rows else {}, lede=lede)


@page("/shop/store", Permission.SEE_SHOP)
def shop_store(visit: Visit) -> Page:
    """Show a store; without a code the form of a new one."""
    code = visit.asked("code")
    if not code:
        if not visit.may(Permission.EDIT_SHOP):
            raise NotFoundException
        return store_page(visit, None)
    return store_page(visit, _found(visit, code))


@action("/shop/store/change", Permission.EDIT_SHOP)
def change(visit: Visit) -> Redirect | Page:
    """Write what the form says, or show it again with what is wrong."""
    old = visit.said("old")
    held = _found(visit, old) if old else None
    try:
        typed = _typed(visit, held)
    except OaseError as error:
        return store_page(visit, held, wrong(visit, error))
    with visit.reach.database.writing() as connection:
        put(connection, [typed], now=visit.reach.clock(), replace=True)
    return visit.back("/shop/store", said="shop.said.saved", code=typed.code)


@action("/shop/store/remove", Permission.EDIT_SHOP)
def remove(visit: Visit) -> Redirect:
    """Remove a store with its stock."""
    with visit.reach.database.writing() as connection:
        if not remove_store(connection, visit.said("code")):
            raise NotFoundException
    return visit.back("/shop/stores", said="shop.said.removed")


def store_page(visit: Visit, held: Store | None, is_wrong: Wrong | None = None, count: str = "") -> Page:
    """Return the page of a store, with what is wrong with a form; ``count`` says what of a count is."""
    t = visit.t
    grids: dict[str, Grid] = {}
    if held is not None:
        grids["stock"] = _stock(visit, held)
        if not grids["stock"].rows:
            del grids["stock"]
    context = {
        **furniture(visit, "stores"),
        "one": held,
        "days": _coming(visit, held) if held is not None else [],
        "now": _now(visit, held) if held is not None else "",
        "fields": _fields(visit, held, is_again=is_wrong is not None and not count),
        "wrong": is_wrong,
        "is_count": bool(count),
        "gtin": visit.said("gtin") if count else "",
        "quantity": visit.said("quantity") if count else "",
    }
    title = held.name if held is not None else t("shop.store.new")
    lede = ""
    if held is not None:
        lede = ", ".join(
            part for part in (held.street, f"{held.postcode} {held.city}".strip(), held.phone) if part
        )
    eyebrow = (held.code,) if held is not None else ()
    return Page(
        "shop_store", title, context, grids, eyebrow=eyebrow, lede=lede, status=400 if is_wrong else 200
    )


def _found(visit: Visit, code: str) -> Store:
    with visit.reach.database.reading() as connection:
        held = stores(connection, [code]).get(code)
    if held is None:
        raise NotFoundException
    return held


def _typed(visit: Visit, held: Store | None) -> Store:
    said_of = {name: visit.said(name) for name in _FIELDS}
    code = held.code if held is not None else said_of["code"]
    if not code or len(code) > _MOST_CODE:
        raise InputError("The store needs a code", expected=f"1 to {_MOST_CODE} signs", got=repr(code[:80]))
    if held is None and _is_taken(visit, code):
        raise InputError("Another store has this code", expected="a code of its own", got=repr(code))
    if not said_of["name"]:
        raise InputError("The store needs a name", expected="a name", got="nothing")
    country = said_of["country"].upper() or "DE"
    store = Store(
        code=code,
        name=said_of["name"],
        street=said_of["street"],
        postcode=said_of["postcode"],
        city=said_of["city"],
        country=country,
        subdivision=subdivision_of(said_of["subdivision"], country),
        latitude=number_of(said_of["latitude"] or "0", "latitude", -90, 90),
        longitude=number_of(said_of["longitude"] or "0", "longitude", -180, 180),
        timezone=said_of["timezone"] or "Europe/Berlin",
        hours=said_of["hours"],
        phone=said_of["phone"],
    )
    check_hours(store)
    return store


def _is_taken(visit: Visit, code: str) -> bool:
    with visit.reach.database.reading() as connection:
        return bool(stores(connection, [code]))


def _fields(visit: Visit, held: Store | None, *, is_again: bool) -> list[Field]:
    shown: list[Field] = []
    for name in _FIELDS:
        if name == "code" and held is not None:
            continue
        value = visit.said(name) if is_again else _value(held, name)
        hint = visit.t(f"shop.hint.{name}") if name in ("hours", "subdivision", "latitude") else ""
        label = visit.t(f"shop.field.{name}")
        states = [("", words.MISSING), *((code, label) for code, label in GERMAN_STATES.items())]
        is_state = name == "subdivision" and (held is None or held.country == "DE")
        shown.append(
            Field(
                name,
                label,
                value,
                "area" if name == "hours" else "select" if is_state else "line",
                hint,
                states if is_state else (),
                is_needed=name in ("code", "name"),
                most=2000 if name == "hours" else 300,
            )
        )
    return shown


def _value(held: Store | None, name: str) -> str:
    if held is None:
        return {"country": "DE", "timezone": "Europe/Berlin"}.get(name, "")
    value = getattr(held, name)
    return f"{value:g}" if isinstance(value, float) and not value else str(value)


def _now(visit: Visit, store: Store) -> str:
    """Return whether a store is open now, in words."""
    try:
        opening = Hours(store).opening(visit.reach.clock())
    except OaseError:
        return visit.t("shop.now.unknown")
    if opening.is_open:
        return (
            visit.t("shop.now.open", until=_clock(opening.closes, store))
            if opening.closes
            else visit.t("shop.now.always")
        )
    if opening.opens is None:
        return visit.t("shop.now.closed" if opening.why != "unknown" else "shop.now.unknown")
    day = _local(opening.opens, store)
    today = _local(visit.reach.clock(), store).date()
    key = "shop.now.today" if day.date() == today else "shop.now.later"
    return visit.t(key, day=words.weekday(day.date(), visit.lang), at=_clock(opening.opens, store))


def _coming(visit: Visit, store: Store) -> list[tuple[str, str, str]]:
    """Return the coming days: day, hours in words, why it is closed or otherwise than usual."""
    try:
        hours = Hours(store)
    except OaseError:
        return []
    if not store.hours:
        return []
    first = _local(visit.reach.clock(), store).date()
    return [_day(visit, store, hours, first + timedelta(days=days)) for days in range(_DAYS)]


def _day(visit: Visit, store: Store, hours: Hours, day: date) -> tuple[str, str, str]:
    spans = hours.spans(day)
    told = ", ".join(f"{_clock(start, store)}–{_clock(end, store)}" for start, end in spans)
    return words.weekday(day, visit.lang), told or visit.t("shop.closed"), hours.holiday(day, visit.lang)


def _local(at: int, store: Store) -> datetime:
    return datetime.fromtimestamp(at / 1_000_000, ZoneInfo(store.timezone))


def _clock(at: int | None, store: Store) -> str:
    return "" if at is None else _local(at, store).strftime("%H:%M")


def _stock(visit: Visit, store: Store) -> Grid:
    with visit.reach.database.reading() as connection:
        counted = stock(connection, store=store.code)
        own = variants(connection, [one.gtin for one in counted])
        named = products(connection, list({v.product for v in own.values()}))
    rows = [
        {
            "gtin": one.gtin,
            "name": said(named[own[one.gtin].product].name, visit.lang)
            if one.gtin in own and own[one.gtin].product in named
            else "",
            "product": own[one.gtin].product if one.gtin in own else "",
            "color": said(own[one.gtin].color, visit.lang) if one.gtin in own else "",
            "size": own[one.gtin].size if one.gtin in own else "",
            "quantity": one.quantity,
            "counted": one.counted,
            "source": one.source,
        }
        for one in counted
    ]
    rows.sort(key=lambda row: (row["name"], row["color"], row["size"]))
    t = visit.t
    columns = [
        Column(
            "name",
            t("shop.column.name"),
            lambda row: (
                Cell(
                    row["name"] or shown_gtin(row["gtin"]), visit.address("/shop/product", id=row["product"])
                )
                if row["product"]
                else shown_gtin(row["gtin"])
            ),
        ),
        Column("color", t("shop.column.color"), lambda row: row["color"] or words.MISSING),
        Column("size", t("shop.column.size"), lambda row: row["size"] or words.MISSING),
        Column(
            "quantity",
            t("shop.column.pieces"),
            lambda row: words.number(row["quantity"], visit.lang),
            is_number=True,
        ),
        Column("counted", t("shop.column.counted"), lambda row: visit.moment(row["counted"])),
        Column("source", t("shop.column.source"), lambda row: row["source"] or words.MISSING),
    ]
    return Grid("stock", t("shop.stock"), columns, rows, most=60)


HANDLERS = [*shop_stores, *shop_store, *change, *remove]
