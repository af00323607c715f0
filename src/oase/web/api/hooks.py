"""Calls of survey tools: whoever knows the secret has signed them, so no key is needed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, post
from litestar.exceptions import NotAuthorizedException, NotFoundException

from oase.web.reach import Here, Reach

__all__ = ["HANDLERS"]


class Heard(msgspec.Struct, frozen=True):
    """How many answers a call has brought that were not known before."""

    answers: int


@post("/hooks/formbricks", operation_id="hear_formbricks", status_code=200, tags=["surveys"])
async def formbricks(reach: Here, request: Request[Any, Any, Any]) -> Heard:
    """Take a finished response that Formbricks tells of; told again it changes nothing.

    Signed as Standard Webhooks describe, with the secret in ``OASE_FORMBRICKS_SECRET``; without one there is
    nothing at this address.
    """
    if not reach.settings.formbricks_secret:
        raise NotFoundException("No secret of Formbricks is set for this house")
    headers = {name.lower(): value for name, value in request.headers.items()}
    return await asyncio.to_thread(_heard, reach, headers, await request.body())


def _heard(reach: Reach, headers: Mapping[str, str], body: bytes) -> Heard:
    from oase.app.foreign import take_submissions  # here, so that a web process starts sooner
    from oase.experience.foreign import formbricks as tool

    try:
        tool.verify(reach.settings.formbricks_secret, headers, body, reach.clock())
    except tool.SignatureWrong as error:
        raise NotAuthorizedException(error.what) from error
    told = tool.from_webhook(body)
    if told is None:
        return Heard(0)
    taken = take_submissions(reach.house.rooms, [told], tool.TOOL, told={})
    return Heard(taken.answers.new + taken.answers.changed)


HANDLERS = [formbricks]
