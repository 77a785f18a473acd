"""A builder, coupled to two administrations of Exact Online with the same parties in them, and kept in step."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, cast

import pytest
from pytest_django.fixtures import Settings

from overstap.connectors import connections, registry
from overstap.connectors.exact_online.client import Client
from overstap.connectors.port import KeepingRelations
from overstap.coupling import running as first_reading
from overstap.coupling.administration_settings import CONTACTS_BACK, YES
from overstap.coupling.keeping import queries, running
from overstap.coupling.keeping.values import KeepingRow, OutgoingRow
from overstap.coupling.models import Card, Contact, Coupled, Coupling
from overstap.coupling.values import AT_WORK, Stage, Standing, Treatment
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.models import AccountingSystem, Environment, Person
from overstap.tenancy.roles import Role
from overstap.tenancy.values import PackageFamily
from tests.connectors.driven import IN_PROCESS, Driven, driven
from tests.connectors.exact_online.driven import BOOKS, ELSEWHERE, PLAYED
from tests.tenancy.people import join, make_environment, make_person

SWAN = "Hotel De Zwaan"
ACCOUNTS = "crm/Accounts"


@dataclass(frozen=True)
class Kept:
    """Sanne runs the builder's environment, Karin may only look, Olga works elsewhere. ``bakkerij`` and ``linde`` are
    the administrations; both have the same parties in them."""

    environment: Environment
    elsewhere: Environment
    sanne: Person
    karin: Person
    olga: Person
    coupling: Coupling
    bakkerij: Coupled
    linde: Coupled
    at: Driven

    @property
    def slug(self) -> str:
        """Of the builder's environment."""
        return self.environment.slug

    @contextmanager
    def act(self, person: Person | None = None) -> Iterator[Actor]:
        """Sanne, or somebody else, at work in the builder's environment."""
        with access.enter(person or self.sanne, self.slug) as actor:
            yield actor

    def round(self) -> KeepingRow:
        """A whole round of keeping in step."""
        while running.advance(self.coupling.pk):
            pass
        return self.status()

    def status(self) -> KeepingRow:
        """How it goes."""
        with self.act() as actor:
            return queries.status(actor)

    def outgoing(self) -> list[OutgoingRow]:
        """What goes or went out, the oldest first."""
        with self.act() as actor:
            return list(reversed(queries.outgoing(actor)))

    def contact(self, name: str = SWAN) -> Contact:
        """The contact of that name."""
        with self.act():
            return Contact.objects.get(fields__name=name, ended_at=None, environment=self.environment)

    def card(self, coupled: Coupled, name: str = SWAN) -> Card:
        """What an administration was last read to have of it."""
        with self.act():
            return Card.objects.get(coupled=coupled, fields__name=name, left="")

    def there(self, coupled: Coupled, name: str = SWAN) -> dict[str, Any]:
        """What it has of it now."""
        rows = self.listed(coupled, f"Name eq '{name}'")
        (row,) = rows
        return row

    def listed(self, coupled: Coupled, chosen: str) -> list[dict[str, Any]]:
        """Relations there, by a filter."""
        names = "ID,Code,Name,Email,Phone,Website,AddressLine1,Postcode,City,ChamberOfCommerce,SearchCode"
        with self.client() as client:
            asked = {"$filter": chosen, "$select": names}
            return [dict(row) for row in client.rows(_path(coupled, ACCOUNTS), asked)]

    def change(self, coupled: Coupled, told: Mapping[str, Any], name: str = SWAN) -> None:
        """Somebody changes a relation there."""
        with self.client() as client:
            client.change(_path(coupled, ACCOUNTS, str(self.there(coupled, name)["ID"])), told)

    def make(self, coupled: Coupled, told: Mapping[str, Any]) -> dict[str, Any]:
        """Somebody makes a relation there."""
        with self.client() as client:
            return dict(client.make(_path(coupled, ACCOUNTS), told))

    def delete(self, coupled: Coupled, name: str) -> None:
        """Somebody deletes a relation there."""
        with self.client() as client:
            client.remove(_path(coupled, ACCOUNTS, str(self.there(coupled, name)["ID"])))

    @contextmanager
    def client(self) -> Iterator[Client]:
        """Somebody who works in Exact Online."""
        with Client(self.at.outside, self.at.connection) as made:
            yield made

    def back(self, coupled: Coupled, value: str) -> None:
        """Whether changes of contacts are written to an administration too."""
        with self.act():
            Coupled.objects.filter(pk=coupled.pk).update(settings={CONTACTS_BACK: value})


@contextmanager
def kept(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    how: str = IN_PROCESS,
    treatment: Treatment = Treatment.AUTOMATIC,
) -> Iterator[Kept]:
    """The environment with its coupling running, after the first reading."""
    sanne, karin, olga = (make_person(name) for name in ("Sanne", "Karin", "Olga"))
    environment, elsewhere = make_environment(sanne), make_environment(olga)
    join(sanne, environment.slug, karin, Role.CLIENT_USER)
    family = PackageFamily.EXACT_ONLINE
    settings.PRACTICE_SYSTEMS = tuple(one for one in settings.PRACTICE_SYSTEMS if one != family)
    nowhere = {"address": "", "client_id": "", "client_secret": ""}
    settings.PACKAGES = {**settings.PACKAGES, family: nowhere}
    with driven(PLAYED, how, environment.pk) as at:
        with access.enter(sanne, environment.slug):
            coupling, bakkerij, linde = _coupled(environment, sanne, treatment)
            connection = connections.connection_of(bakkerij.system)
        PLAYED.connect(at.connector, connection, at.outside)
        monkeypatch.setitem(registry._MAKERS, family, lambda _outside: at.connector)
        assert isinstance(at.connector, KeepingRelations)
        here = replace(at, connection=connection)
        made = Kept(environment, elsewhere, sanne, karin, olga, coupling, bakkerij, linde, here)
        _read_first(made)
        at.world.calls.clear()
        yield made


def _coupled(environment: Environment, sanne: Person, treatment: Treatment) -> tuple[Coupling, Coupled, Coupled]:
    coupling = Coupling.objects.create(
        environment=environment,
        switched_on_by=sanne,
        confirmed_by=sanne,
        stage=Stage.FETCHING,
        treatment=treatment,
    )
    system = AccountingSystem.objects.create(
        environment=environment, package=PackageFamily.EXACT_ONLINE, added_by=sanne
    )
    both = [
        Coupled.objects.create(
            environment=environment,
            coupling=coupling,
            system=system,
            foreign=foreign,
            name=name,
            code=code,
            standing=Standing.CHOSEN,
            settings={CONTACTS_BACK: YES},
            chosen_by=sanne,
        )
        for foreign, name, code in ((BOOKS, "Bakkerij Jansen B.V.", "001"), (ELSEWHERE, "De Linde Advies B.V.", "002"))
    ]
    return coupling, both[0], both[1]


def _read_first(made: Kept) -> None:
    while first_reading.advance(made.coupling.pk, made.slug):
        pass
    with made.act():
        coupling = Coupling.objects.get(pk=made.coupling.pk)
        assert coupling.stage not in AT_WORK, coupling.problem
        coupling.stage = Stage.RUNNING
        coupling.save()
    made.round()


def _path(coupled: Coupled, entity: str, key: str = "") -> str:
    return f"/api/v1/{coupled.foreign}/{entity}" + (f"(guid'{key}')" if key else "")


def keeper(made: Kept) -> KeepingRelations:
    """The connector."""
    return cast("KeepingRelations", made.at.connector)
