"""Texts of the pages of law, guarantees and claims."""

from __future__ import annotations

__all__ = ["ENGLISH", "GERMAN"]

GERMAN: dict[str, str] = {}

ENGLISH: dict[str, str] = {}
