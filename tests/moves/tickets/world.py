"""An entrepreneur, two offices and an entrepreneur's ticket, made through the real actions."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from overstap.lib import clock
from overstap.moves.tickets import actions
from overstap.moves.tickets.actions import Redeemed, RedeemOrder, TicketMade
from overstap.tenancy import actions as tenancy
from overstap.tenancy import audit
from overstap.tenancy.access import Actor, operator_person
from overstap.tenancy.actions import LicenceDetails, OfficeDetails
from overstap.tenancy.models import Environment, Person
from overstap.tenancy.roles import Role
from overstap.tenancy.values import OfficeKind, Tier
from tests.moves.world import CODE, TwoOffices, add_administration
from tests.tenancy.people import join, make_environment, make_person, unique

CODES = (CODE, "1002", "1003")


@dataclass(frozen=True)
class Transfer:
    """Eva is an entrepreneur with three administrations, Bob keeps her books; Dora and Wim are offices."""

    environment: Environment
    eva: Person
    bob: Person
    office: Environment
    dora: Person
    second: Environment
    wim: Person


def transfer_world(administrations: int = 3) -> Transfer:
    """Scenario 2 waits to begin: an entrepreneur's own environment with so many administrations."""
    eva, bob, dora, wim = (make_person(name) for name in ("Eva", "Bob", "Dora", "Wim"))
    environment = entrepreneur(eva)
    join(eva, environment.slug, bob, Role.SME_BOOKKEEPER)
    office, second = make_environment(dora), make_environment(wim)
    world = TwoOffices(environment, office, eva, bob, dora, wim, second)
    for code in CODES[:administrations]:
        add_administration(world, code, f"Bakkerij Enyoi {code}")
    return Transfer(environment, eva, bob, office, dora, second, wim)


def entrepreneur(person: Person) -> Environment:
    """The own environment of somebody who stands alone."""
    return tenancy.open_environment(
        by=operator_person(),
        slug=unique("enyoi"),
        name="Enyoi",
        superuser=person,
        office=OfficeDetails("Enyoi B.V.", OfficeKind.ENTREPRENEUR),
        licence=LicenceDetails(Tier.PREMIUM, "NL-7"),
    )


def act(person: Person, slug: str) -> AbstractContextManager[Actor]:
    """A person at work, with refusals logged."""
    return audit.attempt(person, slug, "test")


def make(world: Transfer, profile_name: str = "environment-ticket") -> TicketMade:
    """Eva makes a ticket."""
    with act(world.eva, world.environment.slug) as eva:
        return actions.make_ticket(eva, agreed=True, profile_name=profile_name)


def order(content: bytes, **changes: object) -> RedeemOrder:
    """To redeem a ticket under names that no other test has."""
    part = unique("klant")
    told = RedeemOrder(name=f"Enyoi {part}", url_part=part, content=content, agreed=True)
    return replace(told, **changes)  # type: ignore[arg-type]


def redeem(world: Transfer, content: bytes, **changes: object) -> Redeemed:
    """Dora redeems it."""
    with act(world.dora, world.office.slug) as dora:
        return actions.redeem(dora, order(content, **changes))


def until(moment: datetime | None) -> timedelta:
    """How far to move the clock to be just past a moment."""
    assert moment is not None
    return moment - clock.now() + timedelta(seconds=1)


def open_move(uid: UUID) -> str:
    """The uid as jobs carry it."""
    return str(uid)
