"""``oase person``: what a house knows of a person, and what she may ask of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from oase.cli.plain import escaped, plain
from oase.errors import InputError, OptionInvalid
from oase.settings import Lang

__all__ = ["command"]

KINDS = click.Choice(["user", "anonymous", "email", "device"])
_kind = click.option("--kind", type=KINDS, help="Kind of the id; any when left out.")
_house = click.argument("house", metavar="HOUSE")
_value = click.argument("value", metavar="ID")
_WORDS: dict[Lang, dict[str, str]] = {
    "de": {
        "ids": "Kennungen", "links": "Verbindungen", "profile": "Profil", "consents": "Einwilligungen",
        "written": "Geschrieben: {}", "withdrew": "Widerrufen: {}", "nothing": "Es ist nichts vermerkt.",
        "granted": "erteilt", "withdrawn": "widerrufen", "link": "Nummer {}: {}, {}", "undone": ", gelöst {}",
        "linked": "Verbunden: Nummer {}", "one already": "Sie waren schon eine Person.",
        "unlinked": "Gelöst: Nummer {}", "erasing": "Löschen", "note": "Hinweis",
        "sure": "Die Person mit {} für immer löschen?", "erased": "Gelöscht: {} Zeilen. Beleg {}",
        "contacts": "Kontakte", "answers": "Antworten", "refused": "abgelehnte Nachrichten",
    },
    "en": {
        "ids": "Ids", "links": "Links", "profile": "Profile", "consents": "Consents",
        "written": "Written: {}", "withdrew": "Withdrawn: {}", "nothing": "Nothing was said.",
        "granted": "granted", "withdrawn": "withdrawn", "link": "number {}: {}, {}", "undone": ", undone {}",
        "linked": "Linked: number {}", "one already": "They were one person already.",
        "unlinked": "Undone: number {}", "erasing": "Erasing", "note": "note",
        "sure": "Erase the person with {} for ever?", "erased": "Erased: {} rows. Receipt {}",
        "contacts": "contacts", "answers": "answers", "refused": "refused messages",
    },
}  # fmt: skip


class _Person(click.Group):
    """A group in which `person HOUSE ID` shows the person."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["show", *args]
        return super().resolve_command(ctx, args)


@click.group(
    "person",
    cls=_Person,
    epilog="Examples:\n\n  oase person house/ anna@lindwerk.example\n\n"
    "  oase person export house/ anna-17 --out anna.json\n\n  oase person erase house/ anna-17",
)
def command() -> None:
    """Show a person of a HOUSE by userId, anonymousId, mail address or device id; answer to her rights."""


@command.command("show")
@_house
@_value
@_kind
def show(house: str, value: str, kind: str | None) -> None:
    """Show what HOUSE knows of a person: ids, profile, consents, figures."""
    with _opened(house) as opened:
        exported = opened.export_person(value, kind)
        links = opened.links(value, kind)
    known = exported["identity"]
    cold, warm = exported["lake"], exported["contacts"]
    contacts = [*cold["contacts"], *warm["contacts"]]
    words = _words()
    _lines(words["ids"], [f"{one['kind']}: {one['value']}" for one in known["ids"]])
    if links:
        _lines(words["links"], [_link(one) for one in links])
    _lines(words["profile"], _traits(known["profile"]))
    _lines(words["consents"], _consents(known["consents"]))
    times = sorted(one["at"] for one in contacts)
    span = f" ({times[0][:10]} – {times[-1][:10]})" if times else ""
    counts = {"answers": len(cold["answers"]), "refused": len(warm["refusals"])}
    further = "".join(f", {count} {words[what]}" for what, count in counts.items())
    click.echo(f"{len(contacts)} {words['contacts']}{span}{further}")


@command.command("export")
@_house
@_value
@_kind
@click.option("--out", type=click.Path(path_type=Path), help="File to write; standard output when left out.")
def export(house: str, value: str, kind: str | None, out: Path | None) -> None:
    """Write everything kept about a person as one JSON document (right of access)."""
    from oase.cli.output import write_file

    with _opened(house) as opened:
        exported = opened.export_person(value, kind)
    text = escaped(json.dumps(exported, ensure_ascii=False, indent=2, default=str)) + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        write_file(out, text.encode())
        click.echo(_words()["written"].format(out), err=True)


