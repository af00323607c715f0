"""Texts of what stands around every public page of programmes."""

from __future__ import annotations

__all__ = ["ENGLISH", "GERMAN"]

GERMAN: dict[str, str] = {}

ENGLISH: dict[str, str] = {}
