"""Reminders: on Monday, Wednesday and Friday morning, of what waits for longer than 48 hours.

The clock on the wall decides on day and hour (Europe/Amsterdam, summer and winter); the 48 hours are real ones. A mail
has a key of its day, person and environment, so that a run that is repeated, or caught up with that day, tells once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from overstap.books.authorisation import people
from overstap.books.authorisation.values import PATIENCE_HOURS
from overstap.durable import outbox
from overstap.durable.letters import Letter, Link, page
from overstap.lib import clock
from overstap.tenancy import access

DAYS = frozenset({0, 2, 4})  # Monday, Wednesday, Friday
FROM_HOUR = 8  # in Amsterdam
MOST_NAMED = 12  # documents in one mail


@dataclass(frozen=True, slots=True)
class Overdue:
    """What waits too long for one person in one environment. ``reassigns``: for nobody who is able to decide."""

    email: str
    language: str
    person: UUID
    slug: str
    environment: str
    reassigns: bool
    count: int
    oldest: datetime
    documents: Sequence[str]


def remind() -> int:
    """Mail everybody who is due, on a day and at an hour for it; gives how many mails were written."""
    now = clock.now()
    today = now.astimezone(clock.AMSTERDAM)
    if today.weekday() not in DAYS or today.hour < FROM_HOUR:
        return 0
    with access.acting(access.system_person().pk, []):
        return sum(_mail(one, today.date()) for one in _overdue(now))


def _overdue(now: datetime) -> list[Overdue]:
    since = now - timedelta(hours=PATIENCE_HOURS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM authorisation_overdue(%s, %s, %s, %s)",
            [since, [*people.AUTHORISING], [*people.MANAGING], MOST_NAMED],
        )
        return [Overdue(*row) for row in cursor.fetchall()]


def _mail(one: Overdue, day: date) -> bool:
    with override(one.language):
        letter = _to_reassign(one) if one.reassigns else _to_decide(one)
    kind = "reassign" if one.reassigns else "decide"
    key = f"authorisation/{kind}/{day.isoformat()}/{one.slug}/{one.person}"
    return outbox.post_letter(key, one.email, letter, one.language)


def _to_decide(one: Overdue) -> Letter:
    return Letter(
        subject=ngettext(
            "%(count)d document waits for your approval", "%(count)d documents wait for your approval", one.count
        )
        % {"count": one.count},
        paragraphs=(
            _("In %(environment)s these wait for longer than two days; the oldest since %(since)s.")
            % {"environment": one.environment, "since": clock.for_people(one.oldest)},
        ),
        facts=tuple((str(number), name) for number, name in enumerate(one.documents, start=1)),
        action=Link(_("Approve or reject"), page(f"/e/{one.slug}/authorisation/")),
        notes=(*_more(one), _("You get this mail on Monday, Wednesday and Friday, as long as something waits.")),
    )


def _to_reassign(one: Overdue) -> Letter:
    return Letter(
        subject=ngettext("%(count)d document waits for nobody", "%(count)d documents wait for nobody", one.count)
        % {"count": one.count},
        paragraphs=(
            _("In %(environment)s it is the turn of somebody who cannot decide there. Give it to somebody else.")
            % {"environment": one.environment},
        ),
        facts=tuple((str(number), name) for number, name in enumerate(one.documents, start=1)),
        action=Link(_("Open your administrations"), page(f"/e/{one.slug}/administrations/")),
        notes=_more(one),
    )


def _more(one: Overdue) -> tuple[str, ...]:
    left = one.count - len(one.documents)
    return (ngettext("And %(count)d more.", "And %(count)d more.", left) % {"count": left},) if left > 0 else ()
