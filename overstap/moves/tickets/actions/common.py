"""What the verbs of tickets share."""

import secrets
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from overstap.lib.errors import NeedsPerson, Refused
from overstap.lib.secrets import token_hash
from overstap.moves.models import Move
from overstap.moves.profiles import Profile, profile
from overstap.moves.profiles.values import Credential
from overstap.moves.tickets import file
from overstap.moves.tickets.values import Ticket
from overstap.tenancy.models import Environment
from overstap.tenancy.values import EnvironmentKind, OfficeKind

NONCE_BYTES = 32


class NotByTicket(Refused):
    """This kind of move has no ticket."""

    code = "PROFILE-WITHOUT-TICKET"


class NotTransferable(NeedsPerson):
    """This environment cannot be transferred as a whole."""

    code = "ENVIRONMENT-NOT-TRANSFERABLE"


class NotAnOffice(NeedsPerson):
    """Only an office has clients."""

    code = "OFFICE-ONLY"


def ticket_profile(name: str) -> Profile:
    """The profile of that name, if its moves go by a ticket. Raises NotByTicket, ProfileInvalid."""
    which = profile(name)
    if which.consents.credential is not Credential.TICKET:
        raise NotByTicket(
            _("A migration of this kind has no transfer ticket."), remedy=_("Choose another kind of migration.")
        )
    return which


def is_transferable(environment: Environment) -> bool:
    """R104 to R106: a client's environment, or an entrepreneur's own; an office's own is not for sale."""
    return environment.kind == EnvironmentKind.CLIENT or environment.office.kind == OfficeKind.ENTREPRENEUR


def has_clients(environment: Environment) -> bool:
    """Whether the Admin Center of an office is here."""
    return environment.kind == EnvironmentKind.OWN and environment.office.kind == OfficeKind.ACCOUNTANCY


def require_transferable(environment: Environment) -> None:
    """Raise NotTransferable for what an office works in itself."""
    if not is_transferable(environment):
        raise NotTransferable(
            _("This is the office's own environment; only a client's environment can be transferred whole."),
            remedy=_("Open the client under Clients. Single administrations are handed over under Migrations > Start."),
        )


def require_office(environment: Environment) -> None:
    """Raise NotAnOffice where there is no Admin Center."""
    if not has_clients(environment):
        raise NotAnOffice(
            _("Only an office can take over the environment of a client."),
            remedy=_("File an incident to go on by yourself; an office works in its own environment."),
            facts={"mended_at": "/incident/"},
        )


def sealed_ticket(move: Move, slug: str, administrations: int) -> tuple[bytes, str]:
    """A fresh ticket file for ``move``, and the hash under which its nonce is kept."""
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    ticket = Ticket(
        issuer=settings.INSTALLATION_NAME,
        slug=slug,
        environment=move.giver_name,
        move_uid=move.uid,
        administrations=administrations,
        expires_at=move.expires_at,
        nonce=nonce,
    )
    return file.write(ticket, file.key()), token_hash(nonce)


def asked(statement: str, values: list[Any]) -> Any:
    """The one answer of a function of the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None
