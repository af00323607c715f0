"""``oase keys``: who may write at the door, read the interface, or administer the house."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from oase.contacts.keys import Key
    from oase.db import Database

__all__ = ["command"]

_LANG = click.option("--lang", type=click.Choice(["de", "en"]), help="Language; else that of the system.")
_FORMAT = click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")

_HEADS = {
    "de": ("Nr.", "Art", "Name", "Quelle", "Kanal", "Grundlage", "beginnt mit", "erstellt", "gesperrt"),
    "en": ("no.", "kind", "name", "source", "channel", "basis", "begins with", "created", "revoked"),
}


@click.group(
    "keys",
    epilog="Examples:\n\n  oase keys create house/ --kind write --source shop --channel web --basis consent"
    ' --text "Cookie banner, version 3"\n\n  oase keys create house/ --kind read --name Dashboard\n\n'
    "  oase keys list house/\n\n  oase keys revoke house/ 3",
)
def command() -> None:
    """Make, list and revoke the keys of a house."""


@command.command("create")
@click.argument("house", metavar="HOUSE")
@click.option("--kind", default="write", show_default=True, help="write, read or admin.")
@click.option("--name", help="What you call it; else the source or the kind.")
@click.option("--source", help="Write keys: the system that sends, such as shop.")
@click.option("--channel", help="Write keys: medium of contacts that do not say, such as web.")
@click.option("--basis", help="Write keys: consent, contract or legitimate_interest.")
@click.option("--text", help="Write keys: the basis in your words, such as the version of the consent text.")
@_FORMAT
@_LANG
def create(house: str, kind: str, name: str | None, format_: str, lang: str | None, **declared: Any) -> None:
    """Make a key for HOUSE; it is shown this once.

    The house is made where the folder is missing or empty.
    """
    from oase.cli.making import open_or_make
    from oase.cli.sources import settings_for
    from oase.contacts.keys import create_key, declare_key

    settings = settings_for(lang)
    declared["basis_text"] = declared.pop("text")
    what: tuple[Any, str] = (kind, name or declared["source"] or kind)
    declare_key(*what, **declared)  # what cannot be a key makes no house
    with open_or_make(house, settings) as database:
        key, secret = create_key(database, *what, **declared)
    if format_ == "json":
        click.echo(json.dumps(_row(key, settings.timezone) | {"key": secret}, ensure_ascii=False))
        return
    click.echo(secret)
    is_german = settings.lang == "de"
    kept = (
        "Jetzt sicher ablegen: Das Haus behält nur eine Prüfsumme." if is_german
        else "Keep it safe now: the house holds only a hash."
    )  # fmt: skip
    made = f"Schlüssel {key.id}, {key.kind}" if is_german else f"Key {key.id}, {key.kind}"
    click.echo(f"{made}: {key.name}. {kept}", err=True)


@command.command("list")
@click.argument("house", metavar="HOUSE")
@_FORMAT
@_LANG
def list_(house: str, format_: str, lang: str | None) -> None:
    """List the keys of HOUSE, revoked ones too."""
    from oase.cli.output import write_table
    from oase.cli.sources import settings_for
    from oase.contacts.keys import list_keys

    settings = settings_for(lang)
    with _database(house) as database:
        held = list_keys(database)
    rows = [_row(key, settings.timezone) for key in held]
    if format_ == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if held:
        shown = [(r["id"], r["kind"], r["name"], r["source"], r["channel"], r["basis"], r["hint"],
                  r["created"], r["revoked"]) for r in rows]  # fmt: skip
        heads = _HEADS[settings.lang]
        write_table(
            [dict(zip(heads, (str(cell or "") for cell in cells), strict=True)) for cells in shown],
            right=heads[:1],
        )
    hint = hint_without_write_key(held, house, settings.lang)
    if hint:
        click.echo(hint, err=True)


@command.command("revoke")
@click.argument("house", metavar="HOUSE")
@click.argument("key", metavar="KEY")
@_LANG
def revoke(house: str, key: str, lang: str | None) -> None:
    """Let KEY (its number, or how it begins) open nothing any more; a running server notices in a second."""
    from oase.cli.sources import settings_for
    from oase.contacts.keys import revoke_key

    is_german = settings_for(lang).lang == "de"
    with _database(house) as database:
        revoked = revoke_key(database, key)
    done = "ist gesperrt" if is_german else "is revoked"
    click.echo(f"{'Schlüssel' if is_german else 'Key'} {revoked.id} ({revoked.name}) {done}.")


def hint_without_write_key(held: list[Key], house: str, lang: str) -> str | None:
    """Return what to say of a house that no client can send to, None where one can."""
    if any(key.kind == "write" and key.revoked is None for key in held):
        return None
    how = f'oase keys create {house} --source shop --basis consent --text "Cookie banner, version 3"'
    if lang == "de":
        return f"Noch kann nichts eintreffen: Dem Haus fehlt ein Schreibschlüssel.\n  {how}"
    return f"Nothing can arrive yet: the house has no write key.\n  {how}"


def _database(house: str) -> Database:
    from oase.db import open_database

    return open_database(Path(house))


def _row(key: Key, timezone: str) -> dict[str, Any]:
    import msgspec

    row = msgspec.to_builtins(key)
    return row | {name: _moment(row[name], timezone) for name in ("created", "revoked")}


def _moment(at: int | None, timezone: str) -> str | None:
    from oase.settings import time_zone

    if at is None:
        return None
    return datetime.fromtimestamp(at / 1_000_000, time_zone(timezone)).isoformat(" ", "seconds")
