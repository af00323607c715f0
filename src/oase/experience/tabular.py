"""``Tabular``: a result that is a table, however somebody wants to look at it."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from oase.experience.result import html_table
from oase.lake import frames

__all__ = ["Tabular"]


class Tabular:
    """A result with a ``table``, as rows, as a frame, and in a notebook."""

    __slots__ = ()

    table: pa.Table

    def rows(self) -> list[dict[str, Any]]:
        """Return the table as a list of dicts."""
        return self.table.to_pylist()

    def to_pandas(self) -> Any:
        """Return the table as a pandas frame; needs the extra ``pandas``."""
        return frames.to_pandas(self.table)

    def to_polars(self) -> Any:
        """Return the table as a Polars frame; needs the extra ``polars``."""
        return frames.to_polars(self.table)

    def _repr_html_(self) -> str:
        """Show the table in a notebook."""
        return html_table(self.rows(), self.table.column_names)
