"""Views: what a page shows of the whole house, computed by a task and kept.

Comes in: a house, and plain arguments such as the filters of a page. Goes out: plain values (rows, counts),
nothing of a person. One file per page; ``KINDS`` names them for ``app.tasks``. Next room: ``web.pages``.
"""

from oase.app.tasks import Kind
from oase.app.views.door import mapping_trial, unmapped
from oase.app.views.narrowed import narrowed, narrowed_answers
from oase.app.views.overview import overview
from oase.app.views.today import today

__all__ = ["KINDS", "mapping_trial", "narrowed", "narrowed_answers", "overview", "today", "unmapped"]

KINDS: dict[str, Kind] = {
    "mapping_trial": Kind(mapping_trial, lane="long", is_kept=False),
    "overview": Kind(overview),
    "today": Kind(today),
    "unmapped": Kind(unmapped),
}
