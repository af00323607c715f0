"""What each trait means, how it is measured, from which tables, and when there is no evidence yet."""

from __future__ import annotations

from typing import NamedTuple

from oase.settings import Lang
from oase.strategy.figures import Figures
from oase.strategy.gate import EVIDENCE_DAYS
from oase.strategy.texts import Trait
from oase.strategy.traits import CONTEXT_FULL, FRESH_DAYS, JUDGED_ANSWERS, TOLERANCE, measured

__all__ = ["FORMULAS", "MISSING", "SOURCES", "Formula", "reference"]


class Formula(NamedTuple):
    """How one trait is measured; each text in German and English.

    ``missing`` names the conditions under which there is no evidence yet: keys of ``MISSING``.
    """

    name: dict[Lang, str]
    question: dict[Lang, str]
    formula: dict[Lang, str]
    sources: tuple[str, ...]
    missing: tuple[str, ...]


def _two(de: str, en: str) -> dict[Lang, str]:
    return {"de": de, "en": en}


_LATER = _two(
    "Noch nicht gemessen.",
    "Not measured yet.",
)

SOURCES: dict[str, dict[Lang, str]] = {
    "contacts": _two("Kontakte (Touchpoint, Phase)", "contacts (touchpoint, phase)"),
    "answers": _two("Antworten über die eigene Marke", "answers about the own brand"),
    "answers.expectation": _two("Antworten, Spalte Erwartung", "answers, column expectation"),
    "answers.context": _two("Antworten, Kontextspalten", "answers, context columns"),
    "answers.facet": _two("Antworten, Spalte Facette", "answers, column facet"),
    "consents": _two("Einwilligungen", "consents"),
}

MISSING: dict[str, dict[Lang, str]] = {
    "answers": _two(
        "Im Haus ist keine Antwort von Kundinnen und Kunden.", "The house holds no answer of customers."
    ),
    "phases": _two("Kein Kontakt nennt eine Phase.", "No contact names a phase."),
    "answer_phases": _two(
        "Keine Antwort lässt sich einer Phase zuordnen.", "No answer can be filed to a phase."
    ),
    "context": _two(
        "Zu den Antworten ist kein Kontext bekannt (etwa Kundentyp oder Kanal).",
        "Nothing is known of the context of answers (such as customer type or channel).",
    ),
    "expectations": _two(
        "Keine Antwort sagt, was vorher erwartet wurde.", "No answer says what was expected before."
    ),
    "facets": _two(
        "Keine Antwort nennt die funktionale, soziale oder persönliche Seite des Erlebnisses.",
        "No answer names the functional, social or personal side of the experience.",
    ),
    "consents": _two("Keine Einwilligung ist in Kraft.", "No consent is in force."),
    "preventive": _two(
        "Dafür braucht es Gründe von Kontakten und Reaktionszeiten; sie kommen mit dem Raum Service.",
        "This takes reasons of contacts and reply times; they come with the service room.",
    ),
    "choice": _two(
        "Dafür braucht es Wahlmöglichkeiten der Kundinnen und Abmeldungen ohne Nachteil; sie kommen mit den"
        " Entscheidungen.",
        "This takes choices of customers and opt-outs without penalty; they come with decisions.",
    ),
    "operational": _two(
        "Dafür braucht es Verantwortliche für jeden Schmerzpunkt; sie kommen mit den Maßnahmen.",
        "This takes an owner for every pain point; they come with measures.",
    ),
    "integrative": _two(
        "Dafür braucht es die Übergaben zwischen Kanälen; sie kommen mit dem Plan der Wege.",
        "This takes hand-overs between channels; they come with the plan of paths.",
    ),
    "anticipatory": _two(
        "Dafür braucht es Maßnahmen mit Vorhersage; sie kommen mit den neuen Momenten.",
        "This takes measures with a forecast; they come with new moments.",
    ),
}

