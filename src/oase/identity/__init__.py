"""Persons: pseudonyms (aliases)."""
