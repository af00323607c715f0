"""Texts of the pages of the tour."""

from __future__ import annotations

__all__ = ["ENGLISH", "GERMAN"]

GERMAN: dict[str, str] = {}

ENGLISH: dict[str, str] = {}
