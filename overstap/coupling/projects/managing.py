"""The verbs of projects themselves, and of what stands on invoices about the seller. In ``access.enter``."""

from django.utils.translation import gettext as _

from overstap.books.ledger.values import Journal
from overstap.books.relations.values import Company
from overstap.books.sales import checks
from overstap.books.sales.errors import require_none
from overstap.books.sales.values import Seller, Settings
from overstap.connectors import connections, registry
from overstap.connectors.values import Kind, Wanted
from overstap.coupling import entering
from overstap.coupling.projects import numbering, store
from overstap.coupling.projects.errors import ProjectRefused, no_project
from overstap.coupling.projects.models import Project, ProjectInvoice
from overstap.coupling.projects.values import ProjectState
from overstap.lib import clock
from overstap.tenancy import audit
from overstap.tenancy.access import Actor, require
from overstap.tenancy.roles import Right
from overstap.tenancy.values import PackageFamily

_LARGEST = 2**63 - 1
_LONGEST = 200


def make(*, actor: Actor, name: str, administration: int, contact: int) -> int:
    """A new project of a coupled administration (R193), for a contact. Gives its number.

    Raises NotAllowed, NotFound, CouplingOff, ProjectRefused.
    """
    entering.to_decide(actor)
    coupled = entering.administration(actor, administration)
    customer = entering.contact(actor, contact)
    made = Project.objects.create(
        environment=actor.environment,
        number=numbering.next_project(actor.environment.pk),
        name=_sound(name),
        coupled=coupled,
        contact=customer,
        made_by=actor.person,
    )
    audit.record(actor, "project.make", {"project": made.number, "name": made.name, "administration": coupled.name})
    return made.number


def change(*, actor: Actor, number: int, name: str, administration: int, contact: int) -> None:
    """Change a project; its administration only while it has no invoice with a number.

    Raises NotAllowed, NotFound, CouplingOff, ProjectRefused.
    """
    entering.to_decide(actor)
    row = locked(actor, number)
    if administration != row.coupled_id:
        coupled = entering.administration(actor, administration)
        if ProjectInvoice.objects.filter(project=row).exclude(number="").exists():
            raise ProjectRefused(
                _("This project has invoices with a number; they belong to its administration."),
                code="PROJECT-HAS-INVOICES",
                remedy=_("Make a new project for the other administration."),
            )
        row.coupled = coupled
    row.name, row.contact = _sound(name), entering.contact(actor, contact)
    row.save(update_fields=["name", "coupled", "contact"])
    audit.record(actor, "project.change", {"project": number, "name": row.name, "administration": row.coupled.name})


def close(*, actor: Actor, number: int, closed: bool = True) -> None:
    """No further invoices for a project, or again. Raises NotAllowed, NotFound, CouplingOff."""
    entering.to_decide(actor)
    row = locked(actor, number)
    row.state = ProjectState.CLOSED if closed else ProjectState.OPEN
    row.closed_at = clock.now() if closed else None
    row.save(update_fields=["state", "closed_at"])
    audit.record(actor, "project.close", {"project": number, "state": row.state})


def save_seller(*, actor: Actor, administration: int, settings: Settings) -> None:
    """What stands on the invoices of an administration. Raises NotAllowed, NotFound, CouplingOff, SalesRefused."""
    entering.to_decide(actor)
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    coupled = entering.administration(actor, administration)
    require_none(checks.settings(settings))
    store.save_settings(coupled, settings)
    audit.record(actor, "project.seller", {"administration": coupled.name})


def seller_there(*, actor: Actor, administration: int) -> Seller:
    """The seller as the package knows the company; nothing is kept. Raises as ``connectors.port.Books``, NotFound."""
    entering.to_decide(actor)
    coupled = entering.administration(actor, administration)
    books = registry.books(PackageFamily(coupled.system.package))
    wanted = Wanted(frozenset({Kind.COMPANY, Kind.JOURNALS}))
    found = list(books.read(connections.connection_of(coupled.system), coupled.foreign, wanted))
    company = next((one for one in found if isinstance(one, Company)), Company(coupled.name))
    banks = (one for one in found if isinstance(one, Journal) and one.type == "B" and one.bank_account)
    return _seller(company, next(banks, None))


def locked(actor: Actor, number: int) -> Project:
    """A project that nobody else changes until this transaction ends. Raises NotFound."""
    asked = min(max(number, 0), _LARGEST)
    rows = Project.objects.select_for_update(of=("self",), no_key=True).select_related("coupled", "contact")
    found = rows.filter(environment=actor.environment, number=asked).first()
    if found is None:
        raise no_project(number)
    return found


def _seller(company: Company, bank: Journal | None) -> Seller:
    place = next(iter(company.addresses), None)
    return Seller(
        name=company.name,
        street=" ".join(filter(None, (place.street, place.number, place.addition))) if place else "",
        postal_code=place.postal_code if place else "",
        city=place.city if place else "",
        country=(place.country if place else "") or "NL",
        tax_number=company.tax_number,
        commerce_number=company.commerce_number,
        iban=bank.bank_account if bank else "",
        bic=str(bank.extra.get("bank_code", "")) if bank else "",
        email=str(company.extra.get("email", "")),
        phone=str(company.extra.get("phone", "")),
    )


def _sound(name: str) -> str:
    """A name that can be kept and shown. Raises ProjectRefused."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > _LONGEST or not tidy.isprintable():
        raise ProjectRefused(
            _("A project has a name of at most 200 characters."),
            code="PROJECT-NAME",
            remedy=_("Type a name in ordinary characters."),
        )
    return tidy
