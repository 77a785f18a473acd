"""``overstap system``: the accounting packages that an environment works with, and its connections."""

from typing import Annotated

from cyclopts import App, Parameter

from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import facts, number, row, table
from overstap.cli.session import InSession
from overstap.connectors import connections
from overstap.connectors.port import PackageAway
from overstap.moves.relinks import queries
from overstap.tenancy import systems
from overstap.tenancy.values import PACKAGE_NAMES, PackageFamily

app = App(name="system", help_epilogue="")
Number = Annotated[int, Parameter(metavar="NUMBER", help=_("number of the connection; see: overstap system list"))]
Package = Annotated[str, Parameter(metavar="PACKAGE", help=_("twinfield, exact_online, multivers, accountview, …"))]
Name = Annotated[str, Parameter(metavar="TEXT", help=_("what people call it"))]


@app.command(name="list", help=_("The connections of this environment"))
def list_(*, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "system.list") as actor:
        rows = systems.connections(actor)
    made = table(_("Number"), _("Package"), _("Name"), _("Environment there"), _("Administrations"), right=("Number",))
    for one in rows:
        row(made, one.number, PACKAGE_NAMES[one.package], one.called, one.reference, number(one.administrations))
    session.output.show(rows, made if rows else _("There are no connections here; the house needs none."))


@app.command(help=_("Add a connection; keep the login data of the package at hand"))
def add(
    package: Package,
    /,
    *,
    name: Name = "",
    reference: Annotated[str, Parameter(metavar="TEXT", help=_("your environment at the package"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "system.connect", {"package": package}) as actor:
        made = systems.connect_system(actor=actor, package=package, name=name, reference=reference)
    session.output.show(
        {"connection": made},
        _("The connection is added. Test it now."),
        facts([(_("Number of the connection"), made), (_("Test"), f"overstap system test {made}")]),
    )


@app.command(help=_("Give a connection another name"))
def rename(connection: Number, name: Name, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "system.rename", {"number": connection}) as actor:
        systems.rename_connection(actor=actor, number=connection, name=name)
    session.output.show({"connection": connection, "name": name}, _("Saved."))


@app.command(name="test", help=_("Ask the package whether it answers"))
def try_(connection: Number, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "system.check", {"number": connection}) as actor:
        health = connections.check_connection(actor=actor, number=connection)
    if not health.works:
        raise PackageAway(
            health.message, remedy=_("Look in the package whether login data and environment still hold.")
        )
    session.output.show({"connection": connection, "works": True}, _("The connection works."))


@app.command(help=_("Remove a connection that nothing works with"))
def remove(connection: Number, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "system.disconnect", {"number": connection}) as actor:
        systems.remove_connection(actor=actor, number=connection)
    session.output.show({"connection": connection, "removed": True}, _("The connection is removed."))


@app.command(help=_("What can be picked at each connection of a package, fetched now"))
def codes(package: Package, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "system.list", {"package": package}) as actor:
        systems.connections(actor, package)  # says so where there is no such package
        lists = queries.pick_lists(actor, PackageFamily(package))
    made = table(_("Connection"), _("Code"), _("Name"))
    for one in lists:
        if one.trouble:
            row(made, f"{one.number} {one.name}", "", one.trouble)
        for each in one.administrations:
            row(made, f"{one.number} {one.name}", each.code, each.name)
    session.output.show(lists, made if made.rows else _("There is nothing to pick."))
