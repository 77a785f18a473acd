"""``overstap access``: who may open which administration."""

from typing import Annotated

from cyclopts import App, Parameter

from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import row, table
from overstap.cli.session import InSession
from overstap.cli.words import word
from overstap.tenancy import access, actions, queries

app = App(name="access", help_epilogue="")
Code = Annotated[str, Parameter(help=_("code of the administration"))]
Email = Annotated[str, Parameter(help=_("who"))]


@app.command(help=_("Let somebody open an administration"))
def give(code: Code, email: Email, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "access.give", {"administration": code, "person": email}) as actor:
        actions.give_access(actor=actor, code=code, person=access.person_by_email(email))
    session.output.show(
        {"administration": code, "person": email, "access": True},
        _("%(email)s can open %(code)s now.") % {"email": email, "code": code},
    )


@app.command(help=_("Take that away"))
def withdraw(code: Code, email: Email, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "access.withdraw", {"administration": code, "person": email}) as actor:
        actions.withdraw_access(actor=actor, code=code, person=access.person_by_email(email))
    session.output.show(
        {"administration": code, "person": email, "access": False},
        _("%(email)s can no longer open %(code)s.") % {"email": email, "code": code},
    )


@app.command(name="list", help=_("The administrations here, or who may open one of them"))
def list_(code: Code = "", /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "access.list", {"administration": code}) as actor:
        if code:
            _show_people(session, queries.access_list(actor, code))
        else:
            _show_administrations(session, queries.administrations(actor))


def _show_people(session: InSession, rows: list[queries.AccessRow]) -> None:
    made = table(_("Name"), _("E-mail"), _("Role"), _("Access"))
    for one in rows:
        row(made, one.name, one.email, word(one.role), _("yes") if one.access else _("no"))
    session.output.show(rows, made)


def _show_administrations(session: InSession, rows: list[queries.AdministrationRow]) -> None:
    made = table(_("Code"), _("Name"), _("State"), _("You may open it"))
    for one in rows:
        row(made, one.code, one.name, word(one.state), _("yes") if one.access else _("no"))
    session.output.show(rows, made if rows else _("There are no administrations here."))
