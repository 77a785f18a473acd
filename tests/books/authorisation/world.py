"""An administration with documents, people who authorise, and the verbs as tests call them."""

from dataclasses import dataclass
from uuid import UUID

from overstap.books.authorisation import deciding, workflows
from overstap.books.authorisation.values import Demand, Demands, Moment, Turn, WorkflowDraft
from overstap.books.documents import store
from overstap.books.documents.values import Arrival, Source, Tag
from overstap.tenancy import access
from overstap.tenancy import actions as tenancy
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role
from tests.moves.world import CODE, TwoOffices, act, two_offices
from tests.tenancy.people import join, make_person


@dataclass(frozen=True)
class Office:
    """Mona manages workflows; Anna, Bert and Carla are authorisers with access; Eve authorises elsewhere only."""

    world: TwoOffices
    mona: Person
    anna: Person
    bert: Person
    carla: Person
    eve: Person

    @property
    def slug(self) -> str:
        """Where it happens."""
        return self.world.giver.slug


def office() -> Office:
    """A workflow office: authorisation before booking is optional."""
    world = two_offices()
    mona, anna, bert, carla, eve = (make_person(name) for name in ("Mona", "Anna", "Bert", "Carla", "Eve"))
    join(world.alice, world.giver.slug, mona, Role.AUTHORISATION_MANAGER)
    for one in (anna, bert, carla):
        join(world.alice, world.giver.slug, one, Role.AUTHORISER)
    join(world.charlie, world.elsewhere.slug, eve, Role.AUTHORISER)
    with act(world.alice, world.giver.slug) as actor:
        for one in (mona, anna, bert, carla):
            tenancy.give_access(actor=actor, code=CODE, person=one)
    return Office(world, mona, anna, bert, carla, eve)


def document(of: Office, name: str = "factuur.pdf", code: str = CODE) -> UUID:
    """A document of the administration."""
    with act(of.world.alice, of.slug) as actor:
        one = access.administration_for_writing(actor, code)
        arrival = Arrival(name, "application/pdf", Source.UPLOAD, Tag.PURCHASE)
        return store.keep(one, b"%PDF-1.7 " + name.encode(), arrival).uid


def workflow(of: Office, *authorisers: Person, name: str = "Inkoop", code: str = CODE) -> str:
    """A workflow of these people; gives its key."""
    with act(of.mona, of.slug) as actor:
        return workflows.add_workflow(actor, code, WorkflowDraft(name, [one.uid for one in authorisers]))


def demand(of: Office, before: Demand = Demand.OPTIONAL, after: Demand = Demand.NONE, code: str = CODE) -> None:
    """What the administration asks."""
    with act(of.mona, of.slug) as actor:
        workflows.demand(actor, code, Demands(before, after))


def send(of: Office, *authorisers: Person, name: str = "factuur.pdf", code: str = CODE) -> Turn:
    """A document that waits for these people, one after another."""
    key = workflow(of, *authorisers, name=f"W {name}"[:25], code=code)
    uid = document(of, name, code)
    with act(of.mona, of.slug) as actor:
        return deciding.start(actor, code, uid, key, Moment.BEFORE)
