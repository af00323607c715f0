"""Masking never loses a number in a crowd, never changes its own result, never grows without bound."""

import string

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from oase.contacts.masking import mask, mask_column, mask_value

NOISE = st.text(max_size=60)
TELLING = st.text(alphabet="0123456789+@.-/() =?&%40DEabAnna[]mailphone:\n", max_size=60)
NAMES = st.frozensets(st.text(min_size=1, max_size=8), max_size=3)


def luhn(body: str) -> str:
    for last in string.digits:
        number = body + last
        doubled = [int(n) if i % 2 == 0 else sum(divmod(2 * int(n), 10)) for i, n in enumerate(number[::-1])]
        if sum(doubled) % 10 == 0:
            return number
    raise AssertionError


def iban(country: str, body: str) -> str:
    turned = int("".join(str(int(sign, 36)) for sign in body + country + "00"))
    return f"{country}{98 - turned % 97:02d}{body}"


def grouped(number: str, gap: str) -> str:
    return gap.join(number[at : at + 4] for at in range(0, len(number), 4))


GAPS = st.sampled_from(["", " ", "-", "\u00a0", "."])
CARDS = st.builds(
    grouped,
    st.one_of(
        st.from_regex(r"4[0-9]{14}", fullmatch=True),
        st.from_regex(r"5[1-5][0-9]{13}", fullmatch=True),
        st.from_regex(r"3[47][0-9]{12}", fullmatch=True),
        st.from_regex(r"62[0-9]{16}", fullmatch=True),
    )
    .filter(str.isascii)
    .map(luhn),
    GAPS,
)
IBANS = st.builds(
    grouped,
    st.one_of(
        st.builds(iban, st.just("DE"), st.from_regex(r"[0-9]{18}", fullmatch=True).filter(str.isascii)),
        st.builds(
            iban, st.just("GB"), st.from_regex(r"[A-Z]{4}[0-9]{14}", fullmatch=True).filter(str.isascii)
        ),
    ),
    GAPS,
)
MAILS = st.from_regex(
    r"[a-z]{2,8}(\.[a-z]{2,8})?@[a-zäöü]{2,8}(-[a-z]{1,4})?\.(de|com|example)", fullmatch=True
)
PHONES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["+49711", "+49 171", "0049 30", "0711", "0171 ", "(030) ", "0711/", "+43 664 "]),
    st.from_regex(r"[1-9][0-9]{2}", fullmatch=True).filter(str.isascii),
    st.from_regex(r" ?[0-9]{4,5}", fullmatch=True).filter(str.isascii),
)


@given(st.one_of(NOISE, TELLING), NAMES)
def test_masking_again_changes_nothing(text, names):
    once = mask(text, names)
    assert mask(once, names) == once
    assert len(once) <= 2 * len(text)


def without_digits(text: str) -> str:
    return "".join(sign for sign in text if not sign.isdigit() and sign not in "%")


@given(NOISE.map(without_digits), CARDS, NOISE.map(without_digits))
def test_a_card_is_found_in_any_text(before, card, after):
    assert card not in mask(f"{before}{card}{after}")


@given(NOISE, IBANS, NOISE)
def test_an_account_is_found_in_any_text(before, account, after):
    assert account not in mask(f"{before}{account}{after}")


@given(NOISE, MAILS, NOISE)
def test_a_mail_address_is_found_in_any_text(before, mail, after):
    assert mail not in mask(f"{before}{mail}{after}")


@given(st.sampled_from(["", "Ruf ", "Bitte um Rückruf: ", "am 09.11.2025, ", "(", "x\n"]), PHONES,
       st.sampled_from(["", ".", " danke", ", 10:30 Uhr", ")", "\n2"]))  # fmt: skip
def test_a_telephone_number_is_found_in_a_sentence(before, phone, after):
    assert phone not in mask(f"{before}{phone}{after}")


@given(
    st.lists(st.one_of(st.none(), NOISE, TELLING, CARDS, MAILS, PHONES)), st.sampled_from(["", "order_id"])
)
def test_columns_and_values_are_masked_alike(texts, key):
    expected = [mask_value(text, key=key) for text in texts]
    assert mask_column(pa.array(texts, pa.string()), key=key).to_pylist() == expected
