"""What persons may ask of a house: to be shown, corrected, left alone, forgotten; and who is one person."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from litestar import Response, delete, get, post
from litestar.exceptions import NotFoundException
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter, QueryParameter

from oase.errors import InputError, OptionInvalid
from oase.model import Purpose
from oase.web.api.access import may_administer
from oase.web.api.times import moment
from oase.web.reach import Here

if TYPE_CHECKING:
    from oase.app.erasure import Receipt
    from oase.identity import Link

__all__ = ["HANDLERS"]

Kind = Literal["user", "anonymous", "email", "device"]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
Text = Annotated[str, msgspec.Meta(max_length=2000)]
Number = Annotated[int, PathParameter(ge=1, le=2**53 - 1)]
Receipted = Annotated[str, PathParameter(pattern="^[0-9a-f]{32}$")]
Value = Annotated[str, PathParameter(min_length=1, max_length=1000)]
Asked = Annotated[str, QueryParameter(min_length=1, max_length=1000)]


class Named(msgspec.Struct, frozen=True):
    """An id and what it is."""

    value: Id
    kind: Kind = "user"


class Correction(msgspec.Struct, frozen=True):
    """Traits to set; null removes one."""

    value: Id
    traits: dict[str, Any]
    kind: Kind = "user"


class Objection(msgspec.Struct, frozen=True):
    """Purposes to which a person objects; all of them when left out."""

    value: Id
    purposes: list[Purpose] = msgspec.field(default_factory=lambda: list(Purpose))
    kind: Kind = "user"
    source: Text = ""


class Said(msgspec.Struct, frozen=True):
    """What a person says to one purpose: granted, or withdrawn."""

    value: Id
    purpose: Purpose
    granted: bool
    kind: Kind = "user"
    text: Text = ""
    source: Text = ""


class Merge(msgspec.Struct, frozen=True):
    """Two ids of the same person."""

    one: Named
    other: Named


class LinkRow(msgspec.Struct, frozen=True):
    """Two ids that are the same person, as pseudonyms, and why; ``id`` undoes it."""

    id: int
    one: str
    other: str
    reason: str
    at: datetime
    undone: datetime | None


class Links(msgspec.Struct, frozen=True):
    """What makes a person's ids one person."""

    links: list[LinkRow]


class Merged(msgspec.Struct, frozen=True):
    """The link that was made; null where the ids were one person already."""

    link: LinkRow | None


class ReceiptRow(msgspec.Struct, frozen=True):
    """What remains of an erasure: nothing of the person."""

    number: str
    requested: datetime
    finished: datetime
    rows: dict[str, int]
    notes: list[str]


class Receipts(msgspec.Struct, frozen=True):
    """All erasures, oldest first."""

    erasures: list[ReceiptRow]


class Erasure(msgspec.Struct, frozen=True):
    """An erasure: under way while there is no receipt."""

    number: str
    receipt: ReceiptRow | None = None


class Profile(msgspec.Struct, frozen=True):
    """A person's traits."""

    traits: dict[str, Any]


class Done(msgspec.Struct, frozen=True):
    """It was written down."""

    success: Literal[True] = True


_OF_ADMIN: dict[str, Any] = {"sync_to_thread": True, "tags": ["persons"], "guards": [may_administer]}


@get("/persons/{kind:str}/{value:path}", operation_id="export_person", **_OF_ADMIN)
def export_person(reach: Here, kind: FromPath[str], value: Value) -> dict[str, Any]:
    """Return everything kept about a person, room by room."""
    with _someone():
        return reach.house.export_person(value.removeprefix("/"), kind)


@post("/corrections", operation_id="correct_person", status_code=200, **_OF_ADMIN)
def correct_person(reach: Here, data: JSONBody[Correction]) -> Profile:
    """Correct traits of a person; answers with her profile afterwards."""
    with _someone():
        return Profile(reach.house.correct_person(data.value, data.traits, data.kind))


@post("/objections", operation_id="object", status_code=200, **_OF_ADMIN)
def object_to(reach: Here, data: JSONBody[Objection]) -> Done:
    """Note that a person objects: consent to these purposes is withdrawn, whoever collected it."""
    reach.house.object_to(data.value, data.purposes, kind=data.kind, source=data.source)
    return Done()


@post("/consents", operation_id="consent", status_code=200, **_OF_ADMIN)
def consent(reach: Here, data: JSONBody[Said]) -> Done:
    """Write a line into a person's ledger of consents."""
    reach.house.consent(
        data.value, data.purpose, data.granted, kind=data.kind, text=data.text, source=data.source
    )
    return Done()


@get("/merges", operation_id="links", **_OF_ADMIN)
def links(reach: Here, value: Asked, kind: FromQuery[Kind] = "user") -> Links:
    """List what makes, or made, a person's ids one person."""
    with _someone():
        return Links([_link(link) for link in reach.house.links(value, kind)])


@post("/merges", operation_id="merge", status_code=200, **_OF_ADMIN)
def merge(reach: Here, data: JSONBody[Merge]) -> Merged:
    """Say that two ids are the same person."""
    link = reach.house.merge(data.one.value, data.other.value, kind=data.one.kind, other_kind=data.other.kind)
    return Merged(None if link is None else _link(link))


@delete("/merges/{link:int}", operation_id="unmerge", status_code=200, **_OF_ADMIN)
def unmerge(reach: Here, link: Number) -> Done:
    """Undo a link: both persons are again what they were."""
    reach.house.unmerge(link)
    return Done()


@get("/erasures", operation_id="erasures", **_OF_ADMIN)
def erasures(reach: Here) -> Receipts:
    """List the receipts of all erasures."""
    return Receipts([_receipt(receipt) for receipt in reach.house.erasures()])


@post("/erasures", operation_id="erase_person", status_code=202, **_OF_ADMIN)
def erase_person(reach: Here, data: JSONBody[Named]) -> Erasure:
    """Ask for a person to be erased from every room and file; it is done in the background."""
    with _someone():
        return Erasure(reach.house.request_erasure(data.value, data.kind))


@get(
    "/erasures/{number:str}",
    operation_id="erasure",
    responses={202: ResponseSpec(Erasure, description="Under way")},
    **_OF_ADMIN,
)
def erasure(reach: Here, number: Receipted) -> Response[Erasure]:
    """Return the receipt of an erasure; 202 without one while it is under way."""
    with _someone():
        receipt = reach.house.erasure(number)
    done = None if receipt is None else _receipt(receipt)
    return Response(Erasure(number, done), status_code=202 if done is None else 200)


HANDLERS = [
    export_person, correct_person, object_to, consent, links, merge, unmerge, erasures, erase_person, erasure,
]  # fmt: skip


@contextmanager
def _someone() -> Generator[None]:
    """Answer 404 where nothing is known under an id."""
    try:
        yield
    except OptionInvalid:
        raise
    except InputError as error:
        raise NotFoundException(error.what) from error


def _link(link: Link) -> LinkRow:
    undone = None if link.undone is None else moment(link.undone)
    return LinkRow(link.id, f"{link.one:016x}", f"{link.other:016x}", link.reason, moment(link.at), undone)


def _receipt(receipt: Receipt) -> ReceiptRow:
    return ReceiptRow(
        receipt.number, moment(receipt.requested), moment(receipt.finished), receipt.rows, list(receipt.notes)
    )
