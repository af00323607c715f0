"""Problems in German, by what they are called in English (without the final stop)."""

from __future__ import annotations

__all__ = ["GERMAN"]

GERMAN = {
    "This needs a customer's token in the header Authorization: Bearer oct_…": "Bitte melde dich neu an.",
    "This app asks too often": "Das ging zu schnell. Bitte warte einen Moment.",
    "There is nothing at this address": "Unter dieser Adresse gibt es nichts.",
    "This cannot be done here": "Das geht hier nicht.",
    "The shop has no such article": "Diesen Artikel führen wir nicht.",
    "look at the number once more": "Schau dir die Nummer noch einmal an.",
    "The session has ended": "Du bist abgemeldet. Bitte melde dich neu an.",
    "There is no such store": "Diese Filiale gibt es nicht.",
    "This class of garment has no sizes": "Für diese Art von Kleidung gibt es keine Größen.",
    "This size system is not known": "Dieses Größensystem kennen wir nicht.",
    "The size cannot be read": "Diese Größe können wir nicht lesen.",
    "a size as on the label": "eine Größe wie auf dem Etikett",
    "This mood is not known": "Diese Stimmung kennen wir nicht.",
    "There is no such reservation": "Diese Reservierung gibt es nicht.",
    "No piece is free in this store": "In dieser Filiale ist kein Stück mehr frei.",
    "choose another store": "Wähle eine andere Filiale.",
    "Too much is put aside already": "Für dich ist schon genug zurückgelegt.",
    "cancel one of them first": "Gib zuerst eines davon frei.",
    "Too many questions wait for an answer": "Es warten schon viele Fragen von dir auf Antwort.",
    "The question is empty or too long": "Die Frage ist leer oder zu lang.",
    "The picture cannot be read": "Dieses Bild können wir nicht lesen.",
    "The article number is not made of digits": "Das ist keine Artikelnummer.",
    "The check digit of the article number is wrong": "Die letzte Ziffer passt nicht.",
    "A place needs both numbers": "Zu einem Ort gehören beide Zahlen.",
    "There is no such receipt": "Diesen Beleg gibt es nicht.",
    "The decision has not used that": "Das wurde für diese Entscheidung nicht verwendet.",
    "The house does not believe that of you": "Das nehmen wir von dir nicht an.",
    "The moment cannot be read": "Dieser Zeitpunkt ist nicht zu lesen.",
    "Too many devices take pushes": "Auf so vielen Geräten geht das nicht.",
    "The address is of no push service that is known here": "Diesen Push-Dienst kennen wir nicht.",
    "The keys of the subscription are not whole": "Die Schlüssel des Geräts sind nicht vollständig.",
    "The wish list is full": "Deine Wunschliste ist voll.",
    "take something off it first": "Nimm zuerst etwas herunter.",
}
