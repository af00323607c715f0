"""The survey kit: a questionnaire handed in as data becomes print pages, imports and a guide.

In: a :class:`Form` (``oase.experience.survey`` makes it). Out: files in a folder. Next: the export of the
survey tool comes back through ``oase check`` and ``oase.read_answers``.
"""

from oase.words.survey_kit.form import Form, Item, Option, Row, Text, code_of, codes_of
from oase.words.survey_kit.formbricks import formbricks
from oase.words.survey_kit.kit import write
from oase.words.survey_kit.limesurvey import limesurvey
from oase.words.survey_kit.pages import guide, print_page

__all__ = [
    "Form",
    "Item",
    "Option",
    "Row",
    "Text",
    "code_of",
    "codes_of",
    "formbricks",
    "guide",
    "limesurvey",
    "print_page",
    "write",
]
