"""A log in the making: sessions of many people written at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oase.demo.plan import ASKED, CHANNELS, TOUCHPOINTS

__all__ = ["Diary", "Log", "Mask", "Step"]

Mask = NDArray[np.bool_]

_SECOND = 1_000_000
_CODE = {name: code for code, name in enumerate(TOUCHPOINTS)}
_CHANNEL = {name: code for code, name in enumerate(CHANNELS)}


@dataclass(frozen=True, slots=True)
class Log:
    """Contacts of a block, in no order, in local microseconds.

    Parameters
    ----------
    row : int64 array
        Position of the person in the block.
    at : int64 array
    touchpoint, channel : int8 arrays
        Codes into ``plan.TOUCHPOINTS`` and ``plan.CHANNELS``.
    asked_at : int64 matrix
        Persons × touchpoints asked about: moment of the contact that is asked about, 0 where there is none.
    """

    row: NDArray[np.int64]
    at: NDArray[np.int64]
    touchpoint: NDArray[np.int8]
    channel: NDArray[np.int8]
    asked_at: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Step:
    """A contact that may happen within a session.

    Parameters
    ----------
    touchpoint : str
    who : float or bool array
        Share of the people in the session, or exactly who.
    channel : str, optional
        Its own medium; else that of the session.
    """

    touchpoint: str
    who: float | Mask = 1.0
    channel: str | None = None


class Diary:
    """Collects the sessions of a block while they are drawn."""

    def __init__(self, rng: np.random.Generator, persons: int) -> None:
        self._rng = rng
        self._sessions: list[Log] = []
        self._asked_at = np.zeros((persons, len(ASKED)), np.int64)

    def session(
        self,
        here: Mask,
        start: NDArray[np.int64],
        channel: str | Mask,
        steps: Sequence[Step],
        asked: Mask | None = None,
    ) -> None:
        """Write one session: its steps in their order, a minute or two apart.

        Parameters
        ----------
        here : bool array
            Persons who have this session.
        start : int64 array
            Its beginning, local microseconds.
        channel : str or bool array
            Medium of the steps that name none; an array says who uses the app instead of the website.
        steps : sequence of Step
        asked : bool array, optional
            Persons who are asked about the steps of this session; everyone when left out.
        """
        rows = np.flatnonzero(here)
        happens = self._happens(rows, steps)
        pause = self._rng.standard_exponential(happens.shape, np.float32) * 95 + 4
        at = start[rows, None] + (np.cumsum(pause * happens, axis=1) * _SECOND).astype(np.int64)
        codes = np.array([_CODE[step.touchpoint] for step in steps], np.int8)
        person, position = np.nonzero(happens)
        self._sessions.append(
            Log(
                rows[person],
                at[person, position],
                codes[position],
                _media(rows, channel, steps)[person, position],
                self._asked_at,
            )
        )
        self._ask(rows, codes, happens if asked is None else happens & asked[rows, None], at)

    def close(self) -> Log:
        """Return everything that was written."""
        return Log(
            np.concatenate([session.row for session in self._sessions]),
            np.concatenate([session.at for session in self._sessions]),
            np.concatenate([session.touchpoint for session in self._sessions]),
            np.concatenate([session.channel for session in self._sessions]),
            self._asked_at,
        )

    def _happens(self, rows: NDArray[np.int64], steps: Sequence[Step]) -> Mask:
        happens = np.ones((len(rows), len(steps)), bool)
        for position, step in enumerate(steps):
            if not isinstance(step.who, float | int):
                happens[:, position] = step.who[rows]
            elif step.who < 1:
                happens[:, position] = self._rng.random(len(rows), np.float32) < step.who
        return happens

    def _ask(
        self, rows: NDArray[np.int64], codes: NDArray[np.int8], asked: Mask, at: NDArray[np.int64]
    ) -> None:
        """Note whom to ask about what; nobody is asked twice about the same."""
        for position, code in enumerate(codes.tolist()):
            if code >= len(ASKED):
                continue
            first = asked[:, position] & (self._asked_at[rows, code] == 0)
            self._asked_at[rows[first], code] = at[first, position]


def _media(rows: NDArray[np.int64], channel: str | Mask, steps: Sequence[Step]) -> NDArray[np.int8]:
    if isinstance(channel, str):
        base = np.full(len(rows), _CHANNEL[channel], np.int8)
    else:
        base = np.where(channel[rows], _CHANNEL["App"], _CHANNEL["Website"]).astype(np.int8)
    media = np.repeat(base[:, None], len(steps), axis=1)
    for position, step in enumerate(steps):
        if step.channel is not None:
            media[:, position] = _CHANNEL[step.channel]
    return media
