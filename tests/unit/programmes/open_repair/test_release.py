"""Release 202507 of Open Repair Data: every row read or named, the published figures, and back again."""

from __future__ import annotations

import io
from datetime import date

import pytest

import oase
from oase.programmes.open_repair import figures, kept, lines, of_summary, sources, take
from oase.programmes.open_repair.figures import summed
from oase.programmes.open_repair.keeping import drop

TODAY = date(2026, 11, 22)
NOW = 1_795_345_200_000_000
FILES = {
    "FixitClinic_202507.csv": 1_033,
    "RepairConnects_202507.csv": 2_885,
    "RepairCafeDenmark_202507.csv.gz": 29_929,
    "RepairCafeToronto_202507.csv.gz": 5_567,
    "RepairCafeWales_202507.csv.gz": 20_190,
}
START = "OpenRepairData_v0.3_"


@pytest.fixture(scope="module")
def release(data_dir):
    """The folder of the release, or skip."""
    folder = data_dir / "openrepair-202507"
    if not folder.is_dir():
        pytest.skip(f"release 202507 of Open Repair Data is not on this machine ({folder})")
    return folder


@pytest.fixture(scope="module")
def taken(release, tmp_path_factory):
    """A house with every file of the release, and what became of each."""
    with oase.open(tmp_path_factory.mktemp("repairs") / "house", create=True) as house:
        database, done = house.rooms.database, {}
        for name in (*FILES, "unpowered_202507.csv"):
            with (release / f"{START}{name}").open("rb") as stream:
                done[name] = take(database, stream, f"{START}{name}", now=NOW, today=TODAY)
        yield database, done


def test_every_row_is_read(taken):
    _, done = taken
    for name, rows in FILES.items():
        assert (done[name].rows, done[name].refused) == (rows, 0), done[name].refusals[:3]
        assert done[name].added == rows


def test_the_summary_counts_what_is_published(taken):
    database, done = taken
    assert done["unpowered_202507.csv"].kind == "summary"
    assert done["unpowered_202507.csv"].rows == 156
    assert done["unpowered_202507.csv"].total == 135_419
    with database.reading() as connection:
        found = of_summary(connection, f"{START}unpowered_202507.csv")
        assert summed(found).all == 135_419
    textiles = next(one for one in found if one.group == "Unpowered - Textile")
    assert (textiles.all, textiles.fixed) == (58_657, 51_781)
    assert round(textiles.of_all.value, 3) == 0.883
    assert round(textiles.of_known.value, 3) == 0.915


def test_toronto_is_told_with_both_denominators(taken):
    database, _ = taken
    with database.reading() as connection:
        toronto = next(one for one in figures(connection) if one.group == "Repair Café Toronto")
    assert (toronto.fixed, toronto.all, toronto.known) == (1_132, 5_567, 1_828)
    assert toronto.of_all.value == pytest.approx(1_132 / 5_567)
    assert toronto.of_known.value == pytest.approx(1_132 / 1_828)


def test_textiles_of_toronto_as_published(taken):
    """29 % of all against 86 % of known: without the denominator the figure says nothing."""
    database, _ = taken
    name, textiles = f"{START}unpowered_202507.csv", "Unpowered - Textile"
    with database.reading() as connection:
        found = of_summary(connection, name, "data_provider", category=textiles)
    toronto = next(one for one in found if "Toronto" in one.group)
    assert round(toronto.of_all.value, 2) == 0.29
    assert round(toronto.of_known.value, 2) == 0.86


def test_the_published_traps_are_counted(taken):
    _, done = taken
    odd = {name: one.odd for name, one in done.items()}
    assert odd["RepairCafeWales_202507.csv.gz"]["id_pattern"] == 20_190
    assert sum(one.get("at_sign", 0) for one in odd.values()) == 4
    assert odd["RepairCafeToronto_202507.csv.gz"]["unknown_brand"] == 5_567
    assert not any("worn_out" in one for one in odd.values())


def test_out_and_in_again_gives_the_same_rows(taken, tmp_path):
    database, _ = taken
    with database.reading() as connection:
        before = list(kept(connection))
        written = "".join(lines(before)).encode()
    with oase.open(tmp_path / "other", create=True) as other:
        again = take(other.rooms.database, io.BytesIO(written), "out.csv", now=NOW, today=TODAY)
        assert (again.added, again.refused) == (len(before), 0)
        with other.rooms.database.reading() as connection:
            assert list(kept(connection)) == before


def test_taken_twice_changes_nothing(taken, release):
    database, _ = taken
    for name in ("FixitClinic_202507.csv", "unpowered_202507.csv"):
        with (release / f"{START}{name}").open("rb") as stream:
            again = take(database, stream, f"{START}{name}", now=NOW + 1, today=TODAY)
        assert (again.added, again.changed, again.same) == (0, 0, again.rows)


def test_a_file_can_be_forgotten(release, tmp_path):
    name = f"{START}FixitClinic_202507.csv"
    with oase.open(tmp_path / "house", create=True) as house:
        database = house.rooms.database
        with (release / name).open("rb") as stream:
            take(database, stream, name, now=NOW, today=TODAY)
        with database.writing() as connection:
            assert drop(connection, name) == 1_033
            assert sources(connection) == []
