"""How many answers a verdict needs."""

from __future__ import annotations

import math

from scipy.special import ndtri

__all__ = ["answers_needed"]


def answers_needed(
    exceeded: float,
    met: float,
    variance: float,
    *,
    effect: float = 0.05,
    power: float = 0.80,
    level: float = 0.05,
    deff: float = 1.0,
) -> int | None:
    """Return the answers at which a reward that lies ``effect`` above the margin is found one-sidedly.

    Parameters
    ----------
    exceeded, met : float
        Shares of the two answers that are compared.
    variance : float
        Variance of the outcome, p(1 - p) of a share.
    effect : float
        Distance of the planned reward from the margin.
    deff : float
        Design effect of repeat answers and weights.

    Returns
    -------
    int or None
        None where one of the two answers never occurs or the outcome does not vary.

    Examples
    --------
    The rule of thumb 8.3 / effect² holds only for an outcome near 50 % and shares of 35 and 40 %:

    >>> [round(answers_needed(*shares, v) * 0.05**2, 1)
    ...  for shares, v in (((0.35, 0.40), 0.25), ((0.35, 0.40), 0.04 * 0.96), ((0.10, 0.70), 0.25))]
    [8.3, 1.3, 17.7]
    """
    if not (exceeded > 0 and met > 0 and variance > 0):
        return None
    z = float(ndtri(1 - level) + ndtri(power))
    return math.ceil(z * z * variance * (1 / exceeded + 1 / met) / (effect * effect) * deff)
