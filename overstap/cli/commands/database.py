"""``overstap database``: the embedded PostgreSQL, or your own."""

from cyclopts import App

from overstap.cli import installation
from overstap.cli.language import gettext as _
from overstap.cli.output import facts
from overstap.cli.session import InSession
from overstap.lib import postgres
from overstap.lib.errors import Refused

app = App(name="database", help_epilogue="")


class NotOurs(Refused):
    """DATABASE_URL names a server that somebody else starts and stops."""

    code = "DATABASE-NOT-OURS"


@app.command(help=_("Start the embedded database; every other command does so by itself"))
def start(*, session: InSession) -> None:
    _require_ours()
    installation.start_server()
    status(session=session)


@app.command(help=_("Stop the embedded database"))
def stop(*, session: InSession) -> None:
    _require_ours()
    stopped = postgres.stop()
    session.output.show(
        {"stopped": stopped}, _("The database has stopped.") if stopped else _("The database was not running.")
    )


@app.command(help=_("Does the database run, and where?"))
def status(*, session: InSession) -> None:
    own = postgres.uses_own_server()
    socket = None if own else postgres.socket_dir()
    data = {"embedded": not own, "running": None if own else socket is not None, "socket": str(socket or "")}
    words = _("your own (DATABASE_URL)") if own else _("running") if socket else _("stopped")
    place = () if own else ((_("Data"), postgres.var_dir() / "postgres"), (_("Database"), postgres.database_name()))
    session.output.show(data, facts([(_("Server"), words), *place]))


@app.command(help=_("Make the tables, or bring them to this version"))
def prepare(*, session: InSession) -> None:
    installation.start_server()
    installation.load_django()
    installation.prepare()
    session.output.show({"prepared": True}, _("The database is ready."))


def _require_ours() -> None:
    if postgres.uses_own_server():
        raise NotOurs(
            _("DATABASE_URL names a server of your own; Overstap does not start or stop it."),
            remedy=_("Use the means of that server."),
        )
