"""Check consent: nothing is kept without a basis, after a withdrawal, or from before an erasure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import msgspec
import numpy as np
from sqlalchemy import select

from oase.contacts.counts import NOTED
from oase.contacts.steps.families import Families
from oase.contacts.steps.group import Draft, Flaw, Group
from oase.contacts.steps.purposes import said_in_consents, said_in_context
from oase.contacts.steps.validate import CONSENTS
from oase.contacts.steps.wire import text_of
from oase.db.schema import identifiers
from oase.identity import ledger
from oase.identity.graph import Ids
from oase.identity.ledger import Standing
from oase.model import Consent, Purpose, RefusalReason

__all__ = ["check_consent"]

WHOLE = Purpose.ANALYTICS
"""The purpose without which no contact is kept at all."""

Standings = dict[int, Standing]


class Spoken(msgspec.Struct, gc=False):
    """A draft, whose it is, and what it says about consent."""

    draft: Draft
    aliases: list[int]  # the one it goes under first
    persons: list[int]
    said: dict[Purpose, bool]


def check_consent(group: Group) -> None:
    """Refuse what rests on no basis, lies before an erasure, or was denied or withdrawn.

    A message that changes what later ones of the same person are judged by makes these wait: they take the
    steps from here once more when it has taken all of them.
    """
    group.keep(_without_basis)
    said = [_said(draft) for draft in group.drafts]
    if not any(said) and group.tools.erased.is_empty and ledger.is_empty(group.connection):
        return
    spoken = _not_erased(group, _whose(group, said))
    group.drafts = [one.draft for one in _judged(group, spoken)]


def _without_basis(draft: Draft) -> Flaw | None:
    if draft.key.basis is None:
        return Flaw(RefusalReason.CONSENT_DENIED, "the write key declares no basis")
    return None


def _whose(group: Group, said: list[dict[Purpose, bool]]) -> list[Spoken]:
    """Find out whose each draft is, without changing anything."""
    asked = [list(_single(draft)) for draft in group.drafts]
    found = iter(group.tools.graph.look(group.connection, [ids for one in asked for ids in one]))
    spoken: list[Spoken] = []
    for draft, ids, purposes in zip(group.drafts, asked, said, strict=True):
        aliases, persons = zip(*(next(found) for _ in ids), strict=True)
        draft.alias = aliases[0]
        spoken.append(Spoken(draft, list(aliases), list(persons), purposes))
    return spoken


def _single(draft: Draft) -> Iterator[Ids]:
    user, anonymous, email, device = draft.ids
    if user:
        yield Ids(user=user)
    if anonymous:
        yield Ids(anonymous=anonymous)
    if email:
        yield Ids(email=email)
    if device:
        yield Ids(device=device)
    if draft.type == "alias":
        previous = text_of(draft.sent.previous_id)
        yield from (Ids(user=previous), Ids(anonymous=previous))
    elif draft.linked:
        # both sides may be of the same kind, of which ``ids`` holds one
        yield from (Ids(**{kind: value}) for kind, value in draft.linked)


def _said(draft: Draft) -> dict[Purpose, bool]:
    if draft.type == CONSENTS:
        return said_in_consents(draft.sent.consents) or {}
    context = draft.sent.context
    says_something = isinstance(context, Mapping) and ("consent" in context or "consentManagement" in context)
    return said_in_context(context) if says_something else {}


def _not_erased(group: Group, spoken: list[Spoken]) -> list[Spoken]:
    erased = group.tools.erased
    if erased.is_empty:
        return spoken
    aliases = np.array([alias for one in spoken for alias in one.aliases], np.int64)
    at = np.repeat([one.draft.at for one in spoken], [len(one.aliases) for one in spoken])
    refused = iter(erased.refused(aliases, at).tolist())
    kept: list[Spoken] = []
    for one in spoken:
        if any([next(refused) for _ in one.aliases]):  # noqa: C419 - all of them are taken
            group.refuse(one.draft, Flaw(RefusalReason.PERSON_ERASED))
        else:
            kept.append(one)
    return kept


def _judged(group: Group, spoken: list[Spoken]) -> list[Spoken]:
    """Hold every draft against the ledger, and write into it what they say anew."""
    held = ledger.standings(group.connection, {person for one in spoken for person in one.persons})
    families = Families(one.persons for one in spoken)
    watched = families.of({person for person, standing in held.items() if _is_withdrawn(standing)})
    closed: set[int] = set()
    lines: list[Consent] = []
    kept: list[Spoken] = []
    for one in spoken:
        family = families.top(one.persons[0])
        if family in closed:
            group.waiting.append(one.draft)
            continue
        new = _lines(one, held)
        lines += new
        if new or (family in watched and (len(set(one.persons)) > 1)):
            closed.add(family)
        if _passes(group, one, held):
            kept.append(one)
    ledger.record(group.connection, lines, group.now)
    return kept


def _passes(group: Group, one: Spoken, held: Standings) -> bool:
    if one.draft.type == CONSENTS:
        group.count(one.draft, NOTED)
        return False
    if one.said.get(WHOLE) is False:
        group.refuse(one.draft, Flaw(RefusalReason.CONSENT_DENIED))
        return False
    if any(_is_withdrawn(held.get(person, {})) for person in _bound(group, one, held)):
        group.refuse(one.draft, Flaw(RefusalReason.CONSENT_WITHDRAWN))
        return False
    return True


def _bound(group: Group, one: Spoken, held: Standings) -> Collection[int]:
    """Return the persons whose withdrawal holds for a draft: its own, and those it would be linked with.

    Two persons with a known id each stay two, so what one of them said does not bind the other.
    """
    own, *others = one.persons
    foreign = {person for person in others if person != own and _is_withdrawn(held.get(person, {}))}
    if not foreign or one.draft.type in ("alias", "merge"):
        return {own, *foreign}
    known = _known(group, {own, *foreign})
    if one.draft.ids.user:
        known.add(own)
    return {own, *(foreign - known if own in known else foreign)}


def _known(group: Group, persons: Collection[int]) -> set[int]:
    query = select(identifiers.c.alias).where(identifiers.c.alias.in_(persons), identifiers.c.kind == "user")
    return set(group.connection.scalars(query))


def _is_withdrawn(standing: Standing) -> bool:
    return standing.get(WHOLE) is False


def _lines(one: Spoken, held: Standings) -> list[Consent]:
    """Return what a draft adds to the ledger.

    What a person says herself (``/v1/consents``) is written down as it is. What a client sends along is
    written where it changes something, and never lifts a withdrawal. A contact that is denied the purpose
    without which nothing is kept leaves no line either: the banner may say otherwise tomorrow.
    """
    draft, standing = one.draft, held.get(one.persons[0], {})
    if draft.type == CONSENTS:
        text, source = text_of(draft.sent.text_version) or "", text_of(draft.sent.source) or draft.source
        # under every id of the call: it links them not, and what links them may be undone
        return [
            Consent(alias, purpose, is_granted, draft.at, text, source)
            for alias in dict.fromkeys(one.aliases)
            for purpose, is_granted in one.said.items()
        ]
    if one.said.get(WHOLE) is False:
        return []
    return [
        Consent(one.aliases[0], purpose, is_granted, draft.at, "", draft.source)
        for purpose, is_granted in one.said.items()
        if purpose not in standing or (standing[purpose] and not is_granted)
    ]
