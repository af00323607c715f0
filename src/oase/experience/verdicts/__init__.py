"""Verdicts of the house: what was said of each touchpoint, night after night, and why it changed.

Comes in: the result of ``magic_moments`` on the house's own answers. Goes out: versions that can be compared,
and how many invitations each touchpoint needs.
"""

__all__: list[str] = []
