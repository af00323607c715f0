"""Workbooks tried in a process of their own: what would need all memory ends that process, and not the house.

A sheet is read as a whole rectangle. One cell far to the right and below, a mistake of the hand or of ill
will, makes it so large that no memory holds it, and what reads it then ends its process.
"""

from __future__ import annotations

import subprocess
import sys
from typing import IO

from oase.errors import SourceUnreadable

__all__ = ["MOST_BYTES", "try_workbook"]

MOST_BYTES = 2 << 30
"""Of memory that reading a workbook may take: a million rows of 30 columns."""

MOST_SECONDS = 300
_CODE = """
import io, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except ImportError:
    pass
from python_calamine import CalamineWorkbook
try:
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    for name in sys.argv[2:] or book.sheet_names:
        if book.get_sheet_by_name(name).total_height:
            break
except MemoryError:
    sys.exit(1)
except Exception:
    pass  # whoever reads it after this says what is wrong
"""


def try_workbook(file: IO[bytes], name: str, sheet: str | None = None) -> None:
    """Read a workbook elsewhere, so that one that cannot be held is refused.

    Parameters
    ----------
    file : binary file
        Is read to its end, and stands at its beginning again afterwards.
    name : str
        What messages call it.
    sheet : str, optional
        The one that is wanted; else the first that holds anything.

    Raises
    ------
    SourceUnreadable
        It needs more memory or time than there is for it.
    """
    wanted = [] if sheet is None else [sheet]
    command = [sys.executable, "-I", "-c", _CODE, str(MOST_BYTES), *wanted]
    try:
        ended = subprocess.run(
            command,
            input=file.read(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        ended = -1
    file.seek(0)
    if ended:
        raise SourceUnreadable(
            "The workbook is too large to be held",
            expected=f"a sheet that takes less than {MOST_BYTES >> 30} GB",
            got="one with far more cells or words",
            where=name,
            todo="remove cells far to the right or below, which are empty but formatted; or save it as CSV",
        )
