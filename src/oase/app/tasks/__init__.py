"""Tasks: work that pages ask for and that may take long, done apart from the door, with progress.

Comes in: the name of a kind, and arguments. Goes out: a ``Look`` at what is there now (the kept result, how
old it is, the task that makes a newer one), or a ``Task`` that can be watched and cancelled. What a kind does
is said by whoever registers it (``app.views``, ``report.tasks``): a function of the house and the arguments
that returns plain values. ``jobs`` are something else: they must come to an end and are never cancelled.
"""

from oase.app.tasks.at_once import AtOnce
from oase.app.tasks.task import Arguments, Kind, Look, Progress, State, TakesTasks, Task, Trouble

__all__ = ["Arguments", "AtOnce", "Kind", "Look", "Progress", "State", "TakesTasks", "Task", "Trouble"]
