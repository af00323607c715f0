"""Texts of the page Today."""

from __future__ import annotations

__all__ = ["ENGLISH", "GERMAN"]

GERMAN = {
    "today.greeting": "Guten Tag, {name}",
    "today.headline.unknown": "Heute, gleich hier.",
    "today.headline.calm": "In den letzten vier Wochen zeigt sich keine deutliche Veränderung.",
    "today.headline.young": "Für einen Vergleich reichen die Daten noch nicht.",
    "today.headline.old": "Seit dem {date} ist nichts Neues dazugekommen.",
    "today.headline.empty": "Noch ist niemand angekommen.",
    "today.judged.better": "Bei {name} ist die Erfüllung höher als in den vier Wochen davor.",
    "today.judged.worse": "Bei {name} ist die Erfüllung niedriger als in den vier Wochen davor.",
    "today.judged.detail": (
        "Erfüllung {now} statt {before} Punkte; Unterschied zwischen {low} und {high}; "
        "{answers} {answers:Antwort|Antworten}, davor {earlier}; bis {until}"
    ),
    "today.met.more": "{name} hat einen größeren Anteil an den Kontakten als in den vier Wochen davor.",
    "today.met.fewer": "{name} hat einen kleineren Anteil an den Kontakten als in den vier Wochen davor.",
    "today.met.detail": "{now} statt {before} aller Kontakte; Unterschied zwischen {low} und {high} Punkten; bis {until}",
    "today.changes": "Was sich geändert hat",
    "today.changes.note": "Die letzten vier Wochen gegen die vier davor",
    "today.changes.none": "Keine Veränderung hebt sich deutlich vom Zufall ab.",
    "today.changes.none.more": "Verglichen: die Erfüllung von {judged} {judged:Touchpoint|Touchpoints}{until} und der "
    "Anteil an den Kontakten von {met}{met_until}. Kleine Veränderungen bleiben dabei unentdeckt.",
    "today.changes.until": " (bis {date})",
    "today.changes.young": "Noch gibt es nichts zu vergleichen.",
    "today.changes.young.more": "Ein Vergleich braucht Kontakte aus gut sechs Wochen, oder je Touchpoint 30 Antworten in "
    "den letzten vier Wochen und 30 in den vier davor.",
    "today.changes.more": "{number} weitere deutliche {number:Veränderung|Veränderungen} gibt es außerdem.",
    "today.changes.all": "Erfüllung je Touchpoint, vier Wochen gegen vier Wochen",
    "today.column.touchpoint": "Touchpoint",
    "today.column.before": "davor",
    "today.column.now": "jetzt",
    "today.column.low": "Unterschied von",
    "today.column.high": "bis",
    "today.column.answers_before": "Antworten davor",
    "today.column.answers": "Antworten jetzt",
    "today.column.q": "Anteil Fehlalarme (q)",
    "today.method": "Methode und Grenzen",
    "today.method.more": (
        "Erfüllung ist der Anteil übertroffen minus enttäuscht. Der Unterschied hat einen Bereich von 90 % "
        "(MOVER); genannt wird er, wenn unter allen genannten höchstens jeder zwanzigste ein Zufall ist. Anteile an "
        "den Kontakten werden Wochentag gegen Wochentag verglichen (t-Bereich, 99 %, mindestens ein Zehntel; höchstens einer "
        "von hundert genannten ein Zufall). Wächst ein Anteil, schrumpfen die anderen, auch wenn dort gleich viele kommen. "
        "Touchpoints mit weniger als 30 Antworten auf einer Seite fehlen. Wer jeden Tag hinsieht, sieht auch ohne jede "
        "Änderung hin und wieder eine: an etwa acht von 100 Tagen. Warum sich etwas ändert, sagt der Vergleich nicht."
    ),
    "today.accepted": "Kontakte heute durch die Tür",
    "today.accepted.base": "gestern {yesterday}; Importe zählen nicht mit",
    "today.refused": "heute nicht angenommen",
    "today.refused.base": "von {all} {all:Nachricht|Nachrichten}",
    "today.persons": "Kundinnen und Kunden",
    "today.persons.base": "mit {contacts} {contacts:Kontakt|Kontakten}",
    "today.answers.count": "Antworten",
    "today.answers.base": "zu {number} {number:Touchpoint|Touchpoints}",
    "today.answers.base.own": "davon {own} über die eigene Marke, zu {number} {number:Touchpoint|Touchpoints}",
    "today.recent": "Gerade angekommen",
    "today.recent.none": "Heute noch kein Kontakt durch die Tür",
    "today.recent.none.more": "Verbinden Sie eine Anwendung, dann stehen ihre Kontakte hier, während sie ankommen.",
    "today.recent.connect": "Anwendung verbinden",
    "today.recent.all": "Alle live ansehen",
    "today.answers": "Letzte Antworten",
    "today.answers.none": "Noch keine Antworten",
    "today.answers.none.more": "Antworten sagen, wo Kundinnen und Kunden begeistert oder enttäuscht sind.",
    "today.import": "Antworten importieren",
    "today.answer.exceeded": "übertroffen",
    "today.answer.met": "erfüllt",
    "today.answer.missed": "enttäuscht",
    "today.trust": "Vertrauen",
    "today.trust.note": "Einwilligungen, die gelten, von allen, die sich dazu geäußert haben",
    "today.trust.row": "{granted} von {of}",
    "today.trust.lately": "{number} in vier Wochen widerrufen",
    "today.trust.none": "Bisher hat niemand eingewilligt oder widerrufen.",
    "today.trust.asked": "Die gefragte Vertrauensnote kommt mit der Befragung (nächste Ausbaustufe).",
    "today.questions": "{count} {count:Frage einer Kundin wartet|Fragen von Kundinnen warten}, {count:|die älteste }seit {age}.",
    "today.questions.open": "Zu den Anfragen",
    "today.waiting": "Wartet am längsten",
    "today.waiting.later": "Hier stehen später Menschen, die auf Antwort warten, mit der Uhr der Kundin.",
    "today.case": "Ein Mensch, eine Frage",
    "today.case.later": "Hier steht später jeden Tag der Fall einer Kundin, und eine Frage an das eigene Haus.",
    "today.later": "kommt später",
}

