"""Text fits its box."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oase.charts.axis import ticks
from oase.charts.measure import clipped, text_width, wrapped

_NAMES = st.text(
    alphabet=st.one_of(
        st.sampled_from("abcäöüß ABC-/mWil.→'\"<&\n"), st.characters(exclude_categories=["Cs"])
    ),
    min_size=1,
    max_size=90,
)


@given(_NAMES, st.floats(40, 300), st.integers(1, 4))
def test_wrapped_lines_fit(name, width, lines):
    """Whatever the name, there are not more lines than asked and each fits the width."""
    found = wrapped(name, width, 12, lines=lines)
    assert 1 <= len(found) <= lines
    assert all(text_width(one, 12) <= width + 1e-6 for one in found)


@given(_NAMES, st.floats(30, 300))
def test_clipped_text_fits(name, width):
    """A shortened text fits and says that it was shortened."""
    short = clipped(name, width, 12)
    assert text_width(short, 12) <= width
    assert short == name or short.endswith("…")


def test_long_german_words_are_cut_with_a_hyphen():
    """A word wider than its box is hyphenated, nothing of it is lost."""
    lines = wrapped("Reparaturannahmestellenleiter", 80, 12, lines=5)
    assert len(lines) > 1
    assert "".join(lines).replace("-", "") == "Reparaturannahmestellenleiter"


@given(st.floats(-1e6, 1e6), st.floats(1e-4, 1e6), st.integers(2, 10))
def test_ticks_are_few_and_inside(low, reach, most):
    """There are never more ticks than asked, all between the ends, and always one."""
    found = ticks(low, low + reach, most)
    assert 1 <= len(found) <= most
    assert all(low - reach * 1e-6 - 1e-9 <= tick <= low + reach * (1 + 1e-6) + 1e-6 for tick in found)
