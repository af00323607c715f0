"""``oase serve``: the door, the interface and the pages of a house over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]

_TOLD = {
    "de": ("{house}: {address} (Strg-C beendet)", "Das Web-Haus: {address}"),
    "en": ("{house}: {address} (Ctrl-C ends it)", "The web house: {address}"),
}
_FIRST = {
    "de": "Noch hat niemand ein Kennwort. Dieser Link öffnet einmal das Haus, als Admin:\n  {link}",
    "en": "Nobody has a password yet. This link opens the house once, as its admin:\n  {link}",
}


@click.command(
    "serve",
    epilog="Examples:\n\n  oase serve house/\n\n  oase serve house/ --port 0\n\n"
    "  oase serve house/ --host 0.0.0.0 --port 8040 --workers 4\n\nKeys are made with `oase keys create`.",
)
@click.argument("house", metavar="HOUSE")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8040, show_default=True, help="0 takes a free one and says which.")
@click.option("--workers", default=1, show_default=True, help="Web processes, 1 to 9.")
@click.option("--most-connections", default=1000, show_default=True, help="Open at once, per web process.")
@click.option("--lang", type=click.Choice(["de", "en"]), help="Language; else that of the system.")
def command(house: str, host: str, port: int, workers: int, most_connections: int, lang: str | None) -> None:
    """Take contacts of Segment, RudderStack and Jitsu clients into HOUSE until Ctrl-C or SIGTERM.

    The house is made where the folder is missing or empty.
    """
    from oase.accounts import first_link
    from oase.cli.keys import hint_without_write_key
    from oase.cli.making import open_or_make
    from oase.cli.sources import settings_for
    from oase.contacts.keys import list_keys
    from oase.settings import now
    from oase.web.server import Serving, serve

    settings = settings_for(lang)
    serving = Serving(host=host, port=port, workers=workers, most_connections=most_connections)
    with open_or_make(house, settings) as database:
        hint = hint_without_write_key(list_keys(database), house, settings.lang)
        secret = first_link(database, at=now())
    if hint:
        click.echo(hint, err=True)

    def say(address: str) -> None:
        for line in _TOLD[settings.lang]:
            click.echo(line.format(house=house, address=address))
        if secret is not None:
            click.echo(_FIRST[settings.lang].format(link=f"{address}/welcome/{secret}"))

    serve(Path(house), settings, serving, say=say)
    click.echo("Beendet." if settings.lang == "de" else "Ended.", err=True)
