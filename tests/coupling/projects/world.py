"""A builder with several companies: an environment that is coupled to two administrations, with contacts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from overstap.books.relations.values import Address, Relation
from overstap.books.sales.values import SalesLine, Seller, Vat, plain
from overstap.connectors import packing
from overstap.coupling import cards
from overstap.coupling.models import Card, Contact, Coupled, Coupling
from overstap.coupling.projects.models import Selling
from overstap.coupling.values import Stage, Standing
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.models import AccountingSystem, Environment, Person
from overstap.tenancy.roles import Role
from overstap.tenancy.values import PackageFamily
from tests.tenancy.people import join, make_environment, make_person

SELLER = Seller(
    name="Hendriks Bouw B.V.",
    street="Werf 1",
    postal_code="3011 AA",
    city="Rotterdam",
    tax_number="NL001234567B01",
    commerce_number="24012345",
    iban="NL91ABNA0417164300",
)
CUSTOMER = Relation(
    "1001",
    "Grand Café De Kade",
    "C",
    email="info@dekade.example",
    commerce_number="24012346",
    tax_number="NL001234568B01",
    addresses=(Address("street", "Kade", "12", "a", city="Rotterdam", postal_code="3011 AA", country="NL"),),
)
SETTINGS = {
    "journal": "70",
    "revenue_account": "8100",
    "receivable_account": "1300",
    "vat_high": "2",
    "vat_low": "1",
    "payment_condition": "30",
}
"""Of the administrations in the sandbox of Exact Online."""


@dataclass(frozen=True)
class Builder:
    """Sanne runs the builder's environment, Bob keeps its books, Karin may only look; Olga works elsewhere."""

    environment: Environment
    elsewhere: Environment
    sanne: Person
    bob: Person
    karin: Person
    olga: Person
    bouw: Coupled
    vastgoed: Coupled
    contact: Contact

    @property
    def slug(self) -> str:
        """Of the builder's environment."""
        return self.environment.slug


def builder(first: str = "100002", second: str = "100001") -> Builder:
    """The environment with its coupling; ``first`` and ``second`` are the codes at the package."""
    sanne, bob, karin, olga = (make_person(name) for name in ("Sanne", "Bob", "Karin", "Olga"))
    environment, elsewhere = make_environment(sanne), make_environment(olga)
    join(sanne, environment.slug, bob, Role.SME_BOOKKEEPER)
    join(sanne, environment.slug, karin, Role.CLIENT_USER)
    with act(sanne, environment.slug) as actor:
        coupling = Coupling.objects.create(environment=environment, switched_on_by=sanne, stage=Stage.RUNNING)
        system = AccountingSystem.objects.create(
            environment=environment, package=PackageFamily.EXACT_ONLINE, added_by=sanne
        )
        bouw = _coupled(actor, coupling, system, first, "Hendriks Bouw B.V.", "001")
        vastgoed = _coupled(actor, coupling, system, second, "Hendriks Vastgoed B.V.", "002")
        contact = Contact.objects.create(environment=environment, number=1, fields=cards.fields_of(CUSTOMER))
        for one in (bouw, vastgoed):
            card(one, contact, CUSTOMER)
    return Builder(environment, elsewhere, sanne, bob, karin, olga, bouw, vastgoed, contact)


def card(coupled: Coupled, contact: Contact, relation: Relation) -> Card:
    """What a coupled administration has of a contact."""
    return Card.objects.create(
        environment_id=coupled.environment_id,
        coupled=coupled,
        key=f"{coupled.foreign}-{relation.code}",
        foreign=relation.code,
        relation=packing.pack(relation),
        fields=cards.fields_of(relation),
        digest=cards.digest_of(relation),
        contact=contact,
        to_match=False,
    )


@contextmanager
def act(person: Person, slug: str) -> Iterator[Actor]:
    """``person`` at work in an environment."""
    with access.enter(person, slug) as actor:
        yield actor


def line(price: str = "100.00", quantity: str = "1", vat: Vat = Vat.HIGH, discount: str = "0") -> SalesLine:
    """A line of an invoice."""
    return SalesLine("Metselwerk", Decimal(quantity), Decimal(price), vat, "uur", Decimal(discount))


def _coupled(actor: Actor, coupling: Coupling, system: AccountingSystem, foreign: str, name: str, code: str) -> Coupled:
    made = Coupled.objects.create(
        environment=actor.environment,
        coupling=coupling,
        system=system,
        foreign=foreign,
        name=name,
        code=code,
        standing=Standing.COUPLED,
        settings=SETTINGS,
        chosen_by=actor.person,
    )
    Selling.objects.create(environment=actor.environment, coupled=made, seller=plain(SELLER))
    return made
