"""Which ids are the same person: linked by themselves, by word, and separated again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from oase.db import Database
from oase.db.schema import alias_moves, identifiers
from oase.db.versions import version
from oase.errors import OptionInvalid
from oase.identity import Aliases, Graph, Ids, Link
from oase.identity.tables import links
from oase.model import Person


class Persons:
    """The graph in a house: each call one transaction, times counted up."""

    def __init__(self, database: Database, graph: Graph) -> None:
        self.database, self.graph, self.at = database, graph, 0

    def meet(self, *ids: Ids) -> list[int]:
        self.at += 10
        with self.database.writing() as connection:
            done = self.graph.resolve(connection, ids, range(self.at, self.at + len(ids)))
        return [one.person for one in done]

    def join(self, one: tuple[str, str], other: tuple[str, str], reason: str = "merge") -> Link | None:
        self.at += 10
        with self.database.writing() as connection:
            return self.graph.join(connection, one, other, reason, self.at)

    def undo(self, link: Link | int) -> None:
        self.at += 10
        with self.database.writing() as connection:
            self.graph.undo(connection, link if isinstance(link, int) else link.id, self.at)

    def find(self, value: str, kind: str | None = None) -> Person:
        with self.database.reading() as connection:
            person = self.graph.find(connection, value, kind)
        assert person is not None
        return person

    def links(self, value: str) -> list[Link]:
        with self.database.reading() as connection:
            return self.graph.links(connection, self.find(value))

    def moves(self) -> list[int]:
        with self.database.reading() as connection:
            return list(connection.scalars(select(alias_moves.c.alias).order_by(alias_moves.c.seq)))

    def version(self) -> int:
        with self.database.reading() as connection:
            return version(connection, "identity")


@pytest.fixture
def persons(database: Database, graph: Graph) -> Persons:
    return Persons(database, graph)


def test_a_visitor_becomes_known(persons: Persons, aliases: Aliases) -> None:
    """Her anonymous id and all that was linked with it goes to the user; each contact keeps its own alias."""
    x, anna = aliases.one("anonymous", "x"), aliases.one("user", "anna")
    assert persons.meet(Ids(anonymous="x"), Ids(anonymous="x", device="phone")) == [x, x]
    assert persons.meet(Ids("anna", "x")) == [anna]
    assert persons.meet(Ids(anonymous="x"), Ids(device="phone"), Ids("anna")) == [anna] * 3
    assert persons.find("phone") == persons.find("anna")
    assert persons.find("anna").values == ("anna", "x", "phone")
    assert [link.reason for link in persons.links("anna")] == ["device", "together"]


def test_contacts_go_under_the_best_known_id(database: Database, graph: Graph, aliases: Aliases) -> None:
    """The user's id before the anonymous one; blank ids are none; looking changes nothing."""
    asked = [Ids("anna", "x"), Ids("", "x"), Ids(None, " ", "anna@example.org")]
    with database.writing() as connection:
        seen = graph.look(connection, asked)
        assert connection.execute(select(identifiers)).first() is None
        done = graph.resolve(connection, asked, [1, 2, 3])
    wanted = [
        aliases.one("user", "anna"),
        aliases.one("anonymous", "x"),
        aliases.one("email", "anna@example.org"),
    ]
    assert [one.alias for one in seen] == [one.alias for one in done] == wanted
    assert [one.person for one in seen] == wanted
    assert [one.person for one in done] == [wanted[0], wanted[0], wanted[2]]


@pytest.mark.parametrize("shared", [{"anonymous": "x"}, {"email": "e@example.org"}, {"device": "tablet"}])
def test_what_two_users_share_does_not_make_them_one(persons: Persons, shared: dict[str, str]) -> None:
    """A shared browser, address or device stays with the first known person; both keep their own contacts."""
    anna, bert = persons.meet(Ids("anna", **shared), Ids("bert", **shared))
    assert anna != bert
    assert persons.meet(Ids(**shared)) == [anna]
    assert persons.meet(Ids("bert", **shared), Ids("anna", **shared)) == [bert, anna]
    assert len(persons.links("bert")) == 0


