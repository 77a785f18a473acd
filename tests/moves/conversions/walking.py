"""A conversion walked through by Alice, with the worker's part done in the test's own transaction."""

from uuid import UUID

from overstap.moves.conversions import actions, deciding, queries, running
from overstap.moves.conversions.values import Conversion, End, Order, State
from overstap.tenancy.values import PackageFamily
from tests.moves.world import CODE, TwoOffices, act

NEW = "7001"


def house(code: str, name: str = "") -> End:
    """An end in the house."""
    return End(PackageFamily.HOUSE, None, code, name)


def drawn_up(world: TwoOffices, order: Order | None = None) -> UUID:
    """Draw up ``order``; by default the world's administration into a new one of the house."""
    wanted = order or Order(house(CODE), house(NEW, "Bakkerij Jansen nieuw"), makes_target=True)
    with act(world.alice, world.giver.slug) as actor:
        return actions.draw_up(actor, wanted)


def read(world: TwoOffices, uid: UUID) -> Conversion:
    """Begin, and let the worker read."""
    with act(world.alice, world.giver.slug) as actor:
        actions.begin(actor, uid)
    return at_work(world, uid)


def written(world: TwoOffices, uid: UUID) -> Conversion:
    """Agree to whatever is proposed, and let the worker write and compare."""
    with act(world.alice, world.giver.slug) as actor:
        deciding.accept(actor, uid, deciding.open_ones(actor, uid))
        actions.write(actor, uid)
    return at_work(world, uid)


def at_work(world: TwoOffices, uid: UUID) -> Conversion:
    """Let the worker go on until it has nothing to do."""
    for _time in range(500):
        if not running.advance(str(uid), world.giver.slug):
            return shown(world, uid)
    raise AssertionError("the conversion does not come to an end")


def shown(world: TwoOffices, uid: UUID) -> Conversion:
    """The conversion as Alice sees it."""
    with act(world.alice, world.giver.slug) as actor:
        return queries.conversion(actor, uid)


def converted(world: TwoOffices, order: Order | None = None) -> tuple[UUID, Conversion]:
    """From the beginning to the end."""
    uid = drawn_up(world, order)
    assert read(world, uid).state is State.REVIEW
    return uid, written(world, uid)
