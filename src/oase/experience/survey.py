"""The questionnaire as data: what to ask so that a verdict on a touchpoint becomes possible.

Two forms. ``contact`` is asked after one contact and needs three taps: compared with what was expected;
willingness to recommend; compared with another shop. ``review`` looks back over all touchpoints at once
and ends with the purchase (evidence R). Column names are those that ``oase.read_answers`` takes.

The direct question "worse / as / better than expected" follows Oliver (1980); difference scores of two
ratings are avoided (Brown, Churchill & Peter 1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from oase.errors import OptionInvalid
from oase.lake import Answers
from oase.settings import Lang
from oase.words import survey_kit
from oase.words.survey_kit import Form, Item, Option, Row, Text, codes_of

__all__ = ["COMPARED", "DISCONFIRMATION", "questionnaire", "reading_arguments", "with_names", "write_kit"]

DISCONFIRMATION = (
    Option("A1", Text("schlechter als erwartet", "worse than expected")),
    Option("A2", Text("wie erwartet", "as expected")),
    Option("A3", Text("besser als erwartet", "better than expected")),
    Option("NA", Text("nicht genutzt", "not used"), apart=True),
)
"""Missed, met, exceeded; "not used" stands apart and is never the middle. The words, not the codes, are what
``oase.read_answers`` knows: export full answers."""

COMPARED = (
    Option("A1", Text("schlechter", "worse")),
    Option("A2", Text("gleich gut", "about the same")),
    Option("A3", Text("besser", "better")),
    Option("NA", Text("trifft nicht zu", "not applicable"), apart=True),
)
"""The direct comparison with another shop used lately."""

_RESERVED = ("person", "expectation", "expects", "recommend", "outcome")
_RECOMMEND = tuple(Option(str(step), Text(str(step), str(step))) for step in range(11))
_LEVEL = tuple(Option(str(step), Text(str(step), str(step))) for step in range(1, 6))
_YES_NO = (Option("yes", Text("ja", "yes")), Option("no", Text("nein", "no")))


def questionnaire(
    touchpoints: Sequence[str], brand: str, kind: Literal["contact", "review"] = "contact"
) -> Form:
    """Return the questionnaire for a brand and its touchpoints.

    Parameters
    ----------
    touchpoints : sequence of str
        Names of the touchpoints as customers know them, in the order of the journey.
    brand : str
        The own brand.
    kind : {"contact", "review"}
        After one contact (three taps), or looking back over all touchpoints.

    Returns
    -------
    Form

    Raises
    ------
    OptionInvalid
        Without a brand, without touchpoints, or with one named twice.

    Examples
    --------
    >>> form = questionnaire(["Beratung im Laden", "Rückgabe"], "Lindwerk")
    >>> [item.code for item in form.visible if item.tap]
    ['answer', 'recommend', 'compared']
    >>> form.item("answer").text.of("en")
    'Compared with what you expected: how was it this time?'
    """
    rows = _rows(touchpoints, brand)
    items = _contact_items(brand) if kind == "contact" else _review_items(brand, rows)
    return Form(
        name=kind,
        brand=brand,
        title=_title(brand, kind),
        welcome=Text(
            "Drei kurze Fragen. Was Sie sagen, ändert etwas."
            if kind == "contact"
            else "Denken Sie an Ihre letzten drei Monate mit uns. Das dauert etwa drei Minuten.",
            "Three short questions. What you say changes something."
            if kind == "contact"
            else "Think of your last three months with us. This takes about three minutes.",
        ),
        thanks=Text("Danke. Das hilft uns, besser zu werden.", "Thank you. This helps us to get better."),
        items=items,
        touchpoints=rows,
    )


def reading_arguments(form: Form) -> dict[str, object]:
    """Return the arguments with which ``oase.read_answers`` takes the export of this form.

    Examples
    --------
    >>> reading_arguments(questionnaire(["Chat"], "Lindwerk"))["compared_with"]
    'comparedwith'
    >>> reading_arguments(questionnaire(["Chat"], "Lindwerk", "review"))["touchpoints"]
    ['Chat']
    """
    known: dict[str, object] = {item.role: item.code for item in form.items if item.role}
    grid = next((item for item in form.items if item.kind == "grid"), None)
    if grid is None:
        return {**known, "own": form.brand}
    columns = [row.code for row in grid.rows]
    wide = {role: known[role] for role in ("person", "recommend", "outcome") if role in known}
    return {**wide, "touchpoints": columns, "positive": ["ja", "yes"], "own": form.brand}


def with_names(answers: Answers, form: Form) -> Answers:
    """Return answers of the review with the touchpoints' names in place of their codes.

    Examples
    --------
    >>> from oase.lake import read_answers
    >>> import pyarrow as pa
    >>> form = questionnaire(["Beratung im Laden", "Chat"], "Lindwerk", "review")
    >>> export = pa.table({"BeratungImLaden": ["besser als erwartet"], "Chat": ["nicht genutzt"]})
    >>> read = read_answers(export, touchpoints=["BeratungImLaden", "Chat"])
    >>> with_names(read, form).table.to_pydict()
    {'Beratung im Laden': [1], 'Chat': [None]}
    """
    names = {row.code: row.text.de for row in form.touchpoints}
    table = answers.table.rename_columns([names.get(column, column) for column in answers.table.column_names])
    return replace(
        answers, table=table, touchpoints=tuple(names.get(code, code) for code in answers.touchpoints)
    )


def write_kit(
    folder: Path | str, touchpoints: Sequence[str], brand: str, *, langs: Sequence[Lang] = ("de", "en")
) -> list[Path]:
    """Write the whole survey kit into a folder and return the files.

    Parameters
    ----------
    folder : path
        Created when missing.
    touchpoints, brand
        As in :func:`questionnaire`.
    langs : sequence of {"de", "en"}
        Languages of the print pages and of the guide; the imports always carry both.

    Raises
    ------
    OptionInvalid
        As in :func:`questionnaire`.
    StorageForbidden, StorageFull
        When the folder cannot be written.
    """
    contact = questionnaire(touchpoints, brand, "contact")
    review = questionnaire(touchpoints, brand, "review")
    return survey_kit.write(folder, contact, review, langs=langs)


def _rows(touchpoints: Sequence[str], brand: str) -> tuple[Row, ...]:
    if not brand.strip():
        raise OptionInvalid(
            "The questionnaire has no brand", expected="the name of your shop or brand", got="''"
        )
    names = [name.strip() for name in touchpoints if name.strip()]
    twice = sorted({name for name in names if names.count(name) > 1})
    if not names or twice:
        raise OptionInvalid(
            "The questionnaire needs touchpoints, each named once",
            expected="names such as Beratung im Laden, Online-Anprobe, Rückgabe",
            got=f"twice: {', '.join(twice)}" if twice else "none",
        )
    return codes_of(names, _RESERVED)


def _title(brand: str, kind: str) -> Text:
    if kind == "contact":
        return Text(f"Wie war es bei {brand}?", f"How was it at {brand}?")
    return Text(f"Rückblick auf {brand}", f"Looking back on {brand}")


def _hidden(code: str, role: str) -> Item:
    return Item(code=code, role=role, kind="hidden", text=Text(code, code))


def _answer(brand: str) -> Item:
    return Item(
        code="answer",
        role="answer",
        kind="single",
        tap=1,
        required=True,
        options=DISCONFIRMATION,
        text=Text(
            "Verglichen mit dem, was Sie erwartet haben: Wie war es diesmal?",
            "Compared with what you expected: how was it this time?",
        ),
        help=Text(
            f"Es geht nur um diesen einen Kontakt mit {brand}.", f"Only this one contact with {brand} counts."
        ),
    )


def _recommend(brand: str, tap: int) -> Item:
    return Item(
        code="recommend",
        role="recommend",
        kind="scale",
        tap=tap,
        options=_RECOMMEND,
        low=Text("auf keinen Fall", "certainly not"),
        high=Text("ganz bestimmt", "most certainly"),
        text=Text(
            f"Würden Sie {brand} Freundinnen, Freunden oder Kollegen empfehlen?",
            f"Would you recommend {brand} to friends or colleagues?",
        ),
    )


def _compared(brand: str) -> tuple[Item, Item]:
    return (
        Item(
            code="compared",
            role="compared",
            kind="single",
            tap=3,
            options=COMPARED,
            text=Text(
                "Ein anderer Laden, den Sie zuletzt genutzt haben: "
                f"War es bei {brand} schlechter, gleich gut oder besser?",
                f"Another shop that you used lately: was it worse, the same or better at {brand}?",
            ),
            help=Text("Freiwillig.", "Optional."),
        ),
        Item(
            code="comparedwith",
            role="compared_with",
            kind="text",
            text=Text("Welcher Laden war das?", "Which shop was that?"),
            help=Text("Freiwillig.", "Optional."),
        ),
    )


def _expectation() -> tuple[Item, Item]:
    return (
        Item(
            code="expectation",
            role="expectation",
            kind="scale",
            options=_LEVEL,
            low=Text("sehr wenig", "very little"),
            high=Text("sehr viel", "a great deal"),
            text=Text("Wie viel hatten Sie vorher erwartet?", "How much had you expected beforehand?"),
            help=Text(
                "Freiwillig. Wer wenig erwartet, ist leicht zu übertreffen; darum fragen wir.",
                "Optional. Low expectations are easily beaten; that is why we ask.",
            ),
        ),
        Item(
            code="expects",
            role="",
            kind="text",
            text=Text("Was erwarten Sie hier vor allem?", "What do you expect here above all?"),
            help=Text("Freiwillig, ein Satz genügt.", "Optional, one sentence is enough."),
        ),
    )


def _contact_items(brand: str) -> tuple[Item, ...]:
    return (
        _hidden("person", "person"),
        _hidden("transaction", "transaction"),
        _hidden("touchpoint", "touchpoint"),
        _answer(brand),
        _recommend(brand, 2),
        *_compared(brand),
        *_expectation(),
    )


def _review_items(brand: str, rows: tuple[Row, ...]) -> tuple[Item, ...]:
    grid = Item(
        code="tp",
        role="answer",
        kind="grid",
        rows=rows,
        options=DISCONFIRMATION,
        text=Text(
            f"Verglichen mit dem, was Sie erwartet haben: Wie war es bei {brand}?",
            f"Compared with what you expected: how was it at {brand}?",
        ),
        help=Text(
            "Was Sie nicht genutzt haben: bitte ganz rechts.",
            "What you did not use: please tick on the far right.",
        ),
    )
    bought = Item(
        code="outcome",
        role="outcome",
        kind="single",
        options=_YES_NO,
        text=Text(
            f"Haben Sie danach wieder bei {brand} gekauft?", f"Did you buy at {brand} again afterwards?"
        ),
    )
    return (_hidden("person", "person"), grid, *_expectation(), _recommend(brand, 0), bought)
