"""Surveys: what is asked of whom after a transaction, and what was answered.

Comes in: transactions of the pipeline, answers of customers by a signed link. Goes out: invitations (to the
outbox) and answers, which ``app`` moves into the lake when they can no longer be changed. Warm memory only.
Next room: ``experience``.
"""

__all__: list[str] = []
