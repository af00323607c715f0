"""A file that carries a claim, as it is given out: saved under a name of ours, never opened as a page."""

from __future__ import annotations

from pathlib import Path

from litestar import Response

from oase.programmes.claims.evidence import KINDS, read_file
from oase.programmes.claims.texts import Evidence

__all__ = ["evidence_answer"]


def evidence_answer(folder: Path, row: Evidence) -> Response[bytes]:
    """Return the file of an evidence; whatever is in it, it runs nowhere."""
    kind = row.where.rpartition(".")[2]
    headers = {
        "Content-Disposition": f'attachment; filename="evidence-{row.id}.{kind}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Cache-Control": "private, no-store",
    }
    return Response(read_file(folder, row.where, row.digest), media_type=KINDS[kind], headers=headers)
