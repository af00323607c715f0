"""Links by which a transaction may be rated: for receipts, apps and confirmations of the company."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Annotated, Any

import msgspec
import segno
from litestar import Request, post
from litestar.params import JSONBody

from oase.errors import OptionInvalid
from oase.surveys.tokens import Medium
from oase.web.api.access import may_administer
from oase.web.api.times import moment
from oase.web.reach import Here

__all__ = ["HANDLERS"]

SCALE = 4

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be rated: an order by its number, or another transaction by its key."""

    touchpoint: Name
    order: Annotated[str, msgspec.Meta(max_length=100)] = ""
    transaction: Annotated[str, msgspec.Meta(max_length=100)] = ""
    person: Annotated[str, msgspec.Meta(max_length=1000)] | None = None
    medium: Medium = "qr"
    survey: Annotated[str, msgspec.Meta(max_length=40)] | None = None


class RatingLink(msgspec.Struct, frozen=True, rename="camel"):
    """The link, the same as a QR code (SVG), and until when it holds."""

    url: str
    qr: str
    expires_at: datetime


@post(
    "/surveys/links",
    operation_id="make_survey_link",
    status_code=201,
    sync_to_thread=True,
    tags=["surveys"],
    guards=[may_administer],
)
def link(reach: Here, request: Request[Any, Any, Any], data: JSONBody[Wanted]) -> RatingLink:
    """Make the link by which a customer may rate a transaction; it may lie on every receipt.

    An order may be named before it comes in by the door. Without ``person`` the link names nobody.
    """
    from oase.app.capture.links import link_for  # here, so that a web process starts sooner
    from oase.contacts.steps.transactions import order_key

    if bool(data.order.strip()) == bool(data.transaction.strip()):
        raise OptionInvalid(
            "It is not said what is to be rated",
            expected="either order or transaction",
            got="both or neither",
        )
    key = order_key(data.order) if data.order.strip() else data.transaction.strip()
    address = reach.settings.address or str(request.base_url).rstrip("/")
    made = link_for(
        reach.house.rooms,
        key,
        data.touchpoint,
        data.medium,
        person=data.person,
        survey=data.survey,
        address=address,
    )
    return RatingLink(made.url, _drawn(made.url), moment(made.expires))


def _drawn(url: str) -> str:
    """Return a QR code as SVG without a size of its own, so that it fits wherever it is printed."""
    drawn = BytesIO()
    segno.make(url, error="m", micro=False).save(
        drawn, kind="svg", scale=SCALE, border=4, light="#fff", xmldecl=False, omitsize=True
    )
    return drawn.getvalue().decode().strip()


HANDLERS = [link]