def test_two_users_are_not_joined_over_others(persons: Persons) -> None:
    """A chain of anonymous ids, devices and addresses between two users is cut where it would close."""
    anna, *_, bert = persons.meet(
        Ids("anna", "x"),
        Ids(anonymous="x", device="tablet"),
        Ids(anonymous="y", device="tablet"),
        Ids(anonymous="z", email="e@example.org"),
        Ids("bert", "z"),
    )
    assert anna != bert
    assert persons.meet(Ids(anonymous="y", email="e@example.org")) == [anna]
    assert persons.find("e@example.org").person == bert


def test_a_device_joins_unknown_visitors_until_they_are_known(persons: Persons, aliases: Aliases) -> None:
    """The id met first stands for visitors of one device; of the same moment the smaller alias."""
    first, second = persons.meet(Ids(anonymous="x", device="d"), Ids(anonymous="y", device="d"))
    assert first == second == min(aliases.one("anonymous", "x"), aliases.one("device", "d"))
    assert persons.find("y").aliases[0] == first
    assert persons.find("y").aliases[2] == aliases.one("anonymous", "y")


def test_a_word_joins_known_users_and_undoing_it_separates_them(persons: Persons) -> None:
    """The user met first stands for both; afterwards each has exactly what was hers."""
    persons.meet(Ids("anna", "x"), Ids("bert", "y"))
    before = persons.find("anna"), persons.find("bert")
    link = persons.join(("user", "bert"), ("user", "anna"))
    assert link is not None
    assert persons.find("y") == persons.find("anna")
    assert persons.find("anna").person == before[0].person
    assert persons.join(("anonymous", "y"), ("user", "anna")) is None
    persons.undo(link)
    persons.undo(link)
    assert (persons.find("anna"), persons.find("bert")) == before
    assert [one.undone is None for one in persons.links("bert")] == [True, False]


def test_what_was_separated_stays_apart(persons: Persons) -> None:
    """Neither the same two ids nor others of the two persons link them again; a word does."""
    anna, _ = persons.meet(Ids("anna", "x"), Ids(anonymous="x", email="e@example.org"))
    persons.undo(persons.links("anna")[0])
    assert persons.find("x").person != anna
    assert (
        persons.meet(Ids("anna", "x"), Ids("anna", email="e@example.org"), Ids("anna", device="d"))
        == [anna] * 3
    )
    assert persons.meet(Ids(anonymous="x", device="d")) != [anna]
    assert persons.find("e@example.org") == persons.find("x")
    assert persons.join(("user", "anna"), ("anonymous", "x"), "manual") is not None
    assert persons.find("x").person == anna


def test_new_links_are_kept_from_closing_what_one_group_separates(persons: Persons) -> None:
    """Within one group, too, persons that grew stay apart from whom they were separated."""
    persons.meet(Ids("anna", "x"))
    persons.undo(persons.links("anna")[0])
    done = persons.meet(
        Ids(anonymous="x", device="a"), Ids(anonymous="y", device="a"), Ids("anna", "z"), Ids("anna", "y")
    )
    assert done[0] == done[1] != done[2] == done[3]


def test_moves_are_told(persons: Persons, aliases: Aliases) -> None:
    """Ids under which contacts may be are listed when their person changes, and the version grows."""
    x, anna, bert = aliases.one("anonymous", "x"), aliases.one("user", "anna"), aliases.one("user", "bert")
    persons.meet(Ids(anonymous="x", device="phone"))
    assert (persons.moves(), persons.version()) == ([], 0)
    persons.meet(Ids("anna", "x"))
    assert (persons.moves(), persons.version()) == ([x], 1)
    persons.meet(Ids("anna", "x"), Ids("anna", "new"))
    assert (persons.moves(), persons.version()) == ([x], 1)
    link = persons.join(("user", "anna"), ("user", "bert"))
    assert link is not None
    assert persons.moves() == [x, bert], "imports may have brought bert before the graph met him"
    persons.undo(link)
    assert persons.moves() == [x, bert, bert]
    assert persons.version() == 3
    assert anna not in persons.moves()


