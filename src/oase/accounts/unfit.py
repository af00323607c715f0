"""What an account cannot be, with a reason that pages say in their own words."""

from __future__ import annotations

from typing import Any, Literal

from oase.errors import OptionInvalid

__all__ = ["Reason", "Unfit"]

Reason = Literal["name", "email", "taken", "role", "last_admin", "length", "guessable"]


class Unfit(OptionInvalid):
    """An account or password cannot be like that.

    Parameters
    ----------
    reason : str
        Which rule it breaks.
    what : str
        The same as a sentence; the other parts as in every error.
    """

    def __init__(self, reason: Reason, what: str, **parts: Any) -> None:
        super().__init__(what, **parts)
        self.reason: Reason = reason
