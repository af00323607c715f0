"""The server: the collector's door and the house's interface over HTTP.

Comes in: HTTP requests. Goes out: what ``contacts``, ``identity`` and ``app`` answer. The only room that
knows a web framework.
"""

__all__: list[str] = []
