"""The verbs that change what is there already: the office, an administration's details, a standing invitation."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from overstap.tenancy import audit, checks, people
from overstap.tenancy.access import Actor, NotFound, administration_to_manage, frozen, require
from overstap.tenancy.actions import Taken
from overstap.tenancy.addresses import actions as addresses
from overstap.tenancy.models import Administration, Environment, Invitation, Office
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState, OfficeKind


@dataclass(frozen=True, slots=True)
class AdministrationChange:
    """What an administration is to be from now on; the last two may be empty."""

    name: str
    delivery_address: str = ""
    payment_agreement: str = ""


def change_office(*, actor: Actor, name: str, kind: str) -> Office:
    """Give the firm behind the environment another name or kind. Raises NotAllowed or Malformed."""
    require(actor, Right.MANAGE_PEOPLE)
    office = Office.objects.select_for_update(no_key=True).get(pk=actor.environment.office_id)
    before = (office.name, office.kind)
    office.name, office.kind = checks.name(name), _kind(kind)
    if (office.name, office.kind) != before:
        office.save(update_fields=["name", "kind"])
        facts = {"from": " / ".join(before), "to": f"{office.name} / {office.kind}"}
        audit.record(actor, "office.change", facts)
    return office


def change_administration(*, actor: Actor, code: str, change: AdministrationChange) -> Administration:
    """Give an administration another name, delivery address or payment agreement; its code stays.

    Raises NotAllowed, NotFound, Malformed, Taken (DELIVERY-ADDRESS-TAKEN), or Frozen while nothing can be saved.
    """
    found = administration_to_manage(actor, code, Right.MANAGE_ADMINISTRATIONS)
    require_free_address(actor, change.delivery_address, found)
    one = Administration.objects.select_for_update(no_key=True).get(pk=found.pk)
    if one.state != AdministrationState.ACTIVE:
        raise frozen(one)
    facts = _changes(one, _checked(one, change))
    if facts:
        one.save(update_fields=list(facts))
        audit.record(actor, "administration.change", {"administration": code, **facts})
    return one


def resend_invitation(*, actor: Actor, email: str) -> str:
    """Mail a standing invitation again, with a new token; the old one is of no use any more (as ``people.invite``).

    Raises NotAllowed, or NotFound when no invitation of this address stands.
    """
    require(actor, Right.MANAGE_PEOPLE)
    address = checks.email(email)
    standing = Invitation.objects.filter(
        environment=actor.environment, email__iexact=address, accepted_at=None, withdrawn_at=None
    ).first()
    if standing is None:
        raise NotFound(_("No invitation for %(email)s stands.") % {"email": address}, code="INVITATION-NOT-FOUND")
    return people.invite(actor=actor, email=standing.email, role=standing.role)


def require_free_address(actor: Actor, address: str, besides: Administration | None = None) -> None:
    """Raise Taken when another administration here has this delivery address: documents would go astray.

    Nobody else in the environment gives out an address before this transaction ends.
    """
    if not address:
        return
    Environment.objects.select_for_update(no_key=True).get(pk=actor.environment.pk)
    others = Administration.objects.filter(
        environment=actor.environment, delivery_address__iexact=checks.email(address)
    ).exclude(state=AdministrationState.MOVED)
    other = (others.exclude(pk=besides.pk) if besides else others).first()
    if other is not None:
        raise Taken(
            _("“%(name)s” has this delivery address already.") % {"name": other.name},
            code="DELIVERY-ADDRESS-TAKEN",
            remedy=_("Choose another address."),
        )


def _kind(text: str) -> OfficeKind:
    if text not in set(OfficeKind):
        raise checks.Malformed(_("There is no kind of office “%(kind)s”.") % {"kind": text[:80]}, code="KIND-UNKNOWN")
    return OfficeKind(text)


def _checked(one: Administration, change: AdministrationChange) -> dict[str, str]:
    if one.parent_id is not None and not change.delivery_address:
        raise checks.Malformed(
            _("A copied administration needs a delivery address of its own."), code="DELIVERY-ADDRESS-NEEDED"
        )
    addresses.require_not_ours(change.delivery_address, one)
    return {
        "name": checks.name(change.name),
        "delivery_address": checks.email(change.delivery_address) if change.delivery_address else "",
        "payment_agreement": checks.name(change.payment_agreement, 100) if change.payment_agreement else "",
    }


def _changes(one: Administration, wanted: dict[str, str]) -> dict[str, object]:
    facts: dict[str, object] = {}
    for field, after in wanted.items():
        before = getattr(one, field)
        if before != after:
            facts[field] = {"from": before, "to": after}
            setattr(one, field, after)
    return facts
