"""One frozen ``Settings``, parsed once and handed down; the only file that asks environment and clock."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec

from oase.errors import OptionInvalid, nearest

__all__ = ["Lang", "Settings", "now", "time_zone"]

Lang = Literal["de", "en"]


def now() -> int:
    """Return the moment, microseconds since 1970, UTC: the default of every injected clock."""
    return time.time_ns() // 1000


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

    Raises
    ------
    OptionInvalid
        For an unknown language or time zone, or a number below one.

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

    def __post_init__(self) -> None:
        """Refuse what nothing could work with."""
        if self.lang not in get_args(Lang):
            raise OptionInvalid("The language is not known", expected="de or en", got=repr(self.lang))
        time_zone(self.timezone)
        for name in ("memory_mb", "threads"):
            if getattr(self, name) < 1:
                raise OptionInvalid(
                    "The setting is below one", expected="1 or more", got=str(getattr(self, name)), where=name
                )

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
