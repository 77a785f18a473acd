"""An environment coupled to administrations of an Exact Online that its sandbox plays, with relations in them."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from pytest_django.fixtures import Settings

from overstap.books.relations.values import Address, BankAccount, Relation
from overstap.connectors.port import Books, KeepingRelations
from overstap.connectors.values import Change, Kept, Kind
from overstap.coupling import comparing, fetching, queries, running, synchronising
from overstap.coupling.models import Card, Coupled, Coupling
from overstap.coupling.shown import QuestionRow
from overstap.coupling.values import ContactRow, CouplingRow, Stage, Standing, Treatment
from overstap.lib import clock
from tests.connectors.exact_online.driven import BOOKS, ELSEWHERE, EMPTY
from tests.connectors.exact_online.driven import PLAYED as EXACT
from tests.moves.conversions.packages import Playing, playing
from tests.moves.world import TwoOffices, act

FIRST, SECOND, THIRD = EMPTY, ELSEWHERE, BOOKS


def party(name: str, *, of_itself: bool = False, **told: str) -> Relation:
    """A relation as people type it; ``street``, ``postal_code``, ``city`` and ``iban`` go where they belong.

    ``of_itself``: the administration's card of itself.
    """
    address = Address(
        street=told.get("street", ""), postal_code=told.get("postal_code", ""), city=told.get("city", ""), country="NL"
    )
    return Relation(
        told.get("code", ""),
        name,
        "C",
        email=told.get("email", ""),
        phone=told.get("phone", ""),
        commerce_number=told.get("commerce_number", ""),
        tax_number=told.get("tax_number", ""),
        addresses=(address,) if address.street or address.city else (),
        bank_accounts=(BankAccount(told["iban"]),) if "iban" in told else (),
        extra={"division_itself": True} if of_itself else {},
    )


JANSEN = party(
    "Bouwbedrijf Jansen B.V.",
    commerce_number="27312345",
    email="info@bouwjansen.example",
    phone="030-2345678",
    street="Dorpsstraat 12",
    postal_code="3511AB",
    city="Utrecht",
)


@dataclass
class Couple:
    """The coupled environment at work. ``there``: code at the package -> the coupled administration."""

    world: TwoOffices
    exact: Playing
    coupling: Coupling
    there: dict[str, Coupled] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.world.giver.slug

    def make(self, code: str, *relations: Relation) -> list[Kept]:
        """Relations made in an administration at the package, as somebody there would."""
        books = self._relations()
        return [books.make_relation(self.exact.connection, code, one, uuid.uuid4().hex[:20]) for one in relations]

    def change(self, code: str, kept: Kept, after: Relation) -> Kept:
        """A relation changed at the package."""
        wanted = replace(after, code=kept.relation.code)
        return self._relations().change_relation(self.exact.connection, code, kept.key, kept.relation, wanted)

    def tell(self, code: str, *relations: Relation, keys: Sequence[str] = ()) -> list[int]:
        """What a package tells of an administration, taken in as it is; gives the numbers of the cards."""
        named = keys or [uuid.uuid4().hex for _one in relations]
        changes = [Change(Kind.RELATIONS, key, one) for key, one in zip(named, relations, strict=True)]
        with act(self.world.alice, self.slug):
            fetching.take_in(self.there[code], changes)
            return [Card.objects.get(coupled=self.there[code], key=key).pk for key in named]

    def compare(self) -> CouplingRow:
        """Compare and synchronise what was told, without asking the package; at the step of matching afterwards."""
        with act(self.world.alice, self.slug) as actor:
            coupling = Coupling.objects.select_for_update().get(environment=actor.environment)
            comparing.compare(coupling)
            while synchronising.synchronise(coupling):
                pass
            Coupling.objects.filter(pk=coupling.pk).update(stage=Stage.MATCHING)
        return self.shown()

    def work(self) -> CouplingRow:
        """Let the worker go on until it has nothing to do; the coupling as Alice sees it then."""
        for _time in range(200):
            if not running.advance(self.coupling.pk, self.slug):
                return self.shown()
        raise AssertionError("the coupling does not come to an end")

    def again(self) -> CouplingRow:
        """Have everything read again."""
        with act(self.world.alice, self.slug) as actor:
            running.recheck(actor)
        return self.work()

    def shown(self) -> CouplingRow:
        with act(self.world.alice, self.slug) as actor:
            return queries.coupling(actor)

    def questions(self) -> list[QuestionRow]:
        with act(self.world.alice, self.slug) as actor:
            return queries.questions(actor)

    def contact_of(self, kept: Kept) -> ContactRow:
        """The contact to which a relation at the package belongs."""
        with act(self.world.alice, self.slug) as actor:
            card = Card.objects.select_related("contact").get(environment=actor.environment, key=kept.key)
            assert card.contact is not None
            return queries.contact(actor, card.contact.number)

    def contact_with(self, card: int) -> ContactRow:
        """The contact to which a card belongs."""
        with act(self.world.alice, self.slug) as actor:
            held = Card.objects.select_related("contact").get(pk=card).contact
            assert held is not None
            return queries.contact(actor, held.number)

    def card_of(self, kept: Kept) -> Card:
        """The card of a relation at the package."""
        with act(self.world.alice, self.slug):
            return Card.objects.get(environment=self.world.giver, key=kept.key)

    def cards(self, **wanted: object) -> list[Card]:
        with act(self.world.alice, self.slug):
            return list(Card.objects.filter(environment=self.world.giver, **wanted).order_by("pk"))

    def _relations(self) -> KeepingRelations:
        connector = self.exact.connector
        assert isinstance(connector, Books)
        assert isinstance(connector, KeepingRelations)
        return connector


@contextmanager
def coupled(
    world: TwoOffices,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    codes: tuple[str, ...] = (FIRST, SECOND),
    treatment: Treatment = Treatment.AUTOMATIC,
) -> Iterator[Couple]:
    """Coupled and confirmed by Alice: the worker can begin."""
    with playing(world, settings, monkeypatch, EXACT) as (exact,):
        one = Couple(world, exact, confirmed(world, treatment))
        for place, code in enumerate(codes, 1):
            one.there[code] = chosen(world, one.coupling, exact.system, code, f"{place:03}")
        yield one


def confirmed(world: TwoOffices, treatment: Treatment = Treatment.AUTOMATIC) -> Coupling:
    """A coupling of Alice's environment that stands where the worker begins."""
    with act(world.alice, world.giver.slug) as actor:
        return Coupling.objects.create(
            environment=actor.environment,
            switched_on_by=actor.person,
            stage=Stage.FETCHING,
            treatment=treatment,
            confirmed_by=actor.person,
            confirmed_at=clock.now(),
        )


def chosen(world: TwoOffices, coupling: Coupling, system: int, foreign: str, code: str) -> Coupled:
    """One administration that was selected and has its code."""
    with act(world.alice, world.giver.slug) as actor:
        return Coupled.objects.create(
            environment=actor.environment,
            coupling=coupling,
            system_id=system,
            foreign=foreign,
            name=f"Administratie {foreign}",
            code=code,
            standing=Standing.CHOSEN,
            chosen_by=actor.person,
        )
