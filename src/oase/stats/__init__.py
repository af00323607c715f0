"""Statistics: arrays in, arrays out; no files, no clock, no engine.

Comes in: counts, sums of products and estimates. Goes out: intervals, p and q values, shares of importance.
The rooms above (``journeys``, ``experience``) bring the data. Every method names its source.
"""

from oase.stats.discovery import benjamini_hochberg, holm
from oase.stats.evalue import e_value, e_value_of_difference
from oase.stats.hypotheses import Estimate
from oase.stats.importance import LMG_MOST, correlations, johnson, lmg, normal_theory_errors, r_squared
from oase.stats.interrupted import Effect, Missing, Series, interrupted
from oase.stats.intervals import (
    Difference,
    Interval,
    NetShare,
    difference,
    mean_interval,
    mean_p,
    net_share,
    share,
)
from oase.stats.jackknife import group_count, jackknife, merge_groups
from oase.stats.kano import KANO_CLASSES, KanoClass, KanoShares, kano_counts, kano_shares
from oase.stats.penalty_reward import Kind, asymmetry, kind_of
from oase.stats.power import answers_needed
from oase.stats.regression import LeaveOut, least_squares, usable_columns
from oase.stats.standardise import Standardised, standardise
from oase.stats.survival import CENSORED, COMPETING, EVENT, Incidence, Quantile, cumulative_incidence
from oase.stats.two_shares import share_difference
from oase.stats.weighting import (
    Margin,
    Raked,
    answer_probability,
    kish_n,
    rake,
    tipping,
    trim,
    weighted_net_share,
    worst_case,
)

__all__ = [
    "CENSORED",
    "COMPETING",
    "EVENT",
    "KANO_CLASSES",
    "LMG_MOST",
    "Difference",
    "Effect",
    "Estimate",
    "Incidence",
    "Interval",
    "KanoClass",
    "KanoShares",
    "Kind",
    "LeaveOut",
    "Margin",
    "Missing",
    "NetShare",
    "Quantile",
    "Raked",
    "Series",
    "Standardised",
    "answer_probability",
    "answers_needed",
    "asymmetry",
    "benjamini_hochberg",
    "correlations",
    "cumulative_incidence",
    "difference",
    "e_value",
    "e_value_of_difference",
    "group_count",
    "holm",
    "interrupted",
    "jackknife",
    "johnson",
    "kano_counts",
    "kano_shares",
    "kind_of",
    "kish_n",
    "least_squares",
    "lmg",
    "mean_interval",
    "mean_p",
    "merge_groups",
    "net_share",
    "normal_theory_errors",
    "r_squared",
    "rake",
    "share",
    "share_difference",
    "standardise",
    "tipping",
    "trim",
    "usable_columns",
    "weighted_net_share",
    "worst_case",
]