FORMULAS: dict[Trait, Formula] = {
    Trait.PERSPECTIVE: Formula(
        _two("Perspektive", "Perspective"),
        _two(
            "Sehen Sie Ihr Angebot mit den Augen der Kundinnen?",
            "Do you see what you offer with your customers' eyes?",
        ),
        _two(
            f"4 × Touchpoints, zu denen mindestens {JUDGED_ANSWERS} Antworten von Kundinnen da sind ÷ alle"
            " Touchpoints mit Kontakten oder Antworten",
            f"4 × touchpoints with at least {JUDGED_ANSWERS} answers of customers ÷ all touchpoints with"
            " contacts or answers",
        ),
        ("contacts", "answers"),
        ("answers",),
    ),
    Trait.PREVENTIVE: Formula(
        _two("Vorbeugend", "Preventive"),
        _two(
            "Beseitigen Sie Ursachen, bevor Kundinnen sich melden müssen?",
            "Do you remove causes before customers have to come to you?",
        ),
        _LATER,
        (),
        ("preventive",),
    ),
    Trait.DURATION: Formula(
        _two("Dauer", "Duration"),
        _two(
            "Begleiten Sie Kundinnen vom Bedarf bis zum Ende des Bedarfs?",
            "Do you stay with customers from need to need over?",
        ),
        _two(
            "4 × Mittel aus: Phasen mit Kontakten ÷ 7 und Phasen mit Antworten ÷ 7",
            "4 × mean of: phases with contacts ÷ 7 and phases with answers ÷ 7",
        ),
        ("contacts", "answers"),
        ("phases", "answer_phases"),
    ),
    Trait.DYNAMIC: Formula(
        _two("Dynamisch", "Dynamic"),
        _two(
            "Wissen Sie, wie Erwartungen sich mit Lage und Zeit ändern?",
            "Do you know how expectations change with context and time?",
        ),
        _two(
            "4 × Mittel aus: vom Kontext erklärte Streuung der Urteile (Epsilon-Quadrat, innerhalb der"
            f" Touchpoints) ÷ {CONTEXT_FULL:.2f}".replace("0.", "0,")
            + f", höchstens 1, und beurteilte Touchpoints, deren Erwartung in den letzten {FRESH_DAYS} Tagen"
            " gefragt wurde ÷ alle beurteilten",
            "4 × mean of: variance of judgements explained by context (epsilon squared, within touchpoints)"
            f" ÷ {CONTEXT_FULL:.2f}, at most 1, and judged touchpoints whose expectation was asked within the"
            f" last {FRESH_DAYS} days ÷ all judged ones",
        ),
        ("answers", "answers.context", "answers.expectation"),
        ("context", "expectations"),
    ),
    Trait.CHOICE: Formula(
        _two("Wahlfreiheit", "Choice"),
        _two("Haben Kundinnen die Wahl, ohne Nachteil?", "Do customers have a choice, without penalty?"),
        _LATER,
        (),
        ("choice",),
    ),
    Trait.MULTI_FACETED: Formula(
        _two("Vielseitig", "Multi-faceted"),
        _two(
            "Fragen Sie nach Nutzen, Miteinander und persönlichem Erleben?",
            "Do you ask about use, company and personal experience?",
        ),
        _two(
            "4 × Mittel aus drei Anteilen: beurteilte Touchpoints mit funktionalen, mit sozialen und mit"
            " persönlichen Urteilen ÷ alle beurteilten",
            "4 × mean of three shares: judged touchpoints with functional, with social and with personal"
            " judgements ÷ all judged ones",
        ),
        ("answers", "answers.facet"),
        ("facets",),
    ),
    Trait.OPERATIONAL: Formula(
        _two("Umsetzbar", "Operational"),
        _two(
            "Hat jeder Schmerzpunkt jemanden, der ihn löst?", "Does every pain point have someone to mend it?"
        ),
        _LATER,
        (),
        ("operational",),
    ),
    Trait.INTEGRATIVE: Formula(
        _two("Verbindend", "Integrative"),
        _two("Passen Ihre Kanäle zusammen?", "Do your channels fit together?"),
        _LATER,
        (),
        ("integrative",),
    ),
    Trait.ANTICIPATORY: Formula(
        _two("Vorausschauend", "Anticipatory"),
        _two(
            "Handeln Sie nach dem, was Kundinnen brauchen werden?", "Do you act on what customers will need?"
        ),
        _LATER,
        (),
        ("anticipatory",),
    ),
    Trait.TRANSPARENT: Formula(
        _two("Transparent", "Transparent"),
        _two(
            "Können Kundinnen nachlesen, wozu sie ja gesagt haben?",
            "Can customers read what they said yes to?",
        ),
        _two(
            "4 × Einwilligungen in Kraft, deren Wortlaut und Quelle festgehalten sind ÷ alle"
            " Einwilligungen in Kraft",
            "4 × consents in force whose wording and source are kept ÷ all consents in force",
        ),
        ("consents",),
        ("consents",),
    ),
}


