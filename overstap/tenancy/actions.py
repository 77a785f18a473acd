"""The verbs of tenancy: environments, people, administrations and who may open them.

Verbs with an ``actor`` run in the transaction of ``access.enter`` (at the doors: ``audit.attempt``, which also logs
a refusal). The others open a transaction of their own and log their own refusals.
"""

from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused, TryLater
from overstap.tenancy import audit, checks, systems
from overstap.tenancy.access import (
    HOUSE_EMAILS,
    Actor,
    NotAllowed,
    NotFound,
    acting,
    administration_to_manage,
    frozen,
    require,
)
from overstap.tenancy.addresses import actions as addresses
from overstap.tenancy.models import Administration, AdministrationAccess, Environment, Licence, Membership, Person
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState, OfficeKind, PackageFamily, PersonKind, Tier


class Taken(Refused):
    """Somebody or something else has that name already."""

    code = "TAKEN"


class NotReleased(TryLater):
    """The administration is still on its way in."""

    code = "ADMINISTRATION-NOT-RELEASED"


@dataclass(frozen=True, slots=True)
class OfficeDetails:
    """The firm behind a new environment."""

    name: str
    kind: OfficeKind = OfficeKind.ACCOUNTANCY


@dataclass(frozen=True, slots=True)
class LicenceDetails:
    """The licence that a new environment starts with."""

    tier: Tier = Tier.TRIAL
    number: str = ""


@dataclass(frozen=True, slots=True)
class AdministrationDetails:
    """What a new administration is besides its code and name.

    ``ledger_id`` was reserved in the books. With ``parent`` (a code) it is a copied administration (R087), which
    needs a delivery address of its own. ``system`` is the number of the connection that it works with; its package is
    that of the connection then. ``address_follows``: it is given a delivery address in the same transaction.
    """

    ledger_id: int
    package: PackageFamily = PackageFamily.HOUSE
    delivery_address: str = ""
    payment_agreement: str = ""
    parent: str = ""
    system: int | None = None
    address_follows: bool = False


def open_environment(
    *,
    by: Person,
    slug: str,
    name: str,
    superuser: Person,
    office: OfficeDetails | None = None,
    licence: LicenceDetails | None = None,
) -> Environment:
    """A new environment with its office, licence and first superuser; the operator's verb.

    Raises NotAllowed, Malformed, or Taken when the slug is in use.
    """
    with audit.on_refusal(by, "", "environment.open", {"slug": slug}), acting(by.pk, []):
        _require_operator(by)
        _refuse_operator(superuser)
        values = (checks.slug(slug), checks.name(name))
        number = _insert_environment(*values, office or OfficeDetails(name), licence or LicenceDetails(), superuser)
        audit.record(None, "environment.open", {"slug": slug, "superuser": superuser.email})
        with acting(superuser.pk, [number]):
            return Environment.objects.select_related("office").get(pk=number)


def create_person(*, email: str, name: str, language: str = "nl", by: Person | None = None) -> Person:
    """A new account; it cannot sign in with a password until one is set. Raises Malformed or Taken."""
    with audit.on_refusal(by, "", "person.create", {"email": email}), acting(by.pk if by else None, []):
        person = Person(email=checks.email(email), name=checks.name(name), language=_language(language))
        person.set_unusable_password()
        try:
            with transaction.atomic():
                person.save()
        except IntegrityError:
            raise Taken(
                _("There is an account for %(email)s already.") % {"email": person.email},
                code="PERSON-EXISTS",
                remedy=_("Use that account; one account can work in many environments."),
            ) from None
        audit.record(None, "person.create", {"email": person.email})
        return person


def convert_to_premium(*, actor: Actor, number: str) -> Licence:
    """Turn the trial into the paid tier, at once (R043). Raises NotAllowed, or Refused when it is premium."""
    require(actor, Right.MANAGE_LICENCE)
    licence = Licence.objects.select_for_update().get(environment=actor.environment)
    if licence.tier == Tier.PREMIUM:
        raise Refused(_("This environment has the paid licence already."), code="LICENCE-PREMIUM")
    licence.tier, licence.number, licence.since = Tier.PREMIUM, checks.name(number, 50), clock.now()
    licence.save(update_fields=["tier", "number", "since"])
    audit.record(actor, "licence.premium", {"number": licence.number})
    return licence


def rename_environment(*, actor: Actor, name: str) -> Environment:
    """Give the environment another name; its slug stays."""
    require(actor, Right.MANAGE_PEOPLE)
    one = Environment.objects.select_for_update(no_key=True).get(pk=actor.environment.pk)
    before, one.name = one.name, checks.name(name)
    one.save(update_fields=["name"])
    audit.record(actor, "environment.rename", {"from": before, "to": one.name})
    return one


def create_administration(*, actor: Actor, code: str, name: str, details: AdministrationDetails) -> Administration:
    """A new administration on a reserved ledger; its maker has access. Raises NotAllowed, Malformed or Taken."""
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    addresses.require_not_ours(details.delivery_address)
    system = systems.connection(actor, details.system) if details.system is not None else None
    one = Administration(
        environment=actor.environment,
        code=checks.administration_code(code),
        name=checks.name(name),
        package=PackageFamily(system.package if system else details.package),
        system=system,
        ledger_id=details.ledger_id,
        delivery_address=checks.email(details.delivery_address) if details.delivery_address else "",
        payment_agreement=checks.name(details.payment_agreement, 100) if details.payment_agreement else "",
        parent=_parent(actor, details),
    )
    _save_new(one)
    AdministrationAccess.objects.create(administration=one, person=actor.person, granted_by=actor.person)
    audit.record(actor, "administration.create", {"administration": one.code, "name": one.name})
    return one


