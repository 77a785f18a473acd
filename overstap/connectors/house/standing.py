"""Who works with the house: whoever acts in the transaction, with their own rights and access."""

from django.db import connection as database
from django.utils.translation import gettext as _

from overstap.connectors.port import Connection, NoAccess
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration, Membership
from overstap.tenancy.roles import Right


def actor(connection: Connection) -> Actor:
    """Who acts in this transaction (``access.enter``), in the environment of ``connection``. Raises NoAccess."""
    with database.cursor() as cursor:
        cursor.execute("SELECT overstap_person()")
        (person,) = cursor.fetchone()
    found = Membership.objects.select_related("person", "environment__office")
    one = found.filter(person_id=person, environment_id=connection.environment, active=True).first()
    if one is None:
        raise NoAccess(
            _("Nobody is at work in this environment of Overstap."), remedy=_("Sign in, and open the environment.")
        )
    return Actor(one.person, one.environment, one.role)


def to_read(connection: Connection, code: str) -> Administration:
    """The administration, for reading its books. Raises NotFound, NotAllowed or NoAccess."""
    return access.administration(actor(connection), code, Right.READ_BOOKS)


def to_write(connection: Connection, code: str) -> Administration:
    """The administration, held for writing until the transaction ends. Raises as ``to_read``, and Frozen."""
    return access.administration_for_writing(actor(connection), code)
