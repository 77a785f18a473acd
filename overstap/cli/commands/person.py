"""``overstap person`` and ``overstap invite``: accounts, and who works where."""

from typing import Annotated, Literal

from cyclopts import App, Parameter

from overstap.cli import second_steps
from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import moment, row, table
from overstap.cli.session import InSession
from overstap.cli.words import word
from overstap.tenancy import access, actions, people, queries

app = App(name="person", help_epilogue="")
RoleName = Literal[
    "superuser",
    "accountant",
    "sme_bookkeeper",
    "authorisation_manager",
    "authoriser",
    "client_user",
    "restricted_client_user",
]


@app.command(help=_("Make an account"))
def add(
    email: str,
    /,
    *,
    name: Annotated[str, Parameter(metavar="TEXT", help=_("first and last name"))],
    speaks: Annotated[Literal["nl", "en"], Parameter(help=_("the language of mails"))] = "nl",
    session: InSession,
) -> None:
    acting = session.choices.person
    made = actions.create_person(
        email=email,
        name=name,
        language=speaks,
        by=access.person_by_email(acting) if acting else access.operator_person(),
    )
    session.output.show(
        {"email": made.email, "name": made.name, "language": made.language},
        _("There is an account for %(email)s now.") % {"email": made.email},
    )


@app.command(name="list", help=_("Who works in an environment, and who was invited"))
def list_(*, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "member.list") as actor:
        members, invitations = queries.members(actor), queries.invitations(actor)
    made = table(_("Name"), _("E-mail"), _("Role"), _("Since"))
    for one in members:
        row(made, one.name, one.email, word(one.role), moment(one.since))
    for invited in invitations:
        until = _("invited, until %(moment)s") % {"moment": moment(invited.expires_at)}
        row(made, "", invited.email, word(invited.role), until, style="dim")
    session.output.show({"members": members, "invitations": invitations}, made)


@app.command(help=_("Use an invitation code from a mail; --as says who you are"))
def accept(code: str, /, *, session: InSession) -> None:
    acting = session.choices.person
    person = access.person_by_email(acting) if acting else access.operator_person()
    joined = people.accept_invitation(person=person, token=code)
    session.output.show({"environment": joined.slug}, _("You work in “%(name)s” now.") % {"name": joined.name})


@app.command(name="forget-second-step", help=_("Take away somebody's authenticator app, passkeys and recovery codes"))
def forget_second_step(email: str, /, *, session: InSession) -> None:
    count = second_steps.forget(email)
    session.output.show(
        {"email": email, "forgotten": count},
        _("Taken away: %(count)d. %(email)s can sign in with a password, and was told by mail.")
        % {"count": count, "email": email},
    )


def invite(
    email: str,
    /,
    *,
    role: Annotated[RoleName, Parameter(help=_("what they may do"))],
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "invitation.send", {"email": email}) as actor:
        people.invite(actor=actor, email=email, role=role)
    session.output.show(
        {"email": email, "role": role},
        _("The invitation is on its way to %(email)s; it is valid for 14 days.") % {"email": email},
    )
