# ruff: noqa: E501
# Lines of a page stand in one piece.
"""The tables of law as a page of the reference, from the same files that are looked up."""

from __future__ import annotations

from collections.abc import Iterator

from oase.programmes.law.reading import table

__all__ = ["reference"]

_HEAD = """# The law, by country and day

Pointers with their source, not advice. Every row says up to which day it is known; what came later is not
in it. A country or day that no table knows is answered with "check", never with a guess. `EU` stands for
every member state without a row of its own; "verify" names what somebody who knows the country looks up.
"""


def reference() -> str:
    """Return the page as Markdown.

    Examples
    --------
    >>> reference().splitlines()[0]
    '# The law, by country and day'
    """
    return "\n".join([_HEAD, *_rules(), *_liability(), *_subsidies()])


def _rules() -> Iterator[str]:
    known = table("rules")
    yield f"## Rules (version {known['version']}, known up to {known['checked']})\n"
    yield "| Rule | Where | Holds from | Source | Verify |\n|---|---|---|---|---|"
    for name, said in known["rule"].items():
        for country, entry in said["in"].items():
            source = entry.get("source", f"[{said['source']}]({said['link']})")
            yield f"| `{name}` | {country} | {entry['begins']} | {source} | {entry['verify']} |"
    yield ""
    for name, said in known["rule"].items():
        yield f"- `{name}`: {said['text']['en']}"


def _liability() -> Iterator[str]:
    known = table("liability")
    directive = known["directive"]
    yield f"\n## Liability of the seller (version {known['version']}, known up to {known['checked']})\n"
    yield (
        f"In the EU a repair under liability adds {directive['months']} months, {directive['times']} time "
        f"at most, for contracts of sale from {directive['begins']} on: the day of the Directive; the national "
        "act is to be verified. Older contracts get nothing, except where a country has had a rule of its own.\n"
    )
    yield "| Country | Months | Presumed defect | Used goods at least | Own extension | Source | Verify |"
    yield "|---|---|---|---|---|---|---|"
    for country, entry in known["country"].items():
        own = entry.get("own")
        told = (
            f"+{own['months']} up to {own['times']} times from {own['begins']} ({own['source']})"
            if own
            else ""
        )
        months = entry.get("months", "no fixed term")
        yield (
            f"| {country} | {months} | {entry.get('burden', '')} | {entry.get('used', '')} | {told} "
            f"| {entry['source']} | {entry.get('verify', '')} |"
        )


def _subsidies() -> Iterator[str]:
    known = table("subsidies")
    yield f"\n## Subsidies for repairs (version {known['version']}, known up to {known['checked']})\n"
    yield "| Where | For | Name | Share | At most | From | Until | Source | Verify |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for one in known["subsidy"]:
        where = f"{one['country']}-{one['region']}" if one["region"] else one["country"]
        yield (
            f"| {where} | {one['category']} | {one['name']} | {one['share']} % "
            f"| {one['most_cents'] // 100} EUR | {one['begins']} | {one.get('ends', '')} | <{one['source']}> | {one['verify']} |"
        )
    yield ""
