"""Tables as frames of pandas or Polars, for those who have them."""

# pyright: reportUnknownParameterType=false, reportMissingImports=false

from __future__ import annotations

from typing import TYPE_CHECKING

from oase.errors import ExtraMissing

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["to_pandas", "to_polars"]


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """Return a table as a pandas frame; coded words become categories.

    Raises
    ------
    ExtraMissing
        If pandas is not installed.
    """
    try:
        return table.to_pandas()
    except ImportError as error:
        raise ExtraMissing("pandas", "pandas") from error


def to_polars(table: pa.Table) -> pl.DataFrame:
    """Return a table as a Polars frame; coded words become categories.

    Raises
    ------
    ExtraMissing
        If Polars is not installed.
    """
    try:
        import polars as pl
    except ImportError as error:
        raise ExtraMissing("polars", "polars") from error
    return pl.DataFrame(table)
