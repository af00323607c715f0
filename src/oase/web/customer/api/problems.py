"""What cannot be done, told to a customer in her language; the envelope is that of the other interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.types import ExceptionHandlersMap

from oase.app.visiting.visiting import SessionOver
from oase.web.customer.api.access import language_of
from oase.web.customer.api.german import GERMAN
from oase.web.problems import HANDLERS as ENGLISH
from oase.web.problems import Problem

__all__ = ["HANDLERS"]

_CODES = {"key_unknown": "token_unknown", "key_insufficient": "not_allowed"}
_SAID = ("message", "expected", "todo")


def _in_her_language(handler: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def told(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
        answer: Response[Problem] = handler(request, error)
        problem = answer.content
        changed: dict[str, Any] = {"code": _CODES.get(problem.code, problem.code)}
        if language_of(request) == "de":
            changed |= {name: _german(getattr(problem, name)) for name in _SAID}
        answer.content = msgspec.structs.replace(problem, **changed)
        answer.headers["Content-Language"] = language_of(request)
        return answer

    return told


def _german(text: str | None) -> str | None:
    if text is None:
        return None
    return GERMAN.get(text.removesuffix("."), text)


def _over(request: Request[Any, Any, Any], error: SessionOver) -> Response[Problem]:
    """Answer as a call that came a moment later is answered."""
    over = NotAuthorizedException(error.what, headers={"WWW-Authenticate": "Bearer"})
    handler: Any = ENGLISH[HTTPException]
    told: Response[Problem] = handler(request, over)
    return told


HANDLERS: ExceptionHandlersMap = {
    kind: _in_her_language(handler) for kind, handler in {**ENGLISH, SessionOver: _over}.items()
}
