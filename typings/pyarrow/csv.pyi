"""PyArrow makes much of itself at run time and comes without types: all of it is Any here."""

from typing import Any

def __getattr__(name: str) -> Any: ...
