"""What invented customers write about, and how somebody answers who has read it: German and English."""

# ruff: noqa: E501 - a sentence stands in one piece

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["TOPICS", "Topic"]


class Topic(NamedTuple):
    """One thing that customers write about.

    Parameters
    ----------
    touchpoint : str
    weight : int
        How often it comes, against the others.
    german, english : tuple of str
        What customers write; with ``{article}``, ``{store}``, ``{order}`` and ``{day}`` to be filled in.
    formal, familiar, answered : tuple of str
        Replies of somebody who has read it: German with Sie, German with du, English.
    template : str
        Name of the template that is used where nobody has.
    stars : tuple of int
        Of a review that says it.
    """

    touchpoint: str
    weight: int
    german: tuple[str, ...]
    english: tuple[str, ...]
    formal: tuple[str, ...]
    familiar: tuple[str, ...]
    answered: tuple[str, ...]
    template: str
    stars: tuple[int, ...] = (1, 2, 3)


TOPICS: Final = (
    Topic(
        "Lieferung am Wunschtag", 14,
        ("Ich hatte {day} als Wunschtag gewählt und extra freigenommen. Die Bestellung {order} kam nicht. Wo ist sie?",
         "Bestellung {order}: zugesagt war {day}, gekommen ist nichts. Ich brauche {article} am Wochenende.",
         "Eigentlich sollte {article} {day} da sein. In der Sendungsverfolgung steht seit drei Tagen dasselbe.",
         "Zum zweiten Mal kommt das Paket nicht am gewählten Tag. Warum darf ich ihn dann wählen?"),
        ("I picked {day} for delivery and stayed at home. Order {order} never came. Where is it?",
         "My parcel {order} was promised for {day}. Tracking has not moved since."),
        ("das tut mir leid: Sie haben sich für {day} freigenommen und vergeblich gewartet. Ihr Paket {order} liegt noch im Verteilzentrum, ich habe es eben angehalten und für morgen zwischen 9 und 11 Uhr einplanen lassen.",
         "{article} ist bei der Sortierung liegen geblieben. Ich habe eine zweite Sendung aus dem Laden losgeschickt, sie kommt morgen vor 12 Uhr. Die erste dürfen Sie einfach zurückgehen lassen."),
        ("oh nein, und du hast extra auf {article} gewartet. Ich habe gerade im Lager angerufen: {order} geht heute Abend raus und ist morgen bei dir.",),
        ("sorry that you stayed at home for nothing on {day}. Order {order} got stuck at the depot. I have booked it for tomorrow, between 9 and 11, and the driver has your number.",),
        "lieferung",
    ),
    Topic(
        "Paket-Übergabe", 10,
        ("Der Bote hat {article} im Regen vor die Tür gelegt. Alles durchnässt.",
         "Laut Mail wurde {order} bei einem Nachbarn abgegeben. Bei welchem, weiß niemand.",
         "Klingeln wäre schön gewesen. Ich war da, im Briefkasten lag nur die Karte.",
         "Der Fahrer hat das Paket bis in den vierten Stock getragen. Danke dafür!"),
        ("The driver left {article} in the rain. The box fell apart in my hands.",
         "Your mail says {order} was left with a neighbour. Which one?"),
        ("ein nasses Paket vor der Tür hätte nicht passieren dürfen. {article} ersetze ich Ihnen, die neue Sendung wird nur persönlich übergeben. Das nasse Stück brauchen Sie nicht zurückzuschicken.",
         "ich habe den Fahrer erreicht: {order} liegt im Erdgeschoss bei der Schneiderei. Für Ihr Konto habe ich notiert, dass nicht bei Nachbarn abgegeben wird."),
        ("so sollte {article} nicht bei dir ankommen. Schick mir bitte ein Foto, dann geht heute noch ein neues Paket los, diesmal mit Klingeln.",),
        ("nobody wants {article} out of a puddle. A new one is on its way and will be handed over in person. Please keep or bin the wet one.",),
        "lieferung",
    ),
    Topic(
        "Rückgabe", 13,
        ("Ich habe {article} vor drei Wochen zurückgeschickt und mein Geld noch nicht. Bestellung {order}.",
         "Für die Rückgabe musste ich fünf Seiten ausfüllen und dann doch anrufen. Geht das nicht einfacher?",
         "Kann ich {article} auch im Laden {store} zurückgeben, wenn ich online bestellt habe?",
         "Im Laden {store} hieß es, ohne Karton keine Rückgabe. Stimmt das wirklich?"),
        ("I returned {article} three weeks ago and still wait for the money. Order {order}.",
         "Can I bring {article} back to the shop {store} if I ordered it online?"),
        ("drei Wochen sind zu lang. Ihre Rücksendung zu {order} lag ungeöffnet im Wareneingang. Ich habe die Erstattung eben selbst angewiesen, sie ist in zwei Tagen auf Ihrem Konto.",
         "ja, Sie können {article} in {store} zurückgeben, ohne Karton und ohne Ausdruck. Die Bestellnummer genügt. Dass man Ihnen etwas anderes gesagt hat, habe ich dem Laden weitergegeben."),
        ("klar, bring {article} einfach nach {store} mit. Ein Karton muss nicht sein, die Nummer {order} reicht.",),
        ("three weeks is too long. I found your return for {order} unopened and have paid it back myself; you should see it within two days.",),
        "rueckgabe",
    ),
    Topic(
        "Online-Anprobe", 10,
        ("Die Online-Anprobe rät mir bei {article} zu 38. Sonst trage ich 40. Kann ich mich darauf verlassen?",
         "Fällt {article} an den Schultern schmal aus? Auf dem Bild sieht es so aus.",
         "Die Anprobe hat diesmal genau gestimmt, {article} sitzt wie gemalt. Das wollte ich mal sagen."),
        ("The online fitting says 38 for {article}; I usually wear 40. Can I trust it?",
         "Is {article} narrow at the shoulders? It looks like that in the picture."),
        ("bei {article} liegen Sie mit 38 richtig, wenn Sie es nicht sehr weit mögen: der Schnitt ist an der Schulter 2 cm breiter als sonst. Zur Sicherheit habe ich Ihnen auch die 40 zum Anprobieren zurückgelegt.",),
        ("bei {article} stimmt die 38 wirklich, die Schulter ist 2 cm weiter geschnitten. Wenn du es locker magst, nimm 40. Ich habe beide in der Hand gehabt.",),
        ("38 is right for {article}: the shoulder is cut 2 cm wider than usual. If you like it loose, take 40. I have just tried both on.",),
        "groesse", (4, 5),
    ),
    Topic(
        "Produktseite", 11,
        ("Gibt es {article} noch in Salbei? Auf der Seite ist nur Sand wählbar.",
         "Ist {article} auch im Laden {store} da? Ich würde heute noch vorbeikommen.",
         "Woher kommt der Stoff von {article}? Auf der Seite steht nur der Anteil.",
         "Hallo, wann kommt {article} wieder in M?"),
        ("Is {article} in stock at {store}? I could come by today.",
         "Where is the fabric of {article} made? The page only gives the share."),
        ("von {article} hängen in {store} noch zwei Stück. Eines habe ich bis morgen Abend auf Ihren Namen an die Kasse gelegt.",
         "der Stoff von {article} wird in Guimarães gewebt, genäht wird in Porto. Das steht ab heute auch auf der Seite, danke für den Hinweis."),
        ("in {store} hängen noch zwei. Ich habe dir {article} bis morgen Abend zurückgelegt, frag einfach an der Kasse nach Mara.",),
        ("there are two left at {store}. I put one of {article} aside in your name until tomorrow evening.",),
        "produkt", (3, 4),
    ),
    Topic(
        "Reparatur vor Ort", 7,
        ("Der Reißverschluss meiner Jacke ist nach zwei Jahren hin. Repariert ihr das im Laden {store}?",
         "Meine Schuhe wurden in {store} neu besohlt, während ich Kaffee trank. So etwas habe ich noch nirgends erlebt.",
         "Wie lange dauert eine Naht an {article}? Ich fahre {day} in den Urlaub."),
        ("The zip of my jacket broke after two years. Can you mend it at {store}?",
         "My shoes were resoled at {store} while I had a coffee. Never seen that anywhere."),
        ("einen Reißverschluss tauscht Herr Yıldız in {store} in etwa 40 Minuten, bei einem Stück von uns kostet es nichts. Wenn Sie mir eine Uhrzeit nennen, hält er den Platz frei.",),
        ("das macht Cem in {store} in 40 Minuten, kostet dich nichts. Sag mir, wann du kommst, dann hält er dir die Maschine frei.",),
        ("Cem at {store} changes a zip in about 40 minutes, free of charge for one of ours. Tell me when you come and he will keep the time.",),
        "laden", (4, 5),
    ),
    Topic(
        "Beratung im Laden", 6,
        ("Ich möchte mich bei der Dame in {store} bedanken, die sich am {day} eine Stunde Zeit genommen hat.",
         "In {store} hat mir jemand von {article} abgeraten, weil etwas Günstigeres besser passt. Das war ehrlich.",
         "Am {day} stand ich in {store} zwanzig Minuten und niemand hat mich angesehen."),
        ("Please thank the lady at {store} who took an hour for me on {day}.",
         "I stood at {store} for twenty minutes on {day} and nobody looked at me."),
        ("das war Frau Okafor, ich habe ihr Ihre Zeilen eben vorgelesen. Sie hat sich sehr gefreut und fragt, ob {article} die Wanderung überstanden hat.",
         "zwanzig Minuten ohne einen Blick, das ärgert mich auch. Am {day} war {store} zu zweit besetzt statt zu viert. Wenn Sie uns noch einmal eine Stunde geben, nimmt sich Frau Okafor Zeit für Sie."),
        ("das war Ada! Ich habe es ihr gleich gezeigt, und sie fragt, ob {article} gut angekommen ist.",),
        ("that was Ada. I read it to her and she asks whether {article} survived the hike.",),
        "lob", (1, 5),
    ),
    Topic(
        "Wartezeit Umkleide", 7,
        ("Eine Umkleide für den ganzen Laden {store}, am Samstag. Ich bin nach 25 Minuten gegangen.",
         "Schöne Sachen, aber die Schlange vor den Umkleiden in {store} ist jedes Mal ein Witz.",
         "Kann man sich für die Umkleide in {store} anmelden?"),
        ("One fitting room for all of {store} on a Saturday. I left after 25 minutes.",),
        ("nach 25 Minuten wäre ich auch gegangen. In {store} ist die zweite Umkleide seit Montag wieder offen. {article} habe ich für Sie zurückgelegt, falls Sie es doch noch anprobieren möchten.",),
        ("25 Minuten sind zu viel. Die zweite Umkleide in {store} ist seit Montag wieder offen, und {article} liegt für dich bereit.",),
        ("I would have left too. The second fitting room at {store} has been open again since Monday, and {article} is put aside for you.",),
        "laden",
    ),
    Topic(
        "Pflege-Anleitung", 6,
        ("Darf {article} in die Maschine? Das Etikett habe ich herausgeschnitten.",
         "Wie bekomme ich Harz aus {article}? In der Anleitung steht nichts.",
         "Ist {article} nach dem Waschen bei euch auch eingelaufen?"),
        ("Can {article} go into the machine? I cut the label out.",
         "How do I get resin out of {article}?"),
        ("{article} darf bei 30 Grad in die Maschine, auf links und ohne Weichspüler. Nass in Form ziehen, dann läuft nichts ein.",
         "Harz geht aus {article} mit etwas Butter: einreiben, eine Stunde warten, mit Gallseife bei 30 Grad waschen. Ich habe es selbst letzte Woche gebraucht."),
        ("30 Grad, auf links, kein Weichspüler. Nass in Form ziehen, dann bleibt {article} wie es ist.",),
        ("30 degrees, inside out, no softener. Pull {article} into shape while wet and it will not shrink.",),
        "pflege", (3, 4),
    ),
    Topic(
        "Bezahlung", 6,
        ("Mir wurde {order} zweimal abgebucht. Bitte um Klärung.",
         "Die Rechnung zu {order} fehlt, ich brauche sie für die Firma.",
         "Mein Gutschein wurde bei {article} nicht angenommen, obwohl er bis Dezember gilt."),
        ("I was charged twice for {order}. Please look into it.",
         "The invoice for {order} is missing, I need it for my company."),
        ("die zweite Buchung zu {order} sehe ich auch, sie war eine Vormerkung und ist eben aufgehoben. Auf Ihrem Konto verschwindet sie bis {day}.",
         "die Rechnung zu {order} hängt an. Die Firma habe ich als Adresse für künftige Rechnungen eingetragen."),
        ("die zweite Buchung zu {order} war nur vorgemerkt, ich habe sie gerade aufgehoben. Bis {day} ist sie weg.",),
        ("I see the second charge for {order}; it was only reserved and I have just released it. It will be gone by {day}.",),
        "zahlung",
    ),
    Topic(
        "Abholung im Laden", 6,
        ("Ich sollte {order} in {store} abholen, dort wusste niemand davon.",
         "Die Mail sagt abholbereit, an der Kasse in {store} hieß es: morgen wieder kommen.",
         "Abholung in {store} hat keine zwei Minuten gedauert. Gut so."),
        ("I came to {store} to collect {order} and nobody knew about it.",),
        ("Sie standen in {store} und Ihre Bestellung lag zwei Meter weiter im falschen Regal, das habe ich eben klären lassen. {order} liegt jetzt mit Ihrem Namen an der Kasse, auf Wunsch schicke ich sie Ihnen nach Hause.",),
        ("{order} lag im falschen Regal. Jetzt liegt sie in {store} mit deinem Namen an der Kasse. Soll ich sie dir lieber schicken?",),
        ("{order} sat on the wrong shelf at {store}. It is at the till with your name now, or I can send it to you.",),
        "laden",
    ),
    Topic(
        "Hotline", 5,
        ("Fünfzehn Minuten Warteschleife, dann aufgelegt. Zum dritten Mal.",
         "Ihre Hotline fragt nach Kundennummer, Bestellnummer und Postleitzahl und verbindet dann weiter. Wozu?",
         "Der Herr am Telefon hat zurückgerufen wie versprochen. Selten geworden."),
        ("Fifteen minutes in the queue, then cut off. For the third time.",),
        ("dreimal aufgelegt, da würde ich auch schreiben. Ich rufe Sie heute um 17 Uhr selbst an; wenn es anders besser passt, nennen Sie mir eine Zeit.",),
        ("dreimal aufgelegt geht gar nicht. Ich rufe dich heute um 17 Uhr an, passt das?",),
        ("cut off three times, I would write too. I will call you myself at 5 pm today; tell me if another time is better.",),
        "hotline",
    ),
    Topic(
        "Gemeinsame Tour", 4,
        ("Ist auf der Tour am {day} noch ein Platz frei? Wir wären zu zweit.",
         "Die Tour war schön, aber niemand hat gesagt, dass es 22 km sind.",
         "Treffpunkt der Tour: {store} oder Bahnhof? In der Mail steht beides."),
        ("Is there a place left on the tour on {day}? There are two of us.",),
        ("für {day} sind noch drei Plätze frei, zwei davon habe ich für Sie eingetragen. Treffpunkt ist der Bahnhof, 14 km, gute Schuhe reichen.",),
        ("für {day} gibt es noch drei Plätze, zwei sind jetzt eure. Treffpunkt ist der Bahnhof, nicht {store}, und es sind 14 km.",),
        ("three places are left on {day} and two of them are yours now. We meet at the station, it is 14 km.",),
        "laden", (2, 3, 4),
    ),
    Topic(
        "Newsletter", 3,
        ("Ich habe den Newsletter dreimal abbestellt und bekomme ihn immer noch.",
         "Der Newsletter wirbt für {article}, auf der Seite ist es ausverkauft."),
        ("I unsubscribed three times and still get your newsletter.",),
        ("Sie standen mit zwei Adressen in der Liste, deshalb kam er weiter. Beide sind jetzt ausgetragen, ich habe es eben geprüft.",),
        ("du standest mit zwei Adressen in der Liste. Beide sind raus, ich habe nachgesehen.",),
        ("you were on the list with two addresses. Both are gone now, I have checked.",),
        "anliegen",
    ),
)  # fmt: skip
"""About what customers write, most often first."""
