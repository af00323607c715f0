"""Load from the Python client of Segment: events one after the other until the input is closed.

Called as ``python load_python.py NAME KEY HOST PER_SECOND``.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from itertools import count

from segment.analytics.client import Client

LETTERS = "bcdfghjkmn"  # numbers written in letters: nothing that could be masked as a telephone number
PERSONS = 40
CLIENTS = 4


def letters(number: int) -> str:
    """Return a number in letters."""
    return "".join(LETTERS[int(digit)] for digit in f"{number:07d}")


def main(name: str, key: str, host: str, per_second: float) -> None:
    """Send until the input is closed, then send the rest."""
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    clients = [
        Client(key, host=host, upload_size=20, upload_interval=0.1, max_retries=6) for _ in range(CLIENTS)
    ]
    start = time.monotonic()
    for number in count():
        if ended.wait(max(0.0, start + number / per_second - time.monotonic())):
            break
        mark = f"{name}{letters(number)}"
        person = number % PERSONS
        clients[person % CLIENTS].track(
            f"{name}-{letters(person)}", "Product Viewed", {"mark": mark, "n": number}, message_id=mark
        )
    for client in clients:
        client.flush()
    sys.stdout.write(f"{number}\n")


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]))
