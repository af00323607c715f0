"""Views: what a page shows of the whole house, computed by a task and kept.

Comes in: a house, and plain arguments such as the filters of a page. Goes out: plain values (rows, counts),
nothing of a person. One file per page; ``KINDS`` names them for ``app.tasks``. Next room: ``web.pages``.
"""

from oase.app.tasks import Kind
from oase.app.views.narrowed import narrowed, narrowed_answers
from oase.app.views.overview import overview

__all__ = ["KINDS", "narrowed", "narrowed_answers", "overview"]

KINDS: dict[str, Kind] = {
    "overview": Kind(overview),
}
