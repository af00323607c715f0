"""A survey by mail: a link for each answer, in words and in HTML, and a way out of surveys alone."""

from __future__ import annotations

import re

from oase.decisions.messages.mail import written
from oase.decisions.messages.outbox import Message
from oase.settings import Delivery

DELIVERY = Delivery(
    smtp_host="mail.example",
    mail_from="Lindwerk <hallo@lindwerk.example>",
    unsubscribe="https://l.example/off",
)
URL = "https://oase.example/s/abc-_1"
CONTENT = {
    "title": "Wie war <es>?", "body": "Vielen Dank & bis bald.\n\nWie war „Kauf“?", "url": URL, "lang": "de",
    "choices": [{"value": str(one), "text": f"Wahl <{one}>", "url": f"{URL}?q={one}"} for one in (-1, 0, 1)],
}  # fmt: skip


def letter(content=CONTENT, kind="survey"):
    message = Message(
        id=1, key="survey:7", alias=1, receipt="", channel="email", purpose="survey", kind=kind,
        content=content, created=0, due=0, expires=10**15, attempts=1, state="waiting",
        reason="", finished=None, reached=(),
    )  # fmt: skip
    return written(message, "anna@example.org", DELIVERY, 1_795_258_800_000_000)


def test_three_links_stand_in_both_forms():
    """As words for whoever reads words, as HTML for all others; what is said is escaped there."""
    plain = letter().get_body(("plain",)).get_content()
    html = letter().get_body(("html",)).get_content()
    for one in (-1, 0, 1):
        assert f"Wahl <{one}>\n{URL}?q={one}" in plain.replace("\r\n", "\n")
        assert f'href="{URL}?q={one}"' in html
    assert "Vielen Dank &amp; bis bald." in html
    assert "<title>Wie war &lt;es&gt;?</title>" in html
    assert "freiwillig" in plain
    assert "freiwillig" in html


def test_nothing_in_it_watches():
    """No picture, no style sheet, no script, no link but those that are seen."""
    html = letter().get_body(("html",)).get_content()
    assert not re.search(r"<(img|link|script|iframe|object|video)|url\(|@import|src=", html)
    assert {one.split("?")[0] for one in re.findall(r'href="([^"]*)"', html)} == {URL, f"{URL}/stop"}


def test_the_way_out_ends_surveys_alone():
    """One click in the mail program (RFC 8058); where the house has no address, that of adverts serves."""
    assert letter()["List-Unsubscribe"] == f"<{URL}/stop>"
    assert letter()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"{URL}/stop" in letter().get_body(("plain",)).get_content()
    inside = letter({"title": "T", "body": "B", "url": "/s/abc"})
    assert inside["List-Unsubscribe"] == "<https://l.example/off?message=survey%3A7>"


def test_english_and_without_choices():
    """A survey that begins otherwise has one link; words follow the language of the message."""
    plain = (
        letter({"title": "How?", "body": "Hi.", "url": URL, "lang": "en"}).get_body(("plain",)).get_content()
    )
    assert f"Hi.\n\n{URL}\n\nAnswering is voluntary" in plain.replace("\r\n", "\n")


def test_an_advert_stays_as_it_was():
    """Plain text alone, and its own way out."""
    told = letter({"title": "T", "body": "B"}, kind="advert")
    assert told.get_content_type() == "text/plain"
    assert "Keine Werbung mehr" in told.get_content()
