"""Words on the pages of the console."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _

from overstap.moves.profiles.comparing import Value
from overstap.web.managing import texts
from overstap.web.moving import move_words
from overstap.web.operating import profile_words

register = template.Library()


@register.filter
def office_kind(code: str) -> str:
    """The kind of an office, in words."""
    return str(texts.OFFICE_KINDS.get(code, code))


@register.filter
def tone(state: str) -> str:
    """The tone of the state of a move."""
    return move_words.TONES.get(state, "neutral")


@register.filter
def duration(milliseconds: int | None) -> str:
    """How long a stage took."""
    return move_words.duration(milliseconds)


@register.filter
def who(person: str) -> str:
    """The name of somebody as a move's log has it."""
    return move_words.who(person)


@register.filter
def place(code: str) -> str:
    """What stands at a place of a profile, or what a table of it is about."""
    return str(profile_words.PLACES.get(code, code))


@register.filter
def told(value: Value | None) -> str:
    """A value of a profile, for people."""
    return profile_words.told(value)


@register.filter
def age(lasted: timedelta) -> str:
    """How long something has lasted: in days, hours or minutes."""
    minutes = max(int(lasted.total_seconds()) // 60, 0)
    if minutes < 60:
        return _("%(count)d min") % {"count": minutes}
    if minutes < 48 * 60:
        return _("%(count)d hours") % {"count": minutes // 60}
    return _("%(count)d days") % {"count": minutes // (24 * 60)}
