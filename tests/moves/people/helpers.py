"""Moves that were released, and how their people stand."""

from uuid import UUID

from overstap.moves import actions
from overstap.moves.actions.give import OfferOrder
from overstap.moves.models import Move
from overstap.moves.people import queries
from overstap.moves.people.models import Placeholder, RoleBefore
from overstap.moves.people.values import Former
from overstap.moves.state import for_system
from overstap.moves.values import MoveState
from overstap.tenancy import access, people
from overstap.tenancy import queries as tenancy
from overstap.tenancy.models import Administration, AdministrationAccess, Environment, Person
from overstap.tenancy.roles import Role
from tests.moves import running
from tests.moves.world import CODE, NEW_CODE, TwoOffices, accept, act, code_in_mail, offer
from tests.tenancy.people import join, make_person


def released(world: TwoOffices, codes: dict[str, str] | None = None) -> UUID:
    """A move that was released: by default of the one administration with books."""
    wanted = codes or {CODE: NEW_CODE}
    uid = offer(world, tuple(wanted))
    accept(world, uid, wanted)
    assert running.run(uid) == MoveState.DELIVERED
    with act(world.dora, world.receiver.slug) as actor:
        actions.release(actor, uid)
    return uid


def moved_on(giver: tuple[Person, Environment], receiver: tuple[Person, Environment], codes: dict[str, str]) -> UUID:
    """One more move, from and to anybody, released."""
    (alice, there), (dora, here) = giver, receiver
    with act(alice, there.slug) as actor:
        uid = actions.offer(actor, OfferOrder(codes=tuple(codes), receiver_email=dora.email, agreed=True)).uid
    typed = code_in_mail(uid)
    with act(dora, here.slug) as actor:
        actions.accept(actor, typed, codes, agreed=True)
    assert running.run(uid) == MoveState.DELIVERED
    with act(dora, here.slug) as actor:
        actions.release(actor, uid)
    return uid


def given_back(world: TwoOffices, uid: UUID, reason: str = "") -> None:
    with act(world.dora, world.receiver.slug) as actor:
        actions.take_back(actor, uid, reason)
    assert running.run(uid) == MoveState.TAKEN_BACK or not running.system_sees(uid)


def formers(person: Person, slug: str, move: UUID | None = None) -> dict[str, Former]:
    """The list that a superuser sees, by name."""
    with access.enter(person, slug) as actor:
        return {one.name: one for one in queries.listing(actor, move=move, limit=500).rows}


def former(world: TwoOffices, name: str) -> Former:
    return formers(world.dora, world.receiver.slug)[name]


def colleague(world: TwoOffices, name: str, role: str, codes: tuple[str, ...] = (CODE,)) -> Person:
    """One more member of the giver's, with access."""
    made = make_person(name)
    join(world.alice, world.giver.slug, made, role)
    from overstap.tenancy import actions as verbs

    with act(world.alice, world.giver.slug) as actor:
        for code in codes:
            verbs.give_access(actor=actor, code=code, person=made)
    return made


def member_here(world: TwoOffices, name: str, role: str = "accountant") -> Person:
    """A member of the receiver's."""
    made = make_person(name)
    join(world.dora, world.receiver.slug, made, role)
    return made


def may_open(world: TwoOffices, code: str = NEW_CODE) -> set[str]:
    """Names of who may open an administration at the receiver's."""
    with access.enter(world.dora, world.receiver.slug) as actor:
        return {row.name for row in tenancy.access_list(actor, code) if row.access}


def token_of(world: TwoOffices, person: Person, role: str = "") -> str:
    """What the newest invitation would be accepted with: sent once more, because only its hash is kept."""
    from overstap.tenancy import changes

    del role
    with act(world.dora, world.receiver.slug) as actor:
        return changes.resend_invitation(actor=actor, email=person.email)


def accept_invitation(world: TwoOffices, person: Person) -> None:
    people.accept_invitation(person=person, token=token_of(world, person))


def move_of(uid: UUID) -> Move:
    with for_system(uid):
        return Move.objects.get(uid=uid)


def accesses(world: TwoOffices) -> set[tuple[str, str]]:
    """Who has access to what at the giver's."""
    with access.enter(world.alice, world.giver.slug):
        rows = AdministrationAccess.objects.select_related("person", "administration")
        return {(one.person.name, one.administration.code) for one in rows}


def stands_in(person: Person, slug: str, code: str, move: UUID, original: Person) -> Placeholder:
    """Somebody who worked in ``code`` elsewhere, written down without a whole move: for tests of addresses."""
    with access.enter(person, slug) as actor:
        one = Administration.objects.get(environment=actor.environment, code=code)
        made = Placeholder.objects.create(
            environment=actor.environment,
            original=original,
            name=original.name,
            email=original.email,
            role=Role.AUTHORISER,
        )
        RoleBefore.objects.create(
            placeholder=made,
            environment=actor.environment,
            move=Move.objects.get(uid=move),
            origin=move,
            administration_uid=one.uid,
            administration=one,
            name=one.name,
            code="77",
            holder="Kantoor Elders",
            role=Role.AUTHORISER,
            has_access=True,
            has_booked=True,
            has_agreed=False,
            has_archive=True,
            until=one.created_at,
        )
        return made
