"""Answers as whole numbers on a scale: words in German and English, ratings, codes for "not applicable"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.errors import AnswersUnusable, OptionInvalid
from oase.lake.reading.words import MISSING, coded, flags
from oase.model import Scale

__all__ = ["AnswerCodes", "Codes", "are_answers", "word_value"]

_WORDS = {
    -1: "missed|worse|worse than expected|below expectations|disappointed|disappointing|enttäuscht|verfehlt|"
    "nicht erfüllt|schlechter|schlechter als erwartet|unter den erwartungen",
    0: "met|same|as expected|about the same|equal|erfüllt|gleich|gleich gut|genauso|wie erwartet|entsprochen",
    1: "exceeded|better|better than expected|above expectations|übertroffen|besser|besser als erwartet|"
    "über den erwartungen",
}
_THREE_WAY = {word: value for value, words in _WORDS.items() for word in words.split("|")}
_NOT_ASKED = (
    "not applicable|n.a.|no answer|don't know|not used|nicht zutreffend|trifft nicht zu|keine angabe|k.a.|"
    "k. a.|weiß nicht|nicht genutzt"
)
_NOT_APPLICABLE = frozenset(_NOT_ASKED.split("|")) | {word.casefold() for word in MISSING}
_FAR = 127  # int8
_SAMPLES = 5


def are_answers(words: Iterable[str]) -> bool:
    """Tell whether words all say missed, met, exceeded, or not answered, and one of them an answer.

    Examples
    --------
    >>> are_answers(["Übertroffen", "erfüllt", "k.A."]), are_answers(["Laden", "erfüllt"])
    (True, False)
    """
    folded = {word.strip().casefold() for word in words}
    return bool(folded & _THREE_WAY.keys()) and folded <= _THREE_WAY.keys() | _NOT_APPLICABLE


def word_value(text: str) -> float | Literal["unknown"] | None:
    """Return what one word or number says: -1, 0, 1, None where it did not apply, or that it is unknown.

    Examples
    --------
    >>> word_value("Besser als erwartet"), word_value("-1"), word_value("nicht genutzt"), word_value("blau")
    (1.0, -1.0, None, 'unknown')
    """
    word = text.strip().casefold()
    if word in _NOT_APPLICABLE:
        return None
    found = _THREE_WAY.get(word, {"-1": -1, "0": 0, "1": 1}.get(word.removesuffix(".0")))
    return "unknown" if found is None else float(found)


@dataclass(frozen=True, slots=True)
class Codes:
    """Answers of one batch.

    Parameters
    ----------
    values : int8 Arrow array
        Null where nothing was answered or a mask below holds.
    bad, outside : bool arrays
        Not an answer; not on the scale.
    """

    values: pa.Array
    bad: NDArray[np.bool_]
    outside: NDArray[np.bool_]


class AnswerCodes:
    """Reads answers of one or many columns that share a scale, and finds the scale out where none is given.

    Parameters
    ----------
    scale : (int, int) or None
        Worst and best value; (-1, 1) for missed / met / exceeded.
    not_applicable : collection
        Values that mean that the question did not apply.

    Raises
    ------
    OptionInvalid
        When the scale is no scale.

    Examples
    --------
    >>> codes = AnswerCodes(None, ())
    >>> codes.read(pa.array(["besser", "wie erwartet", "", "Enttäuscht"])).values.to_pylist()
    [1, 0, None, -1]
    >>> codes.scale().kind
    'three_way'
    """

    def __init__(self, scale: tuple[int, int] | None, not_applicable: Collection[object]) -> None:
        self._given = _given(scale)
        self._not_applicable = {str(value).strip().casefold().removesuffix(".0") for value in not_applicable}
        self._known: dict[str, int | None] = {}
        self._with_words = False
        self._low, self._high = 10**6, -(10**6)
        self.samples: list[str] = []

    @property
    def is_found_out(self) -> bool:
        """Whether the scale has to be found out."""
        return self._given is None

    @property
    def bounds(self) -> tuple[int, int]:
        """Worst and best value, given or found so far."""
        return self._given or (self._low, self._high)

    def read(self, column: pa.Array, labels: Mapping[float, str] | None = None) -> Codes:
        """Read one batch of one column; labels (SPSS) count where all of them are words for an answer."""
        if labels and all(word.strip().casefold() in _THREE_WAY for word in labels.values()):
            return self._from_words(column, labels)
        if pa.types.is_integer(column.type):
            empty = flags(column.is_null())
            filled = pc.fill_null(column, 0) if column.null_count else column
            return self._from_numbers(filled.to_numpy(zero_copy_only=False), empty, np.zeros_like(empty))
        if pa.types.is_floating(column.type):
            values = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
            empty = np.isnan(values)
            bad = ~empty & (np.floor(values) != values)
            self._keep_samples(values[bad].tolist())
            whole = np.clip(np.where(empty | bad, 0, values), -1e6, 1e6).astype(np.int64)
            return self._from_numbers(whole, empty, bad)
        return self._from_words(column, None)

    def _from_numbers(
        self, values: NDArray[np.signedinteger], empty: NDArray[np.bool_], bad: NDArray[np.bool_]
    ) -> Codes:
        for code in self._not_applicable:
            if code.lstrip("+-").isdecimal():
                empty |= values == int(code)
        low, high = self._given or (-_FAR, _FAR)
        told = ~(empty | bad)
        outside = told & ((values < low) | (values > high))
        told &= ~outside
        self._keep_samples(np.unique(values[outside])[:_SAMPLES].tolist())
        if told.any():
            self._low = min(self._low, int(values.min(where=told, initial=_FAR)))
            self._high = max(self._high, int(values.max(where=told, initial=-_FAR)))
        return Codes(pa.array(np.where(told, values, 0).astype(np.int8), mask=~told), bad, outside)

    def _from_words(self, column: pa.Array, labels: Mapping[float, str] | None) -> Codes:
        found = coded(column, labels)
        words = found.dictionary.to_pylist()
        numbers = np.array([self._number(word) for word in words] + [np.nan])
        places = pc.fill_null(found.indices, len(words)).to_numpy(zero_copy_only=False)
        is_empty = np.array([self._is_empty(word) for word in words] + [True])
        bad = np.isnan(numbers) & ~is_empty
        self._keep_samples([word for word, is_bad in zip(words, bad[:-1], strict=True) if is_bad])
        whole = np.nan_to_num(numbers, nan=0.0).clip(-1e6, 1e6).astype(np.int64)
        return self._from_numbers(whole[places], is_empty[places], bad[places])

    def _is_empty(self, word: str) -> bool:
        folded = word.strip().casefold()
        return folded.removesuffix(".0") in self._not_applicable or folded in _NOT_APPLICABLE

    def _number(self, word: str) -> float:
        folded = word.strip().casefold()
        if folded in _THREE_WAY and self._given in (None, (-1, 1)):
            self._with_words = True
            return _THREE_WAY[folded]
        try:
            number = float(folded.replace(",", "."))
        except ValueError:
            return np.nan
        return number if number.is_integer() else np.nan

    def _keep_samples(self, values: list[object]) -> None:
        for value in values[:_SAMPLES]:
            if len(self.samples) < _SAMPLES and str(value) not in self.samples:
                self.samples.append(str(value))

    def scale(self) -> Scale:
        """Return the scale, as given or as found in what was read.

        Raises
        ------
        AnswersUnusable
            When no scale can be told from the answers.
        """
        low, high = self.bounds
        if low > high:
            raise AnswersUnusable("There is not one answer", todo="name the column that holds the answers")
        if (low, high) == (-1, 1) or (self._given is None and self._with_words and low >= -1 and high <= 1):
            return Scale()
        if self._given is not None:
            return Scale("rating", low, high)
        if self._with_words:
            raise AnswersUnusable(
                "The answers mix words (worse, better …) and ratings",
                got=f"words, and numbers from {low} to {high}",
                todo="bring them to one scale first",
            )
        if low == -1 and high <= 1:
            return Scale()
        if high - low < 3:
            raise AnswersUnusable(
                "The scale cannot be told from the answers",
                expected="worse / as expected / better, -1 to 1, or ratings of at least four steps",
                got=f"only values from {low} to {high}",
                todo="give scale=(low, high), such as scale=(1, 5)",
            )
        return Scale("rating", low, high)


def _given(scale: tuple[int, int] | None) -> tuple[int, int] | None:
    if scale is None:
        return None
    low, high = (int(scale[0]), int(scale[1])) if len(scale) == 2 and not isinstance(scale, str) else (0, 0)
    if not -_FAR <= low < high <= _FAR:
        raise OptionInvalid(
            "This is no scale", expected="scale=(worst, best), such as (1, 5)", got=repr(scale), where="scale"
        )
    if (low, high) != (-1, 1):
        Scale("rating", low, high)  # refuses what is too short
    return low, high
