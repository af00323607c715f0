"""From events to touchpoints: the mapping that holds, its versions, and what no rule knows yet."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, get, post, put
from litestar.params import JSONBody, QueryParameter

from oase.contacts.keys import Key
from oase.contacts.mapping import Mapping, active, install, text_of, versions
from oase.web.api.access import may_administer, may_read
from oase.web.api.times import moment
from oase.web.reach import Here

__all__ = ["HANDLERS"]

Number = Annotated[int | None, QueryParameter(ge=0, le=2**53 - 1)]


class MappingText(msgspec.Struct, frozen=True):
    """A mapping, TOML."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=500_000)]


class MappingVersion(msgspec.Struct, frozen=True):
    """One version of the mapping; number 0 is the default."""

    number: int
    text: str


class Version(msgspec.Struct, frozen=True):
    """Who made a version of the mapping, and when."""

    number: int
    created: datetime
    by: str


class Versions(msgspec.Struct, frozen=True):
    """All versions, newest first."""

    versions: list[Version]


class Candidate(msgspec.Struct, frozen=True):
    """A touchpoint that no rule knows, named as its event is."""

    touchpoint: str
    source: str
    contacts: int


class Candidates(msgspec.Struct, frozen=True):
    """Unmapped touchpoints, most frequent first."""

    candidates: list[Candidate]


class Place(msgspec.Struct, frozen=True):
    """Where a contact stands."""

    touchpoint: str
    channel: str | None
    phase: str | None


class Change(msgspec.Struct, frozen=True):
    """What becomes of some contacts, with the events of which they are."""

    before: Place
    after: Place
    contacts: int
    examples: list[str]


class Trial(msgspec.Struct, frozen=True):
    """What a mapping would change in the contacts that came through the door, largest first."""

    contacts: int
    values: int
    unmapped_before: int
    unmapped_after: int
    changes: list[Change]


class Application(msgspec.Struct, frozen=True):
    """The mapping being applied to stored contacts: ``changed`` is null while it is under way."""

    number: int
    changed: int | None = None


@get("/mapping", sync_to_thread=True, operation_id="mapping", tags=["mapping"], guards=[may_read])
def mapping(reach: Here, version: Number = None) -> MappingVersion:
    """Return the mapping that holds, or another version of it."""
    lang = reach.settings.lang
    with reach.database.reading() as connection:
        number = active(connection, lang)[0] if version is None else version
        return MappingVersion(number, text_of(connection, number, lang))


@get(
    "/mapping/versions",
    sync_to_thread=True,
    operation_id="mapping_versions",
    tags=["mapping"],
    guards=[may_read],
)
def mapping_versions(reach: Here) -> Versions:
    """List all versions of the mapping."""
    with reach.database.reading() as connection:
        found = versions(connection)
    return Versions([Version(one.number, moment(one.created), one.by) for one in found])


@put(
    "/mapping",
    sync_to_thread=True,
    operation_id="install_mapping",
    tags=["mapping"],
    guards=[may_administer],
)
def install_mapping(
    reach: Here, request: Request[Any, Key, Any], data: JSONBody[MappingText]
) -> MappingVersion:
    """Let a mapping hold for contacts from now on; what is stored stays as it is."""
    with reach.database.writing() as connection:
        number = install(connection, data.text, request.auth.name, reach.clock())
    return MappingVersion(number, data.text)


@get("/candidates", sync_to_thread=True, operation_id="candidates", tags=["mapping"], guards=[may_read])
def candidates_(reach: Here) -> Candidates:
    """List touchpoints that no rule of the mapping knows."""
    from oase.app.mapping import candidates  # here, as in ``Reach.house``

    found = candidates(reach.house.rooms)
    return Candidates([Candidate(one.touchpoint, one.source, one.contacts) for one in found])


@post(
    "/mapping/dry-run",
    sync_to_thread=True,
    operation_id="try_mapping",
    tags=["mapping"],
    guards=[may_administer],
    status_code=200,
)
def try_mapping(reach: Here, data: JSONBody[MappingText]) -> Trial:
    """Say what a mapping would change in stored contacts; changes nothing."""
    from oase.app.mapping import try_mapping  # here, as in ``Reach.house``

    found = try_mapping(reach.house.rooms, Mapping.parse(data.text))
    changes = [
        Change(Place(*one.before), Place(*one.after), one.contacts, list(one.examples))
        for one in found.changes
    ]
    return Trial(found.contacts, found.values, found.unmapped_before, found.unmapped_after, changes)


@post(
    "/mapping/apply",
    sync_to_thread=True,
    operation_id="apply_mapping",
    tags=["mapping"],
    guards=[may_administer],
    status_code=202,
)
def apply_mapping(reach: Here) -> Application:
    """Ask for the mapping that holds to be applied to stored contacts; it is done in the background."""
    return Application(reach.house.request_remap())


HANDLERS = [mapping, mapping_versions, install_mapping, candidates_, try_mapping, apply_mapping]
