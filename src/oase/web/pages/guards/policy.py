"""What every answer says to the browser: what a page may load, and that nobody may frame it."""

from __future__ import annotations

from litestar.types import Message, Send

__all__ = ["POLICY", "guarded"]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
_UNLESS_SAID = (
    (b"content-security-policy", POLICY.encode()),  # a report brings its own, which is as strict
    (b"cache-control", b"no-store"),
)
_STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")


def guarded(send: Send, *, is_https: bool, cookies: list[bytes]) -> Send:
    """Return a ``send`` that adds these headers, and cookies, to whatever is answered."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            said = [(name.lower(), value) for name, value in message["headers"]]
            there = {name for name, _ in said}
            ours = [*_HEADERS, *((_STRICT_TRANSPORT,) if is_https else ())]
            kept = [(name, value) for name, value in said if name not in {name for name, _ in ours}]
            missing = [(name, value) for name, value in _UNLESS_SAID if name not in there]
            set_ = [(b"set-cookie", cookie) for cookie in cookies]
            message["headers"] = [*kept, *ours, *missing, *set_]
        await send(message)

    return sending
