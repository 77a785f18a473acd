"""The jobs of documents under way; Procrastinate finds this module by its name."""

from overstap.books.documents.transit import running
from overstap.books.documents.transit.takeaways import PACK
from overstap.durable import engine


@engine.define(PACK, on_failure=running.give_up)
def pack(uid: str, environment: str) -> bool:
    """Pack the archive of order ``uid``, a batch at a time."""
    return running.pack(uid, environment)


@engine.periodic("document.transit-sweep", "41 * * * *")
def sweep() -> None:
    """Every hour: what is no longer wanted."""
    running.sweep()
