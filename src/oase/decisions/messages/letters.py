"""A survey as a letter: one link for each answer, as words and as HTML that fetches nothing.

The links only tick an answer on the page they lead to; it counts once it is confirmed there. So a program
that opens every link of a mail says nothing in her name.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

__all__ = ["html_of", "stop_of", "words_of"]

_WORDS = {
    "de": {
        "choose": "Ihre Antwort:",
        "confirm": "Auf der Seite, die sich öffnet, ist Ihre Wahl angekreuzt; dort bestätigen Sie sie.",
        "voluntary": "Die Antwort ist freiwillig. Wer nicht antwortet, hat davon keinen Nachteil.",
        "stop": "Keine solchen Fragen mehr",
    },
    "en": {
        "choose": "Your answer:",
        "confirm": "On the page that opens your choice is ticked already; there you confirm it.",
        "voluntary": "Answering is voluntary, and not answering has no disadvantage for you.",
        "stop": "No more such questions",
    },
}
_BUTTON = (
    "display:block;margin:0 0 10px;padding:14px 18px;border:1px solid #0e6a66;border-radius:12px;"
    "color:#0e6a66;text-decoration:none;text-align:center;font-weight:600"
)
_PAGE = (
    "margin:0 auto;max-width:560px;padding:24px;font:16px/1.5 Georgia,serif;color:#23211d;background:#ffffff"
)
_SMALL = "font-size:13px;color:#655f55"


def stop_of(content: Mapping[str, Any]) -> str:
    """Return the address at which she says that she wants no more of it; a POST there is enough (RFC 8058).

    Examples
    --------
    >>> stop_of({"url": "https://oase.example/s/abc"}), stop_of({})
    ('https://oase.example/s/abc/stop', '')
    """
    url = str(content.get("url", ""))
    return f"{url}/stop" if url.startswith(("https://", "http://")) else ""


def words_of(content: Mapping[str, Any]) -> str:
    """Return the letter in plain text.

    Examples
    --------
    >>> choice = {"text": "besser", "url": "https://oase.example/s/abc?q=1"}
    >>> told = words_of({"body": "Wie war es?", "url": "https://oase.example/s/abc", "choices": [choice]})
    >>> told.splitlines()[:5]
    ['Wie war es?', '', 'Ihre Antwort:', '', 'besser']
    """
    words = _words(content)
    parts = [str(content.get("body", ""))]
    choices = _choices(content)
    if choices:
        links = "\n\n".join(f"{text}\n{url}" for text, url in choices)
        parts += [words["choose"], links, words["confirm"]]
    else:
        parts.append(str(content.get("url", "")))
    parts.append(words["voluntary"])
    if stop := stop_of(content):
        parts.append(f"{words['stop']}: {stop}")
    return "\n\n".join(part for part in parts if part)


def html_of(content: Mapping[str, Any]) -> str:
    """Return the letter as HTML: links and words, no picture, nothing that is fetched when it is opened."""
    words = _words(content)
    lang = "en" if words is _WORDS["en"] else "de"
    choices = _choices(content) or [(str(content.get("title", "")), str(content.get("url", "")))]
    paragraphs = [part for part in str(content.get("body", "")).split("\n\n") if part.strip()]
    said = "".join(f"<p>{_escaped(part)}</p>" for part in paragraphs)
    buttons = "".join(
        f'<a href="{escape(url)}" style="{_BUTTON}">{escape(text)}</a>' for text, url in choices if url
    )
    stop = stop_of(content)
    way_out = f'<br><a href="{escape(stop)}" style="color:#655f55">{words["stop"]}</a>' if stop else ""
    confirm = f"{words['confirm']}<br>" if content.get("choices") else ""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        f"<title>{escape(str(content.get('title', '')))}</title></head>"
        f'<body style="{_PAGE}">{said}{buttons}'
        f'<p style="{_SMALL}">{confirm}{words["voluntary"]}{way_out}</p></body></html>'
    )


def _words(content: Mapping[str, Any]) -> dict[str, str]:
    return _WORDS.get(str(content.get("lang", "de")), _WORDS["de"])


def _choices(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(str(one["text"]), str(one["url"])) for one in content.get("choices") or ()]


def _escaped(text: str) -> str:
    return escape(text).replace("\n", "<br>")
