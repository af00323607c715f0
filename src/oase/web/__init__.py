"""The server: the collector's door and the house's interface over HTTP.

Comes in: HTTP requests. Goes out: what ``contacts``, ``identity`` and ``app`` answer. The only room that
knows a web framework. ``door`` stands in front of ``api``; ``server`` composes both and keeps the processes.
"""

from oase.web.server import Serving, serve

__all__ = ["Serving", "serve"]
