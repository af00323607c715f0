"""Surveys: what is asked of whom after a transaction, and what was answered.

Comes in: transactions of the pipeline, answers of customers by a signed link. Goes out: invitations (to the
outbox) and answers, which ``app`` moves into the lake when they can no longer be changed. Warm memory only.
Next room: ``experience``.
"""

from oase.surveys.answering import Given, Taken, given_before, take
from oase.surveys.survey import Question, Rules, Survey, check
from oase.surveys.tokens import Signer, Ticket, TicketInvalid

__all__ = [
    "Given",
    "Question",
    "Rules",
    "Signer",
    "Survey",
    "Taken",
    "Ticket",
    "TicketInvalid",
    "check",
    "given_before",
    "take",
]
