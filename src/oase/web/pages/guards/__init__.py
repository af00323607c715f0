"""Who may come in: how often, with which session, to which route, and with which forms.

``Gate`` stands in front of all pages; ``visit_of`` makes of what it found the ``Visit`` that a page is given.
"""

from oase.web.pages.guards.cookies import COOKIE, SAFE_COOKIE
from oase.web.pages.guards.gate import Gate
from oase.web.pages.guards.policy import POLICY
from oase.web.pages.guards.visitors import Visitor, csrf_of
from oase.web.pages.guards.visits import FormTooOld, NotPermitted, SignInNeeded, visit_of, visitor_of

__all__ = [
    "COOKIE",
    "POLICY",
    "SAFE_COOKIE",
    "FormTooOld",
    "Gate",
    "NotPermitted",
    "SignInNeeded",
    "Visitor",
    "csrf_of",
    "visit_of",
    "visitor_of",
]
