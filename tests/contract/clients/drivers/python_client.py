"""Play calls through a Python client of Segment or RudderStack, as an application would.

Called as ``python python_client.py {segment|rudder} PLAN.json``; the plan names host, key and calls.
Runs in the client's own environment, so it uses nothing but the client.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
from datetime import datetime

NAMES = {
    "userId": "user_id",
    "anonymousId": "anonymous_id",
    "previousId": "previous_id",
    "groupId": "group_id",
    "messageId": "message_id",
}


def play(module: str, plan: dict) -> None:
    """Make the client send every call of the plan, and wait until all are through."""
    failures: list[str] = []
    client = importlib.import_module(f"{module}.analytics.client").Client(
        plan["key"],
        host=plan["host"],
        gzip=plan.get("gzip", False),
        upload_size=plan.get("batch", 100),
        on_error=lambda error, _: failures.append(str(error)),
    )
    for call in plan["calls"]:
        arguments = {NAMES.get(name, name): value for name, value in call.items() if name != "type"}
        if "timestamp" in arguments:
            arguments["timestamp"] = datetime.fromisoformat(arguments["timestamp"].replace("Z", "+00:00"))
        getattr(client, call["type"])(**arguments)
    client.shutdown()
    json.dump({"failures": failures}, sys.stdout)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    which, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - as plain as the client's users write it
        play({"segment": "segment", "rudder": "rudderstack"}[which], json.load(file))
