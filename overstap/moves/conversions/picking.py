"""What a package lists at one end, for whoever chooses from it."""

from collections.abc import Sequence

from overstap.connectors.port import ListedAdministration
from overstap.lib.errors import OverstapError
from overstap.moves.conversions import actions, ends
from overstap.moves.conversions.values import End
from overstap.tenancy.access import Actor

Listed = tuple[Sequence[ListedAdministration], OverstapError | None]


def listed(actor: Actor, end: End) -> Listed:
    """The administrations there now, and why the package does not tell where it does not. Raises NotAllowed."""
    actions.require_converting(actor)
    try:
        reached = ends.reach(actor, end)
        return reached.connector.administrations(reached.connection), None
    except OverstapError as error:
        return (), error