def reference() -> str:
    """Return the page of the reference that says all this, in Markdown."""
    measurable = {one.trait for one in measured(Figures(), 0) if one.missing != "later"}
    rows = "\n".join(
        f"| {one.name['en']} (`{trait}`) | {one.question['en']} | {one.formula['en']} |"
        f" {', '.join(SOURCES[name]['en'] for name in one.sources) or '—'} |"
        f" {' '.join(MISSING[name]['en'] for name in one.missing)} |"
        for trait, one in FORMULAS.items()
    )
    return _PAGE.format(
        rows=rows,
        measured=len(measurable),
        days=EVIDENCE_DAYS,
        tolerance=f"{TOLERANCE:g}",
        judged=JUDGED_ANSWERS,
        fresh=FRESH_DAYS,
        full=f"{100 * CONTEXT_FULL:.0f} %",
    )


_PAGE = """\
# The strategy check

What the page Strategie-Check (Strategy check) shows, and by which rules.

## The order gate

A strategy can be approved when nothing of this is missing:

1. the corporate purpose is written;
2. the order of work is written and begins with understanding customers; each step follows the one it rests
   on: understand customers, needs, criteria of benefit, strategy, measures;
3. there is at least one need;
4. every need has at least one criterion of benefit;
5. every need has at least one piece of evidence: own-word answers, contacts, a study, an interview, an
   observation or complaints, with at least one customer behind it, not dated in the future and not older
   than {days} days. An assumption of the company is kept, and is no evidence.

Approvals and refusals are both written down: who, when, which version, and what they rested on. Every change
of purpose, order, needs, criteria or evidence makes a new version; an approval then is one of an earlier
version. Self-assessments change no version.

## Fulfilment of a criterion

Importance and fulfilment are what customers rated, 0 to 10. A criterion that names a touchpoint takes its
fulfilment from the answers there: 5 + 5 × (exceeded − missed) ÷ answers.

## The ten traits, claimed and measured

Each trait is claimed from 0 to 4, with the evidence for that claim in words, and measured from 0 to 4.
{measured} of the ten are measured today. A measured value is four times the mean of its parts, each a share
between 0 and 1. Where figures are missing there is no value: no evidence yet, never 0. Raw shares of things
counted stand with their 95 % Wilson interval, which says how far they would move if those counted were drawn
from more of their kind.

The gap is claimed minus measured. More than {tolerance} of a level above what shows counts as claiming more
than shows.

| trait | question | value | source tables | no evidence yet when |
|---|---|---|---|---|
{rows}

Conventions of ours: a touchpoint counts as judged from {judged} answers about the own brand on; expectations
are fresh for {fresh} days; context counts as understood when it explains {full} of the variance of single
judgements. The explained variance is corrected for what chance explains, and never below zero; every context
column of the answers splits a touchpoint's judgements.

The rows behind each figure stand on the page of the trait, and can be downloaded there.
"""
