"""How strong an unseen common cause would have to be to explain an effect away."""

from __future__ import annotations

import math

__all__ = ["e_value", "e_value_of_difference"]


def e_value(risk_ratio: float) -> float:
    """Return the E-value of a risk ratio: RR + √(RR(RR - 1)) (VanderWeele & Ding 2017).

    Ratios below one are turned round.

    Examples
    --------
    >>> round(e_value(0.80), 2), round(e_value(0.91), 2), round(e_value(10.73), 2)
    (1.81, 1.43, 20.95)
    """
    if not risk_ratio > 0:
        return math.nan
    ratio = risk_ratio if risk_ratio >= 1 else 1 / risk_ratio
    return ratio + math.sqrt(ratio * (ratio - 1))


def e_value_of_difference(base: float, low: float, margin: float) -> float:
    """Return the E-value of a difference of shares against a margin: RR = (base + low) / (base + margin).

    Parameters
    ----------
    base : float
        Share of the outcome without the effect.
    low : float
        Lower end of the effect's interval.
    margin : float
        The effect that would still be too small to matter.

    Returns
    -------
    float
        1 where the interval reaches the margin; nan where the base is no share.

    Examples
    --------
    >>> round(e_value_of_difference(0.40, 0.10, 0.02), 2)
    1.67
    >>> e_value_of_difference(0.40, 0.01, 0.02)
    1.0
    """
    if not (math.isfinite(base) and math.isfinite(low) and base + margin > 0):
        return math.nan
    ratio = (base + low) / (base + margin)
    return e_value(ratio) if ratio > 1 else 1.0