ENGLISH = {
    "today.greeting": "Good day, {name}",
    "today.headline.unknown": "Today, in a moment.",
    "today.headline.calm": "No clear change shows in the last four weeks.",
    "today.headline.young": "The data do not reach far enough for a comparison yet.",
    "today.headline.old": "Nothing new has come since {date}.",
    "today.headline.empty": "Nobody has arrived yet.",
    "today.judged.better": "Fulfilment at {name} is higher than in the four weeks before.",
    "today.judged.worse": "Fulfilment at {name} is lower than in the four weeks before.",
    "today.judged.detail": (
        "Fulfilment {now} instead of {before} points; difference between {low} and {high}; "
        "{answers} {answers:answer|answers}, before {earlier}; until {until}"
    ),
    "today.met.more": "{name} has a larger share of the contacts than in the four weeks before.",
    "today.met.fewer": "{name} has a smaller share of the contacts than in the four weeks before.",
    "today.met.detail": "{now} instead of {before} of all contacts; difference between {low} and {high} points; until {until}",
    "today.changes": "What has changed",
    "today.changes.note": "The last four weeks against the four before",
    "today.changes.none": "No change stands out clearly from chance.",
    "today.changes.none.more": "Compared: fulfilment at {judged} {judged:touchpoint|touchpoints}{until}, and the share of the "
    "contacts of {met}{met_until}. Small changes stay undetected.",
    "today.changes.until": " (until {date})",
    "today.changes.young": "There is nothing to compare yet.",
    "today.changes.young.more": "A comparison needs contacts of a good six weeks, or 30 answers per touchpoint in the last "
    "four weeks and 30 in the four before.",
    "today.changes.more": "There {number:is|are} {number} further clear {number:change|changes}.",
    "today.changes.all": "Fulfilment per touchpoint, four weeks against four weeks",
    "today.column.touchpoint": "Touchpoint",
    "today.column.before": "before",
    "today.column.now": "now",
    "today.column.low": "Difference from",
    "today.column.high": "to",
    "today.column.answers_before": "Answers before",
    "today.column.answers": "Answers now",
    "today.column.q": "Share of false alarms (q)",
    "today.method": "Method and limits",
    "today.method.more": (
        "Fulfilment is the share exceeded minus missed. The difference has a range of 90% (MOVER); it is told "
        "if at most one in twenty of all that are told is chance. Shares of contacts are compared weekday by weekday "
        "(t range, 99%, at least a tenth; at most one in a hundred told is chance). Where one share grows, the others shrink, "
        "even if as many come there as before. Touchpoints with fewer than 30 answers on a side are left out. Whoever looks "
        "every day sees a change now and then although there is none: on about eight of 100 days. Why something changes is not told by the comparison."
    ),
    "today.accepted": "contacts by the door today",
    "today.accepted.base": "yesterday {yesterday}; imports are not counted",
    "today.refused": "not accepted today",
    "today.refused.base": "of {all} {all:message|messages}",
    "today.persons": "customers",
    "today.persons.base": "with {contacts} {contacts:contact|contacts}",
    "today.answers.count": "answers",
    "today.answers.base": "about {number} {number:touchpoint|touchpoints}",
    "today.answers.base.own": "{own} of them about the own brand, at {number} {number:touchpoint|touchpoints}",
    "today.recent": "Just arrived",
    "today.recent.none": "No contact through the door today",
    "today.recent.none.more": "Connect an application, and its contacts stand here as they arrive.",
    "today.recent.connect": "Connect an application",
    "today.recent.all": "See all live",
    "today.answers": "Latest answers",
    "today.answers.none": "No answers yet",
    "today.answers.none.more": "Answers say where customers are delighted or let down.",
    "today.import": "Import answers",
    "today.answer.exceeded": "exceeded",
    "today.answer.met": "met",
    "today.answer.missed": "missed",
    "today.trust": "Trust",
    "today.trust.note": "Consents in force, of all who have said anything about it",
    "today.trust.row": "{granted} of {of}",
    "today.trust.lately": "{number} withdrawn in four weeks",
    "today.trust.none": "Nobody has consented or withdrawn yet.",
    "today.trust.asked": "The trust that is asked for comes with the surveys (next stage).",
    "today.questions": "{count} {count:question of a customer waits|questions of customers wait}, {count:asked|the oldest asked} {age} ago.",
    "today.questions.open": "To the requests",
    "today.waiting": "Waiting longest",
    "today.waiting.later": "People who wait for an answer will stand here, by the customer's clock.",
    "today.case": "One person, one question",
    "today.case.later": "Every day the case of one customer will stand here, and a question to the own house.",
    "today.later": "comes later",
}
