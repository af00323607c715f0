"""What the company calls a channel."""

from __future__ import annotations

from oase.web.pages.visit import Visit

__all__ = ["channel_named"]


def channel_named(visit: Visit, channel: str) -> str:
    """Return a channel as the company calls it; the brand's own app, which the house names, in words."""
    return visit.t("response.channel.app") if channel == "app" else channel
