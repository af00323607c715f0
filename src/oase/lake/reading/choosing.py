"""Which column of a source serves as what, checked before a row is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from oase.errors import ColumnMissing, HeaderInvalid, OptionInvalid
from oase.lake.reading.raw import Stream

__all__ = ["check_columns", "check_names"]

_VALUE_LIKE = re.compile(r"[+-]?\d+([.,]\d+)?|\d{4}-\d{2}-\d{2}.*|\d{1,2}\.\d{1,2}\.\d{2,4}.*")


def check_columns(streams: Sequence[Stream], roles: Mapping[str, str], **further: Sequence[str]) -> None:
    """Make sure that every stream has the columns named.

    Parameters
    ----------
    streams : sequence of Stream
    roles : mapping of str to str
        Role (the argument's name) to column.
    **further : sequence of str
        Columns without a role of their own, under the argument's name (attributes, context, touchpoints).

    Raises
    ------
    ColumnMissing
        With the nearest names.
    HeaderInvalid
        When the first row of the source looks like data, or only some of several files have the column.
    """
    wanted = [(column, role) for role, column in roles.items()]
    wanted += [(column, argument) for argument, columns in further.items() for column in columns]
    for stream in streams:
        for column, role in wanted:
            if column not in stream.columns:
                raise _missing(column, role, stream, streams[0])


def _missing(column: str, role: str, stream: Stream, first: Stream) -> Exception:
    if stream.kind == "csv" and sum(_VALUE_LIKE.fullmatch(name) is not None for name in stream.columns) > 0:
        return HeaderInvalid(
            "The first row looks like data, not like a header",
            expected="names of the columns in the first row",
            got=", ".join(stream.columns[:12]),
            where=stream.name,
            todo="add a header row",
        )
    if stream is not first:
        return HeaderInvalid(
            f"Only some of the files have the column {column!r}",
            expected=f"{first.name}: {', '.join(first.columns[:30])}",
            got=f"{stream.name}: {', '.join(stream.columns[:30])}",
            where=stream.name,
            todo="read files of the same kind together",
        )
    return ColumnMissing(column, stream.columns, where=stream.name, role=role)


def check_names(further: Sequence[str], taken: Collection[str], argument: str) -> None:
    """Refuse further columns that occur twice or bear a name the result needs for itself.

    Raises
    ------
    OptionInvalid
    """
    if isinstance(further, str):
        raise OptionInvalid(f"{argument} is one word", expected=f"a list, such as {argument}=[{further!r}]")
    for name in further:
        if further.count(name) > 1:
            raise OptionInvalid(
                f"{argument} names {name!r} twice", expected="each column once", got=repr(name)
            )
        if name in taken:
            raise OptionInvalid(
                f"The column {name!r} cannot be kept under its own name",
                expected=f"a name other than {', '.join(sorted(taken))}",
                where=argument,
                todo=f"pass it as {name}=…, or rename the column",
            )
