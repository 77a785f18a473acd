"""``overstap operator``: the console of whoever keeps the installation running."""

from typing import Annotated, Literal

from cyclopts import App, Parameter

from overstap.cli import operating_deeds, operating_lists
from overstap.cli.language import gettext as _
from overstap.cli.operating import at_work
from overstap.cli.output import moment, row, table
from overstap.cli.session import InSession
from overstap.tenancy.operators import accounts

app = App(name="operator", help_epilogue="")
for _module in (operating_lists, operating_deeds):
    _module.enter_in(app)


@app.command(help=_("Make somebody an operator; a mail tells how to sign in"))
def add(
    email: str,
    /,
    *,
    name: Annotated[str, Parameter(metavar="TEXT", help=_("first and last name"))],
    speaks: Annotated[Literal["nl", "en"], Parameter(help=_("the language of mails"))] = "nl",
    session: InSession,
) -> None:
    with at_work(session, "operator.add", {"email": email}) as operator:
        made = accounts.add(operator, email=email, name=name, language=speaks)
    session.output.show(
        {"email": made.email, "name": made.name},
        _("%(email)s is an operator now; a mail tells how to sign in.") % {"email": made.email},
    )


@app.command(help=_("End somebody's work as an operator"))
def remove(email: str, /, *, session: InSession) -> None:
    with at_work(session, "operator.remove", {"email": email}) as operator:
        accounts.remove(operator, email=email)
    session.output.show({"email": email}, _("%(email)s is no operator any more.") % {"email": email})


@app.command(name="list", help=_("Who is or was an operator"))
def list_(*, session: InSession) -> None:
    with at_work(session, "operator.list") as operator:
        rows = accounts.operators(operator)
    made = table(_("Name"), _("E-mail"), _("Since"), _("State"))
    for one in rows:
        row(made, one.name, one.email, moment(one.since), _("in office") if one.active else _("removed"))
    session.output.show({"operators": rows}, made if rows else _("Nobody signs in as an operator yet."))
