"""``overstap app``: the apps that an environment is connected with."""

from typing import Annotated
from uuid import UUID

from cyclopts import App, Parameter

from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import moment, row, table
from overstap.cli.session import InSession
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.appcenter import actions, queries
from overstap.tenancy.appcenter.values import AppDraft

app = App(name="app", help_epilogue="")
Name = Annotated[str, Parameter(metavar="NAME", help=_("the app"))]


@app.command(name="list", help=_("The connected apps, and who paired them"))
def list_(*, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "app.list") as actor:
        found = queries.apps(actor)
    made = table(_("App"), _("What it does"), _("State"), _("Activated by"), _("Since"), _("Paired by"))
    for one in found:
        people = ", ".join(each.name for each in one.pairings)
        row(made, one.name, one.does, _states()[one.state], one.activated_by, moment(one.since), people)
    session.output.show(found, made if found else _("This environment is connected with no apps."))


@app.command(help=_("Write down that an app is connected"))
def connect(
    name: Name,
    does: Annotated[str, Parameter(metavar="TEXT", help=_("what it does"))],
    /,
    *,
    pairs: Annotated[bool, Parameter(negative="", help=_("each user pairs a device of their own"))] = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "app.connect") as actor:
        uid = actions.connect(actor, AppDraft(name, does, pairs=pairs))
    session.output.show({"app": name, "uid": uid}, _("“%(name)s” is in the App Center.") % {"name": name})


@app.command(help=_("Nothing goes through it for the time being"))
def pause(name: Name, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "app.change") as actor:
        actions.pause(actor, _uid(actor, name))
    session.output.show({"app": name, "state": "paused"}, _("“%(name)s” is paused.") % {"name": name})


@app.command(help=_("It works again"))
def activate(name: Name, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "app.change") as actor:
        actions.activate(actor, _uid(actor, name))
    session.output.show({"app": name, "state": "active"}, _("“%(name)s” is active.") % {"name": name})


@app.command(help=_("End the connection, and its pairings"))
def end(name: Name, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "app.change") as actor:
        actions.end(actor, _uid(actor, name))
    session.output.show({"app": name, "state": "ended"}, _("The connection has ended."))


@app.command(help=_("Pair a device of your own"))
def pair(
    name: Name,
    /,
    *,
    device: Annotated[str, Parameter(metavar="TEXT", help=_("what you call it"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "app.change") as actor:
        actions.pair(actor, _uid(actor, name), device)
    session.output.show({"app": name}, _("Your device is paired."))


def _uid(actor: Actor, name: str) -> UUID:
    wanted = name.strip().casefold()
    found = next((one.uid for one in queries.apps(actor) if one.name.casefold() == wanted), None)
    if found is None:
        raise access.NotFound(
            _("There is no app “%(name)s” here.") % {"name": name[:80]},
            code="APP-NOT-FOUND",
            remedy=_("Look for it with “overstap app list”."),
        )
    return found


def _states() -> dict[str, str]:
    return {"active": _("active"), "paused": _("paused"), "ended": _("ended")}
