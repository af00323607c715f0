"""The plan of the invented brand: its touchpoints, and the truth that is planted in them.

What the generator does to a touchpoint stands in ``ASKED``; a test of the whole house reads the same rows and
asks whether the analysis finds them.
"""

from __future__ import annotations

import msgspec

from oase.model import Phase, State

__all__ = ["ASKED", "BRAND", "CHANNELS", "COMPETITORS", "TOUCHPOINTS", "Asked", "Planted", "phase_of"]

BRAND = "Lindwerk"
COMPETITORS = ("Norrfell", "Talgut")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A touchpoint about which customers are asked, with what is planted there.

    Parameters
    ----------
    name : str
    phase : Phase
    state : State
        The verdict that a correct analysis reaches.
    exceeded, missed : float
        True shares among all who were there.
    leads : tuple of float
        True lead in fulfilment over each competitor.
    reward, penalty : float
        What exceeded and missed add to the probability of the next purchase, against met.
    visited : float
        Share of journeys of its kind that touch it.
    answered : float
        Share of answers among those with an extreme experience; others answer less often.
    halo : float
        Weight of the person's mood in the answer; two answers correlate with the product of their weights.
    expectation : float
        Mean level of expectation, 1 to 5.
    flag : str
        ``"confounded"``, ``"few answers"``, ``"depends on later"`` or empty.
    why : str
        The story, in plain words.
    """

    name: str
    phase: Phase
    state: State
    exceeded: float
    missed: float
    leads: tuple[float, float]
    why: str
    reward: float = 0.0
    penalty: float = 0.0
    visited: float
    answered: float = 0.85
    halo: float = 0.3
    expectation: float = 3.4
    flag: str = ""


class Planted(msgspec.Struct, frozen=True):
    """What is true about a touchpoint of the demo.

    Parameters
    ----------
    touchpoint : str
    phase : Phase
    state : State
        The verdict that a correct analysis reaches.
    fulfilment : float
        P(exceeded) - P(missed) among all who were there, whether they answered or not.
    lead : float
        The smaller of the leads over the two competitors.
    reward, penalty : float
        Direct effect of exceeded and of missed on the next purchase, against met.
    flag : str
        ``"confounded"``, ``"few answers"``, ``"depends on later"`` or empty.
    why : str
        The story, in plain words.
    """

    touchpoint: str
    phase: Phase
    state: State
    fulfilment: float
    lead: float
    reward: float
    penalty: float
    flag: str
    why: str

    @classmethod
    def of(cls, asked: Asked) -> Planted:
        """Return the truth of a row of the plan."""
        return cls(
            asked.name,
            asked.phase,
            asked.state,
            round(asked.exceeded - asked.missed, 6),
            min(asked.leads),
            asked.reward,
            asked.penalty,
            asked.flag,
            asked.why,
        )


ASKED = (
    Asked(
        name="Schaufenster",
        phase=Phase.NEED,
        state=State.LATENT,
        exceeded=0.30,
        missed=0.40,
        leads=(0.03, 0.05),
        reward=0.14,
        visited=0.45,
        why="Wer überrascht wird, kauft; aber zu wenige werden überrascht.",
    ),
    Asked(
        name="Newsletter",
        phase=Phase.NEED,
        state=State.OPEN,
        exceeded=0.40,
        missed=0.25,
        leads=(0.05, 0.05),
        visited=0.70,
        flag="depends on later",
        why="Wirkt nur, weil er die Online-Anprobe besser macht; selbst bewegt er nichts.",
    ),
    Asked(
        name="Produktsuche",
        phase=Phase.SEARCH,
        state=State.PERFORMANCE,
        exceeded=0.312,
        missed=0.306,
        leads=(0.0, 0.03),
        reward=0.11,
        penalty=-0.11,
        visited=0.85,
        why="Je besser, desto mehr; je schlechter, desto weniger. Kein Vorsprung.",
    ),
    Asked(
        name="Passform-Ansicht App",
        phase=Phase.SHORTLIST,
        state=State.COMPETITOR,
        exceeded=0.34,
        missed=0.28,
        leads=(-0.18, 0.04),
        reward=0.13,
        penalty=-0.02,
        visited=0.60,
        why="Entscheidet mit, aber Norrfell zeigt die Passform besser.",
    ),
    Asked(
        name="Online-Anprobe",
        phase=Phase.SHORTLIST,
        state=State.MAGIC,
        exceeded=0.45,
        missed=0.20,
        leads=(0.17, 0.22),
        reward=0.17,
        penalty=-0.06,
        visited=0.85,
        answered=0.96,
        why="Übertrifft die Erwartung, besser als beide anderen, und wer begeistert ist, kauft.",
    ),
    Asked(
        name="Chat am Sonntag",
        phase=Phase.SHORTLIST,
        state=State.OPEN,
        exceeded=0.50,
        missed=0.20,
        leads=(0.15, 0.15),
        visited=0.008,
        expectation=2.1,
        flag="few answers",
        why="Neu und beliebt, aber noch kaum jemand hat geantwortet.",
    ),
    Asked(
        name="Beratung im Laden",
        phase=Phase.SHORTLIST,
        state=State.MAGIC,
        exceeded=0.46,
        missed=0.18,
        leads=(0.20, 0.16),
        reward=0.15,
        penalty=-0.03,
        visited=0.55,
        expectation=3.9,
        why="Hohe Erwartung, noch höhere Erfüllung; der klarste Grund zu kaufen.",
    ),
    Asked(
        name="Wartezeit Umkleide",
        phase=Phase.SHORTLIST,
        state=State.PAIN,
        exceeded=0.18,
        missed=0.45,
        leads=(-0.05, 0.0),
        reward=0.0,
        penalty=-0.14,
        visited=0.50,
        expectation=2.8,
        why="Enttäuscht oft, und wer enttäuscht wird, geht.",
    ),
    Asked(
        name="Bewertungen anderer",
        phase=Phase.SHORTLIST,
        state=State.NEUTRAL,
        exceeded=0.41,
        missed=0.29,
        leads=(0.15, 0.17),
        visited=0.99,
        answered=0.98,
        flag="confounded",
        why="Stammkunden lesen sie lieber und kaufen ohnehin mehr: der Zusammenhang ist nur scheinbar.",
    ),
    Asked(
        name="Bezahlung",
        phase=Phase.PURCHASE,
        state=State.HYGIENE,
        exceeded=0.34,
        missed=0.22,
        leads=(0.03, 0.05),
        penalty=-0.09,
        visited=1.0,
        answered=0.97,
        halo=0.15,
        expectation=4.5,
        why="Wird vorausgesetzt: schlecht schadet, gut bringt nichts.",
    ),
    Asked(
        name="Lieferung am Wunschtag",
        phase=Phase.USE,
        state=State.HYGIENE,
        exceeded=0.38,
        missed=0.22,
        leads=(0.05, 0.10),
        penalty=-0.09,
        visited=1.0,
        answered=0.96,
        halo=0.15,
        expectation=4.2,
        why="Pünktlich ist selbstverständlich; unpünktlich kostet den nächsten Kauf.",
    ),
    Asked(
        name="Verpackung",
        phase=Phase.USE,
        state=State.NEUTRAL,
        exceeded=0.36,
        missed=0.28,
        leads=(0.04, 0.02),
        visited=0.97,
        answered=0.92,
        expectation=2.4,
        why="Gefällt den einen, stört die anderen, ändert nichts.",
    ),
    Asked(
        name="Pflege-Anleitung",
        phase=Phase.USE,
        state=State.NEUTRAL,
        exceeded=0.35,
        missed=0.27,
        leads=(0.02, 0.04),
        visited=0.95,
        answered=0.92,
        expectation=2.6,
        why="Nett zu haben; für den nächsten Kauf ohne Bedeutung.",
    ),
    Asked(
        name="Rückgabe",
        phase=Phase.USE,
        state=State.PAIN,
        exceeded=0.20,
        missed=0.46,
        leads=(-0.04, -0.02),
        penalty=-0.15,
        visited=0.32,
        expectation=3.8,
        why="Zu viele Schritte; wer sich ärgert, kommt nicht wieder.",
    ),
    Asked(
        name="Reparatur vor Ort",
        phase=Phase.USE,
        state=State.MAGIC,
        exceeded=0.48,
        missed=0.16,
        leads=(0.24, 0.28),
        reward=0.16,
        penalty=-0.02,
        visited=0.34,
        expectation=2.9,
        why="Niemand erwartet sie, kaum jemand bietet sie, und sie bindet.",
    ),
    Asked(
        name="Gemeinsame Tour",
        phase=Phase.LOYALTY,
        state=State.LATENT,
        exceeded=0.30,
        missed=0.38,
        leads=(0.04, 0.06),
        reward=0.15,
        visited=0.30,
        why="Könnte begeistern, ist aber schlecht organisiert.",
    ),
    Asked(
        name="Rücknahme",
        phase=Phase.OVER,
        state=State.LATENT,
        exceeded=0.31,
        missed=0.37,
        leads=(0.05, 0.03),
        reward=0.15,
        visited=0.28,
        expectation=2.2,
        why="Am Ende des Bedarfs beginnt der nächste; genutzt wird das kaum.",
    ),
)
"""The touchpoints that are asked about, in the order of the journey."""

_UNASKED = {
    "Anzeige": Phase.NEED,
    "Startseite": Phase.SEARCH,
    "Produktseite": Phase.SEARCH,
    "Filialbesuch": Phase.SEARCH,
    "Merkliste": Phase.SHORTLIST,
    "Warenkorb": Phase.PURCHASE,
    "Kauf": Phase.PURCHASE,
    "Tourentipps": Phase.USE,
}

TOUCHPOINTS = (*(asked.name for asked in ASKED), *_UNASKED)
"""Every touchpoint; the first ones are those asked about."""

CHANNELS = ("Website", "App", "Laden", "E-Mail", "Chat", "Social Media", "Lieferung")

_PHASES = {asked.name: asked.phase for asked in ASKED} | _UNASKED


def phase_of(touchpoint: str) -> Phase:
    """Return the phase of a touchpoint of the demo.

    Examples
    --------
    >>> phase_of("Kauf")
    <Phase.PURCHASE: 'purchase'>
    """
    return _PHASES[touchpoint]
