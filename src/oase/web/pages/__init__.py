"""The web house: pages for the people who work with a house, rendered on the server.

Comes in: requests of a signed-in browser. Goes out: pages, files of what they show, and what became of forms.
One file per page; ``application.make_pages`` puts them together. ``api`` is independent of it.
"""

from oase.web.pages.application import make_pages

__all__ = ["make_pages"]
