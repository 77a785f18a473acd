"""A connection, an administration that works with it and an order about it, for the tests of every address."""

from collections.abc import Mapping

from overstap.lib import clock
from overstap.moves.relinks.models import RelinkOrder, RelinkPart
from overstap.tenancy import audit
from overstap.tenancy.models import AccountingSystem, Administration
from tests.moves.world import TwoOffices, add_administration

_CODE = "4004"
_CONNECTION = (
    "managing-connection", "managing-connection-test", "managing-connection-remove", "managing-connection-forget",
    "managing-connection-consent", "managing-connection-key",
)  # fmt: skip
_ORDER = ("relink-order", "relink-undo", "relink-withdraw", "relink-check-again")


def relink(world: TwoOffices) -> Mapping[str, str]:
    """What fills the addresses of connections and their changes; the installation has lost the connector since."""
    add_administration(world, _CODE, "Bakkerij Jansen Filiaal B.V.")
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        system = AccountingSystem.objects.create(
            environment=actor.environment, package="twinfield", name="Noord", reference="noord", added_by=world.alice,
            added_at=clock.now(),
        )  # fmt: skip
        one = Administration.objects.get(environment=actor.environment, code=_CODE)
        Administration.objects.filter(pk=one.pk).update(package="twinfield", system=system)
        order = RelinkOrder.objects.create(
            environment=actor.environment, profile="relink-assisted", state="asked", ordered_by=world.alice,
            fee="75.00", currency="EUR", terms="",
        )  # fmt: skip
        RelinkPart.objects.create(
            order=order, number=1, administration=one, administration_uid=one.uid, name=one.name, before=system,
            before_name="Noord", after=system, after_name="Noord", old_code=_CODE, new_code="4005",
            package_move="finished", open=True,
        )  # fmt: skip
    question = f"?code={_CODE}&to={system.pk}"
    return {
        **{f"{name}.number": str(system.pk) for name in _CONNECTION},
        **{f"{name}.uid": str(order.uid) for name in _ORDER},
        "relink-codes?": question,
        "relink-check?": question,
    }
