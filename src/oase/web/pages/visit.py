"""``Visit``: one request of a signed-in person, with all that a page needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from litestar.response import Redirect

from oase import words
from oase.accounts import Account, Permission, Session
from oase.app.tasks import Arguments, Look, TakesTasks
from oase.settings import Lang
from oase.web.pages.filters import Filters
from oase.web.reach import Reach
from oase.web.words import TEXTS, text

__all__ = ["Visit"]


@dataclass(slots=True)
class Visit:
    """One request.

    Parameters
    ----------
    reach : Reach
        The house.
    tasks : TakesTasks
        Who computes what takes long.
    account, session : Account and Session, or None
        Who asks; None on the few pages that are open to everybody.
    lang : {"de", "en"}
    path : str
        Of the address, without the query.
    places : mapping of str to str
        What stood in the places of the route, such as ``{person:str}``.
    query : mapping of str to sequence of str
    form : mapping of str to sequence of str
        Of a POST; empty else.
    csrf : str
        What a form must bring along.
    """

    reach: Reach
    tasks: TakesTasks
    lang: Lang
    path: str
    account: Account | None = None
    session: Session | None = None
    places: Mapping[str, str] = field(default_factory=dict[str, str])
    query: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    form: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    csrf: str = ""
    client: str = ""
    agent: str = ""
    theme: str = "auto"
    looks: list[Look] = field(default_factory=list[Look])

    def t(self, key: str, **values: object) -> str:
        """Return a text of the pages in this visit's language."""
        return text(key, self.lang, **values)

    def wrong(self, kind: str) -> str:
        """Return what is said of an error of a kind, and what to do; the error's own words are English."""
        key = f"shell.error.{kind}"
        return self.t(key if key in TEXTS[self.lang] else "shell.error.other")

    def may(self, permission: Permission) -> bool:
        """Whether who asks may do something."""
        return self.account is not None and self.account.may(permission)

    def said(self, name: str, default: str = "") -> str:
        """Return a field of the form, its first value, without spaces around it."""
        return next(iter(self.form.get(name, ())), default).strip()

    def asked(self, name: str, default: str = "") -> str:
        """Return a parameter of the address, its first value, without spaces around it."""
        return next(iter(self.query.get(name, ())), default).strip()

    def look(self, kind: str, arguments: Arguments | None = None) -> Look:
        """Return what is kept of a view; the page says by itself how old it is and what is under way."""
        found = self.tasks.look(kind, arguments or {}, self.account.id if self.account else None)
        self.looks.append(found)
        return found

    @property
    def filters(self) -> Filters:
        """Period, channel and segment of the address."""
        return Filters.of(self.query)

    def address(self, path: str | None = None, **changed: object) -> str:
        """Return an address with this one's filters and parameters, some of them changed, None for none."""
        kept: dict[str, Sequence[object]] = dict(self.query) if path is None else dict(self.filters.query)
        for name, value in changed.items():
            several = value if isinstance(value, list | tuple) else [value]
            kept[name] = [part for part in several if part is not None and part != ""]
        told = [(name, str(part)) for name, parts in kept.items() for part in parts if name != "said"]
        return f"{self.path if path is None else path}{'?' if told else ''}{urlencode(told)}"

    def back(self, path: str, said: str = "", **query: object) -> Redirect:
        """Return to a page after a form was taken; ``said`` is the key of what it then says."""
        told = [
            (name, str(value)) for name, value in ({"said": said} | query).items() if value not in ("", None)
        ]
        return Redirect(f"{path}{'?' if told else ''}{urlencode(told)}", status_code=303)

    def moment(self, at: int | None) -> str:
        """Return a moment in words; a dash for none."""
        zone = self.reach.settings.timezone
        return words.MISSING if at is None else words.moment(at, self.lang, zone)
