"""The clock of authorisations: who asked for one is told when the 26 days of silence are over.

Source of the 26 days: Logius, authorisations for service messages of the tax authority; the taxpayer gets a letter, and
when nobody objects the authorisation is active after that time.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.books.tax.checks import SILENCE_DAYS
from overstap.durable import outbox
from overstap.durable.letters import Letter, Link, page
from overstap.lib import clock
from overstap.tenancy import access

CATCH_UP_DAYS = 7  # that the clock may have stood still; a letter has one key, so that nobody gets it twice
MOST = 500


@dataclass(frozen=True, slots=True)
class Due:
    """An authorisation whose days of silence are over."""

    administration: UUID
    code: str
    name: str
    slug: str
    service: str
    intermediary: str
    year: int
    requested_on: date
    email: str
    language: str


def active_from(requested_on: date) -> date:
    """The day on which an authorisation by silence becomes active."""
    return requested_on + timedelta(days=SILENCE_DAYS)


def remind() -> int:
    """Mail whoever asked for an authorisation that should be active now; gives how many. May be repeated."""
    today = clock.now().astimezone(clock.AMSTERDAM).date()
    last = today - timedelta(days=SILENCE_DAYS)
    with access.acting(access.system_person().pk, []):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM tax_authorisations_due(%s, %s, %s)", [last - timedelta(days=CATCH_UP_DAYS), last, MOST]
            )
            due = [Due(*row) for row in cursor.fetchall()]
        return sum(_tell(one) for one in due)


def _tell(one: Due) -> bool:
    with override(one.language):
        letter = Letter(
            subject=_("%(name)s: the authorisation should be active now") % {"name": one.name},
            paragraphs=(
                _("%(days)d days ago the authorisation “%(service)s” was requested for %(name)s.")
                % {"days": SILENCE_DAYS, "service": one.service, "name": one.name},
                _("When nobody objected, it is active from today. Check it before you file."),
            ),
            facts=(
                (_("In the name of"), one.intermediary),
                (_("Requested on"), one.requested_on.strftime("%d-%m-%Y")),
                (_("Holds for"), str(one.year) if one.year else _("until it is withdrawn")),
            ),
            action=Link(
                _("Put down that it is active"), page(f"/e/{one.slug}/administrations/{one.code}/tax/settings/")
            ),
        )
    about = f"{one.service}/{one.intermediary}/{one.year}/{one.requested_on}"
    key = f"tax/authorisation/{one.administration}/{sha256(about.encode()).hexdigest()[:32]}"
    return outbox.post_letter(key, one.email, letter, one.language)
