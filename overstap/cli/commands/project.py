"""``overstap project``: projects of a coupled environment."""

from typing import Annotated, Literal

from cyclopts import App, Parameter

from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import row, table
from overstap.cli.session import InSession, Session
from overstap.coupling.projects import managing, queries
from overstap.coupling.projects.values import ProjectRow

app = App(name="project", help_epilogue="")
Number = Annotated[int, Parameter(metavar="NUMBER", help=_("of the project; see: overstap project list"))]
Name = Annotated[str, Parameter(metavar="TEXT", help=_("what it is called"))]
Administration = Annotated[
    int, Parameter(metavar="NUMBER", help=_("of the coupled administration; see: overstap coupling status"))
]
Contact = Annotated[int, Parameter(metavar="NUMBER", help=_("of the contact who is the customer"))]


@app.command(name="list", help=_("Projects, the newest first"))
def list_(
    *,
    state: Annotated[Literal["", "open", "closed"], Parameter(help=_("only those of this state"))] = "",
    search: Annotated[str, Parameter(metavar="TEXT", help=_("part of the name"))] = "",
    before: Annotated[int, Parameter(metavar="NUMBER", help=_("those before this project"))] = 0,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "project.list") as actor:
        found = queries.projects(actor, state=state, search=search, before=before).rows
    made = table(_("Number"), _("Name"), _("Administration"), _("Customer"), _("State"))
    for one in found:
        row(made, one.number, one.name, f"{one.code} {one.administration_name}", one.contact_name, str(one.state))
    session.output.show(found, made if found else _("There are no projects here."))


@app.command(help=_("Make a project of a coupled administration"))
def new(
    *, name: Name, administration: Administration, contact: Contact, environment: EnvironmentName = "",
    session: InSession,
) -> None:  # fmt: skip
    with enter(session, environment, "project.make") as actor:
        number = managing.make(actor=actor, name=name, administration=administration, contact=contact)
        made = queries.project(actor, number)
    session.output.show(made, _("Project %(number)d is made.") % {"number": number})


@app.command(help=_("Change a project; its administration only while no invoice of it has a number"))
def change(
    number: Number,
    /,
    *,
    name: Name = "",
    administration: Administration = 0,
    contact: Contact = 0,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "project.change") as actor:
        before = queries.project(actor, number)
        managing.change(
            actor=actor,
            number=number,
            name=name or before.name,
            administration=administration or before.administration,
            contact=contact or before.contact,
        )
        found = queries.project(actor, number)
    session.output.show(found, _("Saved."))


@app.command(help=_("Close a project: no further invoices"))
def close(number: Number, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    found = _closed(session, environment, number, closed=True)
    session.output.show(found, _("The project is closed."))


@app.command(name="open", help=_("Open a closed project again"))
def open_(number: Number, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    found = _closed(session, environment, number, closed=False)
    session.output.show(found, _("The project is open again."))


def _closed(session: Session, environment: str, number: int, *, closed: bool) -> ProjectRow:
    with enter(session, environment, "project.close") as actor:
        managing.close(actor=actor, number=number, closed=closed)
        return queries.project(actor, number)
