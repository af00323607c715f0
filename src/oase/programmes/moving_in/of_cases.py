"""What happens to items and cases: registered, opened, quoted, mended, told, closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from oase.programmes.cases import closing, kits, messages, notices, parts, quotes, times
from oase.programmes.cases.acting import assign, cancel, move, set_fields
from oase.programmes.cases.case import find
from oase.programmes.cases.exchange import Wanted, open_exchange
from oase.programmes.cases.form import Form
from oase.programmes.cases.opening import New, open_case
from oase.programmes.cases.ways import change_way
from oase.programmes.cases.workshop import workshop
from oase.programmes.items import owners, registry
from oase.programmes.law import Notice
from oase.programmes.moving_in.step import Played, Step, Verb
from oase.programmes.participation import Participation, take_part

__all__ = ["VERBS"]

_MINUTE = 60_000_000


def _item(played: Played, step: Step) -> None:
    said = dict(step.facts)
    alias = said.pop("alias", None)
    made = registry.register(played.connection, registry.New(**said), step.at).item
    played.numbers[step.thing] = made.id
    if alias is not None:
        owners.claim(played.connection, made.id, alias, (), "bought", step.at)


def _open(played: Played, step: Step) -> None:
    said = dict(step.facts)
    if name := said.pop("item", None):
        said["item"] = played.number(name)
    actor = played.actor(step, "customer")
    opened = open_case(played.connection, New(key=step.thing, **said), actor, played.setting.random_bytes)
    played.numbers[step.thing] = opened.id


def _exchange(played: Played, step: Step) -> None:
    said = dict(step.facts)
    wanted, delivered = Wanted(**said.pop("wanted")), said.pop("delivered")
    new, actor = New(key=step.thing, **said), played.actor(step, "customer")
    random_bytes = played.setting.random_bytes
    opened = open_exchange(played.connection, new, wanted, actor, random_bytes, delivered=delivered)
    played.numbers[step.thing] = opened.id


def _move(played: Played, step: Step) -> None:
    number, to = played.number(step.thing), str(step.facts["to"])
    _notice(played, step, to)
    move(played.connection, number, to, played.actor(step), str(step.facts.get("text", "")))


def _notice(played: Played, step: Step, to: str, outcome: str = "") -> None:
    """Tell what the law asks for before a step: the choice before a remedy, the months before the end."""
    number, actor = played.number(step.thing), played.actor(step)
    held = find(played.connection, number)
    held = msgspec.structs.replace(held, outcome=outcome or held.outcome)
    for kind in notices.missing(played.connection, held, to, actor.today):
        notices.tell_notice(played.connection, number, kind, actor)


def _months(played: Played, step: Step) -> None:
    """Tell the months after a repair, where there is a notice to tell."""
    held, actor = find(played.connection, played.number(step.thing)), played.actor(step)
    if isinstance(notices.due(played.connection, held, "months", actor.today), Notice):
        closing.tell_months(played.connection, held.id, actor)


def _quote(played: Played, step: Step) -> None:
    said = dict(step.facts)
    said.pop("who", None)
    repairer = workshop(played.connection)
    if repairer is None:
        raise ValueError("nobody repairs in this house")  # a mistake of the plan
    form = Form(repairer=repairer, **said)
    quotes.make_quote(played.connection, played.number(step.thing), form, played.actor(step))


def _answer(played: Played, step: Step) -> None:
    told, by = step.facts["told"], step.facts.get("by", "link")
    version = int(step.facts.get("version", 1))
    actor = played.actor(step, "customer")
    quotes.answer(played.connection, played.number(step.thing), version, told, actor, by=by)


def _part(played: Played, step: Step) -> None:
    number, state = played.number(step.thing), step.facts["state"]
    if held := parts.parts_of(played.connection, number):
        parts.set_part(played.connection, held[-1].id, state, played.actor(step))
        return
    name, cents = str(step.facts["part"]), int(step.facts["cents"])
    parts.add_part(played.connection, number, name, played.actor(step), cents=cents, state=state)


def _work(played: Played, step: Step) -> None:
    """Measure so many minutes of work."""
    actor = played.actor(step)
    times.begin(played.connection, played.number(step.thing), actor)
    if step.facts["minutes"] is not None:
        ended = actor._replace(now=step.at + round(step.facts["minutes"] * _MINUTE))
        times.stop(played.connection, ended)


def _say(played: Played, step: Step) -> None:
    side = str(step.facts.get("side", "customer"))
    actor = played.actor(step, side)
    messages.say(played.connection, played.number(step.thing), str(step.facts["text"]), actor)


def _assign(played: Played, step: Step) -> None:
    actor = played.actor(step)
    assign(played.connection, played.number(step.thing), actor.who, actor)


def _label(played: Played, step: Step) -> None:
    set_fields(played.connection, played.number(step.thing), played.actor(step), parcel=step.facts["parcel"])
    move(played.connection, played.number(step.thing), "label", played.actor(step))


def _send_kit(played: Played, step: Step) -> None:
    kits.send_kit(played.connection, played.number(step.thing), played.actor(step))


def _report(played: Played, step: Step) -> None:
    said: dict[str, Any] = {name: step.facts.get(name, "") for name in ("barrier", "text")}
    number, outcome = played.number(step.thing), str(step.facts["outcome"])
    kits.report(played.connection, number, outcome, played.actor(step, "customer"), **said)


def _way(played: Played, step: Step) -> None:
    actor = played.actor(step, "customer")
    change_way(played.connection, played.number(step.thing), str(step.facts["way"]), actor)


def _close(played: Played, step: Step) -> None:
    said = {name: str(step.facts.get(name, "")) for name in ("outcome", "barrier", "repairer")}
    _notice(played, step, "closed", outcome=said["outcome"])
    closing.close(played.connection, played.number(step.thing), played.actor(step), **said)


def _cancel(played: Played, step: Step) -> None:
    cancel(played.connection, played.number(step.thing), played.actor(step))


def _part_taken(played: Played, step: Step) -> None:
    """Note that somebody took part in a way that no other step tells of."""
    take_part(played.connection, Participation(step.thing, at=step.at, **step.facts))


VERBS: Final[Mapping[str, Verb]] = {
    "item.register": _item,
    "case.open": _open,
    "case.exchange": _exchange,
    "case.move": _move,
    "case.months": _months,
    "case.quote": _quote,
    "case.answer": _answer,
    "case.part": _part,
    "case.work": _work,
    "case.say": _say,
    "case.assign": _assign,
    "case.label": _label,
    "case.send_kit": _send_kit,
    "case.report": _report,
    "case.way": _way,
    "case.close": _close,
    "case.cancel": _cancel,
    "person.takes_part": _part_taken,
}
