"""Made-up results of the invented brand Lindwerk, with every state, gaps and long names."""

from __future__ import annotations

from dataclasses import replace

from oase.model import Reading, Refusal, RefusalReason
from oase.report import AnswerCounts, JourneysData, MagicData, Rate, ReportData

DAY = 86_400_000_000
MADE_AT = 1_795_271_520_000_000

LONG = "Größenberatung per Video mit einer Verkäuferin"
EVENING = "Kundinnen-Abend mit Anprobe & Getränken"

NAMES = (
    # name, phase, state, answers, fulfilment, reward, reward half, penalty, lead, needed
    ("Reparatur vor Ort", "use", "magic", 2310, 0.41, 0.148, 0.018, -0.031, 0.22, None),
    ("Beratung im Laden", "shortlist", "magic", 4120, 0.27, 0.121, 0.013, -0.052, 0.11, None),
    ("Passform-Ansicht App", "search", "magic", 5840, 0.19, 0.093, 0.011, -0.024, 0.08, None),
    ("Lieferung am Wunschtag", "purchase", "competitor", 3650, 0.12, 0.084, 0.014, -0.041, -0.13, None),
    (
        LONG,
        "shortlist",
        "performance",
        2890,
        0.08,
        0.071,
        0.012,
        -0.068,
        0.01,
        None,
    ),
    ("Online-Anprobe", "shortlist", "latent", 1930, 0.04, 0.112, 0.019, -0.021, -0.02, None),
    ("Bewertungen anderer", "shortlist", "latent", 3320, 0.1, 0.058, 0.015, -0.018, 0.02, None),
    ("Bezahlung", "purchase", "hygiene", 6120, 0.02, 0.006, 0.011, -0.074, 0.0, None),
    ("Newsletter", "need", "neutral", 7200, -0.03, 0.003, 0.012, -0.009, -0.01, None),
    ("Rückgabe", "use", "pain", 2780, -0.22, 0.031, 0.016, -0.083, -0.06, None),
    ("Pflege-Anleitung", "use", "open", 1490, 0.08, 0.022, 0.022, -0.011, 0.03, 3400),
    ("Schaufenster", "need", "open", 980, 0.06, 0.012, 0.027, -0.02, 0.04, 3900),
    ("Chat am Sonntag", "search", "open", 210, -0.12, 0.07, 0.078, -0.06, None, 3100),
    (EVENING, "loyalty", "open", 40, 0.3, None, None, None, None, None),
)


def row(
    name: str,
    phase: str | None,
    state: str,
    answers: int,
    fulfilment: float,
    reward: float | None,
    half: float | None,
    penalty: float | None,
    lead: float | None,
    needed: int | None,
) -> dict[str, object]:
    """Return one row of the result table with everything that belongs together."""
    exceeded = round(0.3 + fulfilment / 2, 3)
    missed = round(exceeded - fulfilment, 3)
    wide = 1.1 / answers**0.5
    known = reward is not None and half is not None
    return {
        "touchpoint": name,
        "segment": None,
        "period": None,
        "facet": None,
        "expectation": 3.4 if phase != "loyalty" else None,
        "competitor": "Norrfell" if lead is not None else None,
        "answers": answers,
        "missed": missed,
        "met": round(1 - exceeded - missed, 3),
        "exceeded": exceeded,
        "fulfilment": fulfilment,
        "fulfilment_low": fulfilment - wide,
        "fulfilment_high": fulfilment + wide,
        "lead": lead,
        "lead_low": None if lead is None else lead - 1.4 * wide,
        "lead_high": None if lead is None else lead + 1.4 * wide,
        "lead_kind": None if lead is None else "parallel",
        "reward_early": reward,
        "reward_all": None if reward is None else reward + 0.006,
        "reward_low": reward - half if known else None,
        "reward_high": reward + half + 0.006 if known else None,
        "reward_raw": None if reward is None else reward * 1.6 + 0.02,
        "penalty": penalty,
        "penalty_low": None if penalty is None else penalty - 0.02,
        "penalty_high": None if penalty is None else penalty + 0.02,
        "state": state,
        "flags": ["performance"]
        if name == "Beratung im Laden"
        else ["depends_on_later"]
        if name == "Schaufenster"
        else [],
        "evidence": ["B"] if phase != "need" else ["B", "D"],
        "p": 0.0004,
        "q": 0.003,
        "prize": None if reward is None else exceeded * reward,
        "untapped": None if reward is None else (1 - exceeded) * reward,
        "answers_needed": needed,
        "e_value": None if reward is None else 1.4,
        "phase": phase,
    }


