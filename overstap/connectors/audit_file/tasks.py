"""The jobs of this connector; Procrastinate finds this module by its name."""

from overstap.connectors.audit_file import running
from overstap.connectors.audit_file.orders import IMPORT
from overstap.durable import engine


@engine.define(IMPORT, on_failure=running.give_up)
def run_import(uid: str, environment: str) -> None:
    """Do the import ``uid``."""
    running.run(uid, environment)


@engine.periodic("audit-file.sweep", "17 * * * *")
def sweep_uploads() -> None:
    """Every hour: files that nobody needs any more."""
    running.sweep()
