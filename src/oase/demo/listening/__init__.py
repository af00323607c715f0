"""What Lindwerk's customers say, write and recommend, and what is done about it; with planted truth.

In: a number of persons, a seed, the present moment and how persons are called in the house. Out: rows in the
shape of the tables of ``surveys``, ``service`` and ``experience.inventory``, and the truth that an analysis
of them must find (``truth``).
"""

from oase.demo.listening.board import board, stored_texts
from oase.demo.listening.log import TAPS, TRUST, Log, transactions
from oase.demo.listening.referred import NEW, Referred, referred
from oase.demo.listening.registry import Registry, registry
from oase.demo.listening.talk import Talk, channel_rows, talk, template_rows
from oase.demo.listening.who import Known, known, survey_consents

__all__ = [
    "NEW",
    "TAPS",
    "TRUST",
    "Known",
    "Log",
    "Referred",
    "Registry",
    "Talk",
    "board",
    "channel_rows",
    "known",
    "referred",
    "registry",
    "stored_texts",
    "survey_consents",
    "talk",
    "template_rows",
    "transactions",
]
