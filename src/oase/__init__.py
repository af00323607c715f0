"""Oase: the journeys customers really take, and which touchpoints are magic moments.

Hand in a log of contacts and a table of answers:

>>> import oase
>>> lindwerk = oase.demo.lindwerk(persons=300)
>>> contacts = oase.read_contacts(lindwerk.contacts, person="person", at="at", touchpoint="touchpoint")
>>> oase.Journeys(contacts).funnel(["Schaufenster", "Kauf"]).table.num_rows
2

Every name below is loaded on first use, so that ``import oase`` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oase import demo as demo
    from oase.app import House as House
    from oase.app import open_house as open  # noqa: A004
    from oase.errors import OaseError as OaseError
    from oase.experience import MagicMoments as MagicMoments
    from oase.experience import ces as ces
    from oase.experience import check as check
    from oase.experience import csat as csat
    from oase.experience import drivers as drivers
    from oase.experience import kano as kano
    from oase.experience import magic_moments as magic_moments
    from oase.experience import peak_end as peak_end
    from oase.experience import recommendation as recommendation
    from oase.experience import write_survey_kit as write_survey_kit
    from oase.journeys import Journeys as Journeys
    from oase.lake import Answers as Answers
    from oase.lake import Contacts as Contacts
    from oase.lake import read_answers as read_answers
    from oase.lake import read_contacts as read_contacts
    from oase.report import ReportData as ReportData
    from oase.report import build_report as build_report
    from oase.report import write as write_report
    from oase.settings import Settings as Settings

__version__ = "0.1.0"

# name -> (module, attribute); an attribute of None is the module itself
_FACE: dict[str, tuple[str, str | None]] = {
    "Answers": ("oase.lake", "Answers"),
    "Contacts": ("oase.lake", "Contacts"),
    "House": ("oase.app", "House"),
    "Journeys": ("oase.journeys", "Journeys"),
    "MagicMoments": ("oase.experience", "MagicMoments"),
    "OaseError": ("oase.errors", "OaseError"),
    "ReportData": ("oase.report", "ReportData"),
    "Settings": ("oase.settings", "Settings"),
    "build_report": ("oase.report", "build_report"),
    "ces": ("oase.experience", "ces"),
    "check": ("oase.experience", "check"),
    "csat": ("oase.experience", "csat"),
    "demo": ("oase.demo", None),
    "drivers": ("oase.experience", "drivers"),
    "kano": ("oase.experience", "kano"),
    "magic_moments": ("oase.experience", "magic_moments"),
    "open": ("oase.app", "open_house"),
    "peak_end": ("oase.experience", "peak_end"),
    "read_answers": ("oase.lake", "read_answers"),
    "read_contacts": ("oase.lake", "read_contacts"),
    "recommendation": ("oase.experience", "recommendation"),
    "write_report": ("oase.report", "write"),
    "write_survey_kit": ("oase.experience", "write_survey_kit"),
}

__all__ = [
    "Answers",
    "Contacts",
    "House",
    "Journeys",
    "MagicMoments",
    "OaseError",
    "ReportData",
    "Settings",
    "__version__",
    "build_report",
    "ces",
    "check",
    "csat",
    "demo",
    "drivers",
    "kano",
    "magic_moments",
    "open",
    "peak_end",
    "read_answers",
    "read_contacts",
    "recommendation",
    "write_report",
    "write_survey_kit",
]


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name not in _FACE:
        raise AttributeError(f"module 'oase' has no attribute {name!r}")
    module, attribute = _FACE[name]
    value: Any = import_module(module)
    if attribute is not None:
        value = getattr(value, attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, also those not loaded yet."""
    return list(__all__)
