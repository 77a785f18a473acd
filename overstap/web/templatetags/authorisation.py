"""Filters for pages of authorisation: the words and tones of states, deeds and moments."""

from django import template

from overstap.web.authorisation import words

register = template.Library()


@register.filter
def state_word(code: str) -> str:
    """Where an authorisation stands."""
    return str(words.STATES.get(code, code))


@register.filter
def state_tone_of(code: str) -> str:
    """The tone of its badge."""
    return words.TONES.get(code, "neutral")


@register.filter
def stands_word(code: str) -> str:
    """Where a turn stands."""
    return str(words.STANDS.get(code, code))


@register.filter
def moment_word(code: str) -> str:
    """Before or after booking."""
    return str(words.MOMENTS.get(code, code))


@register.filter
def demand_word(code: str) -> str:
    """None, optional or mandatory."""
    return str(words.DEMANDS.get(code, code))


@register.filter
def deed_word(code: str) -> str:
    """What was done."""
    return str(words.DEEDS.get(code, code))


@register.filter
def deed_tone(code: str) -> str:
    """Its tone in a timeline."""
    return words.DEED_TONES.get(code, "live")


@register.filter
def deed_icon(code: str) -> str:
    """Its icon in a timeline."""
    return words.DEED_ICONS.get(code, "check")
