"""How somebody becomes an operator, and ceases to be one: on the word of an operator already there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.durable import letters, outbox
from overstap.durable.letters import Letter, Link
from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.tenancy import audit, checks
from overstap.tenancy.access import HOUSE_EMAILS, NotFound
from overstap.tenancy.actions import Taken
from overstap.tenancy.models import Person
from overstap.tenancy.operators.access import Operator
from overstap.tenancy.values import PersonKind


class YourOwnAccount(Refused):
    """What nobody does to themselves."""

    code = "OPERATOR-YOURSELF"


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """An operator who signs in. ``active``: in office."""

    email: str
    name: str
    active: bool
    since: datetime


def add(operator: Operator, *, email: str, name: str, language: str = "nl") -> Person:
    """A new operator, told by mail how to sign in; one who was removed comes back under the same address.

    An operator has an account for that alone: raises Taken where the address works in environments. Malformed.
    """
    address, called = checks.email(email), checks.name(name)
    known = Person.objects.filter(email__iexact=address).first()
    if known is not None and (known.kind != PersonKind.OPERATOR or known.is_active):
        raise Taken(
            _("There is an account for %(email)s already.") % {"email": address},
            code="PERSON-EXISTS",
            remedy=_("An operator has an account apart, with an address of its own, so that operators see no books."),
        )
    person = _returned(known, called) if known else _made(Person(email=address, name=called, language=language))
    audit.record(None, "operator.add", {"email": person.email, "name": person.name})
    with override(person.language):
        letter = _welcome(person, operator)
    outbox.post_letter(f"operator/{person.uid}/{clock.now().isoformat()}", person.email, letter, person.language)
    return person


def remove(operator: Operator, *, email: str) -> Person:
    """End somebody's work as an operator; their sessions end with it. Raises NotFound or YourOwnAccount."""
    person = _in_office().filter(email__iexact=email).first() if email.isprintable() else None
    if person is None:
        raise NotFound(_("There is no operator %(email)s.") % {"email": email}, code="OPERATOR-NOT-FOUND")
    if person.pk == operator.person.pk:
        raise YourOwnAccount(
            _("You cannot remove yourself."), remedy=_("Ask another operator, or use the command line.")
        )
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    audit.record(None, "operator.remove", {"email": person.email})
    return person


def operators(operator: Operator) -> Sequence[OperatorRow]:
    """Everybody who is or was an operator, by name; those in office first."""
    del operator
    found = Person.objects.filter(kind=PersonKind.OPERATOR).exclude(email__in=HOUSE_EMAILS)
    rows = [OperatorRow(one.email, one.name, one.is_active, one.created_at) for one in found]
    return sorted(rows, key=lambda one: (not one.active, one.name.lower(), one.email))


def _in_office() -> QuerySet[Person]:
    return Person.objects.filter(kind=PersonKind.OPERATOR, is_active=True).exclude(email__in=HOUSE_EMAILS)


def _made(person: Person) -> Person:
    person.kind = PersonKind.OPERATOR
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:  # somebody was quicker
        raise Taken(
            _("There is an account for %(email)s already.") % {"email": person.email}, code="PERSON-EXISTS"
        ) from None
    return person


def _returned(person: Person, name: str) -> Person:
    person.is_active, person.name = True, name
    person.save(update_fields=["is_active", "name"])
    return person


def _welcome(person: Person, by: Operator) -> Letter:
    return Letter(
        _("You are an operator of Overstap"),
        (
            _("You can sign in as an operator of this installation now."),
            _("Ask for a code by mail to sign in; then set up a second step, which an operator cannot do without."),
        ),
        facts=((_("E-mail address"), person.email), (_("Added by"), by.person.name)),
        action=Link(_("Sign in"), letters.page("/accounts/login/code/")),
        notes=(_("You did not expect this? Then tell whoever keeps this installation."),),
    )
