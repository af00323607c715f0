"""Links that cannot be forged: changed, expired, of another house."""

from __future__ import annotations

import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oase.errors import HouseDamaged, OptionInvalid
from oase.surveys.tokens import KEY_FILE, LONGEST, MEDIA, Signer, Ticket, TicketInvalid

SECOND = 1_000_000
SIGNER = Signer(bytes(range(32)))


def ticket(**changed):
    told = {"transaction": 7, "survey": "three_taps", "alias": 99, "way": "invited", "medium": "mail"}
    return Ticket(**told | {"expires": 100 * SECOND} | changed)


@settings(max_examples=60)
@given(
    transaction=st.integers(1, 2**63 - 1),
    alias=st.none() | st.integers(0, 2**63 - 1),
    survey=st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True),
    way=st.sampled_from(("invited", "passive")),
    medium=st.sampled_from(MEDIA),
    seconds=st.integers(1, 2**40),
)
def test_what_was_signed_is_read_again_and_fits_a_link(transaction, alias, survey, way, medium, seconds):
    made = Ticket(
        transaction=transaction, survey=survey, alias=alias, way=way, medium=medium, expires=seconds * SECOND
    )
    text = SIGNER.sign(made)
    assert SIGNER.read(text, seconds * SECOND - 1) == made
    assert len(text) <= LONGEST
    assert text.replace("-", "").replace("_", "").isalnum()


@settings(max_examples=150)
@given(place=st.integers(0, 200), letter=st.sampled_from("abcXYZ019-_"))
def test_every_changed_letter_is_found(place, letter):
    text = SIGNER.sign(ticket())
    place %= len(text)
    changed = text[:place] + letter + text[place + 1 :]
    if changed != text:
        with pytest.raises(TicketInvalid) as error:
            SIGNER.read(changed, 0)
        assert error.value.reason == "changed"


@pytest.mark.parametrize("text", ["", "a", "ä" * 20, "a" * 1000, "====", "../../etc", "\x00"])
def test_nonsense_is_no_ticket(text):
    with pytest.raises(TicketInvalid):
        SIGNER.read(text, 0)


def test_what_is_over_says_so_and_a_forged_one_is_changed_first():
    text = SIGNER.sign(ticket())
    assert SIGNER.read(text, 100 * SECOND - 1)
    with pytest.raises(TicketInvalid) as error:
        SIGNER.read(text, 100 * SECOND)
    assert error.value.reason == "expired"
    with pytest.raises(TicketInvalid) as error:
        SIGNER.read(text[:-1], 100 * SECOND)
    assert error.value.reason == "changed"


def test_another_house_signs_otherwise():
    with pytest.raises(TicketInvalid):
        Signer(bytes(32)).read(SIGNER.sign(ticket()), 0)


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path):
    (tmp_path / "keys").mkdir()
    text = Signer.open(tmp_path).sign(ticket())
    assert Signer.open(tmp_path).read(text, 0) == ticket()
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    (tmp_path / KEY_FILE).write_bytes(b"short")
    with pytest.raises(HouseDamaged):
        Signer.open(tmp_path)
    with pytest.raises(OptionInvalid):
        Signer(b"short")


def test_draws_are_apart_from_signatures():
    assert SIGNER.draws != Signer(bytes(32)).draws
    assert len(SIGNER.draws) == 32
