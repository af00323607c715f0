"""Texts of the public pages about rights."""

from __future__ import annotations

__all__ = ["ENGLISH", "GERMAN"]

GERMAN: dict[str, str] = {
    "public.rights.title": "Deine Rechte, wenn etwas kaputtgeht",
    "public.rights.eyebrow": "Gewährleistung, Reparatur, Zuschüsse",
    "public.rights.lede": "Wähle das Land, in dem du gekauft hast.",
    "public.rights.of": "Deine Rechte: {country}",
    "public.rights.today": "Stand vom {today}. Hinweise mit Quelle, keine Rechtsberatung.",
    "public.rights.unknown": "Für dieses Land wissen wir nicht sicher, was gilt. Frag uns oder eine Verbraucherberatung vor Ort.",
    "public.rights.liability": "Wenn du heute kaufst",
    "public.rights.law": "Das gibt dir das Gesetz; du bekommst es nicht von uns geschenkt.",
    "public.rights.own": "Was wir dazu sagen",
    "public.rights.holds": "Das gilt",
    "public.rights.later": "Das kommt noch",
    "public.rights.from": "gilt seit {day}",
    "public.rights.from_later": "gilt ab {day}",
    "public.rights.checked": "Kenntnisstand {day}",
    "public.rights.verify": "nationales Recht prüfen",
    "public.rights.subsidies": "Zuschüsse zu Reparaturen",
    "public.rights.subsidies.more": "Solche Programme enden, wenn ihr Geld verbraucht ist. Frag vorher nach.",
    "public.rights.subsidy": "Zuschuss",
    "public.rights.share": "{share} % der Rechnung, höchstens {most} €",
    "public.rights.back": "Alle Länder",
    "public.claims.title": "Was wir sagen, und womit wir es belegen",
    "public.claims.since": "So gesagt ab {day}.",
    "public.claims.evidence": "Belege",
    "public.claims.more": "Bevor wir so etwas sagen, liest es jemand, und der Beleg liegt hier.",
}

ENGLISH: dict[str, str] = {
    "public.rights.title": "Your rights when something breaks",
    "public.rights.eyebrow": "Guarantee, repair, subsidies",
    "public.rights.lede": "Choose the country where you bought.",
    "public.rights.of": "Your rights: {country}",
    "public.rights.today": "As of {today}. Pointers with their source, no legal advice.",
    "public.rights.unknown": "For this country we do not know for certain what holds. Ask us, or a consumer advice centre there.",
    "public.rights.liability": "If you buy today",
    "public.rights.law": "The law gives you this; it is not a present from us.",
    "public.rights.own": "What we say about it",
    "public.rights.holds": "What holds",
    "public.rights.later": "What is to come",
    "public.rights.from": "holds since {day}",
    "public.rights.from_later": "holds from {day}",
    "public.rights.checked": "known up to {day}",
    "public.rights.verify": "verify national law",
    "public.rights.subsidies": "Subsidies for repairs",
    "public.rights.subsidies.more": "Such programmes end when their money is spent. Ask beforehand.",
    "public.rights.subsidy": "Subsidy",
    "public.rights.share": "{share} % of the bill, at most {most} €",
    "public.rights.back": "All countries",
    "public.claims.title": "What we say, and what carries it",
    "public.claims.since": "Said from {day} on.",
    "public.claims.evidence": "Evidence",
    "public.claims.more": "Before we say such a thing somebody reads it, and the evidence lies here.",
}
