"""What customers of Lindwerk have written, and what was answered, within the last days."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from math import log
from typing import Any, Final, NamedTuple

from oase.demo.collection import COLLECTION
from oase.demo.listening.places import CHANNELS, FAMILIAR, Place
from oase.demo.listening.shifts import REGION, answered_at, comes_at
from oase.demo.listening.templates import TEMPLATES
from oase.demo.listening.topics import TOPICS, Topic
from oase.demo.listening.truth import DAYS
from oase.demo.shop import STORES

__all__ = ["AGENTS", "MESSAGES", "Came", "Talk", "Writer", "channel_rows", "talk", "template_rows"]

MESSAGES: Final = 1_500
"""So many messages are there at most; a small demo has one and a half for each person."""

AGENTS: Final = ("Mara Lindner", "Deniz Arslan", "Ole Brandt", "Ada Okafor", "Ines Costa")
"""Who answers."""

CHECKED: Final = 120
"""So many replies were read by hand: personal or not."""
CHECKED_BY: Final = "Jana Petersen"
_TEAM: Final = "Kundendienst"

_MINUTE, _HOUR, _DAY = 60_000_000, 3_600_000_000, 86_400_000_000
_KNOWN, _ENGLISH, _AUTOMATIC, _AGAIN = 0.85, 0.2, 0.8, 0.12
_SIGNED_TEMPLATE, _TERSE, _PASTED = 0.12, 0.1, 0.15
_FIRST: Final = (
    "Greta",
    "Mehmet",
    "Lena",
    "Jonas",
    "Ayşe",
    "Paul",
    "Mia",
    "Emil",
    "Karl",
    "Sofia",
    "Noor",
    "Tim",
    "Hanne",
    "Luca",
    "Petra",
    "Amir",
)
_LAST: Final = (
    "Beispiel",
    "Muster",
    "Probst",
    "Erfunden",
    "Nimmer",
    "Wald",
    "Heide",
    "Birke",
    "Talmann",
    "Ufer",
)
_SOURCES: Final = {
    "E-Mail": "mail", "Instagram": "instagram", "Chat": "chat", "Bewertungen": "reviews", "app": "app-2025",
}  # fmt: skip
_WHY: Final = {"Bewertungen": "Lob, keine Frage", "Instagram": "Nur markiert"}
_TERSE_WORDS: Final = {
    "de": ("Ist erledigt, {order} ist raus.", "{article} liegt bereit.", "Habe ich korrigiert, danke."),
    "en": ("Done, {order} is on its way.", "{article} is put aside.", "Corrected, thank you."),
}
_AGAIN_WORDS: Final = {
    "de": "Hat mit {article} alles geklappt? Sonst schreiben Sie mir einfach noch einmal, ich kümmere mich.",
    "en": "Did everything work out with {article}? If not, write to me again and I will see to it.",
}
_FILLED_IN: Final = {
    "de": "Ihre Nachricht zu {article}, Bestellung {order}, ist heute bei uns eingegangen. ",
    "en": "we received your message about {article}, order {order}, today. ",
}
"""What a machine puts before a template: it looks as if somebody had read the message."""
_WEEKDAYS: Final = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
}


class Talk(NamedTuple):
    """Messages and replies as rows of their tables, and which reply is truly personal.

    Parameters
    ----------
    messages, replies : list of dict
    personal : dict
        Id of a reply, but those of a machine, to whether somebody has read the message.
    minutes : dict
        Id of a message to how many minutes it takes until a person answers; None where nobody ever does.
        Also where that is still to come.
    """

    messages: list[dict[str, Any]]
    replies: list[dict[str, Any]]
    personal: dict[int, bool]
    minutes: dict[int, float | None]


class Came(NamedTuple):
    """A message comes: when, by which channel, about what, and from what the rest of it is drawn."""

    at: int
    place: Place
    topic: Topic
    seed: float


def talk(persons: int, seed: int, now: int, alias_of: Callable[[str, str], int]) -> Talk:
    """Return what was written and answered within the last 120 days.

    Parameters
    ----------
    persons : int
        Of the demo.
    seed : int
    now : int
        Microseconds since 1970, UTC.
    alias_of : callable
        Gives the alias of a kind and a value, such as ``("user", "K-0000001")``.
    """
    rng = random.Random(f"{seed}/talk")  # noqa: S311 - nothing is kept secret by it
    told = Talk([], [], {}, {})
    for came in sorted(_comings(rng, min(MESSAGES, persons * 3 // 2), now)):
        Writer(told, came, now, alias_of, persons).write()
    first = [row for row in told.replies if row["id"] in told.personal]
    for row in rng.sample(first, min(CHECKED, len(first))):
        row["checked"], row["checked_by"] = int(told.personal[row["id"]]), CHECKED_BY
    return told


def channel_rows(now: int) -> list[dict[str, Any]]:
    """Return the channels as rows of their table."""
    return [
        {
            "name": one.name,
            "team": one.team,
            "hours": one.hours,
            "country": "DE",
            "subdivision": REGION,
            "timezone": "Europe/Berlin",
            "promise_minutes": one.promise_minutes,
            "touchpoint": one.touchpoint,
            "updated": now - DAYS * _DAY,
        }
        for one in CHANNELS
    ]


def template_rows(now: int) -> list[dict[str, Any]]:
    """Return the templates as rows of their table."""
    since = now - 400 * _DAY
    return [{**one._asdict(), "updated": since, "who": "Kundendienst"} for one in TEMPLATES]


def _comings(rng: random.Random, count: int, now: int) -> Iterator[Came]:
    weights = [one.weight for one in CHANNELS]
    often = [one.weight for one in TOPICS]
    for _ in range(count):
        place = rng.choices(CHANNELS, weights)[0]
        topic = rng.choices(TOPICS, often)[0]
        yield Came(comes_at(rng, place, now, DAYS), place, topic, rng.random())


class Writer:
    """Writes one message and what became of it."""

    def __init__(
        self, told: Talk, came: Came, now: int, alias_of: Callable[[str, str], int], persons: int
    ) -> None:
        self._told = told
        self._came = came
        self._now = now
        self._rng = rng = random.Random(came.seed)  # noqa: S311
        number = rng.randrange(persons)
        self.person = f"K-{number:07}" if rng.random() < _KNOWN else ""
        self._alias = alias_of("user", self.person) if self.person else None
        self._lang = "en" if rng.random() < _ENGLISH else "de"
        self._name = f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
        self._words = self._filled()
        self._id = len(told.messages) + 1

    def write(self) -> None:
        """Put down the message, and its replies or why it was closed."""
        place, at, rng = self._came.place, self._came.at, self._rng
        row = self.message()
        self._told.messages.append(row)
        if place.name == "E-Mail" and rng.random() < _AUTOMATIC:
            self._machine(at + rng.randint(20, 90) * 1_000_000)
        fate, minutes = rng.random(), rng.lognormvariate(log(place.minutes), place.spread)
        ends = answered_at(place, at, minutes)
        self._told.minutes[self._id] = (ends - at) / _MINUTE if fate < place.answered else None
        if ends >= self._now or fate >= place.answered + place.closed:
            return
        is_reply = fate < place.answered
        row["state"], row["ended"] = ("answered" if is_reply else "closed"), ends
        if is_reply:
            self._reply(ends)
        else:
            row["because"] = _WHY.get(place.name, "Doppelt")

    def message(self) -> dict[str, Any]:
        """Return the message, open still."""
        came, source = self._came, _SOURCES[self._came.place.name]
        topic = came.topic
        text = self._rng.choice(topic.german if self._lang == "de" else topic.english).format(**self._words)
        number = f"{source}:{self._id:05}"
        is_review, is_mail = came.place.name == "Bewertungen", came.place.name == "E-Mail"
        return {
            "id": self._id,
            "key": number,
            "source": source,
            "channel": came.place.name,
            "thread": number,
            "alias": self._alias,
            "sender": self._sender(),
            "at": came.at,
            "received": came.at,
            "subject": f"{topic.touchpoint} {self._words['order']}" if is_mail else "",
            "text": f"{text}\n\n{self._name}" if is_mail else text,
            "lang": self._lang,
            "url": f"https://{source}.example/{self._id}" if came.place.name in _WITH_URL else "",
            "touchpoint": topic.touchpoint,
            "stars": self._rng.choice(topic.stars) if is_review else None,
            "question": None,
            "state": "open",
            "ended": None,
            "because": "",
            "who": "",
        }

    def _sender(self) -> str:
        first, last = self._name.split()
        if self._came.place.name == "Instagram":
            return f"@{first.lower()}.{self._rng.choice(('unterwegs', 'draussen', 'und.mehr'))}"
        return self._name if self._came.place.name == "E-Mail" else f"{first} {last[0]}."

    def _reply(self, at: int) -> None:
        rng = self._rng
        is_personal, text, template, who = self.answer()
        place = "app" if self._came.place.name == "app" else rng.choice(("page", "elsewhere"))
        row = self._row(at, text, who=who, template=template, place=place)
        self._told.personal[row["id"]] = is_personal
        if rng.random() < _AGAIN and (later := at + rng.randint(1, 30) * _HOUR) < self._now:
            again = _AGAIN_WORDS[self._lang].format(**self._words)
            agent = rng.choice(AGENTS)
            row = self._row(later, f"{again}\n\n{agent}", who=agent, template="", place=place)
            self._told.personal[row["id"]] = True

    def answer(self) -> tuple[bool, str, str, str]:
        """Return whether somebody has read the message, the reply, its template and who signs for it."""
        is_personal = self._rng.random() < self._came.place.personal
        return is_personal, *(self._personal() if is_personal else self._templated())

    def _machine(self, at: int) -> None:
        if at < self._now:
            text = next(one.text for one in TEMPLATES if one.name == "eingang" and one.lang == self._lang)
            self._row(at, text, who="", template="eingang", place="elsewhere", is_automatic=1)

    def _personal(self) -> tuple[str, str, str]:
        rng, topic, first = self._rng, self._came.topic, self._name.split()[0]
        who = rng.choice(AGENTS)
        if rng.random() < _TERSE:
            return rng.choice(_TERSE_WORDS[self._lang]).format(**self._words), "", who
        familiar = self._came.place.name in FAMILIAR
        bodies = topic.answered if self._lang == "en" else topic.familiar if familiar else topic.formal
        greeting = f"Hello {first}" if self._lang == "en" else f"Hallo {first if familiar else self._name}"
        body = rng.choice(bodies).format(**self._words)
        bye = "Best wishes" if self._lang == "en" else "Viele Grüße"
        signed = who.split()[0] if familiar else who
        return f"{greeting},\n\n{body}\n\n{bye}\n{signed}", "", who

    def _templated(self) -> tuple[str, str, str]:
        rng, name, lang = self._rng, self._came.topic.template, self._lang
        body = next(one.text for one in TEMPLATES if (one.name, one.lang) == (name, lang))
        used = "" if rng.random() < _PASTED else name
        if rng.random() < _SIGNED_TEMPLATE:
            who = rng.choice(AGENTS)
            body = _FILLED_IN[lang].format(**self._words) + body
            opening = f"Hello {self._name}" if lang == "en" else f"Hallo {self._name}"
            return f"{opening},\n\n{body}\n\n{who}", used, who
        if lang == "en":
            return f"Dear customer,\n\n{body}\n\nYour Lindwerk customer service", used, _TEAM
        return (
            f"Sehr geehrte Kundin, sehr geehrter Kunde,\n\n{body}\n\nIhr Lindwerk Kundendienst",
            used,
            _TEAM,
        )

    def _row(
        self, at: int, text: str, *, who: str, template: str, place: str, is_automatic: int = 0
    ) -> dict[str, Any]:
        number = len(self._told.replies) + 1
        row = {
            "id": number,
            "key": f"demo:{number:05}",
            "message": self._id,
            "at": at,
            "text": text,
            "who": who,
            "is_automatic": is_automatic,
            "template": template,
            "place": place,
            "is_personal": None,
            "signs": json.dumps({}),
            "checked": None,
            "checked_by": "",
        }
        self._told.replies.append(row)
        return row

    def _filled(self) -> Mapping[str, str]:
        rng, garment = self._rng, self._rng.choice(COLLECTION)
        day = datetime.fromtimestamp(self._came.at / 1e6, UTC) + timedelta(days=rng.randint(-3, 3))
        names = _WEEKDAYS[self._lang]
        return {
            "article": garment.german if self._lang == "de" else garment.english,
            "store": rng.choice(STORES).name,
            "order": f"L-{rng.randint(100_000, 999_999)}",
            "day": names[day.weekday() % len(names)],
        }


_WITH_URL: Final = frozenset({"Instagram", "Bewertungen"})
