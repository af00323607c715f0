"""What she answers when asked: a visit, and how she heard of the shop."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import post
from litestar.params import JSONBody

from oase.app.visiting.surveys import By, Experience, Heard, rate_visit, recommended
from oase.web.customer.api.access import Her, House
from oase.web.customer.api.visits import NamedStore

__all__ = ["HANDLERS"]

Words = Annotated[str, msgspec.Meta(max_length=500)]
Number = Annotated[str, msgspec.Meta(max_length=40)]
_OPT: dict[str, Any] = {"sync_to_thread": True, "status_code": 202, "tags": ["surveys"]}


class VisitRated(msgspec.Struct, frozen=True):
    """How a visit was against what she expected; ``receipt`` is that of the invitation."""

    store: NamedStore
    experience: Experience
    text: Words = ""
    receipt: Number = ""


class Recommended(msgspec.Struct, frozen=True):
    """How she heard of the shop, what was said, and who it was to her, by which link; no names."""

    heard: Heard
    said: Words = ""
    by: By | None = None
    code: Number = ""
    receipt: Number = ""


@post("/v1/visits/rating", operation_id="rate_visit", **_OPT)
def visit_rating(visiting: House, her: Her, data: JSONBody[VisitRated]) -> None:
    """Say how a visit was."""
    rate_visit(visiting, her, data.store, data.experience, data.text, data.receipt)


@post("/v1/me/recommendation", operation_id="recommendation", **_OPT)
def recommendation(visiting: House, her: Her, data: JSONBody[Recommended]) -> None:
    """Say how she heard of the shop."""
    recommended(
        visiting,
        her,
        heard=data.heard,
        said=data.said,
        by=data.by,
        code=data.code,
        receipt=data.receipt,
    )


HANDLERS = [visit_rating, recommendation]
