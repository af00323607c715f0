"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_signed_in_browser_sees_today(signed_in: Callable[..., Any]) -> None:
    answer = signed_in("manager").get("/")
    assert answer.status_code == 200
    assert "Heute" in answer.text


def test_nobody_is_led_to_the_sign_in_page(browser: Callable[..., Any]) -> None:
    answer = browser().get("/")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
