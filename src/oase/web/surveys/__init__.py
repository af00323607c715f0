"""The page on which a customer answers a survey, as it is sent to her and as the editor previews it.

Comes in: a survey, what it is about, what was said before. Goes out: HTML of at most 20 kB with its style
sheet and its script; nothing of it is fetched from elsewhere. Shared by ``web.customer`` and ``web.pages``.
"""

from oase.web.surveys.files import FILES, address_of
from oase.web.surveys.reading import read
from oase.web.surveys.rendering import About, Shown, note_page, survey_page, weight

__all__ = ["FILES", "About", "Shown", "address_of", "note_page", "read", "survey_page", "weight"]
