"""What clients send and what they are told: everything of the collector's contract that is not a server's.

Comes in: method, path, headers and body of a request. Goes out: an ``Accepted`` request for the inbox, or an
``Answer``. Nothing here waits, reads a file or knows a web framework; ``web.door`` only translates.
"""

from oase.contacts.requests.admission import Accepted, Admission, Call
from oase.contacts.requests.answers import SUCCESS, Answer, Error, answer_to, headers_of
from oase.contacts.requests.endpoints import ENDPOINTS, Endpoint, find_endpoint
from oase.contacts.requests.limits import Limits

__all__ = [
    "ENDPOINTS",
    "SUCCESS",
    "Accepted",
    "Admission",
    "Answer",
    "Call",
    "Endpoint",
    "Error",
    "Limits",
    "answer_to",
    "find_endpoint",
    "headers_of",
]
