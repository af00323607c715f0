"""Files in a house's folder that rows name: whole or not there at all, also after a power cut."""

from __future__ import annotations

import os
from pathlib import Path

from oase.db.disk import disk_errors, fsync_path

__all__ = ["put_file"]


def put_file(folder: Path, path: Path, content: bytes) -> None:
    """Write a file that is named by its content, safe against a power cut; one that is there stays.

    Done before the row is written: a file without a row is swept up later, a row without its file never is.

    Parameters
    ----------
    folder : Path
        Of the house; all folders from it down to the file are made safe, too.
    path : Path
        Two folders below.
    content : bytes
    """
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            draft = path.with_name(f".{path.name}.{os.getpid()}.{id(content)}.part")
            try:
                draft.touch(mode=0o600)
                draft.write_bytes(content)
                fsync_path(draft)
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
        for held in (path.parent, path.parent.parent, folder):
            fsync_path(held)
