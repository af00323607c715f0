"""``oase accounts``: who may sign in on the pages of a house; also for whoever has lost the password."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from oase.accounts import Account
    from oase.db import Database

__all__ = ["command"]

_LANG = click.option("--lang", type=click.Choice(["de", "en"]), help="Language; else that of the system.")
_ADDRESS = click.option(
    "--address", default="http://127.0.0.1:8040", show_default=True, help="Where the house is served."
)
_ROLE = click.option(
    "--role", default="manager", show_default=True, help="admin, manager, analyst, service, workshop."
)
_HEADS = {
    "de": ("Adresse", "Name", "Rolle", "Passwort", "geschlossen"),
    "en": ("address", "name", "role", "password", "closed"),
}


@click.group(
    "accounts",
    epilog="Examples:\n\n  oase accounts list house/\n\n  oase accounts add house/ kaya@example.org --name"
    ' "Frau Kaya" --role manager\n\n  oase accounts link house/ kaya@example.org\n\n'
    "  oase accounts role house/ kaya@example.org admin\n\n  oase accounts close house/ kaya@example.org",
)
def command() -> None:
    """List, add, change and close the accounts of a house; make a link that sets a password."""


@command.command("list")
@click.argument("house", metavar="HOUSE")
@_LANG
def list_(house: str, lang: str | None) -> None:
    """List the accounts of HOUSE, closed ones too."""
    from oase.accounts import list_accounts
    from oase.cli.output import write_table
    from oase.cli.sources import settings_for
    from oase.words import moment

    settings = settings_for(lang)
    with _database(house) as database:
        held = list_accounts(database)
    has = ("ja", "nein") if settings.lang == "de" else ("yes", "no")
    rows = [
        (one.email, one.name, one.role.value, has[0 if one.has_password else 1],
         "" if one.closed is None else moment(one.closed, settings.lang, settings.timezone))
        for one in held
    ]  # fmt: skip
    if rows:
        write_table([dict(zip(_HEADS[settings.lang], row, strict=True)) for row in rows])


@command.command("add")
@click.argument("house", metavar="HOUSE")
@click.argument("email", metavar="EMAIL")
@click.option("--name", help="How she is greeted; else the mail address.")
@_ROLE
@_ADDRESS
@_LANG
def add(house: str, email: str, name: str | None, role: str, address: str, lang: str | None) -> None:
    """Open an account and print the one-time link that sets its password."""
    from oase.accounts import open_account
    from oase.settings import now

    with _database(house) as database:
        account = open_account(database, name=name or email, email=email, role=role, at=now())
        _print_link(database, account, address, lang)


@command.command("link")
@click.argument("house", metavar="HOUSE")
@click.argument("email", metavar="EMAIL")
@_ADDRESS
@_LANG
def link(house: str, email: str, address: str, lang: str | None) -> None:
    """Print a new one-time link for an account; earlier ones open nothing any more."""
    with _database(house) as database:
        _print_link(database, _account(database, email), address, lang)


@command.command("role")
@click.argument("house", metavar="HOUSE")
@click.argument("email", metavar="EMAIL")
@click.argument("role", metavar="ROLE")
def role_(house: str, email: str, role: str) -> None:
    """Give an account another role; its sessions end."""
    from oase.accounts import change_account

    with _database(house) as database:
        changed = change_account(database, _account(database, email).id, role=role)
    click.echo(f"{changed.email}: {changed.role.value}")


@command.command("close")
@click.argument("house", metavar="HOUSE")
@click.argument("email", metavar="EMAIL")
@_LANG
def close(house: str, email: str, lang: str | None) -> None:
    """Close an account; its sessions and links end. Adding it again opens it."""
    from oase.accounts import close_account
    from oase.cli.sources import settings_for
    from oase.settings import now

    with _database(house) as database:
        account = _account(database, email)
        close_account(database, account.id, at=now())
    click.echo(f"{account.email}: {'geschlossen' if settings_for(lang).lang == 'de' else 'closed'}")


def _print_link(database: Database, account: Account, address: str, lang: str | None) -> None:
    from oase.accounts import create_link
    from oase.cli.sources import settings_for
    from oase.settings import now

    secret = create_link(database, account.id, at=now())
    click.echo(f"{address.rstrip('/')}/welcome/{secret}")
    german = "Gilt einmal und drei Tage; wer ihn öffnet, setzt das Passwort von"
    english = "Good once and for three days; whoever opens it sets the password of"
    told = german if settings_for(lang).lang == "de" else english
    click.echo(f"{told} {account.email}.", err=True)


def _account(database: Database, email: str) -> Account:
    from oase.accounts import find_account
    from oase.errors import InputError

    found = find_account(database, email)
    if found is None:
        raise InputError(
            "There is no account of that address", got=email, todo="`oase accounts list` shows them"
        )
    return found


def _database(house: str) -> Database:
    from oase.db import open_database

    return open_database(Path(house))
