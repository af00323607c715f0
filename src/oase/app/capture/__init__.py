"""Capture put together: links for receipts, invitations in the process "messages", answers into the lake."""

from oase.app.capture.links import Link, link_for
from oase.app.capture.sealing import seal_answers, with_open

__all__ = ["Link", "link_for", "seal_answers", "with_open"]
