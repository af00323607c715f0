"""The interface over HTTP for other programs: what arrived, the mapping, persons' rights, health.

Comes in: requests with a read or admin key. Goes out: JSON, and one envelope for every problem.
"""

from oase.web.api.application import make_api
from oase.web.problems import Problem

__all__ = ["Problem", "make_api"]
