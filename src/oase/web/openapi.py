"""The description of all that can be asked over HTTP: the interface's is generated, the door's made by hand.

The door stands in front of the web framework, which therefore cannot describe it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import msgspec
from litestar import Litestar
from litestar.openapi import OpenAPIConfig

from oase.contacts.requests import ENDPOINTS, Endpoint
from oase.model import Purpose

__all__ = ["customers_document", "document", "door_paths", "merged"]

ABOUT = (
    "The door takes what Segment, RudderStack and Jitsu clients send. Everything under /api/v1 needs a read"
    " or admin key in the header `Authorization: Bearer …`."
)
_FORMS = {"batch": "Batch", "consent": "Consents"}
CALLS = ("identify", "track", "page", "screen", "group", "alias", "merge")
WRITE = [{"basic": []}, {"writeKeyHeader": []}, {"writeKeyQuery": []}, {}]  # the last: in the body
CUSTOMERS_RENEWAL = "/v1/me/token"
CUSTOMERS_PROBLEMS = {
    "400": "The request cannot be used",
    "404": "There is no such thing, or it is somebody else's",
    "405": "This address takes other methods",
    "413": "The request is too large",
    "429": "Too many requests: ask again after Retry-After seconds",
    "503": "Busy or full: ask again after Retry-After seconds",
}
PUBLIC = ("/health/live", "/health/ready")


def document(handlers: Sequence[Any], dependencies: Mapping[str, Any]) -> bytes:
    """Return the OpenAPI document, JSON.

    Parameters
    ----------
    handlers : sequence
        Handlers and routers of the interface.
    dependencies : dict
        What they are given.
    """
    config = OpenAPIConfig(
        title="Oase", version=version("oase"), description=ABOUT, use_handler_docstrings=True
    )
    app = Litestar(
        list(handlers), dependencies=dict(dependencies), openapi_config=config, logging_config=None
    )
    described = app.openapi_schema.to_schema()
    described["paths"] = {
        path: {method: _completed(path, operation) for method, operation in item.items()}
        for path, item in described["paths"].items()
    } | door_paths()
    parts = described.setdefault("components", {})
    parts["schemas"] = parts.get("schemas", {}) | SCHEMAS
    parts["securitySchemes"] = SECURITY
    return msgspec.json.encode(described)


def customers_document(handlers: Sequence[Any], dependencies: Mapping[str, Any]) -> bytes:
    """Return the OpenAPI document of the customer's own interface, JSON; parameters as ``document``."""
    config = OpenAPIConfig(title="Oase", version=version("oase"), use_handler_docstrings=True)
    app = Litestar(
        list(handlers), dependencies=dict(dependencies), openapi_config=config, logging_config=None
    )
    described = app.openapi_schema.to_schema()
    for path, item in described["paths"].items():
        for operation in item.values():
            told = CUSTOMERS_PROBLEMS | ({"401": "No token, or none that holds"})
            operation["security"] = [] if path == CUSTOMERS_RENEWAL else [{"customer": []}]
            operation["responses"] |= {status: _problem(text) for status, text in told.items()}
    parts = described.setdefault("components", {})
    parts["schemas"] = parts.get("schemas", {}) | {"Problem": SCHEMAS["Problem"]}
    parts["securitySchemes"] = {"customer": SECURITY["customer"]}
    return msgspec.json.encode(described)


def merged(one: bytes, other: bytes) -> bytes:
    """Return two OpenAPI documents as one; where both describe a path, the operations are told together."""
    first, second = msgspec.json.decode(one), msgspec.json.decode(other)
    for path, item in second["paths"].items():
        held = first["paths"].setdefault(path, {})
        for method, operation in item.items():
            held.setdefault(method, operation)
    for kind, parts in second["components"].items():
        first["components"][kind] = parts | first["components"].get(kind, {})
    return msgspec.json.encode(first)


def door_paths() -> dict[str, dict[str, Any]]:
    """Return the door's paths as they stand in an OpenAPI document."""
    return {
        path: {endpoint.method.lower(): _described(path, endpoint)} for path, endpoint in ENDPOINTS.items()
    }


