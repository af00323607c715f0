"""Texts of the public counter."""

from __future__ import annotations

__all__ = ["ENGLISH", "GERMAN"]

GERMAN: dict[str, str] = {}

ENGLISH: dict[str, str] = {}
