"""Uploads: how many may lie there or arrive at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from oase.app.uploads import MOST_OPEN, UploadRefused, Uploads


def test_files_that_arrive_take_room_and_those_taken_in_do_not(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, lambda: 0)
    arriving = [uploads.begin(f"{number}.csv") for number in range(MOST_OPEN)]
    with pytest.raises(UploadRefused, match="too many"):
        uploads.begin("one more.csv")
    arriving[0].write(b"id;ts")
    first = arriving[0].finish(None)
    with pytest.raises(UploadRefused, match="too many"):
        uploads.begin("one more.csv")
    uploads.consume(first.id)
    uploads.begin("one more.csv").give_up()
    arriving[1].give_up()
    uploads.begin("and another.csv").give_up()
    for one in arriving[2:]:
        one.give_up()
