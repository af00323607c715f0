"""Texts of the page of open repair data."""

from __future__ import annotations

__all__ = ["ENGLISH", "GERMAN"]

GERMAN: dict[str, str] = {}

ENGLISH: dict[str, str] = {}
