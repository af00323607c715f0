"""Templates of Lindwerk's service: some speak of the customer, most of the company itself."""

# ruff: noqa: E501 - a sentence stands in one piece

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["INSIDE_OUT", "TEMPLATES", "Template"]


class Template(NamedTuple):
    """A text that is sent to many: name, language, words."""

    name: str
    lang: str
    text: str


TEMPLATES: Final = (
    Template(
        "lieferung", "de",
        "vielen Dank für Ihre Nachricht. Aufgrund interner Prozesse kann es derzeit zu Verzögerungen kommen. Wir bitten um Ihr Verständnis und darum, von Rückfragen abzusehen.",
    ),
    Template(
        "lieferung", "en",
        "thank you for contacting us. Due to internal processes there may be delays at present. We ask for your understanding and kindly ask you to refrain from further enquiries.",
    ),
    Template(
        "rueckgabe", "de",
        "Ihre Rücksendung wird in unserem Hause geprüft. Bitte beachten Sie, dass die Bearbeitung bis zu 21 Werktage dauern kann. Unvollständige Rücksendeformulare können wir nicht bearbeiten.",
    ),
    Template(
        "rueckgabe", "en",
        "your return is being checked by our department. Please note that processing may take up to 21 working days. We cannot process incomplete return forms.",
    ),
    Template(
        "groesse", "de",
        "alle Maße finden Sie in der Größentabelle auf der Produktseite. Messen Sie am besten ein Teil, das Ihnen gut passt, und vergleichen Sie.",
    ),
    Template(
        "groesse", "en",
        "you find all measures in the size chart on the product page. It is best to measure something that fits you well and compare.",
    ),
    Template(
        "produkt", "de",
        "vielen Dank für Ihr Interesse an unserem Sortiment. Als führender Anbieter sind wir stolz auf unsere breite Auswahl. Informationen zur Verfügbarkeit entnehmen Sie bitte unserer Website.",
    ),
    Template(
        "produkt", "en",
        "thank you for your interest in our range. As a leading brand we are proud of our wide selection. Please see our website for availability.",
    ),
    Template(
        "laden", "de",
        "wir haben Ihr Anliegen an die zuständige Fachabteilung weitergeleitet. Sie werden von dort unaufgefordert kontaktiert.",
    ),
    Template(
        "laden", "en",
        "we have forwarded your request to the department in charge. They will get back to you in due course.",
    ),
    Template(
        "lob", "de",
        "herzlichen Dank für Ihre Rückmeldung. Es freut uns, dass Sie sich die Zeit dafür genommen haben.",
    ),
    Template("lob", "en", "thank you for your feedback. We are glad that you took the time."),
    Template(
        "pflege", "de",
        "bitte beachten Sie die Pflegehinweise am eingenähten Etikett. Für Schäden durch unsachgemäße Behandlung übernehmen wir keine Haftung.",
    ),
    Template(
        "pflege", "en",
        "please observe the care instructions on the sewn-in label. We accept no liability for damage caused by improper treatment.",
    ),
    Template(
        "zahlung", "de",
        "Ihre Anfrage liegt unserer Buchhaltung vor. Unser System verarbeitet Zahlungen in der Regel innerhalb von 5 Werktagen. Zur Bearbeitung benötigen wir Ihre Kundennummer.",
    ),
    Template(
        "zahlung", "en",
        "your enquiry has been passed to our accounts department. Our system usually processes payments within 5 working days. We require your customer number.",
    ),
    Template(
        "hotline", "de",
        "aufgrund eines erhöhten Anrufaufkommens kommt es zu Wartezeiten. Ihr Anruf ist uns wichtig. Bitte nutzen Sie unser Kontaktformular.",
    ),
    Template(
        "hotline", "en",
        "due to high call volume there are waiting times. Your call is important to us. Please use our contact form.",
    ),
    Template(
        "anliegen", "de",
        "Ihr Anliegen ist uns wichtig. Wir werden es in der Reihenfolge des Eingangs bearbeiten.",
    ),
    Template("anliegen", "en", "your request is important to us. It will be processed in the order received."),
    Template(
        "eingang", "de",
        "Automatische Antwort: Ihre Nachricht ist bei uns eingegangen. Bitte antworten Sie nicht auf diese E-Mail.",
    ),
    Template(
        "eingang", "en",
        "Automatic reply: we have received your message. Please do not reply to this e-mail.",
    ),
)  # fmt: skip
"""What is sent to many; ``eingang`` is sent by a machine."""

INSIDE_OUT: Final = ("lieferung", "rueckgabe", "produkt", "laden", "zahlung", "hotline", "anliegen")
"""Templates that speak of the company and its processes, and not of the customer."""
