"""The strategy of the invented brand, as plain values; with a need that nobody has looked at."""

from __future__ import annotations

from typing import Any, Final

__all__ = ["STRATEGIST", "STRATEGY"]

STRATEGIST: Final = "Jana Lindwerk"
"""Who wrote it; invented."""

STRATEGY: Final[dict[str, Any]] = {
    "purpose": "Lindwerk hilft Menschen, bei jedem Wetter gern draußen zu sein, und hält das, was sie dafür"
    " brauchen, so lange wie möglich in Gebrauch.",
    "order": ("customers", "needs", "criteria", "strategy", "measures"),
    "needs": (
        {
            "text": "Auf der Tour trocken bleiben, ohne zu schwitzen",
            "product": "Regenjacke",
            "segment": "Stammkunden",
            "phase": "use",
            "criteria": (
                {
                    "text": "hält dicht nach Jahren",
                    "said": "„Meine alte war nach zwei Wintern durch. Ich will nicht imprägnieren müssen.“",
                    "importance": 9.1,
                    "fulfilment": 7.4,
                },
                {
                    "text": "lässt sich reparieren",
                    "said": "„Ein Riss, und ich soll neu kaufen? Bei euch hat sie jemand vor Ort geklebt.“",
                    "importance": 8.2,
                    "touchpoint": "Reparatur vor Ort",
                },
            ),
            "evidence": (
                {
                    "sort": "own_words",
                    "seen": "Auf die offene Frage nach der letzten Tour nennt jede zweite Person Nässe von"
                    " innen oder außen zuerst.",
                    "source": "Offene Frage nach dem Kauf, Herbst 2026",
                    "day": "2026-10-12",
                    "customers": 412,
                },
                {
                    "sort": "observation",
                    "seen": "In der Werkstatt sind undichte Nähte der häufigste Grund für eine Abgabe.",
                    "source": "Annahmebuch der Werkstatt Kassel",
                    "day": "2026-06-30",
                    "customers": 97,
                },
            ),
        },
        {
            "text": "Eine Jacke finden, die in der Stadt und am Berg passt",
            "product": "Regenjacke",
            "segment": "Neukunden",
            "phase": "shortlist",
            "criteria": (
                {
                    "text": "sieht im Alltag gut aus",
                    "said": "„Ich will damit auch ins Büro.“",
                    "importance": 8.0,
                    "fulfilment": 6.1,
                },
                {
                    "text": "hält dicht nach Jahren",
                    "said": "„Wenn schon so teuer, dann für lange.“",
                    "importance": 6.3,
                    "fulfilment": 7.0,
                },
            ),
            "evidence": (
                {
                    "sort": "interview",
                    "seen": "Wer zum ersten Mal kauft, spricht zuerst über den Arbeitsweg, dann über Touren.",
                    "source": "Gespräche im Laden Hamburg",
                    "day": "2026-03-18",
                    "customers": 24,
                },
            ),
        },
        {
            "text": "Vor dem Kauf sicher sein, dass der Schuh passt",
            "product": "Wanderschuh",
            "segment": "",
            "phase": "shortlist",
            "criteria": (
                {
                    "text": "die Größe stimmt auf Anhieb",
                    "said": "„Ich bestelle immer zwei Paar und schicke eins zurück.“",
                    "importance": 9.4,
                    "touchpoint": "Passform-Ansicht App",
                },
                {
                    "text": "jemand schaut auf meinen Fuß",
                    "said": "„Die Frau im Laden hat sofort gesehen, dass mein linker Fuß breiter ist.“",
                    "importance": 7.8,
                    "touchpoint": "Beratung im Laden",
                },
            ),
            "evidence": (
                {
                    "sort": "contacts",
                    "seen": "Wer Schuhe online kauft und die Anprobe auslässt, gibt häufiger zurück.",
                    "source": "Kontakte November 2025 bis Oktober 2026",
                    "day": "2026-10-31",
                    "customers": 1840,
                },
            ),
        },
        {
            "text": "Etwas zurückgeben, ohne sich rechtfertigen zu müssen",
            "product": "",
            "segment": "",
            "phase": "use",
            "criteria": (
                {
                    "text": "wenige Schritte",
                    "said": "„Formular, Etikett, Paketshop, und dann noch eine Mail.“",
                    "importance": 8.6,
                    "touchpoint": "Rückgabe",
                },
            ),
            "evidence": (
                {
                    "sort": "complaints",
                    "seen": "Die Zahl der Schritte ist der häufigste Grund für Beschwerden zur Rückgabe.",
                    "source": "Beschwerden im Postfach Service",
                    "day": "2026-08-15",
                    "customers": 133,
                },
            ),
        },
        {
            "text": "Draußen nicht allein unterwegs sein",
            "product": "Gemeinsame Tour",
            "segment": "Stammkunden",
            "phase": "loyalty",
            "criteria": (
                {
                    "text": "die Gruppe passt zu mir",
                    "said": "„Allein gehe ich nicht, aber mit fremden Rennern auch nicht.“",
                    "importance": 7.1,
                    "fulfilment": 4.2,
                },
            ),
            "evidence": (
                {
                    "sort": "study",
                    "seen": "Vier von zehn Befragten gingen öfter, wenn jemand mitkäme.",
                    "source": "Eigene Befragung von Mitgliedern, Frühjahr 2026",
                    "day": "2026-04-30",
                    "customers": 286,
                },
            ),
        },
        {
            "text": "Ausrüstung für Kinder leihen, solange sie wachsen",
            "product": "Kinderjacke",
            "segment": "Familien",
            "phase": "need",
            "criteria": (),
            "evidence": (
                {
                    "sort": "assumption",
                    "seen": "Die Geschäftsleitung hält das Mieten für einen Wachstumsmarkt.",
                    "source": "Klausur der Geschäftsleitung",
                    "day": "2026-09-04",
                    "customers": 0,
                },
            ),
        },
    ),
    "claims": {
        "perspective": (4, "Wir fragen nach jedem Kauf und lesen jede Antwort."),
        "preventive": (2, "Die Werkstatt meldet häufige Schäden an die Entwicklung."),
        "duration": (3, "Vom ersten Blick ins Schaufenster bis zur Rücknahme sind wir dabei."),
        "dynamic": (3, "Erwartungen fragen wir laufend, getrennt nach Kundentyp."),
        "choice": (3, "Wer keine Post will, bekommt trotzdem jede Reparatur."),
        "multi_faceted": (2, "In Gesprächen fragen wir auch nach dem Gefühl draußen."),
        "operational": (2, "Für Rückgabe und Umkleide gibt es Zuständige."),
        "integrative": (3, "Laden und App kennen dieselbe Merkliste."),
        "anticipatory": (1, "Einzelne Ideen aus der Werkstatt gehen in die Planung ein."),
        "transparent": (4, "Auf jeder Seite steht, was wir wissen und woher."),
    },
}
