"""The customer's own part: the interface of native apps, and the installable app that uses it.

Comes in: requests with a customer's short-lived token. Goes out: what is hers and what everybody may see,
nothing of anybody else.
"""

from oase.web.customer.application import make_customer

__all__ = ["make_customer"]
