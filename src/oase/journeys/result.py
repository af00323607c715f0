"""What every result of a journey question can do."""

# pyright: reportUnknownParameterType=false

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from oase.journeys.shown import html_table, text_table
from oase.lake import frames

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd
    import polars as pl

__all__ = ["Result", "Row"]

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """A small table with its picture and its equivalent in SQL.

    Parameters
    ----------
    table : pyarrow.Table
        The result, complete.
    sql : str
        DuckDB SQL over ``contacts(person, at, touchpoint[, tie])`` that gives the same table; ``contacts``
        are those of the journeys asked, ``at`` in microseconds since 1970, UTC.
    """

    table: pa.Table
    sql: str

    def to_pandas(self) -> pd.DataFrame:
        """Return the table as a pandas data frame (extra ``pandas``)."""
        return frames.to_pandas(self.table)

    def to_polars(self) -> pl.DataFrame:
        """Return the table as a Polars data frame (extra ``polars``)."""
        return frames.to_polars(self.table)

    def plot(self) -> alt.Chart:
        """Return an Altair chart of the table."""
        raise NotImplementedError

    def rows(self) -> list[Row]:
        """Return the table as a list of plain rows."""
        return self.table.to_pylist()

    def _picture(self) -> str:
        return ""

    def _repr_html_(self) -> str:
        """Return picture and table, escaped, for a notebook."""
        return f'<div class="oase-result">{self._picture()}{html_table(self.table)}</div>'

    def __repr__(self) -> str:
        return text_table(self.table)
