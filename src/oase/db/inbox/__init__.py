"""The inbox: accepted requests, durable before they are acknowledged, until the pipeline has worked them off.

One SQLite file per worker, so that the door never waits for another writer. Comes in: bodies of requests.
Goes out: the same bodies in the order in which they were accepted.
"""

from oase.db.inbox.backlog import backlogs, worked_off
from oase.db.inbox.file import INBOX_FOLDER, Request, clean, inbox_paths, is_clean
from oase.db.inbox.reader import InboxReader
from oase.db.inbox.writer import Inbox, Reply

__all__ = [
    "INBOX_FOLDER",
    "Inbox",
    "InboxReader",
    "Reply",
    "Request",
    "backlogs",
    "clean",
    "inbox_paths",
    "is_clean",
    "worked_off",
]
