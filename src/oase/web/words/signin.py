"""Texts of signing in and of the one-time link."""

from __future__ import annotations

__all__ = ["ENGLISH", "GERMAN"]

GERMAN = {
    "signin.title": "Anmelden",
    "signin.lede": "Das Haus zeigt Wege und Antworten Ihrer Kundinnen und Kunden. Wer hineindarf, hat ein Konto.",
    "signin.email": "E-Mail-Adresse",
    "signin.password": "Passwort",
    "signin.name": "Ihr Name",
    "signin.enter": "Anmelden",
    "signin.wrong": "Adresse und Passwort gehören nicht zusammen.",
    "signin.wait": "Zu viele Versuche. Bitte in {seconds} Sekunden noch einmal; bis dahin wird nichts geprüft.",
    "signin.forgotten": "Passwort vergessen?",
    "signin.forgotten.more": "Ein Admin gibt Ihnen in den Einstellungen einen neuen Link. Wer den Server betreibt,"
    " bekommt ihn so:",
    "signin.said.out": "Sie sind abgemeldet.",
    "signin.needed": "Bitte anmelden",
    "signin.needed.more": "Die Sitzung ist zu Ende. Nach dem Anmelden geht es weiter.",
    "signin.language": "Sprache",
    "signin.welcome": "Willkommen, {name}",
    "signin.first": "Willkommen in Ihrem Haus",
    "signin.welcome.lede": "Wählen Sie ein Passwort. Danach öffnet dieser Link nichts mehr.",
    "signin.first.lede": "Sie sind der erste Admin. Sagen Sie, wer Sie sind, und wählen Sie ein Passwort; danach"
    " öffnet dieser Link nichts mehr.",
    "signin.as": "Sie melden sich an als {email}.",
    "signin.new_password": "Neues Passwort",
    "signin.again": "Noch einmal",
    "signin.rules": "Mindestens 12 Zeichen. Ein kurzer Satz ist leicht zu merken und schwer zu raten.",
    "signin.expires": "Der Link gilt bis {moment}.",
    "signin.set": "Passwort setzen und anmelden",
    "signin.differ": "Die beiden Passwörter sind verschieden.",
    "signin.no_link": "Dieser Link öffnet nichts mehr",
    "signin.no_link.more": "Er wurde schon benutzt, ist älter als drei Tage, oder es gibt einen neueren."
    " Ein Admin kann Ihnen in den Einstellungen einen neuen geben.",
    "signin.large": "Das ist zu groß",
    "signin.large.more": "Mehr, als hier auf einmal angenommen wird. Es wurde nichts geändert.",
    "signin.bad": "Diese Anfrage ist nicht zu lesen",
    "signin.bad.more": "Etwas an der Adresse oder am Formular stimmt nicht. Es wurde nichts geändert.",
    "signin.why.name": "Der Name ist leer oder länger als 200 Zeichen.",
    "signin.why.email": "Das ist keine E-Mail-Adresse, wie kaya@example.org eine ist.",
    "signin.why.taken": "Ein Konto mit dieser Adresse gibt es schon.",
    "signin.why.role": "Diese Rolle gibt es nicht.",
    "signin.why.last_admin": "Das ist der letzte Admin des Hauses. Geben Sie zuerst jemand anderem diese Rolle.",
    "signin.why.length": "Das Passwort muss 12 bis 1.000 Zeichen haben.",
    "signin.why.guessable": "Dieses Passwort ist leicht zu raten: zu viel daraus ist Name, Adresse, ein übliches"
    " Wort oder eine Reihe von Tasten.",
}

ENGLISH = {
    "signin.title": "Sign in",
    "signin.lede": "The house shows the journeys and answers of your customers. Whoever may enter has an account.",
    "signin.email": "Mail address",
    "signin.password": "Password",
    "signin.name": "Your name",
    "signin.enter": "Sign in",
    "signin.wrong": "Address and password do not belong together.",
    "signin.wait": "Too many attempts. Please try again in {seconds} seconds; until then nothing is checked.",
    "signin.forgotten": "Password forgotten?",
    "signin.forgotten.more": "An admin gives you a new link in the settings. Whoever runs the server gets one so:",
    "signin.said.out": "You are signed out.",
    "signin.needed": "Please sign in",
    "signin.needed.more": "The session is over. After signing in you can go on.",
    "signin.language": "Language",
    "signin.welcome": "Welcome, {name}",
    "signin.first": "Welcome to your house",
    "signin.welcome.lede": "Choose a password. After that this link opens nothing any more.",
    "signin.first.lede": "You are the first admin. Say who you are and choose a password; after that this link"
    " opens nothing any more.",
    "signin.as": "You sign in as {email}.",
    "signin.new_password": "New password",
    "signin.again": "Once more",
    "signin.rules": "At least 12 characters. A short sentence is easy to remember and hard to guess.",
    "signin.expires": "The link is good until {moment}.",
    "signin.set": "Set the password and sign in",
    "signin.differ": "The two passwords differ.",
    "signin.no_link": "This link opens nothing any more",
    "signin.no_link.more": "It was used already, is older than three days, or there is a newer one. An admin can"
    " give you a new one in the settings.",
    "signin.large": "That is too large",
    "signin.large.more": "More than is taken here at once. Nothing was changed.",
    "signin.bad": "This request cannot be read",
    "signin.bad.more": "Something about the address or the form is wrong. Nothing was changed.",
    "signin.why.name": "The name is empty or longer than 200 characters.",
    "signin.why.email": "This is no mail address such as kaya@example.org.",
    "signin.why.taken": "There is an account of that address already.",
    "signin.why.role": "There is no such role.",
    "signin.why.last_admin": "This is the last admin of the house. Give somebody else that role first.",
    "signin.why.length": "The password must have 12 to 1,000 characters.",
    "signin.why.guessable": "This password is easy to guess: too much of it is name, address, a usual word or a"
    " row of keys.",
}
