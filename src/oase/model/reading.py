"""What became of the rows that were handed in: nothing is dropped without being counted."""

from __future__ import annotations

from enum import StrEnum

import msgspec

__all__ = ["Reading", "Refusal", "RefusalReason"]


class RefusalReason(StrEnum):
    """Why a row or contact was not accepted (closed list)."""

    PERSON_EMPTY = "person_empty"
    TIME_EMPTY = "time_empty"
    TIME_UNREADABLE = "time_unreadable"
    TIME_OUT_OF_RANGE = "time_out_of_range"
    TOUCHPOINT_EMPTY = "touchpoint_empty"
    NUMBER_UNREADABLE = "number_unreadable"
    ANSWER_UNREADABLE = "answer_unreadable"
    ANSWER_OUTSIDE_SCALE = "answer_outside_scale"
    ROW_TOO_SHORT = "row_too_short"
    ROW_TOO_LONG = "row_too_long"
    ROW_UNREADABLE = "row_unreadable"
    # at the door only
    MESSAGE_UNREADABLE = "message_unreadable"
    MESSAGE_TOO_LARGE = "message_too_large"
    TYPE_UNKNOWN = "type_unknown"
    EVENT_EMPTY = "event_empty"
    CONSENT_DENIED = "consent_denied"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    PERSON_ERASED = "person_erased"
    TOO_MANY_IDS = "too_many_ids"


class Refusal(msgspec.Struct, frozen=True):
    """One row that could not be read.

    Parameters
    ----------
    file : str
        Name of the file (``archive.zip/member.csv`` inside an archive), or ``"table"``.
    line : int
        Line in a text file, row in any other (header = 1), 0 where unknown.
    reason : RefusalReason
    column : str
        The column that failed, empty for the row as a whole.
    value : str
        What stood there, cut to 200 characters.
    """

    file: str
    line: int
    reason: RefusalReason
    column: str = ""
    value: str = ""


class Reading(msgspec.Struct, frozen=True):
    """Counts of one reading.

    Parameters
    ----------
    files : tuple of str
        Names of what was read.
    rows_read : int
        Data rows seen, header not counted.
    rows_refused : int
        Rows that could not be read; ``rows_read - rows_refused`` were accepted.
    reasons : dict
        Number of refused rows per reason.
    refusals : tuple of Refusal
        The first refused rows (at most 1,000; all of them go to the refusals file on request).
    notes : tuple of str
        What was found out about the files: delimiter, encoding, repeated clock hour and the like.

    Examples
    --------
    >>> Reading(files=("a.csv",), rows_read=10, rows_refused=2).rows_accepted
    8
    """

    files: tuple[str, ...] = ()
    rows_read: int = 0
    rows_refused: int = 0
    reasons: dict[RefusalReason, int] = msgspec.field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def rows_accepted(self) -> int:
        """Rows that were read and kept."""
        return self.rows_read - self.rows_refused
