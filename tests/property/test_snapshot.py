"""Snapshots are added like numbers."""

from __future__ import annotations

from functools import reduce

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from oase.model import Contact, Snapshot, apply, combine

# worths in quarters add up exactly, whatever the order
contacts = st.lists(
    st.builds(
        Contact,
        message_key=st.just(b""),
        alias=st.just(1),
        at=st.integers(0, 5),
        received=st.just(0),
        touchpoint=st.sampled_from(["Kauf", "App", "Filiale"]),
        phase=st.none() | st.sampled_from(["search", "purchase"]),
        value=st.none() | st.integers(-20, 20).map(lambda quarters: quarters / 4),
    ),
    max_size=12,
)
snapshots = contacts.map(lambda some: reduce(apply, some, Snapshot()))


@given(snapshots, snapshots, snapshots)
def test_the_order_of_adding_does_not_matter(one, two, three):
    assert combine(one, two) == combine(two, one)
    assert combine(combine(one, two), three) == combine(one, combine(two, three))
    assert combine(one, Snapshot()) == one


@given(contacts, st.randoms(use_true_random=False), st.integers(0, 12))
def test_contacts_of_several_aliases_give_those_of_the_person(some, chance, cut):
    """In any order, split anywhere."""
    whole = reduce(apply, some, Snapshot())
    mixed = list(some)
    chance.shuffle(mixed)
    parts = (reduce(apply, part, Snapshot()) for part in (mixed[:cut], mixed[cut:]))
    assert reduce(combine, parts) == whole


@given(contacts)
def test_it_says_what_happened(some):
    snapshot = reduce(apply, some, Snapshot())
    assert snapshot.contacts == len(some) == sum(seen.contacts for seen in snapshot.touchpoints.values())
    assert snapshot.value == sum(contact.value or 0 for contact in some)
    if some:
        latest = max((contact.at, contact.touchpoint) for contact in some)
        assert (snapshot.last_at, snapshot.last_touchpoint) == latest
        assert snapshot.first_at == min(contact.at for contact in some)
    for name, seen in snapshot.touchpoints.items():
        assert seen.at == max(contact.at for contact in some if contact.touchpoint == name)


@given(snapshots)
def test_it_comes_back_from_its_bytes(snapshot):
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(snapshot), type=Snapshot) == snapshot
