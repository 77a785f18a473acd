"""Moments as people type them: 14-11-2026 17:30 or 2026-11-14 17:30, by the clocks in the Netherlands."""

from datetime import datetime

from overstap.cli.choices import UsageError
from overstap.cli.language import gettext as _
from overstap.lib import clock

_FORMS = ("%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")


def moment_of(text: str, option: str) -> datetime | None:
    """The moment, aware; None where nothing was typed. Raises UsageError."""
    if not text:
        return None
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=clock.AMSTERDAM)
        except ValueError:
            continue
    raise UsageError(
        _("“%(text)s” after %(option)s is not a moment.") % {"text": text[:40], "option": option},
        remedy=_("Write it as 14-11-2026 17:30."),
    )
