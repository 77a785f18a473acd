"""Which mails about moves a person gets, per environment: the verb and the reading.

Only mails to a person's own address, and only those of values.Notice, can be done without.
"""

from collections.abc import Collection

from django.db import connection, models
from django.utils.translation import gettext as _

from overstap.tenancy import audit, checks
from overstap.tenancy.access import Actor
from overstap.tenancy.models import NotificationChoice
from overstap.tenancy.values import Notice


def chosen(actor: Actor) -> frozenset[Notice]:
    """The mails that the actor wants about moves of this environment; all of them until they chose."""
    refused = _rows(actor).filter(wanted=False).values_list("notice", flat=True)
    return frozenset(Notice) - {Notice(one) for one in refused}


def choose(*, actor: Actor, wanted: Collection[str]) -> None:
    """Get these mails and no other ones of values.Notice. Raises Malformed for one that does not exist."""
    for one in wanted:
        if one not in set(Notice):
            raise checks.Malformed(_("There is no mail “%(name)s”.") % {"name": one[:80]}, code="NOTICE-UNKNOWN")
    after = frozenset(Notice(one) for one in wanted)
    changed = chosen(actor) ^ after
    for notice in changed:
        NotificationChoice.objects.update_or_create(
            person=actor.person, environment=actor.environment, notice=notice, defaults={"wanted": notice in after}
        )
    if changed:
        audit.record(actor, "notification.choose", {"wanted": sorted(after)})


def wants(person_id: int, environment_id: int, notice: Notice) -> bool:
    """Whether that person wants that mail; for whoever is about to post it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT overstap_wants_notice(%s, %s, %s)", [person_id, environment_id, notice])
        answer: bool = cursor.fetchone()[0]
        return answer


def _rows(actor: Actor) -> models.QuerySet[NotificationChoice]:
    return NotificationChoice.objects.filter(person=actor.person, environment=actor.environment)
