"""The steps of an import refuse, leave out and mask what they should, and say so."""

import numpy as np
import pyarrow as pa
import pytest

import oase
from oase.contacts.bulk import Bulk
from oase.db import open_database
from oase.identity import Aliases
from oase.identity.erasures import ERASURES_FILE, ErasureList
from oase.identity.graph import Graph
from oase.identity.ledger import record
from oase.model import Consent, Purpose, RefusalReason

KEY = bytes(range(32))
FIXED = ("person", "at", "touchpoint")


@pytest.fixture
def database(tmp_path):
    with open_database(tmp_path / "house", create=True) as opened:
        yield opened


@pytest.fixture
def bulk(database):
    aliases = Aliases(KEY)
    return Bulk(database, aliases, ErasureList(database.folder / ERASURES_FILE, aliases))


def rows(*persons, **more):
    count = len(persons)
    given = {"person": pa.array(persons, pa.string()), "at": pa.array(range(count), pa.int64())}
    return given | {"touchpoint": pa.array(["Kauf"] * count).dictionary_encode()} | more


def test_a_withdrawal_holds_for_all_ids_of_a_person(database, bulk):
    with database.writing() as connection:
        Graph(bulk.aliases).join(connection, ("user", "anna"), ("user", "old"), "merge", 1)
        record(
            connection,
            [Consent(bulk.aliases.one("user", "old"), Purpose.ANALYTICS, is_granted=False, at=5)],
            5,
        )
    kept = bulk.take(rows("anna", "bea", "old"), FIXED)
    assert kept["person"].to_pylist() == [bulk.aliases.one("user", "bea")]
    assert bulk.refused == {RefusalReason.CONSENT_WITHDRAWN: 2}


def test_only_what_lies_before_an_erasure_is_refused(bulk):
    bulk.erased.add([bulk.aliases.one("user", "anna")], 2)
    kept = bulk.take(rows("anna", "bea", "anna", None), FIXED)
    assert kept["at"].to_pylist() == [1, 2, 3]
    assert kept["person"].null_count == 1
    assert bulk.refused == {RefusalReason.PERSON_ERASED: 1}


def test_personal_columns_are_left_out_but_flags_and_the_schema_stay(bulk):
    more = {"e-mail": pa.array(["a@b.de"]), "email_ok": pa.array([True]), "phone": pa.array([True])}
    kept = bulk.take(rows("anna", **more), FIXED)
    assert set(kept) == {*FIXED, "email_ok", "phone"}
    assert list(bulk.dropped) == ["e-mail"]
    assert "e-mail" in bulk.take(rows("anna", **more), (*FIXED, "e-mail"))


def test_card_numbers_among_whole_numbers_are_masked(bulk):
    numbers = pa.array([1, 4111111111111111])
    kept = bulk.take(rows("a", "b", paid=numbers, order_id=numbers), FIXED)
    assert kept["paid"].to_pylist() == ["1", "[card]"]
    assert kept["order_id"].to_pylist() == [1, 4111111111111111]


def test_texts_of_answers_are_masked_and_survey_withdrawals_count(tmp_path):
    answers = oase.read_answers(
        pa.table(
            {
                "who": ["anna", "bea", "cora"],
                "shop": ["Kasse", "Kasse", "Kasse"],
                "said": ["missed", "met", "exceeded"],
                "remark": ["ruft 0711 123456 an", "gut", "anna@lindwerk.example"],
                "phone": ["0711 1", "2", "3"],
            }
        ),
        person="who",
        touchpoint="shop",
        answer="said",
        context=["remark", "phone"],
    )
    with oase.open(tmp_path / "house", create=True) as house:
        house.consent("bea", "survey", is_granted=False)
        done = house.import_answers(answers, source="survey")
        assert (done.rows_added, done.rows_refused, done.dropped) == (2, 1, ("phone",))
        assert done.reasons == {RefusalReason.CONSENT_WITHDRAWN: 1}
        kept = house.answers().table
    assert sorted(kept["remark"].to_pylist()) == ["[mail]", "ruft [phone] an"]
    assert "phone" not in kept.column_names


def test_an_empty_batch_goes_through(bulk):
    kept = bulk.take(rows(note=pa.array([], pa.string())), FIXED)
    assert len(kept["note"]) == 0
    assert kept["person"].to_numpy(zero_copy_only=False).dtype == np.int64
