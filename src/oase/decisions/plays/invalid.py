"""``PlayInvalid``: what is wrong with a play's text, and in which line."""

from __future__ import annotations

from collections.abc import Mapping

from oase.errors import InputError

__all__ = ["REASONS", "PlayInvalid"]

REASONS: Mapping[str, str] = {
    "toml": "This is not TOML: {said}",
    "too_long": "The text is longer than {most} characters",
    "unknown_key": "There is no key {got!r} here",
    "missing": "{key} is missing",
    "wrong_type": "{key} must be {expected}",
    "not_one_of": "{key} does not know {got!r}",
    "out_of_range": "{key} must lie between {least} and {most}",
    "name": "The name may hold small letters, digits and hyphens only",
    "language": "The text in {lang!r} is missing",
    "empty_text": "The text is empty",
    "placeholder": "There is no place {got!r} that could be filled here",
    "brace": "A brace stands alone in the text",
    "text_length": "The text may become {got} characters long; on a phone {most} can be read",
    "no_content": "A play needs something to say: at least one [[content]]",
    "arm_twice": "The arm {got!r} is there twice",
    "arm_reserved": "The arm may not be called {got!r}",
    "clock": "{key} must be a time such as 20:00",
    "quiet_same": "Quiet hours that begin and end at the same time are none",
    "push_without_ttl": "A push needs ttl_minutes: nobody wants yesterday's news",
    "push_without_quiet": "A push needs quiet hours",
    "purpose_of_channel": "What goes by {channel} needs the consent for {expected}",
    "purpose_of_survey": "A survey needs the consent for surveys",
    "purpose_of_contract": "A message of a contract rests on the contract, not on a consent",
    "contract_promotes": "What belongs to a contract may not advertise: {got!r}",
    "contract_offer": "What belongs to a contract may not bring an offer",
    "survey_offer": "A survey may not bring an offer",
    "survey_promotes": "A survey may not advertise: {got!r}",
    "scarcity": "{got!r} presses her; say what is there, not how few are left",
    "discount_text": "{got!r} promises a discount, but the play has no offer",
    "hesitation": "Hesitation is no reason for an offer or a discount: {got!r}",
    "sensitive": "{got!r} is about what is nobody's business: {trait}",
    "belief_unconsented": "{got!r} is a belief about her: the play needs her consent for personalisation",
    "place_unconsented": "The play asks where she is: it needs her consent for location",
    "store_unconsented": "The play asks in which store she is: it needs her consent for in_store",
    "fact_unknown": "There is no fact {got!r} to ask for",
    "operators": "A condition needs exactly one of: {expected}",
    "operator_type": "{key} does not fit {got!r}",
    "place_needed": "store.near needs a [place] with radius_m",
    "stock_without_item": "Stock can only be asked for an item: set about to wish or bought",
    "offer_without_item": "An offer needs an item: set about to wish or bought",
    "offer_without_control": "An offer needs a control group: control_share above 0",
    "offer_without_notice": "An offer must say that its price is personalised: {{notice}} in the body",
    "offer_without_lowest": "A reduction must name the lowest price of 30 days: {{lowest30}} in the body",
    "percent_typed": "{got!r} rests on nothing: {{percent}} tells it by the lowest price of 30 days",
    "offer_unconsented": "An offer needs her consent for personalisation",
    "why_missing": 'Every advert must let her ask why: add "why" to actions',
    "ends": "A follow-up to what she could not decide must end after at most {most} days",
    "once": "At most one follow-up: cool_down_days must be at least {least}",
}
"""What may be wrong, in English; the pages say it in both languages by the same keys."""


class PlayInvalid(InputError):
    """A play's text cannot be used.

    Parameters
    ----------
    reason : str
        A key of ``REASONS``.
    line : int or None
        Counted from 1.
    **values
        What the reason's places stand for; ``got``, ``expected`` and ``todo`` are told apart, too.

    Examples
    --------
    >>> print(PlayInvalid("unknown_key", 3, got="tigger", todo="did you mean 'trigger'?"))
    There is no key 'tigger' here.
      got:        tigger
      where:      line 3
      what to do: did you mean 'trigger'?
    """

    def __init__(self, reason: str, line: int | None = None, **values: object) -> None:
        self.reason = reason
        self.line = line
        self.values = values
        told = {name: str(values[name]) for name in ("expected", "got", "todo") if values.get(name)}
        super().__init__(
            REASONS[reason].format(**values), **told, where=f"line {line}" if line is not None else None
        )

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by what it was made of, so that the error crosses processes."""
        return _again, (self.reason, self.line, self.values)


def _again(reason: str, line: int | None, values: dict[str, object]) -> PlayInvalid:
    return PlayInvalid(reason, line, **values)
