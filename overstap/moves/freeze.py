"""The freeze: deny, drain, note the position. Its length does not depend on the size of the ledger."""

from datetime import timedelta

from django.db import connection
from django.db.utils import OperationalError
from django.utils.translation import gettext as _

from overstap.lib import clock, prepared
from overstap.lib.errors import TryLater
from overstap.moves.models import MoveAdministration
from overstap.tenancy import access
from overstap.tenancy.models import Administration
from overstap.tenancy.values import AdministrationState

_LAST = "SELECT last_seq FROM ledger_ledger WHERE id = %(ledger)s"
WAIT_FOR_WRITERS = "10s"
EXPECTED = timedelta(minutes=15)  # what a person who is refused is told


class WritersBusy(TryLater):
    """Somebody is saving something that takes long."""

    code = "WRITERS-BUSY"


def freeze(administration: Administration) -> int:
    """From here on nothing can be saved; gives the position: the last sequence number of the ledger.

    Closing the gate denies new writers, and waits until every writer's transaction has ended: that is the drain.
    Raises WritersBusy when they take longer than ten seconds; nothing has changed then.
    """
    hold(administration)
    administration.state = AdministrationState.FROZEN
    administration.frozen_until = clock.now() + EXPECTED
    administration.save(update_fields=["state", "frozen_until"])
    return position_of(administration)


def position_of(administration: Administration) -> int:
    """The last sequence number of the ledger that an administration points to."""
    with prepared.cursor() as cursor:
        (last,) = cursor.execute(_LAST, {"ledger": administration.ledger_id}, prepare=True).fetchall()
    return int(last[0])


def freeze_part(part: MoveAdministration) -> None:
    """Freeze the source of ``part`` and note the position there."""
    part.position = freeze(part.source)
    part.save(update_fields=["position"])


def thaw(administration: Administration) -> None:
    """Let people work in it again."""
    administration.state = AdministrationState.ACTIVE
    administration.frozen_until = None
    administration.save(update_fields=["state", "frozen_until"])


def hold(administration: Administration) -> None:
    """Let nobody save anything in it until this transaction ends. Raises WritersBusy as ``freeze`` does."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT_FOR_WRITERS])
            access.close_gate(administration)
            cursor.execute("SELECT 1 FROM tenancy_administration WHERE id = %s FOR UPDATE", [administration.pk])
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except OperationalError as error:
        raise WritersBusy(
            _("“%(name)s” is being worked in; the move waits.") % {"name": administration.name},
            remedy=_("It tries again by itself."),
        ) from error