def test_a_process_learns_of_merges_in_another(
    database: Database, persons: Persons, aliases: Aliases
) -> None:
    """What a graph holds in memory is forgotten when somebody else moved an id."""
    other = Graph(aliases)
    persons.meet(Ids(anonymous="x"))
    with database.reading() as connection:
        assert other.look(connection, [Ids(anonymous="x")])[0].person == aliases.one("anonymous", "x")
    persons.meet(Ids("anna", "x"))
    with database.reading() as connection:
        assert other.look(connection, [Ids(anonymous="x")])[0].person == aliases.one("user", "anna")


def test_a_transaction_that_fails_leaves_nothing_in_memory(
    database: Database, graph: Graph, persons: Persons, aliases: Aliases
) -> None:
    """After a rollback new ids are new again, also if another process wrote as many times meanwhile."""
    persons.meet(Ids(anonymous="x"))

    def fail() -> None:
        with database.writing() as connection:
            graph.resolve(connection, [Ids("anna", "x"), Ids("bert")], [50, 51])
            assert graph.look(connection, [Ids(anonymous="x")])[0].person == aliases.one("user", "anna")
            raise OptionInvalid("No")

    with pytest.raises(OptionInvalid):
        fail()
    Persons(database, Graph(aliases)).meet(Ids("carl", "x"))
    assert persons.meet(Ids(anonymous="x")) == [aliases.one("user", "carl")]
    assert persons.meet(Ids("bert")) == [aliases.one("user", "bert")]
    assert persons.find("bert").values == ("bert",)


def test_persons_are_found_by_any_id(persons: Persons, aliases: Aliases) -> None:
    """By value of every kind and by alias; known ids before others of the same text."""
    persons.meet(Ids("anna", "x", "Anna@Example.org "), Ids(anonymous="anna"))
    anna = persons.find("anna")
    assert (anna.values[0], {*anna.values}) == ("anna", {"anna", "x", "anna@example.org"})
    assert persons.find("ANNA@example.org", "email") == anna
    assert persons.find(str(aliases.one("anonymous", "x")), "alias") == anna
    assert persons.find("anna", "anonymous") != anna
    with persons.database.reading() as connection:
        assert persons.graph.find(connection, "nobody") is None
        assert persons.graph.find(connection, "5", "alias") is None
        assert persons.graph.person(connection, 5) == Person(5, (5,))
    assert persons.graph.alone("nobody") == Person(
        aliases.one("user", "nobody"), (aliases.one("user", "nobody"),), ("nobody",)
    )


def test_wrong_input_is_told(persons: Persons) -> None:
    """No id, an empty one, an unknown kind, reason or link, and an alias that is no number."""
    with pytest.raises(OptionInvalid, match="no id"):
        persons.meet(Ids("", " "))
    with pytest.raises(OptionInvalid, match="empty"):
        persons.join(("user", "anna"), ("anonymous", " "))
    with pytest.raises(OptionInvalid, match="kind of id"):
        persons.join(("user", "anna"), ("phone", "1"))
    with pytest.raises(OptionInvalid, match="reason"):
        persons.join(("user", "anna"), ("user", "bert"), "device")
    with pytest.raises(OptionInvalid, match="no such link"):
        persons.undo(7)
    for text in ("anna", "-1", "9" * 5000, "٣", str(1 << 63)):
        with pytest.raises(OptionInvalid, match="number"):
            persons.find(text, "alias")


def test_odd_texts_are_ids_like_others(persons: Persons) -> None:
    """Quotes, nulls and half characters neither break the database nor meet other persons."""
    texts = ["' or 1=1 --", "a\0b", "\ud800", "�", "x" * 10_000]
    assert len(set(persons.meet(*(Ids(user=text) for text in texts)))) == 5
    assert all(persons.find(text).person for text in texts)


def test_an_id_joined_with_itself_is_no_link(persons: Persons) -> None:
    """Nothing is written but the id."""
    assert persons.join(("user", "anna"), ("user", "anna")) is None
    with persons.database.reading() as connection:
        assert connection.execute(select(links)).first() is None
