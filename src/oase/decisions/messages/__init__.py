"""Messages: what was decided reaches a person, or ends with a reason.

Comes in: a message in the outbox, written in the transaction of its decision. Goes out: a push, a mail, a
call of a webhook, or a line in the app; at least once, never after it expired, never without its legal basis.
"""

__all__: list[str] = []