ROWS = [row(*values) for values in NAMES]

SEGMENTS = [
    {**ROWS[index], "segment": segment, "answers": 320 + 40 * index}
    for segment in ("neu", "Stammkundinnen")
    for index in range(5)
]

PATHS = [
    {"path": ["Schaufenster", "Beratung im Laden", "Bezahlung"], "journeys": 5120, "share": 0.256},
    {
        "path": ["Newsletter", "Passform-Ansicht App", "Online-Anprobe", "Bezahlung"],
        "journeys": 3480,
        "share": 0.174,
    },
    {"path": ["Newsletter"], "journeys": 2960, "share": 0.148},
    {
        "path": ["Passform-Ansicht App", "Beratung im Laden", "Bezahlung", "Rückgabe"],
        "journeys": 1530,
        "share": 0.0765,
    },
    {
        "path": ["Schaufenster", "Newsletter", "Bewertungen anderer", "Bezahlung", "Lieferung am Wunschtag"],
        "journeys": 1210,
        "share": 0.0605,
    },
    {"path": ["Bewertungen anderer", "Online-Anprobe"], "journeys": 900, "share": 0.045},
    {"path": None, "journeys": 4800, "share": 0.24},
]

TRANSITIONS = [
    {
        "source": source,
        "target": target,
        "contacts": count,
        "persons": int(count * 0.9),
        "share_of_source": share,
        "mean_seconds": 86_400.0 * 2.4,
        "median_seconds": 43_000.0,
    }
    for source, target, count, share in (
        ("Schaufenster", "Beratung im Laden", 6210, 0.61),
        ("Beratung im Laden", "Bezahlung", 7400, 0.72),
        ("Newsletter", "Passform-Ansicht App", 4100, 0.44),
        ("Online-Anprobe", "Bezahlung", 3900, 0.66),
        ("Bezahlung", "Rückgabe", 1530, 0.12),
        ("Rückgabe", "Beratung im Laden", 410, 0.27),
    )
]

FUNNEL = [
    {
        "step": 1,
        "touchpoint": ["Schaufenster", "Newsletter"],
        "persons": 12_400,
        "share_of_first": 1.0,
        "share_of_previous": 1.0,
        "median_seconds": None,
    },
    {
        "step": 2,
        "touchpoint": "Passform-Ansicht App",
        "persons": 8_100,
        "share_of_first": 0.653,
        "share_of_previous": 0.653,
        "median_seconds": 52_000.0,
    },
    {
        "step": 3,
        "touchpoint": "Beratung im Laden",
        "persons": 5_300,
        "share_of_first": 0.427,
        "share_of_previous": 0.654,
        "median_seconds": 97_000.0,
    },
    {
        "step": 4,
        "touchpoint": "Bezahlung",
        "persons": 3_900,
        "share_of_first": 0.315,
        "share_of_previous": 0.736,
        "median_seconds": 5_400.0,
    },
]

STEPS = [
    {"touchpoint": name, "step": step, "share": round(share / step, 3)}
    for name, share in (
        ("Schaufenster", 0.4),
        ("Newsletter", 0.35),
        ("Beratung im Laden", 0.2),
        ("ended", 0.05),
    )
    for step in (1, 2, 3, 4, 5)
]

RETENTION = [
    {
        "cohort": f"2026-0{month}",
        "period": later,
        "persons": int(900 * 0.8**later),
        "share": round(0.8**later, 3),
    }
    for month in (1, 2, 3, 4)
    for later in range(5 - month + 1)
]

DRIVERS = [
    {
        "touchpoint": name,
        "share": share,
        "low": share - 0.02,
        "high": share + 0.02,
        "lmg": share * 0.4,
        "johnson": share * 0.41,
        "reward": 0.1,
        "penalty": -0.05,
        "kind": kind,
        "r2": 0.4,
    }
    for name, share, kind in (
        ("Reparatur vor Ort", 0.31, "satisfier"),
        ("Beratung im Laden", 0.27, "hybrid"),
        ("Bezahlung", 0.18, "dissatisfier"),
        ("Newsletter", 0.04, "neutral"),
    )
]

