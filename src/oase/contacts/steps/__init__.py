"""The steps that make contacts of requests, in order.

Each takes a whole group of messages, so that the database is asked once for all of them, fills in what it
found out, and may refuse messages with one closed reason. The last one writes; all of it is one transaction.
"""

from __future__ import annotations

from collections.abc import Callable

from oase.contacts.steps.append import append_contact
from oase.contacts.steps.clock import correct_clock
from oase.contacts.steps.consent import check_consent
from oase.contacts.steps.deduplicate import PORTIONS, deduplicate, forget_messages
from oase.contacts.steps.group import Draft, Group, Tools
from oase.contacts.steps.redact import redact
from oase.contacts.steps.resolve import resolve_person
from oase.contacts.steps.split import messages_in, set_aside, split_batch
from oase.contacts.steps.touch import map_touchpoint
from oase.contacts.steps.validate import validate

__all__ = [
    "PORTIONS",
    "STEPS",
    "Draft",
    "Group",
    "Step",
    "Tools",
    "forget_messages",
    "messages_in",
    "set_aside",
    "walk",
]

Step = Callable[[Group], None]

STEPS: tuple[Step, ...] = (
    split_batch,
    correct_clock,
    validate,
    deduplicate,
    check_consent,
    resolve_person,
    redact,
    map_touchpoint,
    append_contact,
)
"""The walk of a contact."""


def walk(group: Group, run: Callable[[Step, Group], None]) -> None:
    """Lead a group through all steps; what had to wait follows from where it waited.

    Parameters
    ----------
    group : Group
    run : callable
        Runs one step; so that it can be timed.
    """
    for step in STEPS:
        run(step, group)
    while group.waiting:
        group.drafts, group.waiting = group.waiting, []
        for step in STEPS[STEPS.index(check_consent) :]:
            run(step, group)
