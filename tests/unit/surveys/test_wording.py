"""What an invitation says."""

from __future__ import annotations

import msgspec

from oase.surveys.stored import came_along
from oase.surveys.wording import Sender, content_of


def test_a_subject_is_one_line():
    """A mail whose subject has a break in it is sent by nobody, and could bring headers of its own."""
    title = "Wie war es?\r\nBcc: alle@example.org\x00"
    survey = msgspec.structs.replace(came_along()["three_taps"], title={"de": title, "en": title})
    told = content_of(
        survey,
        lang="de",
        touchpoint="Kasse",
        token="",
        sender=Sender("L", "https://l.example"),
        transaction=1,
    )
    assert told["title"] == "Wie war es? Bcc: alle@example.org"
