"""Service: what customers write, how soon and how personally they are answered, and what is done about it.

Comes in: messages and replies (webhook, files, pages, questions from the app), hours of teams. Goes out:
reply clocks, the board of measures with their effects, resolutions filed to touchpoints, the customer case of
the day, the check for self-centred wording. Next room: ``strategy``.
"""

from oase.service.message import Closing, Message, Reply, Taken, key_of

__all__ = ["Closing", "Message", "Reply", "Taken", "key_of"]
