"""An office that works with two environments of Twinfield and one of others, played by the practice package."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from pytest_django.fixtures import Settings

from overstap.connectors.practice import environments
from overstap.moves.relinks import actions, queries
from overstap.moves.relinks.values import OrderRow, PackageMove, PartRow, Request, Wish
from overstap.tenancy import audit, systems
from overstap.tenancy.models import Administration, Environment, Person
from overstap.tenancy.values import PackageFamily
from tests.moves.world import TwoOffices, add_administration, administration_of

CODES = ("T1", "T2")
CONNECTIONS = (("twinfield", "Noord"), ("twinfield", "Zuid"), ("exact_online", "Exact"), ("multivers", "Multi"))
PLAYED = ("twinfield", "exact_online", "multivers")
TWINFIELD = PackageFamily.TWINFIELD
Commits = Callable[..., object]


@dataclass(frozen=True)
class Packages:
    """The connections of Alice's office by name; Bakkers T1 and T2 work with ``north``, at the package too."""

    world: TwoOffices
    north: int
    south: int
    exact: int
    multivers: int


def play(settings: Settings, folder: Path) -> None:
    """An installation in which the practice package plays three families."""
    settings.PRACTICE_SYSTEMS = PLAYED
    settings.ACCOUNTING_SYSTEMS = ("house", *PLAYED)
    settings.PRACTICE_DIR = folder


def connect(person: Person, environment: Environment, package: str, name: str) -> int:
    """A connection with the practice environment of the same name."""
    with audit.attempt(person, environment.slug, "system.connect") as actor:
        return systems.connect_system(actor=actor, package=package, name=name, reference=name.lower())


def packages(world: TwoOffices) -> Packages:
    """Alice's connections, and two administrations that work with the first of them."""
    numbers = {}
    for package, name in (
        ("twinfield", "Noord"),
        ("twinfield", "Zuid"),
        ("exact_online", "Exact"),
        ("multivers", "Multi"),
    ):
        numbers[name] = connect(world.alice, world.giver, package, name)
        environments.put(PackageFamily(package), name.lower(), "ANDER", "Iets anders")
    for code in CODES:
        add_administration(world, code, f"Bakker {code}")
        let_work_with(world, code, numbers["Noord"])
        environments.put(TWINFIELD, "noord", code, f"Bakker {code}")
    return Packages(world, numbers["Noord"], numbers["Zuid"], numbers["Exact"], numbers["Multi"])


def let_work_with(world: TwoOffices, code: str, number: int | None, package: str = "twinfield") -> None:
    """As if it had been added with that connection."""
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        found = Administration.objects.filter(environment=actor.environment, code=code)
        found.update(package=package, system=number)


def move_in_package(code: str, new_code: str = "") -> None:
    """The package's own move, from north to south."""
    environments.move(TWINFIELD, code, "noord", "zuid", new_code)


def row_of(here: Packages, code: str) -> Administration:
    """The administration as it is now."""
    return administration_of(here.world.alice, here.world.giver.slug, code)


def wish(here: Packages, code: str = "T1", to: int | None = None, **changes: object) -> Wish:
    """To the south, unless said otherwise."""
    return Wish(code, here.south if to is None else to, **changes)  # type: ignore[arg-type]


def order(here: Packages, *wishes: Wish, profile: str = "relink", agreed: bool = True, uid: UUID | None = None) -> UUID:
    """Alice orders."""
    request = Request(wishes, profile=profile, agreed=agreed)
    request = replace(request, uid=uid) if uid else request
    with audit.attempt(here.world.alice, here.world.giver.slug, "relink.order") as actor:
        return actions.order(actor, request)


def shown(here: Packages, uid: UUID) -> OrderRow:
    """The order as Alice sees it."""
    with audit.attempt(here.world.alice, here.world.giver.slug, "relink.show") as actor:
        return queries.order(actor, uid)


def only(parts: Iterable[PartRow]) -> PartRow:
    """The one there is."""
    (part,) = parts
    return part


NONE, NOT_YET = PackageMove.NONE, PackageMove.NOT_YET
