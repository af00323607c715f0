"""One frozen ``Settings``, parsed once and handed down; the only file that asks environment and clock."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NoReturn, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec

from oase.errors import OptionInvalid, nearest

__all__ = ["Delivery", "Lang", "Settings", "now", "time_zone"]

Lang = Literal["de", "en"]
Security = Literal["starttls", "tls", "none"]

_HIGHEST_PORT = 65535
_ORIGIN = re.compile(r"https?://(?:\*\.)?[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?")
_DELIVERY = {
    "contact": "OASE_CONTACT",
    "smtp_host": "OASE_SMTP_HOST",
    "smtp_security": "OASE_SMTP_SECURITY",
    "smtp_login": "OASE_SMTP_LOGIN",
    "smtp_password": "OASE_SMTP_PASSWORD",
    "mail_from": "OASE_MAIL_FROM",
    "unsubscribe": "OASE_UNSUBSCRIBE",
    "webhook": "OASE_WEBHOOK",
    "webhook_secret": "OASE_WEBHOOK_SECRET",
}


def now() -> int:
    """Return the moment, microseconds since 1970, UTC: the default of every injected clock."""
    return time.time_ns() // 1000


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """How messages leave the house; what is left empty is off.

    Parameters
    ----------
    push_hosts : tuple of str
        Push services beside those of the browsers' makers, each ``host``, ``host:port`` or with ``http://``
        in front (``OASE_PUSH_HOSTS``, separated by commas).
    contact : str
        Whom a push service may write to, ``mailto:…`` or ``https://…`` (``OASE_CONTACT``).
    smtp_host : str
        Mail server (``OASE_SMTP_HOST``).
    smtp_port : int
        ``OASE_SMTP_PORT``.
    smtp_security : {"starttls", "tls", "none"}
        ``OASE_SMTP_SECURITY``; without it no login is sent.
    smtp_login, smtp_password : str
        ``OASE_SMTP_LOGIN``, ``OASE_SMTP_PASSWORD``; empty for none.
    mail_from : str
        Sender of mails (``OASE_MAIL_FROM``).
    unsubscribe : str
        Where adverts by mail are refused: an ``https://…`` address that takes a POST (``OASE_UNSUBSCRIBE``);
        without it no advert is sent by mail.
    webhook : str
        Address that is called (``OASE_WEBHOOK``).
    webhook_secret : str
        Signs the calls (``OASE_WEBHOOK_SECRET``).

    Raises
    ------
    OptionInvalid
        A port, a way of securing mail, or an address that there cannot be.
    """

    push_hosts: tuple[str, ...] = ()
    contact: str = "mailto:oase@localhost"
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: Security = "starttls"
    smtp_login: str = ""
    smtp_password: str = ""
    mail_from: str = ""
    unsubscribe: str = ""
    webhook: str = ""
    webhook_secret: str = ""

    def __post_init__(self) -> None:
        """Refuse what nothing could be sent with."""
        if self.smtp_security not in get_args(Security):
            _refuse("OASE_SMTP_SECURITY", "starttls, tls or none", self.smtp_security)
        if not 1 <= self.smtp_port <= _HIGHEST_PORT:
            _refuse("OASE_SMTP_PORT", f"1 to {_HIGHEST_PORT}", str(self.smtp_port))
        if not self.contact.startswith(("mailto:", "https://")):
            _refuse("OASE_CONTACT", "mailto:… or https://…", self.contact)
        if self.smtp_host and "@" not in self.mail_from:
            _refuse("OASE_MAIL_FROM", "an address, such as Lindwerk <hallo@lindwerk.example>", self.mail_from)
        if self.unsubscribe and not self.unsubscribe.startswith("https://"):
            _refuse("OASE_UNSUBSCRIBE", "https://…", self.unsubscribe)
        _address(self.webhook, "OASE_WEBHOOK")
        if self.webhook and not self.webhook_secret:
            _refuse("OASE_WEBHOOK_SECRET", "a secret that signs the calls", "")

    def __repr__(self) -> str:
        """Tell nothing that is secret."""
        return f"Delivery(smtp_host={self.smtp_host!r}, webhook={bool(self.webhook)})"

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Delivery:
        """Parse the variables named above; an empty one counts as not given."""
        texts: dict[str, Any] = {
            name: env[variable] for name, variable in _DELIVERY.items() if env.get(variable)
        }
        hosts = env.get("OASE_PUSH_HOSTS", "").replace(",", " ").split()
        port = _positive(env, "OASE_SMTP_PORT", 587)
        texts.update(push_hosts=tuple(hosts), smtp_port=port)
        return cls(**texts)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a person or an operator may set, with defaults that work.

    The command reads them from the environment (``from_env``); the library never does: there they are handed
    over, and left out they are the defaults below, the same on every machine.

    Parameters
    ----------
    lang : {"de", "en"}
        Language of reports and sentences (``OASE_LANG``; else from ``LANG``; else German).
    timezone : str
        Zone of calendar periods and of every date shown (``OASE_TIMEZONE``).
    memory_mb : int
        Most that one analysis may hold in memory before it spools to disk (``OASE_MEMORY_MB``).
    threads : int
        Threads of one analysis (``OASE_THREADS``).
    spool : Path or None
        Folder for temporary files; the system's own when None (``OASE_SPOOL``).
    delivery : Delivery
        How messages leave the house.
    address : str
        Where customers reach the house from outside, such as ``https://kunden.lindwerk.example``
        (``OASE_ADDRESS``); empty: links of surveys are given without a host, and none is mailed.
    formbricks_secret : str
        Secret with which Formbricks signs its webhook, ``whsec_…`` (``OASE_FORMBRICKS_SECRET``); empty: none
        is taken.
    weather_url : str
        Weather service of the shape of Open-Meteo's ``/v1/forecast`` (``OASE_WEATHER_URL``); empty: none is
        asked.
    frames : tuple of str
        Origins whose pages may show a survey in a frame, such as ``https://shop.example`` (``OASE_FRAMES``,
        separated by commas).
    shop_url : str
        Where a recommendation link leads on (``OASE_SHOP_URL``); empty: nowhere.

    Raises
    ------
    OptionInvalid
        For an unknown language or time zone, a number below one, or an address that is none.

    Examples
    --------
    >>> Settings.from_env({"LANG": "en_GB.UTF-8"}).lang
    'en'
    >>> Settings.from_env({}).timezone
    'Europe/Berlin'
    """

    lang: Lang = "de"
    timezone: str = "Europe/Berlin"
    memory_mb: int = 1024
    threads: int = 2
    spool: Path | None = None
    delivery: Delivery = msgspec.field(default_factory=Delivery)
    address: str = ""
    formbricks_secret: str = ""
    weather_url: str = ""
    frames: tuple[str, ...] = ()
    shop_url: str = ""

    def __post_init__(self) -> None:
        """Refuse what nothing could work with."""
        if self.lang not in get_args(Lang):
            raise OptionInvalid("The language is not known", expected="de or en", got=repr(self.lang))
        time_zone(self.timezone)
        _address(self.address, "OASE_ADDRESS")
        _address(self.weather_url, "OASE_WEATHER_URL")
        _address(self.shop_url, "OASE_SHOP_URL")
        if self.formbricks_secret and not self.formbricks_secret.strip().removeprefix("whsec_"):
            _refuse("OASE_FORMBRICKS_SECRET", "the secret that Formbricks shows, whsec_…", "an empty one")
        for origin in self.frames:
            if not _ORIGIN.fullmatch(origin):
                _refuse("OASE_FRAMES", "origins such as https://shop.example, without a path", origin)
        for name in ("memory_mb", "threads"):
            if getattr(self, name) < 1:
                raise OptionInvalid(
                    "The setting is below one", expected="1 or more", got=str(getattr(self, name)), where=name
                )

    def __repr__(self) -> str:
        """Tell nothing that is secret."""
        return f"Settings(lang={self.lang!r}, timezone={self.timezone!r}, delivery={self.delivery!r})"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Parse the environment once.

        Parameters
        ----------
        environ : mapping of str to str, optional
            Variables and their values; those of the process when left out.

        Raises
        ------
        OptionInvalid
            For a value that is not allowed; the message names the variable.
        """
        env = os.environ if environ is None else environ
        lang = env.get("OASE_LANG") or ("en" if env.get("LANG", "").lower().startswith("en") else "de")
        if lang not in ("de", "en"):
            raise OptionInvalid(
                "The language is not known", expected="de or en", got=repr(lang), where="OASE_LANG"
            )
        spool = env.get("OASE_SPOOL")
        return cls(
            lang=lang,
            timezone=time_zone(env.get("OASE_TIMEZONE") or "Europe/Berlin", "OASE_TIMEZONE").key,
            memory_mb=_positive(env, "OASE_MEMORY_MB", 1024),
            threads=_positive(env, "OASE_THREADS", min(8, os.cpu_count() or 1)),
            spool=Path(spool) if spool else None,
            delivery=Delivery.from_env(env),
            address=env.get("OASE_ADDRESS", "").rstrip("/"),
            formbricks_secret=env.get("OASE_FORMBRICKS_SECRET", ""),
            weather_url=env.get("OASE_WEATHER_URL", ""),
            frames=tuple(env.get("OASE_FRAMES", "").replace(",", " ").split()),
            shop_url=env.get("OASE_SHOP_URL", ""),
        )


def time_zone(name: str, where: str = "timezone") -> ZoneInfo:
    """Return a time zone by its IANA name.

    Parameters
    ----------
    name : str
    where : str
        Which option it came from; stands in the message.

    Raises
    ------
    OptionInvalid
        If there is no such zone; the nearest names are offered.

    Examples
    --------
    >>> time_zone("Europe/Berlin").key
    'Europe/Berlin'
    >>> time_zone("Europe/Berlinn")
    Traceback (most recent call last):
    ...
    oase.errors.OptionInvalid: The time zone is not known.
      expected:   an IANA name such as Europe/Berlin
      got:        'Europe/Berlinn'
      where:      timezone
      what to do: did you mean 'Europe/Berlin' ...?
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # the name of a folder is an OSError
        near = nearest(name, sorted(available_timezones()))
        raise OptionInvalid(
            "The time zone is not known",
            expected="an IANA name such as Europe/Berlin",
            got=repr(name),
            where=where,
            todo=f"did you mean {' or '.join(map(repr, near))}?" if near else None,
        ) from error


def _positive(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name)
    if not text:
        return default
    if not text.isdecimal() or int(text) < 1:
        raise OptionInvalid(
            "The setting is not a whole number above zero", expected="1 or more", got=repr(text), where=name
        )
    return int(text)


def _address(text: str, where: str) -> None:
    if text and not text.startswith(("https://", "http://")):
        _refuse(where, "an address that begins with https:// or http://", text)


def _refuse(where: str, expected: str, got: str) -> NoReturn:
    raise OptionInvalid("The setting cannot be used", expected=expected, got=repr(got), where=where)
