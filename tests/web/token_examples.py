"""A token of somebody, for the addresses of its pages."""

from overstap.tenancy import audit
from overstap.tenancy.tokens import actions
from tests.moves.world import TwoOffices


def token_examples(world: TwoOffices) -> dict[str, str]:
    """A token of Alice's."""
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        made = actions.make(actor, name="Scanner op de balie", scopes=["documents:write"])
    return {"managing-token-revoke.token": str(made.uid)}
