"""Transitions, paths, funnels, retention: what customers really did.

Comes in: ``Contacts`` from ``lake``. Goes out: ``Journeys``, whose questions give small typed results (table,
picture, SQL); ``experience`` and ``report`` are the next rooms.
"""

from __future__ import annotations

from oase.journeys.durations import microseconds
from oase.journeys.journeys import Journeys
from oase.journeys.result import Result
from oase.journeys.results import Funnel, Paths, Retention, StepMatrix, TimeBetween, Transitions
from oase.lake.kernels import FunnelMode, Period

__all__ = [
    "Funnel",
    "FunnelMode",
    "Journeys",
    "Paths",
    "Period",
    "Result",
    "Retention",
    "StepMatrix",
    "TimeBetween",
    "Transitions",
    "microseconds",
]
