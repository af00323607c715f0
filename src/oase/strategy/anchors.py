"""What each level of a self-assessment means, in words: 0 to 4 for each of the ten traits."""

from __future__ import annotations

from oase.settings import Lang
from oase.strategy.texts import Trait

__all__ = ["ANCHORS"]

ANCHORS: dict[Trait, dict[Lang, tuple[str, str, str, str, str]]] = {
    Trait.PERSPECTIVE: {
        "de": (
            "Wir urteilen selbst, was gut ist.",
            "Einzelne Stimmen von Kundinnen sind bekannt.",
            "Kundinnen beurteilen einige Touchpoints.",
            "Kundinnen beurteilen die meisten Touchpoints, regelmäßig.",
            "Jeder Touchpoint wird von Kundinnen beurteilt, und danach wird entschieden.",
        ),
        "en": (
            "We judge ourselves what is good.",
            "We know single voices of customers.",
            "Customers judge some touchpoints.",
            "Customers judge most touchpoints, regularly.",
            "Every touchpoint is judged by customers, and decisions follow them.",
        ),
    },
    Trait.PREVENTIVE: {
        "de": (
            "Wir hören von Problemen erst durch Beschwerden.",
            "Beschwerden werden gezählt.",
            "Häufige Ursachen sind bekannt.",
            "Die häufigsten Ursachen werden beseitigt.",
            "Ursachen werden beseitigt, bevor Kundinnen sich melden, und die Wirkung ist belegt.",
        ),
        "en": (
            "We learn of problems through complaints only.",
            "Complaints are counted.",
            "Frequent causes are known.",
            "The most frequent causes are removed.",
            "Causes are removed before customers come to us, and the effect is shown.",
        ),
    },
    Trait.DURATION: {
        "de": (
            "Wir sehen nur den Kauf.",
            "Wir sehen Kauf und Werbung davor.",
            "Wir sehen die Suche, den Kauf und die Nutzung.",
            "Wir begleiten vom Bedarf bis zur Nutzung und fragen dort nach.",
            "Wir begleiten vom Bedarf bis zum Ende des Bedarfs, mit Antworten aus jeder Phase.",
        ),
        "en": (
            "We see the purchase only.",
            "We see the purchase and the advertising before it.",
            "We see search, purchase and use.",
            "We stay from need to use, and ask there.",
            "We stay from need to need over, with answers from every phase.",
        ),
    },
    Trait.DYNAMIC: {
        "de": (
            "Erwartungen gelten bei uns als fest.",
            "Erwartungen wurden einmal erhoben.",
            "Erwartungen werden jährlich erhoben.",
            "Wir kennen Unterschiede nach Lage und Zeit.",
            "Wir wissen, wovon Urteile abhängen, und passen uns laufend an.",
        ),
        "en": (
            "We take expectations as fixed.",
            "Expectations were asked once.",
            "Expectations are asked every year.",
            "We know how they differ by context and time.",
            "We know what judgements depend on, and keep adapting.",
        ),
    },
    Trait.CHOICE: {
        "de": (
            "Es gibt einen Weg, unseren.",
            "Kundinnen wählen den Kanal.",
            "Kundinnen wählen Kanal und Zeitpunkt.",
            "Sie können Angebote ablehnen und behalten alle Leistungen.",
            "Sie bestimmen Weg, Zeitpunkt und Daten, ohne jeden Nachteil.",
        ),
        "en": (
            "There is one way, ours.",
            "Customers choose the channel.",
            "Customers choose channel and time.",
            "They may decline offers and keep every service.",
            "They decide on way, time and data, without any penalty.",
        ),
    },
    Trait.MULTI_FACETED: {
        "de": (
            "Wir fragen nur, ob etwas funktioniert.",
            "Wir fragen nach Funktion und Zufriedenheit.",
            "Neben der Funktion fragen wir an einzelnen Stellen nach Gefühl.",
            "Funktion, Miteinander und persönliches Erleben werden vielerorts gefragt.",
            "Alle drei Seiten werden überall gefragt, und alle drei zählen in Entscheidungen.",
        ),
        "en": (
            "We only ask whether things work.",
            "We ask about function and satisfaction.",
            "Beside function we ask about feeling in single places.",
            "Function, company and personal experience are asked in many places.",
            "All three sides are asked everywhere, and all three count in decisions.",
        ),
    },
    Trait.OPERATIONAL: {
        "de": (
            "Die Strategie steht auf Folien.",
            "Für einzelne Themen ist jemand zuständig.",
            "Die großen Schmerzpunkte haben Verantwortliche.",
            "Alle Schmerzpunkte haben Verantwortliche und Termine.",
            "Abläufe, Regeln und Kultur ändern sich nachweislich, mit Verantwortlichen.",
        ),
        "en": (
            "The strategy stands on slides.",
            "Someone is responsible for single topics.",
            "The big pain points have owners.",
            "All pain points have owners and dates.",
            "Processes, policies and culture change demonstrably, with owners.",
        ),
    },
    Trait.INTEGRATIVE: {
        "de": (
            "Kanäle wissen nichts voneinander.",
            "Berichte der Kanäle liegen nebeneinander.",
            "Übergaben sind beschrieben.",
            "Übergaben gelingen meistens.",
            "Kundinnen merken keinen Bruch, und das ist gemessen.",
        ),
        "en": (
            "Channels know nothing of each other.",
            "Reports of the channels lie side by side.",
            "Hand-overs are described.",
            "Hand-overs mostly work.",
            "Customers notice no break, and that is measured.",
        ),
    },
    Trait.ANTICIPATORY: {
        "de": (
            "Wir reagieren.",
            "Wir verfolgen Trends.",
            "Einzelne Maßnahmen blicken voraus.",
            "Viele Maßnahmen beruhen auf einer Vorhersage.",
            "Vorhersagen werden mit dem verglichen, was eintraf, und werden besser.",
        ),
        "en": (
            "We react.",
            "We follow trends.",
            "Single measures look ahead.",
            "Many measures rest on a forecast.",
            "Forecasts are compared with what happened, and get better.",
        ),
    },
    Trait.TRANSPARENT: {
        "de": (
            "Kundinnen erfahren nicht, was wir über sie wissen.",
            "Es gibt eine Datenschutzerklärung.",
            "Einwilligungen werden eingeholt und aufbewahrt.",
            "Zu jeder Einwilligung sind Wortlaut und Quelle festgehalten.",
            "Kundinnen sehen jeden Grund, jede Quelle, und was wir versprechen, halten wir sichtbar.",
        ),
        "en": (
            "Customers do not learn what we know about them.",
            "There is a privacy notice.",
            "Consents are asked for and kept.",
            "The wording and source of every consent are kept.",
            "Customers see every reason and source, and we visibly keep what we promise.",
        ),
    },
}