def rename_administration(*, actor: Actor, code: str, name: str) -> Administration:
    """Give an administration another name; its code stays. Raises Frozen while nothing can be saved."""
    found = administration_to_manage(actor, code, Right.MANAGE_ADMINISTRATIONS)
    one = Administration.objects.select_for_update(no_key=True).get(pk=found.pk)
    if one.state != AdministrationState.ACTIVE:
        raise frozen(one)
    before, one.name = one.name, checks.name(name)
    one.save(update_fields=["name"])
    audit.record(actor, "administration.rename", {"administration": code, "from": before, "to": one.name})
    return one


def give_access(*, actor: Actor, code: str, person: Person) -> None:
    """Let a member work in an administration, oneself included (R083, R084); twice is the same as once.

    Raises NotAllowed, NotFound (no such administration, no such member), or NotReleased before it is delivered.
    """
    one = administration_to_manage(actor, code, Right.MANAGE_ACCESS)
    if one.state == AdministrationState.INCOMING:
        raise NotReleased(
            _("“%(name)s” is still being delivered.") % {"name": one.name},
            remedy=_("Give access once it has been released."),
        )
    membership = Membership.objects.filter(environment=actor.environment, person=person, active=True).first()
    if membership is None:
        raise no_member(person.email)
    _access, made = AdministrationAccess.objects.get_or_create(
        administration=one, person=person, defaults={"granted_by": actor.person}
    )
    if made:
        audit.record(actor, "access.give", {"administration": code, "person": person.email})


def withdraw_access(*, actor: Actor, code: str, person: Person) -> None:
    """Take a person's access to an administration away; without access nothing changes."""
    one = administration_to_manage(actor, code, Right.MANAGE_ACCESS)
    gone, _by_table = AdministrationAccess.objects.filter(administration=one, person=person).delete()
    if gone:
        audit.record(actor, "access.withdraw", {"administration": code, "person": person.email})


def no_member(email: str) -> NotFound:
    """The refusal where somebody is no active member of the actor's environment."""
    return NotFound(
        _("%(email)s does not work in this environment.") % {"email": email},
        code="MEMBER-NOT-FOUND",
        remedy=_("Invite them first."),
    )


def _require_operator(person: Person) -> None:
    if person.kind != PersonKind.OPERATOR or not person.is_active:
        raise NotAllowed(
            _("Only the operator of this installation can open an environment."),
            code="OPERATOR-ONLY",
            remedy=_("Ask the operator."),
        )


def _refuse_operator(superuser: Person) -> None:
    """Operators see no books. (The house's own named operator, behind whom nobody sits, is for the command line.)"""
    if superuser.kind == PersonKind.OPERATOR and superuser.email not in HOUSE_EMAILS:
        raise NotAllowed(
            _("An operator works in no environment."),
            code="OPERATOR-SEES-NO-BOOKS",
            remedy=_("Use an account of somebody of that office."),
        )


def _insert_environment(slug: str, name: str, office: OfficeDetails, licence: LicenceDetails, superuser: Person) -> int:
    values = [
        checks.name(office.name),
        OfficeKind(office.kind).value,
        slug,
        name,
        Tier(licence.tier).value,
        checks.name(licence.number, 50) if licence.number else "",
        superuser.pk,
    ]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT overstap_open_environment(%s, %s, %s, %s, %s, %s, %s)", values)
            number: int = cursor.fetchone()[0]
            return number
    except IntegrityError:
        raise Taken(
            _("There is an environment “%(slug)s” already.") % {"slug": slug},
            code="SLUG-TAKEN",
            remedy=_("Choose another URL part."),
        ) from None


def _language(text: str) -> str:
    if text not in ("nl", "en"):
        raise checks.Malformed(
            _("There is no language “%(text)s” here.") % {"text": text[:20]}, code="LANGUAGE-UNKNOWN"
        )
    return text


def _parent(actor: Actor, details: AdministrationDetails) -> Administration | None:
    if not details.parent:
        return None
    parent = administration_to_manage(actor, details.parent, Right.MANAGE_ADMINISTRATIONS)
    if details.address_follows:
        return parent
    if not details.delivery_address or details.delivery_address.lower() == parent.delivery_address.lower():
        raise checks.Malformed(
            _("A copied administration needs a delivery address of its own."), code="DELIVERY-ADDRESS-NEEDED"
        )
    return parent


def _save_new(one: Administration) -> None:
    try:
        with transaction.atomic():
            one.save(force_insert=True)
    except IntegrityError as error:
        if "administration_code_once" not in str(error):
            raise
        raise Taken(
            _("There is an administration “%(code)s” already.") % {"code": one.code},
            code="ADMINISTRATION-CODE-TAKEN",
            remedy=_("Choose another code."),
        ) from None
