"""Surveys as customers see them: the page behind a signed link, its QR code, referral links.

Comes in: requests for ``/s/…`` and ``/r/…``. Goes out: pages of at most 20 kB that work without a script,
set no cookie and fetch nothing from elsewhere. A GET, by a person or by a scanner, is never an answer.
"""

from oase.web.customer.surveys.answering import HANDLERS as ANSWERING
from oase.web.customer.surveys.files import HANDLERS as OWN_FILES
from oase.web.customer.surveys.referral import HANDLERS as REFERRAL
from oase.web.customer.surveys.stopping import HANDLERS as STOPPING

__all__ = ["HANDLERS"]

HANDLERS = [*OWN_FILES, *ANSWERING, *STOPPING, *REFERRAL]