@command.command("correct")
@_house
@_value
@click.argument("traits", metavar="NAME=VALUE…", nargs=-1, required=True)
@_kind
def correct(house: str, value: str, traits: Sequence[str], kind: str | None) -> None:
    """Correct traits of a person; NAME= removes one."""
    given: dict[str, Any] = {}
    for text in traits:
        name, sign, said = text.partition("=")
        if not sign or not name.strip():
            raise OptionInvalid(
                "A trait cannot be read", expected="NAME=VALUE such as city=Ulm", got=repr(text)
            )
        given[name.strip()] = said or None
    with _opened(house) as opened:
        profile = opened.correct_person(value, given, kind)
    _lines(_words()["profile"], _traits(profile))


@command.command("object")
@_house
@_value
@click.option(
    "--purpose", "purposes", multiple=True, help="Such as email; every one when left out. Repeatable."
)
@click.option("--source", default="", help="Where it was said, such as letter.")
@_kind
def object_to(house: str, value: str, purposes: Sequence[str], source: str, kind: str | None) -> None:
    """Note that a person objects; also over later contacts of any key."""
    from oase.model import Purpose

    with _opened(house) as opened:
        opened.object_to(value, purposes or [*Purpose], kind=kind, source=source)
    click.echo(_words()["withdrew"].format(", ".join(purposes or Purpose)))


@command.command("consents")
@_house
@_value
@_kind
def consents(house: str, value: str, kind: str | None) -> None:
    """List a person's consents and withdrawals, oldest first."""
    with _opened(house) as opened:
        lines = _consents(opened.export_person(value, kind)["identity"]["consents"])
    for line in lines or [_words()["nothing"]]:
        click.echo(plain(line))


@command.command("merge")
@_house
@_value
@click.argument("other", metavar="OTHER")
@click.option("--kind", type=KINDS, default="user", show_default=True, help="Kind of ID.")
@click.option("--other-kind", type=KINDS, default="user", show_default=True, help="Kind of OTHER.")
def merge(house: str, value: str, other: str, kind: str, other_kind: str) -> None:
    """Say that ID and OTHER are the same person; `unmerge` undoes it exactly."""
    with _opened(house) as opened:
        link = opened.merge(value, other, kind=kind, other_kind=other_kind)
    words = _words()
    click.echo(words["one already"] if link is None else words["linked"].format(link.id))


@command.command("unmerge")
@_house
@click.argument("link", metavar="NUMBER", type=int)
def unmerge(house: str, link: int) -> None:
    """Undo a link by its number (`person HOUSE ID` lists them): both are as before."""
    with _opened(house) as opened:
        opened.unmerge(link)
    click.echo(_words()["unlinked"].format(link))


@command.command("erase")
@_house
@_value
@_kind
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(house: str, value: str, kind: str | None, yes: bool) -> None:
    """Erase a person from every file of HOUSE (right to erasure); it cannot be undone."""
    from oase.cli.sources import progress

    words = _words()
    with _opened(house) as opened:
        person = opened.find_person(value, kind)
        if person is None:
            raise InputError(
                "Nobody is known by that id", got=repr(value), where=house, todo="look for another spelling"
            )
        if not yes:
            click.confirm(plain(words["sure"].format(", ".join(person.values))), abort=True)
        with progress(words["erasing"]):
            receipt = opened.erase_person(value, kind)
    rows = ", ".join(f"{count:,} {room}" for room, count in receipt.rows.items())
    click.echo(words["erased"].format(rows, receipt.number))
    for note in receipt.notes:
        click.echo(f"  {words['note']}: {note}")


def _opened(house: str) -> Any:
    from oase.app import open_house
    from oase.cli.sources import settings_for

    return open_house(house, settings=settings_for(None))


def _lines(title: str, lines: Sequence[str]) -> None:
    click.secho(title, bold=True)
    for line in lines or ["–"]:
        click.echo(f"  {plain(line)}")


def _words() -> dict[str, str]:
    from oase.cli.sources import settings_for

    return _WORDS[settings_for(None).lang]


def _traits(profile: Mapping[str, Any]) -> list[str]:
    return [f"{name}: {_short(said)}" for name, said in profile.items()]


def _link(link: Any) -> str:
    from oase.model.moments import iso

    words = _words()
    undone = words["undone"].format(iso(link.undone)[:10]) if link.undone else ""
    return words["link"].format(link.id, link.reason, iso(link.at)[:10]) + undone


def _consents(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return one line for what was said once, under however many ids it is kept."""
    return list(dict.fromkeys(_consent(line) for line in lines))


def _consent(line: Mapping[str, Any]) -> str:
    said = _words()["granted" if line["granted"] else "withdrawn"]
    further = ", ".join(text for text in (line.get("text"), line.get("source")) if text)
    return f"{line['at'][:19]}Z  {line['purpose']}: {said}{f' ({further})' if further else ''}"


def _short(said: Any) -> str:
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    return text if len(text) <= 100 else f"{text[:99]}…"
