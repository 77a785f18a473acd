"""The jobs of the ledger; Procrastinate finds this module by its name."""

from overstap.books.ledger import snapshots
from overstap.durable import engine


@engine.define(snapshots.TASK)
def make_snapshot(ledger_id: int) -> None:
    """Sum up ledger ``ledger_id`` as it stands."""
    snapshots.make(ledger_id)
