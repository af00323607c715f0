"""The text with which a new play begins."""

from __future__ import annotations

__all__ = ["STARTING"]

STARTING = """\
# What happens, what it is about, on which consent it rests.
name = "my-play"
title = { de = "Mein Anlass", en = "My play" }
trigger = "stock.changed"
about = "wish"
kind = "advert"
channel = "push"
purpose = "push"
consents = ["personalisation"]
goal = "Order Completed"
goal_days = 14
control_share = 0.1

[stock]
reserve = 1
age_minutes = 240

[limits]
quiet = { start = "20:00", end = "09:00" }
per_day = 1
per_week = 3
cool_down_days = 30
ttl_minutes = 240

[[content]]
arm = "plain"
title = { de = "Wieder da", en = "Back again" }
body = { de = "{product} gibt es wieder in Größe {size}.", en = "{product} is back in size {size}." }
actions = ["open", "not_today", "why"]
"""
