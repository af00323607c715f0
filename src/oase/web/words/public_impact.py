"""Texts of the public counter."""

from __future__ import annotations

__all__ = ["ENGLISH", "GERMAN"]

GERMAN: dict[str, str] = {
    "public_impact.title": "Was unsere Programme ergeben haben",
    "public_impact.title.mended": "{done} von {of} Reparaturen sind gelungen.",
    "public_impact.title.none": "Noch nichts veröffentlicht",
    "public_impact.none": "Wir nennen hier Zahlen, sobald ein Zeitraum vorbei ist und sie nachgerechnet sind.",
    "public_impact.made": "Veröffentlicht am {day}. Seitdem nicht verändert.",
    "public_impact.methods": "Drei Verfahren nebeneinander",
    "public_impact.negative": "unter null",
    "public_impact.negative.more": "In Klammern steht, wo neun von zehn Durchläufen liegen. „Unter null“ ist der Anteil der Durchläufe, in denen der Aufwand größer ist als die Ersparnis.",
    "public_impact.method.life_gain": "Gutgeschrieben wird nur der Teil eines Lebens, den Besitzerinnen durch eine Reparatur erwarten, und nur, wenn sonst neu gekauft worden wäre. Das ist das vorsichtigste, deshalb nennen wir es.",
    "public_impact.method.displacement": "Gutgeschrieben wird ein ganzes neues Stück, wenn sonst neu gekauft worden wäre.",
    "public_impact.method.convention": "Jede gelungene Reparatur gilt als halbes neues Textil; abgezogen wird nichts.",
    "public_impact.how": "So rechnen wir",
    "public_impact.how.more": "Wir nehmen, was Herstellung, Transport und Ende eines neuen Stücks an CO2e bedeuten, davon den Teil, der durch längere Nutzung nicht anfällt, und ziehen ab, was Pakete, Teile, Strom und Wege brauchen.",
    "public_impact.limit.1": "Eine misslungene Reparatur zählt negativ. Wissen wir nicht, was daraus wurde, zählt sie als misslungen.",
    "public_impact.limit.2": "Ein Stück mit Nummer bekommt über alle Reparaturen und Verkäufe zusammen höchstens ein neues Stück gutgeschrieben.",
    "public_impact.limit.3": "Mehr Stücke machen den Bereich nicht enger, weil alle mit denselben unsicheren Zahlen gerechnet werden.",
    "public_impact.limit.4": "Verwertung bringt keine Gutschrift, und Wasser nennen wir nicht.",
    "public_impact.limit.5": "Einige Zahlen sind Annahmen. Welche, steht in der Liste.",
    "public_impact.factors": "Alle Zahlen mit Quelle (Fassung {n})",
    "public_impact.digest": "Zum Nachrechnen",
    "public_impact.digest.more": "Startzahl {seed}, {draws} Durchläufe. Die Prüfsumme steht für Text, Zählung, Zahlen und Ergebnis zusammen.",
    "public_impact.withdrawn.title": "Zurückgenommen",
    "public_impact.withdrawn": "Die Angabe für {since} bis {until} haben wir am {day} zurückgenommen: {because}",
}

ENGLISH: dict[str, str] = {
    "public_impact.title": "What our programmes came to",
    "public_impact.title.mended": "{done} of {of} repairs worked.",
    "public_impact.title.none": "Nothing published yet",
    "public_impact.none": "We name figures here once a period is over and they have been reckoned again.",
    "public_impact.made": "Published on {day}. Not changed since.",
    "public_impact.methods": "Three methods side by side",
    "public_impact.negative": "below zero",
    "public_impact.negative.more": "Nine of ten runs lie within the brackets. “Below zero” is the share of runs in which more is spent than saved.",
    "public_impact.method.life_gain": "Only the part of a life is credited that owners expect from a repair, and only where a new one would have been bought. That is the most cautious, so it is the one we name.",
    "public_impact.method.displacement": "A whole new item is credited where a new one would have been bought.",
    "public_impact.method.convention": "Each repair that worked counts as half a new textile; nothing is taken off.",
    "public_impact.how": "How we reckon",
    "public_impact.how.more": "We take what making, transport and end of a new item mean in CO2e, of that the part that does not arise because of longer use, and take off what parcels, parts, electricity and ways need.",
    "public_impact.limit.1": "A repair that failed counts as negative. Where we do not know what became of it, it counts as failed.",
    "public_impact.limit.2": "An item with a number is credited at most one new item over all repairs and sales together.",
    "public_impact.limit.3": "More items do not make the range narrower, as all are reckoned with the same uncertain figures.",
    "public_impact.limit.4": "Recovery earns no credit, and we name no water.",
    "public_impact.limit.5": "Some figures are assumptions. Which ones is said in the list.",
    "public_impact.factors": "All figures with their source (version {n})",
    "public_impact.digest": "To reckon it again",
    "public_impact.digest.more": "Seed {seed}, {draws} draws. The digest stands for text, counts, figures and result together.",
    "public_impact.withdrawn.title": "Withdrawn",
    "public_impact.withdrawn": "We withdrew the claim for {since} to {until} on {day}: {because}",
}
