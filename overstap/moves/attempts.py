"""Entering transfer codes and tickets is limited: the audit log of refusals is the counter."""

from datetime import timedelta

from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.clock import for_people
from overstap.lib.errors import TryLater
from overstap.tenancy.access import Actor
from overstap.tenancy.models import AuditEvent

WINDOW = timedelta(hours=1)
MOST = 10  # wrong codes or tickets an hour, for one person or one environment
COUNTED = (
    "CODE-UNKNOWN", "CODE-MISTYPED", "TICKET-UNREADABLE", "TICKET-ALTERED", "TICKET-FOREIGN", "TICKET-UNKNOWN",
    "TICKET-USED", "TICKET-WITHDRAWN", "TICKET-EXPIRED", "TICKET-REPLACED",
    "TAKEOVER-ENVIRONMENT-UNKNOWN", "CLIENT-IS-STAFF",
)  # fmt: skip


class TooManyAttempts(TryLater):
    """Too many wrong codes or tickets were entered."""

    code = "CODE-TOO-MANY-ATTEMPTS"


def require_some_left(actor: Actor) -> None:
    """Raise TooManyAttempts after ten wrong codes or tickets within an hour in the actor's environment."""
    since = clock.now() - WINDOW
    wrong = AuditEvent.objects.filter(environment=actor.environment, code__in=COUNTED, at__gt=since).order_by("at")
    if wrong.count() < MOST:
        return
    first = wrong.first()
    until = for_people(first.at + WINDOW) if first else ""
    raise TooManyAttempts(
        _("Too many wrong transfer codes or tickets were entered here."),
        remedy=_("Try again after %(until)s, with the code or the file as you received it.") % {"until": until},
        facts={"until": until},
    )
