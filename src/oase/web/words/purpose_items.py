"""Texts of the pages of items and guarantees, and of the tabs of the Purpose-Werkstatt."""

from __future__ import annotations

__all__ = ["ENGLISH", "GERMAN"]

GERMAN: dict[str, str] = {
    "purpose.tabs": "Bereiche der Purpose-Werkstatt",
    "purpose.tab.overview": "Überblick",
    "purpose.tab.measures": "Maßnahmen",
    "purpose.tab.items": "Stücke",
    "purpose.tab.guarantees": "Garantien",
    "purpose.tab.law": "Recht",
    "purpose.tab.claims": "Aussagen",
    "purpose.tab.markets": "Märkte",
    "purpose.tab.employees": "Mitarbeitende",
    "purpose.tab.repairs": "Reparaturdaten",
}

ENGLISH: dict[str, str] = {
    "purpose.tabs": "Parts of the purpose workshop",
    "purpose.tab.overview": "Overview",
    "purpose.tab.measures": "Measures",
    "purpose.tab.items": "Items",
    "purpose.tab.guarantees": "Guarantees",
    "purpose.tab.law": "Law",
    "purpose.tab.claims": "Claims",
    "purpose.tab.markets": "Markets",
    "purpose.tab.employees": "Employees",
    "purpose.tab.repairs": "Repair data",
}
