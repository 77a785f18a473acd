"""Whether several administrations may be coupled to an environment: an operator's to say (R194). Off by default.

Switching off stops what goes on, and keeps all that is there; switching on again goes on with it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from overstap.coupling.models import Coupling
from overstap.coupling.values import AT_WORK
from overstap.lib import clock
from overstap.lib.kept_sentences import keep
from overstap.lib.sentences import sentence
from overstap.tenancy import audit
from overstap.tenancy.access import NotFound
from overstap.tenancy.operators.access import Operator

_INTERRUPTED = sentence("Coupling was switched off while it was at work.")
_GO_ON = sentence("Press “Go on”; what was done is not done again.")


@dataclass(frozen=True, slots=True)
class Switch:
    """How it stands for an environment. ``since``: when it was switched on or off last, None where it never was."""

    on: bool
    since: datetime | None = None
    stage: str = ""  # values.Stage, empty where it never was on


def switch_on(operator: Operator, slug: str) -> Switch:
    """Let this environment couple several administrations; twice is the same as once. Raises NotFound."""
    found, made = Coupling.objects.get_or_create(
        environment_id=_environment(slug), defaults={"switched_on_by": operator.person}
    )
    if not made and found.switched_off_at is None:
        return _told(found)
    found.switched_on_by, found.switched_off_at = operator.person, None
    if not made:
        found.switched_on_at = clock.now()
    found.save(update_fields=["switched_on_by", "switched_on_at", "switched_off_at", "changed_at"])
    audit.record(None, "operator.coupling-on", {"slug": slug})
    return _told(found)


def switch_off(operator: Operator, slug: str) -> Switch:
    """Let nothing of it go on; contacts, invoices and choices stay as they are. Raises NotFound."""
    del operator  # whoever has one is in the operator's transaction, at which the walls look
    found = Coupling.objects.select_for_update().filter(environment_id=_environment(slug)).first()
    if found is None or found.switched_off_at is not None:
        return _told(found)
    found.switched_off_at = clock.now()
    if found.stage in AT_WORK:
        found.problem = {"code": "COUPLING-WAS-OFF", "message": keep(_INTERRUPTED), "remedy": keep(_GO_ON)}
    found.save(update_fields=["switched_off_at", "problem", "changed_at"])
    audit.record(None, "operator.coupling-off", {"slug": slug})
    return _told(found)


def standing(operator: Operator, slug: str) -> Switch:
    """How it stands. Raises NotFound."""
    del operator
    return _told(Coupling.objects.filter(environment_id=_environment(slug)).first())


def _told(found: Coupling | None) -> Switch:
    if found is None:
        return Switch(on=False)
    return Switch(found.switched_off_at is None, found.switched_off_at or found.switched_on_at, found.stage)


def _environment(slug: str) -> int:
    """Its number: an operator sees the names of environments, and nothing in them."""
    with connection.cursor() as cursor:
        asked = slug if slug.isprintable() else ""
        cursor.execute("SELECT id FROM overstap_console_names() WHERE slug = %s", [asked])
        row = cursor.fetchone()
    if row is None:
        raise NotFound(
            _("There is no environment “%(slug)s”.") % {"slug": slug[:80]},
            code="ENVIRONMENT-NOT-FOUND",
            remedy=_("Look in the list of environments."),
        )
    return int(row[0])
