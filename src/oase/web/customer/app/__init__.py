"""The customer's installable page: a shell, its modules, its worker, and where scanned links lead.

Comes in: requests for ``/app…`` and for GS1 Digital Links (``/01/…``). Goes out: files of our own under a
policy that allows nothing else. What it shows it asks of ``/v1/…`` with her own token.
"""

from __future__ import annotations

from oase.web.customer.app.files import HANDLERS

__all__ = ["HANDLERS"]
