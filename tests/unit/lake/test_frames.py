"""Tables as frames."""

from __future__ import annotations

import sys

import pyarrow as pa
import pytest

from oase.errors import ExtraMissing
from oase.lake.frames import to_pandas, to_polars

TABLE = pa.table(
    {"touchpoint": pa.array(["shop", "app", "shop"]).dictionary_encode(), "share": [0.5, None, 0.25]}
)


def test_pandas_frame_has_the_values_of_the_table():
    """A table becomes a pandas frame with the same values, empty numbers as NaN."""
    frame = to_pandas(TABLE)
    assert frame["touchpoint"].tolist() == ["shop", "app", "shop"]
    assert frame["share"].isna().tolist() == [False, True, False]


def test_polars_frame_has_the_values_of_the_table():
    """A table becomes a Polars frame with the same values, empty numbers as null."""
    frame = to_polars(TABLE)
    assert frame["touchpoint"].to_list() == ["shop", "app", "shop"]
    assert frame["share"].to_list() == [0.5, None, 0.25]


@pytest.mark.parametrize(("package", "convert"), [("pandas", to_pandas), ("polars", to_polars)])
def test_missing_package_names_the_extra(monkeypatch, package, convert):
    """Without the package, the error names the extra of Oase that brings it."""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ExtraMissing, match="not installed") as caught:
        convert(TABLE)
    assert caught.value.todo == f"pip install 'oase[{package}]'"
