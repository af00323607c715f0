"""The tables of law as files beside the code, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["table"]


@cache
def table(name: str) -> dict[str, Any]:
    """Return one of the tables: ``rules``, ``liability`` or ``subsidies``.

    Parameters
    ----------
    name : str
        Of the file, without its ending.

    Examples
    --------
    >>> sorted(table("liability")["directive"])
    ['begins', 'months', 'state', 'times']
    """
    return tomllib.loads(files("oase.programmes.law").joinpath(f"{name}.toml").read_text("utf-8"))
