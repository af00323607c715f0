"""Views: what a page shows of the whole house, computed by a task and kept.

Comes in: a house, and plain arguments such as the filters of a page. Goes out: plain values (rows, counts),
nothing of a person. One file per page; ``KINDS`` names them for ``app.tasks``. Next room: ``web.pages``.
"""

from oase.app.matching import retail_matches
from oase.app.tasks import Kind
from oase.app.views.asked import Asked
from oase.app.views.defaults import again_default, between_default, flow_default, funnel_default
from oase.app.views.door import mapping_trial, unmapped
from oase.app.views.imports import check_file, look_at_file, take_in
from oase.app.views.journey import journey
from oase.app.views.magic import magic, magic_months, magic_segments
from oase.app.views.measures import measures
from oase.app.views.narrowed import narrowed, narrowed_answers
from oase.app.views.overview import overview
from oase.app.views.paths import paths_again, paths_between, paths_flow
from oase.app.views.paths_funnel import paths_funnel
from oase.app.views.plays import play_trial, plays_uplift
from oase.app.views.ratings import ratings
from oase.app.views.response import response
from oase.app.views.standing import house_check, house_retention
from oase.app.views.strategy import strategy_figures
from oase.app.views.today import today
from oase.app.wording import wording

__all__ = [
    "KINDS",
    "Asked",
    "house_check",
    "house_retention",
    "journey",
    "magic",
    "magic_months",
    "magic_segments",
    "mapping_trial",
    "measures",
    "narrowed",
    "narrowed_answers",
    "overview",
    "paths_again",
    "paths_between",
    "paths_flow",
    "paths_funnel",
    "play_trial",
    "plays_uplift",
    "ratings",
    "response",
    "retail_matches",
    "strategy_figures",
    "today",
    "unmapped",
    "wording",
]

KINDS: dict[str, Kind] = {
    "house_check": Kind(house_check, is_kept=False),
    "house_retention": Kind(house_retention),
    "import_check": Kind(check_file, lane="files", is_kept=False),
    "import_look": Kind(look_at_file, lane="files", is_kept=False),
    "import_rows": Kind(take_in, lane="long", is_kept=False),
    "journey": Kind(journey, warm=[{}]),
    "magic": Kind(magic, warm=[{}]),
    "magic_months": Kind(magic_months, warm=[{}]),
    "magic_segments": Kind(magic_segments),
    "mapping_trial": Kind(mapping_trial, lane="long", is_kept=False),
    "measures": Kind(measures, warm=[{}]),
    "overview": Kind(overview, warm=[{}]),
    "paths_again": Kind(paths_again, warm=again_default),
    "paths_between": Kind(paths_between, warm=between_default),
    "paths_flow": Kind(paths_flow, warm=flow_default),
    "paths_funnel": Kind(paths_funnel, warm=funnel_default),
    "play_trial": Kind(play_trial, lane="long", is_kept=False),
    "plays_uplift": Kind(plays_uplift, warm=[{}]),
    "response": Kind(response, warm=[{}]),
    "ratings": Kind(ratings, warm=[{}]),
    "retail_matches": Kind(retail_matches, lane="long", warm=[{}]),
    "strategy_figures": Kind(strategy_figures, warm=[{}]),
    "today": Kind(today, warm=[{}]),
    "unmapped": Kind(unmapped, warm=[{}]),
    "wording": Kind(wording, warm=[{}]),
}
