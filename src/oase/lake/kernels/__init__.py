"""Hot questions as NumPy walks over chunks of whole persons.

Comes in: ``Chunk`` after ``Chunk`` through ``add``. Goes out: small arrays, merged over all chunks. Where
exact quantiles do not fit into memory in one pass, ``again`` gives the kernel of a second one. Every kernel
gives the same result however the persons are spread over chunks.
"""

from __future__ import annotations

from oase.lake.kernels.between import BetweenKernel
from oase.lake.kernels.funnel import FunnelKernel
from oase.lake.kernels.kernel import Kernel
from oase.lake.kernels.paths import PathsKernel
from oase.lake.kernels.retention import RetentionKernel
from oase.lake.kernels.steps import StepsKernel
from oase.lake.kernels.transitions import TransitionsKernel

__all__ = [
    "BetweenKernel",
    "FunnelKernel",
    "Kernel",
    "PathsKernel",
    "RetentionKernel",
    "StepsKernel",
    "TransitionsKernel",
]
