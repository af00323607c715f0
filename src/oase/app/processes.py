"""How processes are begun: as copies of one that has loaded everything already, where the system allows it.

A process that begins from nothing loads the same modules as all the others, for one to two seconds of a core.
On Linux, a small server of the standard library loads them once and copies itself (``forkserver``): it has
no threads and holds nothing open, so that copying is safe. Elsewhere each process begins from nothing
(``spawn``).
"""

from __future__ import annotations

import multiprocessing
import sys
from multiprocessing.context import ForkServerContext, SpawnContext

__all__ = ["CONTEXT", "load_once"]

CONTEXT: ForkServerContext | SpawnContext = multiprocessing.get_context(
    "forkserver" if sys.platform == "linux" else "spawn"
)
"""By which processes are begun that load much."""


def load_once(*modules: str) -> None:
    """Say what is loaded before the first copy is made; later words change nothing until the server ends.

    Parameters
    ----------
    *modules : str
        Full names, such as ``oase.app.views``.
    """
    CONTEXT.set_forkserver_preload(list(modules))
