"""The interface of a customer's app: everything under ``/v1`` that a customer's token opens.

Comes in: requests with ``Authorization: Bearer oct_…``. Goes out: JSON about herself and what everybody may
see, and one envelope for every problem.
"""

from oase.web.customer.api.application import CustomerApi, customers_description

__all__ = ["CustomerApi", "customers_description"]
