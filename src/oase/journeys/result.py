"""What every result of a journey question can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from oase.charts import Picture
from oase.journeys.shown import Row, html_table, text_table
from oase.lake import frames
from oase.settings import Lang

if TYPE_CHECKING:
    import altair as alt

__all__ = ["Result"]


@dataclass(frozen=True, slots=True, repr=False)
class Result(ABC):
    """A small table with its picture and its equivalent in SQL.

    Parameters
    ----------
    table : pyarrow.Table
        The result, complete.
    sql : str
        DuckDB SQL over ``contacts(person, at, touchpoint[, tie])`` that gives the same table; ``contacts``
        are those of the journeys asked, ``at`` in microseconds since 1970, UTC.
    lang : {"de", "en"}
        Language of the picture.
    """

    table: pa.Table
    sql: str
    lang: Lang = field(default="de", kw_only=True)

    def to_pandas(self) -> Any:
        """Return the table as a pandas data frame (extra ``pandas``)."""
        return frames.to_pandas(self.table)

    def to_polars(self) -> Any:
        """Return the table as a Polars data frame (extra ``polars``)."""
        return frames.to_polars(self.table)

    @abstractmethod
    def plot(self) -> alt.Chart:
        """Return an Altair chart of the table."""

    def rows(self) -> list[Row]:
        """Return the table as a list of plain rows."""
        return self.table.to_pylist()

    @abstractmethod
    def picture(self) -> Picture:
        """Return the picture that a notebook shows above the table."""

    def _repr_html_(self) -> str:
        """Return picture and table, escaped, for a notebook."""
        return f'<div class="oase-result">{self.picture().svg}{html_table(self._shown())}</div>'

    def __repr__(self) -> str:
        return text_table(self._shown())

    def _shown(self) -> pa.Table:
        """Return the table as it is shown to people."""
        return self.table
