"""``overstap token``: what lets a program work in somebody's name."""

from typing import Annotated
from uuid import UUID

from cyclopts import App, Parameter

from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import moment, row, table
from overstap.cli.session import InSession
from overstap.tenancy.tokens import actions, queries
from overstap.tenancy.tokens.values import Scope, State

app = App(name="token", help_epilogue="")


@app.command(name="list", help=_("The tokens here: yours, or for a superuser everybody’s"))
def list_(*, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "token.list") as actor:
        rows = queries.tokens(actor)
    made = table(_("Name"), _("Person"), _("May"), _("Last used"), _("Works until"), _("State"), _("Number"))
    for one in rows:
        may, state = ", ".join(one.scopes), _states()[one.state]
        row(made, one.name, one.person, may, moment(one.last_used_at), moment(one.expires_at), state, str(one.uid))
    session.output.show(rows, made if rows else _("There are no tokens here."))


@app.command(help=_("Make a token of your own; it is shown once"))
def make(
    name: Annotated[str, Parameter(help=_("what it is for"))],
    /,
    *,
    scope: Annotated[
        list[str] | None,
        Parameter(
            negative="",
            metavar="SCOPE",
            help=_("what it may do: %(scopes)s; may be given more than once; default: all")
            % {"scopes": ", ".join(Scope)},
        ),
    ] = None,
    days: Annotated[int, Parameter(help=_("how many days it works, 1 to 366"))] = 90,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "token.make", {"name": name}) as actor:
        made = actions.make(actor, name=name, scopes=scope or list(Scope), days=days)
    session.output.line(made.secret)
    told = _("Keep it where the program keeps its secrets; it is not shown again.")
    session.output.show({"uid": made.uid, "token": made.secret}, told)


@app.command(help=_("End a token at once"))
def revoke(
    number: Annotated[UUID, Parameter(help=_("as “overstap token list” gives it"))],
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "token.revoke", {"token": str(number)}) as actor:
        actions.revoke(actor, number)
    session.output.show({"uid": number, "revoked": True}, _("The token is revoked."))


def _states() -> dict[State, str]:
    return {State.ACTIVE: _("active"), State.EXPIRED: _("expired"), State.REVOKED: _("revoked")}
