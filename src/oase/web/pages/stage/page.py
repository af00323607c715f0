"""The page ``/stage``: phone, receipts, city, and what the script needs to play the scene."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from oase import words
from oase.accounts import Permission
from oase.demo.scene import DAYS, FAR, FENCE_M, HERE, HISTORY, PLAY, STEPS, as_plain
from oase.demo.shop import DRESS
from oase.web.pages.guards.policy import POLICY
from oase.web.pages.page import Page, rendered
from oase.web.pages.stage.setting import scene_of, sky_told
from oase.web.pages.visit import Visit
from oase.web.words import TEXTS

__all__ = ["HANDLERS", "OPT"]

Here = NamedDependency[Visit]
OPT = {"permission": Permission.SEE_PERSONS}

_FRAMES = f"{POLICY}; frame-src 'self'"
"""On this page alone a frame may show something, and only what this house serves."""

_SPOKEN = "stage.js."


@get("/stage", sync_to_thread=True, opt=OPT, name="stage")
def stage(visit: Here) -> Response[str]:
    """Show the stage; there is none where customers are real."""
    scene = scene_of(visit)
    at = visit.reach.moment()
    zone = visit.reach.settings.timezone
    context = {
        "steps": [(number, visit.t(f"stage.step.{step.name}")) for number, step in enumerate(STEPS)],
        "days": [(day, visit.t(f"stage.day.{day}")) for day in DAYS],
        "scene": msgspec.json.encode(_scene(visit)).decode(),
        "spoken": msgspec.json.encode(_spoken(visit)).decode(),
        "moment": words.moment(at, visit.lang, zone),
        "sky": sky_told(visit, scene.sky),
        "is_wet": scene.sky.is_wet,
        "other": ("en", "English") if visit.lang == "de" else ("de", "Deutsch"),
    }
    shown = Page("stage", visit.t("stage.title"), context, lede=visit.t("stage.lede"))
    answer = rendered(visit, shown)
    answer.headers["Content-Security-Policy"] = _FRAMES
    return answer


def _scene(visit: Visit) -> dict[str, Any]:
    """Return what the script plays."""
    return {
        "steps": [_told(visit, as_plain(step)) for step in STEPS],
        "history": [call._asdict() for call in HISTORY],
        "here": HERE,
        "far": FAR,
        "dress": DRESS,
        "play": PLAY,
        "fence": FENCE_M,
        "zone": visit.reach.settings.timezone,
        "lang": visit.lang,
        "csrf": visit.csrf,
        "user": visit.account.id if visit.account else 0,
    }


def _told(visit: Visit, step: dict[str, Any]) -> dict[str, Any]:
    key = f"stage.step.{step['name']}"
    return step | {"title": visit.t(key), "does": visit.t(f"{key}.does"), "rule": visit.t(f"{key}.rule")}


def _spoken(visit: Visit) -> dict[str, str]:
    texts = TEXTS[visit.lang]
    return {key.removeprefix(_SPOKEN): text for key, text in texts.items() if key.startswith(_SPOKEN)}


HANDLERS = [stage]
