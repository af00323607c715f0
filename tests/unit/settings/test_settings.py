"""Settings: what the environment says, and what no analysis could work with."""

from __future__ import annotations

from pathlib import Path

import pytest

from oase.errors import OptionInvalid
from oase.settings import Delivery, Settings, time_zone


def test_the_environment_is_read_once_and_whole() -> None:
    """Every variable reaches its setting; an empty one counts as not given."""
    env = {
        "OASE_LANG": "en",
        "OASE_TIMEZONE": "America/New_York",
        "OASE_MEMORY_MB": "64",
        "OASE_THREADS": "1",
        "OASE_SPOOL": "spool",
    }
    assert Settings.from_env(env) == Settings(
        lang="en", timezone="America/New_York", memory_mb=64, threads=1, spool=Path("spool")
    )
    empty = Settings.from_env(dict.fromkeys(env, ""))
    assert (empty.lang, empty.timezone, empty.memory_mb, empty.spool) == ("de", "Europe/Berlin", 1024, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OASE_LANG", "fr"),
        ("OASE_TIMEZONE", "Mars/Olympus"),
        ("OASE_TIMEZONE", "Europe"),
        ("OASE_MEMORY_MB", "much"),
        ("OASE_MEMORY_MB", "0"),
        ("OASE_THREADS", "-1"),
        ("OASE_THREADS", "1.5"),
        ("OASE_SMTP_SECURITY", "maybe"),
        ("OASE_SMTP_PORT", "70000"),
        ("OASE_CONTACT", "somebody"),
        ("OASE_UNSUBSCRIBE", "http://lindwerk.example/off"),
        ("OASE_WEBHOOK", "ftp://lindwerk.example"),
        ("OASE_WEATHER_URL", "api.open-meteo.example"),
        ("OASE_SHOP_URL", "shop.example"),
        ("OASE_FRAMES", "https://shop.example/path"),
    ],
)
def test_a_wrong_variable_is_named(name: str, value: str) -> None:
    """The message says which variable is wrong and what stood there."""
    with pytest.raises(OptionInvalid) as caught:
        Settings.from_env({name: value})
    assert caught.value.where == name
    assert value in (caught.value.got or "")


@pytest.mark.parametrize(
    "wrong", [{"lang": "fr"}, {"timezone": "Mars/Olympus"}, {"memory_mb": 0}, {"threads": -1}]
)
def test_settings_made_by_hand_are_checked_too(wrong: dict[str, object]) -> None:
    """What the environment may not say, the library may not be handed either."""
    with pytest.raises(OptionInvalid):
        Settings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["", "Europe", "../etc/passwd", "a\0b", "x" * 300, "zone.tab"])
def test_no_name_of_a_zone_breaks_out_of_the_errors(name: str) -> None:
    """Folders, paths and overlong names in the zone database are refused like any unknown name."""
    with pytest.raises(OptionInvalid, match="time zone is not known"):
        time_zone(name)


def test_the_nearest_zones_are_offered() -> None:
    """A slip of the hand is answered with the name that was meant."""
    with pytest.raises(OptionInvalid, match=r"did you mean 'Europe/Berlin'"):
        time_zone("europe/berlin")


def test_how_messages_leave_is_read_from_the_environment_and_its_secrets_are_not_shown() -> None:
    """Hosts are a list; the printed form tells neither passwords nor the secret of the webhook."""
    env = {
        "OASE_PUSH_HOSTS": "push.lindwerk.example, http://localhost:8090",
        "OASE_SMTP_HOST": "mail.lindwerk.example",
        "OASE_SMTP_PORT": "465",
        "OASE_SMTP_SECURITY": "tls",
        "OASE_SMTP_LOGIN": "oase",
        "OASE_SMTP_PASSWORD": "hush-hush",
        "OASE_MAIL_FROM": "Lindwerk <hallo@lindwerk.example>",
        "OASE_WEBHOOK": "https://lindwerk.example/hook",
        "OASE_WEBHOOK_SECRET": "tell-nobody",
    }
    delivery = Settings.from_env(env).delivery
    assert delivery.push_hosts == ("push.lindwerk.example", "http://localhost:8090")
    assert (delivery.smtp_port, delivery.smtp_security) == (465, "tls")
    assert "hush" not in repr(delivery)
    assert "tell" not in repr(delivery)
    assert Settings.from_env({}).delivery == Delivery()
    with pytest.raises(OptionInvalid, match="cannot be used"):
        Delivery(smtp_host="mail.lindwerk.example")
    with pytest.raises(OptionInvalid, match="cannot be used"):
        Delivery(webhook="https://lindwerk.example/hook")


@pytest.mark.parametrize("secret", ["whsec_", "  ", " whsec_ "])
def test_a_secret_that_says_nothing_is_refused(secret: str) -> None:
    """With an empty one anybody could sign."""
    with pytest.raises(OptionInvalid, match="OASE_FORMBRICKS_SECRET"):
        Settings.from_env({"OASE_FORMBRICKS_SECRET": secret})
