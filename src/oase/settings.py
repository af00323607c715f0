"""One frozen ``Settings``, parsed once and handed down; the only file that asks environment and clock."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from oase.errors import OptionInvalid

__all__ = ["Lang", "Settings", "now"]

Lang = Literal["de", "en"]


def now() -> int:
    """Return the moment, microseconds since 1970, UTC: the default of every injected clock."""
    return time.time_ns() // 1000


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a person or an operator may set, with defaults that work.

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

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Parse the environment once, naming the variable that is wrong."""
        env = os.environ if environ is None else environ
        lang = env.get("OASE_LANG") or ("en" if env.get("LANG", "").lower().startswith("en") else "de")
        if lang not in ("de", "en"):
            raise OptionInvalid(
                "The language is not known", expected="de or en", got=repr(lang), where="OASE_LANG"
            )
        zone = env.get("OASE_TIMEZONE", "Europe/Berlin")
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise OptionInvalid(
                "The time zone is not known",
                expected="an IANA name such as Europe/Berlin",
                got=repr(zone),
                where="OASE_TIMEZONE",
            ) from error
        spool = env.get("OASE_SPOOL")
        return cls(
            lang=lang,
            timezone=zone,
            memory_mb=_positive(env, "OASE_MEMORY_MB", 1024),
            threads=_positive(env, "OASE_THREADS", min(8, os.cpu_count() or 1)),
            spool=Path(spool) if spool else None,
        )


def _positive(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name)
    if not text:
        return default
    if not text.isdecimal() or int(text) < 1:
        raise OptionInvalid(
            "The setting is not a whole number above zero", expected="1 or more", got=repr(text), where=name
        )
    return int(text)
