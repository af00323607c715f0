"""Hot questions as NumPy walks over chunks of whole persons.

Comes in: ``Chunk`` after ``Chunk`` through ``add``. Goes out: small arrays, merged over all chunks. Where
exact quantiles do not fit into memory in one pass, ``again`` gives the kernel of a second one. Every kernel
gives the same result however the persons are spread over chunks.
"""

from __future__ import annotations

from oase.lake.kernels.between import BetweenKernel, Span
from oase.lake.kernels.calendar import Period, first_day
from oase.lake.kernels.funnel import FunnelKernel, FunnelMode, FunnelSteps
from oase.lake.kernels.kernel import Question
from oase.lake.kernels.paths import PathCounts, PathsKernel
from oase.lake.kernels.retention import Cohorts, RetentionKernel
from oase.lake.kernels.steps import Places, StepsKernel
from oase.lake.kernels.transitions import Edges, TransitionsKernel

__all__ = [
    "BetweenKernel",
    "Cohorts",
    "Edges",
    "FunnelKernel",
    "FunnelMode",
    "FunnelSteps",
    "PathCounts",
    "PathsKernel",
    "Period",
    "Places",
    "Question",
    "RetentionKernel",
    "Span",
    "StepsKernel",
    "TransitionsKernel",
    "first_day",
]
