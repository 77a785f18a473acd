"""What belongs to an account and to no environment: who may sign in, one's name, the way in by invitation.

Lines about signing in stand in the audit log without an environment: for the operator.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.lib.secrets import token_hash
from overstap.tenancy import audit, checks, people
from overstap.tenancy.access import HOUSE_EMAILS, acting
from overstap.tenancy.actions import create_person
from overstap.tenancy.models import Environment, Person
from overstap.tenancy.people import InvitationRefused
from overstap.tenancy.values import PersonKind


class SignInRefused(Refused):
    """Somebody did not get in."""

    code = "SIGN-IN"


@dataclass(frozen=True, slots=True)
class Welcome:
    """What whoever holds the token of an invitation may know of it.

    ``outcome`` is "open", "unknown", "withdrawn", "used" or "expired"; the rest is empty unless it is open.
    ``has_account``: somebody signs in with that address already.
    """

    outcome: str
    email: str = ""
    role: str = ""
    environment: str = ""
    office: str = ""
    inviter: str = ""
    expires_at: datetime | None = None
    has_account: bool = False


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody without an account tells about themselves; the password has been found good."""

    name: str
    password: str
    language: str


def who_may_sign_in(email: str) -> Person | None:
    """The person with this address, whatever its case; None for an unknown one, a house person or an ended account.

    Mail goes to the address in the account, never to the one that was typed: PostgreSQL and Python do not agree
    on the case of every letter, and a look-alike address must not receive somebody else's code.
    """
    if not email.isprintable():
        return None
    person = Person.objects.filter(email__iexact=email).first()
    if person is None or person.email.lower() != email.lower():
        return None
    return person if may_sign_in(person) else None


def may_sign_in(person: Person) -> bool:
    """Whether this is an active person of flesh and blood, operators too; nobody sits behind the house's own actors."""
    in_person = person.kind in (PersonKind.HUMAN, PersonKind.OPERATOR) and person.email not in HOUSE_EMAILS
    return person.is_active and in_person


def someone_new(email: str, name: str) -> Person:
    """Whom an invitation would make of somebody; not stored. For judging a password against their name and address."""
    return Person(email=email, name=name)


def rename(*, person: Person, name: str) -> None:
    """Give ``person`` another name, at their own wish. Raises Malformed."""
    wanted = checks.name(name)
    if wanted == person.name:
        return
    with acting(person.pk, []):
        before, person.name = person.name, wanted
        person.save(update_fields=["name"])
        audit.record(None, "account.rename", {"from": before, "to": wanted})


def note(person: Person, action: str, facts: Mapping[str, object]) -> None:
    """A line in the audit log about what ``person`` did with their account."""
    with acting(person.pk, []):
        audit.record(None, action, facts)


def note_refusal(person: Person | None, action: str, code: str, facts: Mapping[str, object]) -> None:
    """A line in the audit log about an attempt that failed; ``person`` only where it is certain who tried."""
    audit.refused(person, None, action, SignInRefused("", code=code), facts)


def look_at_invitation(token: str) -> Welcome:
    """What an invitation says to whoever holds its token."""
    with connection.cursor() as cursor:
        query = (
            "SELECT outcome, email, role, environment, office, inviter, expires_at"
            " FROM overstap_look_at_invitation(%s, %s)"
        )
        cursor.execute(query, [token_hash(token), clock.now()])
        outcome, email, role, environment, office, inviter, expires_at = cursor.fetchone()
    if outcome != "open":
        return Welcome(outcome)
    has_account = Person.objects.filter(email__iexact=email).exists()
    return Welcome(outcome, email, role, environment, office, inviter, expires_at, has_account)


def join(*, token: str, newcomer: Newcomer) -> tuple[Person, Environment]:
    """Make the account that an invitation is for, and accept it; both or neither.

    The token came by mail, so it proves the address. Raises InvitationRefused, Malformed, or Taken when somebody has
    an account with that address.
    """
    facts: dict[str, object] = {}
    with audit.on_refusal(None, "", "invitation.join", facts), acting(None, []):
        welcome = look_at_invitation(token)
        facts["outcome"] = welcome.outcome
        if welcome.outcome != "open":
            raise InvitationRefused(
                _("This invitation cannot be used."),
                remedy=_("Ask a superuser of that environment for a new invitation."),
            )
        person = create_person(email=welcome.email, name=newcomer.name, language=newcomer.language)
        people.set_password(person=person, password=newcomer.password)
        return person, people.accept_invitation(person=person, token=token)