def _described(path: str, endpoint: Endpoint) -> dict[str, Any]:
    name = "_".join(part for part in re.split(r"\W+", path) if part)
    match endpoint.form:
        case "message" | "batch":
            return _takes(name, endpoint)
        case "pixel":
            return _pixel(name, endpoint)
        case "metrics":
            return _operation(name, "Take a client's own metrics; they are not kept.", {})
        case "settings":
            key = {"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}
            return _operation(name, "Settings of Segment's browser client.", {"parameters": [key]})
        case "source":
            return _operation(name, "Settings of RudderStack's clients.", {})


SIGNED = ("/api/v1/hooks/formbricks",)
"""Paths whose calls are signed; they need no key."""


def _completed(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    """Return an operation of the interface with what every one of them may answer."""
    answers = operation["responses"]
    told = {"400": "The request cannot be used", "405": "This address takes other methods"}
    told |= {"503": "Busy or full: ask again after Retry-After seconds"}
    if path not in PUBLIC:
        told |= {"404": "Nothing is known by that id"}
        told |= {"401": "No key, or an unknown one", "403": "The key is of another kind"}
        operation["security"] = [{"key": []}] if path != "/metrics" else [{"key": []}, {}]
    if path in SIGNED:
        told["401"] = "Not signed, or with another secret"
        operation["security"] = []
    if "requestBody" in operation:
        told |= {"413": "The request is too large"}
    operation["responses"] = answers | {status: _problem(text) for status, text in told.items()}
    return operation


def _problem(text: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _operation(name: str, text: str, body: dict[str, Any]) -> dict[str, Any]:
    success = {"application/json": {"schema": {"type": "object"}}}
    answers = {
        "200": {"description": "Durable, or nothing to keep", "content": success},
        "400": _problem("The body is not JSON"),
        "401": _problem("No write key, or an unknown one"),
        "404": _problem("No such path"),
        "405": _problem("No such method"),
        "408": _problem("The body came too slowly"),
        "413": _problem("An event or a batch is too large"),
        "429": _problem("Too many requests: send it again after Retry-After seconds"),
        "503": _problem("The inbox or the disk is full: send it again after Retry-After seconds"),
    }
    return {
        "operationId": f"door_{name}",
        "summary": text,
        "tags": ["door"],
        "security": WRITE,
        "responses": answers,
        **body,
    }


def _takes(name: str, endpoint: Endpoint) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{_FORMS.get(endpoint.kind, 'Message')}"}
    kinds = ("application/json", "text/plain")
    body = {"required": True, "content": {kind: {"schema": schema} for kind in kinds}}
    return _operation(name, f"Take {endpoint.kind} calls, gzip too.", {"requestBody": body})


def _pixel(name: str, endpoint: Endpoint) -> dict[str, Any]:
    names = ("writeKey", "anonymousId", "userId", "event", "name")
    told = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in names]
    text = f"Take a {endpoint.kind} call from an image in a page or mail."
    operation = _operation(name, text, {"parameters": told})
    image = {"description": "Durable", "content": {"image/gif": {"schema": {"type": "string"}}}}
    return operation | {"responses": operation["responses"] | {"200": image}}


def _text(about: str) -> dict[str, Any]:
    return {"type": ["string", "number", "null"], "description": about}


_MOMENT = {"type": ["string", "null"], "format": "date-time"}
_OPEN = {"type": ["object", "null"], "additionalProperties": True}

SCHEMAS: dict[str, dict[str, Any]] = {
    "Message": {
        "type": "object",
        "description": "One call; anonymousId or userId is needed. Unknown members are kept out.",
        "properties": {
            "type": {"type": "string", "enum": list(CALLS)},
            "messageId": _text("Tells this message from all others: a second one is counted, not kept."),
            "anonymousId": _text("Id of a device or browser."),
            "userId": _text("Id of a known person."),
            "previousId": _text("Of alias: the former id."),
            "groupId": _text("Of group."),
            "event": _text("Of track: what happened."),
            "name": _text("Of page and screen."),
            "category": _text("Of page and screen."),
            "properties": _OPEN,
            "traits": _OPEN,
            "context": _OPEN,
            "integrations": _OPEN,
            "timestamp": _MOMENT,
            "originalTimestamp": _MOMENT,
            "sentAt": _MOMENT,
            "writeKey": {"type": "string"},
        },
    },
    "Batch": {
        "type": "object",
        "description": "Several calls; context and integrations hold for each of them.",
        "required": ["batch"],
        "properties": {
            "batch": {"type": "array", "items": {"$ref": "#/components/schemas/Message"}},
            "context": _OPEN,
            "integrations": _OPEN,
            "sentAt": _MOMENT,
            "writeKey": {"type": "string"},
        },
    },
    "Consents": {
        "type": "object",
        "description": "What a person says herself: granted or withdrawn, per purpose.",
        "required": ["consents"],
        "properties": {
            "anonymousId": _text("Id of a device or browser."),
            "userId": _text("Id of a known person."),
            "consents": {
                "type": "object",
                "properties": {purpose.value: {"type": "boolean"} for purpose in Purpose},
            },
            "text": _text("Version of the text that the person saw."),
            "messageId": _text("Tells this message from all others."),
            "timestamp": _MOMENT,
            "writeKey": {"type": "string"},
        },
    },
    "Problem": {
        "type": "object",
        "description": "What could not be done.",
        "required": ["code", "message"],
        "properties": {
            "code": {"type": "string", "description": "For programs; never changes."},
            "message": {"type": "string", "description": "For people."},
            **{name: {"type": "string"} for name in ("expected", "got", "where", "todo")},
        },
    },
}

SECURITY: dict[str, dict[str, Any]] = {
    "key": {"type": "http", "scheme": "bearer", "description": "A read or admin key."},
    "customer": {"type": "http", "scheme": "bearer", "description": "A customer's token, oct_…"},
    "basic": {"type": "http", "scheme": "basic", "description": "The write key as user name, no password."},
    "writeKeyHeader": {"type": "apiKey", "in": "header", "name": "X-Write-Key"},
    "writeKeyQuery": {"type": "apiKey", "in": "query", "name": "writeKey"},
}