CONTACTS = Reading(
    files=("kontakte_2025.csv", "kontakte_2026.csv"),
    rows_read=402_118,
    rows_refused=118,
    reasons={
        RefusalReason.TIME_UNREADABLE: 96,
        RefusalReason.PERSON_EMPTY: 20,
        RefusalReason.ROW_TOO_SHORT: 2,
    },
    refusals=(
        Refusal("kontakte_2026.csv", 1204, RefusalReason.TIME_UNREADABLE, "zeit", "2026-02-31 02:14"),
        Refusal("kontakte_2026.csv", 90_441, RefusalReason.ROW_TOO_SHORT, "", "Frau Beispiel;geheim"),
    ),
    notes=("Trennzeichen Semikolon, Zeichensatz cp1252", "Wiederholte Stunde: erste Deutung"),
)
ANSWERS = Reading(files=("antworten.xlsx",), rows_read=43_900, rows_refused=0)

MAGIC = MagicData(
    rows=[*ROWS, *SEGMENTS],
    within="90d",
    outcome="Kauf",
    context=("Alter", "Stadt", "Kanal"),
    counts=AnswerCounts(invited=118_400, read=43_900, usable=42_880, closed=39_210),
)
JOURNEYS = JourneysData(
    transitions=TRANSITIONS,
    paths=PATHS,
    funnel=FUNNEL,
    step_matrix=STEPS,
    retention=RETENTION,
    funnel_within="7d",
    sessions="30m",
    contacts=402_000,
    persons=20_000,
)
FULL = ReportData(
    made_at=MADE_AT,
    own="Lindwerk",
    competitors=("Norrfell", "Talgut"),
    first_at=MADE_AT - 385 * DAY,
    last_at=MADE_AT - 21 * DAY,
    magic=MAGIC,
    journeys=JOURNEYS,
    recommendation=Rate(value=0.214, low=0.198, high=0.231, n=8120),
    drivers=DRIVERS,
    contacts=CONTACTS,
    answers=ANSWERS,
)

NASTY = '<script>alert("x")</script> & \'"Läden"\' 🌲 =1+1'


def nasty() -> ReportData:
    """Return a report in which every name tries to break the page."""
    rows = [{**ROWS[0], "touchpoint": NASTY, "competitor": NASTY, "expectation": NASTY}, *ROWS[1:3]]
    paths = [{"path": [NASTY, NASTY], "journeys": 5, "share": 1.0}]
    funnel = [{**FUNNEL[0], "touchpoint": NASTY}, {**FUNNEL[1], "touchpoint": [NASTY, "B"]}]
    reading = Reading(
        files=(NASTY,),
        rows_read=5,
        rows_refused=1,
        reasons={RefusalReason.TIME_UNREADABLE: 1},
        refusals=(Refusal(NASTY, 2, RefusalReason.TIME_UNREADABLE, NASTY, NASTY),),
        notes=(NASTY,),
    )
    journeys = JourneysData(transitions=[{**TRANSITIONS[0], "source": NASTY}], paths=paths, funnel=funnel)
    magic = MagicData(rows=rows, outcome=NASTY, context=(NASTY,))
    return replace(
        FULL,
        own=NASTY,
        competitors=(NASTY,),
        magic=magic,
        journeys=journeys,
        drivers=(),
        contacts=reading,
        answers=reading,
    )


def own_view() -> ReportData:
    """Return a report without competitor answers, without expectation, without journeys."""
    rows = [
        {
            **row,
            "lead": None,
            "lead_low": None,
            "lead_high": None,
            "competitor": None,
            "expectation": None,
            "evidence": ["R", "D", "E"],
            "state": "latent" if row["state"] == "magic" else row["state"],
            "flags": ["magic_own_view"] if row["state"] == "magic" else [],
        }
        for row in ROWS
    ]
    return ReportData(made_at=MADE_AT, own="Lindwerk", magic=MagicData(rows=rows))


def journeys_only() -> ReportData:
    """Return a report of contacts alone."""
    return ReportData(made_at=MADE_AT, own="Lindwerk", journeys=JOURNEYS, contacts=CONTACTS)
