"""Roles, and what each may do: the one table that decides it."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Permission", "Role", "permissions_of"]


class Role(StrEnum):
    """What a person is in the company, as far as the house is concerned."""

    ADMIN = "admin"
    MANAGER = "manager"
    ANALYST = "analyst"
    SERVICE = "service"
    WORKSHOP = "workshop"


class Permission(StrEnum):
    """One thing that may be done on a page."""

    SEE_TODAY = "see_today"
    SEE_ANALYSES = "see_analyses"
    """Journeys, magic moments, paths, reports, strategy: figures without persons."""
    SEE_PERSONS = "see_persons"
    CHANGE_PERSONS = "change_persons"
    """Correct, note consents and objections, merge, export."""
    ERASE_PERSONS = "erase_persons"
    SEE_DOOR = "see_door"
    EDIT_MAPPING = "edit_mapping"
    IMPORT = "import"
    EDIT_STRATEGY = "edit_strategy"
    APPROVE_STRATEGY = "approve_strategy"
    SEE_SHOP = "see_shop"
    """Articles, stores, stock, reservations, questions of customers."""
    SERVE_SHOP = "serve_shop"
    """Answer questions, hand out what was put aside, count stock."""
    EDIT_SHOP = "edit_shop"
    """Articles, stores, hours, imports of feeds."""
    EDIT_PLAYS = "edit_plays"
    EDIT_TOUCHPOINTS = "edit_touchpoints"
    """The inventory, its loop, budgets."""
    EDIT_SURVEYS = "edit_surveys"
    """Questions, rules of invitations, thanks."""
    SEE_MESSAGES = "see_messages"
    """What customers write, with their names."""
    ANSWER_MESSAGES = "answer_messages"
    EDIT_MEASURES = "edit_measures"
    """The board of measures, resolutions, the check of wording."""
    SEE_PROGRAMMES = "see_programmes"
    """Programmes of the company's purpose: figures, items, impact; no names of customers."""
    WORK_CASES = "work_cases"
    """Cases, take-backs and their queue, with names and addresses of customers."""
    RUN_EVENTS = "run_events"
    """The queue at the bus, tickets, stops of the tour."""
    EDIT_PROGRAMMES = "edit_programmes"
    """Purpose, measures, guarantees, kits, offers, factors, claims."""
    ADMINISTER = "administer"
    """Keys, accounts, retention."""


_EVERYBODY = frozenset({Permission.SEE_TODAY, Permission.SEE_SHOP, Permission.SEE_PROGRAMMES})
_ANALYST = _EVERYBODY | {
    Permission.SEE_ANALYSES,
    Permission.SEE_DOOR,
    Permission.EDIT_MAPPING,
    Permission.IMPORT,
    Permission.EDIT_STRATEGY,
    Permission.EDIT_TOUCHPOINTS,
    Permission.EDIT_SURVEYS,
    Permission.EDIT_MEASURES,
    Permission.EDIT_PROGRAMMES,
}
_WORKSHOP = _EVERYBODY | {Permission.WORK_CASES, Permission.RUN_EVENTS}
_SERVICE = _EVERYBODY | {
    Permission.SEE_ANALYSES,
    Permission.SEE_PERSONS,
    Permission.CHANGE_PERSONS,
    Permission.SERVE_SHOP,
    Permission.SEE_MESSAGES,
    Permission.ANSWER_MESSAGES,
    Permission.EDIT_MEASURES,
    Permission.WORK_CASES,
    Permission.RUN_EVENTS,
}

_PERMITTED: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.MANAGER: _ANALYST
    | _SERVICE
    | {
        Permission.ERASE_PERSONS,
        Permission.APPROVE_STRATEGY,
        Permission.EDIT_SHOP,
        Permission.EDIT_PLAYS,
    },
    Role.ANALYST: _ANALYST,
    Role.SERVICE: _SERVICE,
    Role.WORKSHOP: _WORKSHOP,
}


def permissions_of(role: Role) -> frozenset[Permission]:
    """Return what a role may do.

    Examples
    --------
    >>> Permission.SEE_PERSONS in permissions_of(Role.ANALYST)
    False
    >>> permissions_of(Role.ADMIN) == frozenset(Permission)
    True
    """
    return _PERMITTED[role]
