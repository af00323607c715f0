"""The demo's past of listening and answering, put into its house: surveys, messages, measures, inventory."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from oase.app import House
    from oase.db import Database
    from oase.demo.listening import Log, Referred, Talk

__all__ = ["Told", "listen", "move_in"]

_WHO = "Jana Petersen"


class Told(NamedTuple):
    """What was put in, with the truth about it."""

    log: Log
    new: Referred
    talk: Talk


def listen(house: House, persons: int, seed: int) -> None:
    """Put in what customers of the demo have said, written and recommended, and what was done about it.

    Parameters
    ----------
    house : House
        Into which the demo has moved already.
    persons, seed : int
        Of the demo.
    """
    now, alias_of = house.rooms.clock(), house.rooms.aliases.one
    move_in(house.rooms.database, persons, seed, now, alias_of)


def move_in(
    database: Database, persons: int, seed: int, now: int, alias_of: Callable[[str, str], int]
) -> Told:
    """Write the past that ends now; ``alias_of`` says how a person is called in the house.

    Parameters
    ----------
    database : Database
    persons, seed : int
        Of the demo.
    now : int
        Microseconds since 1970, UTC.
    alias_of : callable
        Gives the alias of a kind and a value, such as ``("user", "K-0000001")``.
    """
    from oase.demo import listening
    from oase.experience.inventory import moving_in as inventory
    from oase.surveys import moving_in as surveys

    log = listening.transactions(persons, seed, now, alias_of)
    new = listening.referred(persons, seed, now, alias_of, first_id=len(log.transactions) + 1)
    talk = listening.talk(persons, seed, now, alias_of)
    described = listening.registry(now)
    with database.writing() as connection:
        inventory.move_in(
            connection,
            touchpoints_=described.touchpoints,
            elements_=described.elements,
            budgets_=described.budgets,
        )
    _ask(database, now)
    with database.writing() as connection:
        surveys.move_in(
            connection,
            transactions_=[*log.transactions, *new.transactions],
            invitations=[*log.invitations, *new.invitations],
            answers=[*log.answers, *new.answers],
            recommendations=new.recommendations,
            links=new.links,
        )
    _serve(database, talk, now)
    return Told(log, new, talk)


def _serve(database: Database, talk: Talk, now: int) -> None:
    from oase.demo import listening
    from oase.service import moving_in as service
    from oase.service.personal import detect_all

    rows = {
        "channels": listening.channel_rows(now),
        "templates": listening.template_rows(now),
        "texts": listening.stored_texts(now),
        "messages": talk.messages,
        "replies": talk.replies,
        **listening.board(now)._asdict(),
    }
    with database.writing() as connection:
        service.move_in(connection, rows)
        while detect_all(connection):
            pass


def _ask(database: Database, now: int) -> None:
    """Let the surveys ask of which the demo has answers."""
    from oase.demo.listening import NEW, TAPS, TRUST
    from oase.surveys.stored import put_live

    with database.writing() as connection:
        for name in (TAPS, TRUST, NEW):
            put_live(connection, name, 0, _WHO, now)
