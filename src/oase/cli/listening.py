"""The demo's past of listening and answering, put into its house: surveys, messages, measures, inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oase.app import House

__all__ = ["listen"]

_WHO = "Jana Petersen"


def listen(house: House, persons: int, seed: int) -> None:
    """Put in what customers of the demo have said, written and recommended, and what was done about it.

    Parameters
    ----------
    house : House
        Into which the demo has moved already.
    persons, seed : int
        Of the demo.
    """
    from oase.demo import listening
    from oase.experience.inventory import moving_in as inventory
    from oase.service import moving_in as service
    from oase.service.personal import detect_all
    from oase.surveys import moving_in as surveys

    now, alias_of = house.rooms.clock(), house.rooms.aliases.one
    log = listening.transactions(persons, seed, now, alias_of)
    new = listening.referred(persons, seed, now, alias_of, first_id=len(log.transactions) + 1)
    talk = listening.talk(persons, seed, now, alias_of)
    described = listening.registry(now)
    with house.rooms.database.writing() as connection:
        inventory.move_in(
            connection,
            touchpoints_=described.touchpoints,
            elements_=described.elements,
            budgets_=described.budgets,
        )
        _ask(connection, now)
        surveys.move_in(
            connection,
            transactions_=[*log.transactions, *new.transactions],
            invitations=[*log.invitations, *new.invitations],
            answers=[*log.answers, *new.answers],
            recommendations=new.recommendations,
            links=new.links,
        )
        service.move_in(
            connection,
            {
                "channels": listening.channel_rows(now),
                "templates": listening.template_rows(now),
                "texts": listening.stored_texts(now),
                "messages": talk.messages,
                "replies": talk.replies,
                **listening.board(now)._asdict(),
            },
        )
        while detect_all(connection):
            pass


def _ask(connection: Connection, now: int) -> None:
    """Let the surveys ask of which the demo has answers."""
    from oase.demo.listening import NEW, TAPS, TRUST
    from oase.surveys.stored import put_live

    for name in (TAPS, TRUST, NEW):
        put_live(connection, name, 0, _WHO, now)
