"""The pages say the stories that are planted in Lindwerk's messages and answers."""

from __future__ import annotations

from tests.truth import pages


def test_pages_say_what_few_persons_can_tell():
    """The late channel and the share of recommended customers; the others need more persons."""
    assert len(pages.run(full=False)) == 2
