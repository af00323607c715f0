"""What is known of a person now: kept per alias, combined on reading, so that a merge rewrites nothing."""

from __future__ import annotations

import msgspec

from oase.model.contact import Contact

__all__ = ["Seen", "Snapshot", "apply", "combine"]


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """How often and when last a touchpoint was met; ``at`` in microseconds since 1970, UTC."""

    contacts: int
    at: int


class Snapshot(msgspec.Struct, frozen=True, array_like=True):
    """A dated summary of contacts; every contact adds to it.

    Snapshots are added like numbers: ``combine`` is associative and commutative, and ``apply`` is combining
    with the snapshot of one contact. So it does not matter in which order contacts arrive, and those of
    several aliases give that of the person.

    Parameters
    ----------
    contacts : int
        Number of contacts.
    first_at, last_at : int
        Microseconds since 1970, UTC; 0 without contacts.
    last_touchpoint : str
        Touchpoint of the latest contact; of the same moment the last by name.
    phases : dict of str to Seen
        Contacts and latest moment per phase.
    touchpoints : dict of str to Seen
        Contacts and latest moment per touchpoint.
    value : float
        Sum of the contacts' values.
    """

    contacts: int = 0
    first_at: int = 0
    last_at: int = 0
    last_touchpoint: str = ""
    phases: dict[str, Seen] = {}
    touchpoints: dict[str, Seen] = {}
    value: float = 0.0


def apply(snapshot: Snapshot, contact: Contact) -> Snapshot:
    """Return the snapshot with one more contact.

    Examples
    --------
    >>> contact = Contact(message_key=b"", alias=7, at=5, received=9, touchpoint="Kauf", phase="purchase")
    >>> apply(Snapshot(), contact).touchpoints
    {'Kauf': Seen(contacts=1, at=5)}
    """
    seen = Seen(1, contact.at)
    return combine(
        snapshot,
        Snapshot(
            1,
            contact.at,
            contact.at,
            contact.touchpoint,
            {contact.phase: seen} if contact.phase else {},
            {contact.touchpoint: seen},
            contact.value or 0.0,
        ),
    )


def combine(one: Snapshot, other: Snapshot) -> Snapshot:
    """Return the snapshot of the contacts of both.

    Examples
    --------
    >>> a = Snapshot(1, 5, 5, "Kauf", {}, {"Kauf": Seen(1, 5)})
    >>> combine(a, Snapshot(1, 3, 3, "App", {}, {"App": Seen(1, 3)})).last_touchpoint
    'Kauf'
    """
    if not one.contacts:
        return other
    if not other.contacts:
        return one
    latest = max((one.last_at, one.last_touchpoint), (other.last_at, other.last_touchpoint))
    return Snapshot(
        one.contacts + other.contacts,
        min(one.first_at, other.first_at),
        latest[0],
        latest[1],
        _both(one.phases, other.phases),
        _both(one.touchpoints, other.touchpoints),
        one.value + other.value,
    )


def _both(one: dict[str, Seen], other: dict[str, Seen]) -> dict[str, Seen]:
    result = dict(one)
    for name, seen in other.items():
        held = result.get(name)
        result[name] = seen if held is None else Seen(held.contacts + seen.contacts, max(held.at, seen.at))
    return result
