"""All kinds of tasks of a served house, composed; without a web framework."""

from __future__ import annotations

from collections.abc import Mapping

from oase.app import verdicts, views
from oase.app.tasks import Kind
from oase.report import tasks as reports

__all__ = ["KINDS"]

KINDS: Mapping[str, Kind] = {**views.KINDS, **verdicts.KINDS, **reports.KINDS}
