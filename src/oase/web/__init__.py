"""The server: the collector's door and the house's interface over HTTP.

Comes in: HTTP requests. Goes out: what ``contacts``, ``identity`` and ``app`` answer. The only room that
knows a web framework. ``door`` stands in front of ``api``; ``server.serve`` composes both and keeps the
processes. Nothing is imported here: the process that works off requests needs no web framework.
"""

__all__: list[str] = []
