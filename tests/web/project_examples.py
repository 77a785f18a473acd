"""A project with an invoice behind every address of projects."""

from overstap.coupling import cards
from overstap.coupling.models import Contact, Coupled, Coupling
from overstap.coupling.projects import invoices, managing
from overstap.coupling.projects.values import Draft
from overstap.coupling.values import Standing
from overstap.tenancy import audit
from overstap.tenancy.models import AccountingSystem
from overstap.tenancy.values import PackageFamily
from tests.coupling.projects.world import CUSTOMER, line
from tests.moves.world import TwoOffices

_CODE, _CONTACT = "987", 987_654


def project_examples(world: TwoOffices) -> dict[str, str]:
    """What to fill in for the addresses of projects; the giver's environment is coupled to one administration more."""
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        coupling, _made = Coupling.objects.get_or_create(
            environment=world.giver, defaults={"switched_on_by": world.alice}
        )
        system, _made = AccountingSystem.objects.get_or_create(
            environment=world.giver, package=PackageFamily.EXACT_ONLINE, defaults={"added_by": world.alice}
        )
        coupled = Coupled.objects.create(
            environment=world.giver, coupling=coupling, system=system, foreign="projecten", name="Projecten B.V.",
            code=_CODE, standing=Standing.COUPLED, chosen_by=world.alice,
        )  # fmt: skip
        Contact.objects.create(environment=world.giver, number=_CONTACT, fields=cards.fields_of(CUSTOMER))
        number = managing.make(actor=actor, name="Kade 12", administration=coupled.pk, contact=_CONTACT)
        uid = str(invoices.save(actor=actor, project=number, draft=Draft([line()])))
    projects = ("project", "project-edit", "project-invoice-new")
    pages = ("project-invoice", "project-invoice-edit", "project-invoice-pdf")
    return {
        **{f"{name}.number": str(number) for name in projects},
        **{f"{name}.uid": uid for name in pages},
        "project-seller.administration": str(coupled.pk),
    }
