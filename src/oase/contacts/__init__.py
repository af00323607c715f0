"""The door: how contacts arrive.

Comes in: requests of Segment, RudderStack and Jitsu clients, and rows of imports. Goes out: contacts in the
log of the warm memory, or refusals with a closed reason. The next room is ``lake``, which seals the log;
nothing here knows it.
"""

__all__: list[str] = []
