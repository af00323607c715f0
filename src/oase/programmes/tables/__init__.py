"""What ``programmes`` keeps. Times are microseconds since 1970, UTC; days are dates; money is in cents.

Who a person is stands in columns named ``alias``, ``name``, ``email``, ``phone``, ``street``; an erasure
empties them and leaves the rest, so that the history of an item stays.
"""

from oase.programmes.tables.cases import (
    case_log,
    case_parts,
    case_photos,
    case_times,
    cases,
    guides,
    kits,
    quote_answers,
    quotes,
)
from oase.programmes.tables.claims import claim_evidence, claim_texts, market_pages, subsidies
from oase.programmes.tables.events import stop_tailors, ticket_changes, tickets, tour_stops, tours
from oase.programmes.tables.impact import impact_claims, impact_factors, impact_versions
from oase.programmes.tables.items import (
    guarantee_notices,
    guarantee_terms,
    item_events,
    item_owners,
    items,
    links,
)
from oase.programmes.tables.news import news
from oase.programmes.tables.purpose import (
    employees,
    measure_changes,
    measures,
    participations,
    promotions,
    statements,
    trainings,
)
from oase.programmes.tables.records import repair_records, repair_summaries
from oase.programmes.tables.returns import (
    drop_offs,
    fates,
    offers,
    pieces,
    postcodes,
    resales,
    take_backs,
)

__all__ = [
    "case_log",
    "case_parts",
    "case_photos",
    "case_times",
    "cases",
    "claim_evidence",
    "claim_texts",
    "drop_offs",
    "employees",
    "fates",
    "guarantee_notices",
    "guarantee_terms",
    "guides",
    "impact_claims",
    "impact_factors",
    "impact_versions",
    "item_events",
    "item_owners",
    "items",
    "kits",
    "links",
    "market_pages",
    "measure_changes",
    "measures",
    "news",
    "offers",
    "participations",
    "pieces",
    "postcodes",
    "promotions",
    "quote_answers",
    "quotes",
    "repair_records",
    "repair_summaries",
    "resales",
    "statements",
    "stop_tailors",
    "subsidies",
    "take_backs",
    "ticket_changes",
    "tickets",
    "tour_stops",
    "tours",
    "trainings",
]
