"""``overstap former``: people who worked in what came here; invite, link, give access, put aside."""

from typing import Annotated
from uuid import UUID

from cyclopts import App, Parameter

from overstap.cli.commands.person import RoleName
from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.language import ngettext
from overstap.cli.options import EnvironmentName
from overstap.cli.output import facts, moment, row, table
from overstap.cli.session import InSession
from overstap.cli.words import word
from overstap.lib.errors import Refused
from overstap.moves.people import actions, joining, opening, queries
from overstap.moves.people.values import Former
from overstap.tenancy import access, overviews
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right

app = App(name="former", help_epilogue="")
Number = Annotated[str, Parameter(metavar="PERSON", help=_("number of the former user; “former list” shows it"))]
Numbers = Annotated[
    list[str],
    Parameter(
        metavar="PERSON",
        help=_(
            "numbers of former users",
        ),
        negative="",
    ),
]
Move = Annotated[str, Parameter(metavar="MOVE", help=_("number of the move"))]
Reason = Annotated[str, Parameter(metavar="TEXT", help=_("why"))]


@app.command(name="list", help=_("Who had which role where, before it came here"))
def list_(
    *,
    move: Annotated[str, Parameter(metavar="MOVE", help=_("of this move alone"))] = "",
    search: Annotated[str, Parameter(metavar="TEXT", help=_("part of a name or address"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    found: list[Former] = []
    with enter(session, environment, "former.list", {"move": move} if move else None) as actor:
        after = ""
        while not found or after:
            page = queries.listing(actor, move=_number(move) if move else None, search=search, after=after)
            found += page.rows
            after = page.after
            if not page.rows:
                break
    made = table(_("Number"), _("Name"), _("E-mail"), _("Role there"), _("Where"), _("State"))
    for one in found:
        where = ", ".join(dict.fromkeys(held.code_here for held in one.roles))
        row(made, one.uid, one.name, one.email, word(one.role), where, states()[one.state])
    session.output.show(found, made if found else _("Nobody stands here."))


@app.command(help=_("One former user: every role at every holder, and what was done"))
def show(former: Number, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "former.show") as actor:
        one, events = queries.former(actor, _number(former))
    roles = table(_("Administration"), _("Holder"), _("Role"), _("Access"), _("Booked"), _("Own archive"), _("Until"))
    for held in one.roles:
        signs = [_("yes") if has else _("no") for has in (held.has_access, held.has_booked, held.has_archive)]
        row(roles, f"{held.code_here} {held.administration}", held.holder, word(held.role), *signs, moment(held.until))
    done = table(_("When"), _("What"), _("By"), _("Reason"))
    for event in events:
        row(done, moment(event.at), deeds()[event.kind], event.by, event.reason)
    about = facts(
        [
            (_("Name"), one.name),
            (_("E-mail"), one.email),
            (_("State"), states()[one.state]),
            (_("Works here as"), one.person_email),
            (_("Reason"), one.reason),
        ]
    )
    session.output.show({"former": one, "events": events}, about, roles, done)


@app.command(help=_("Invite former users with the role that they had; who accepts has the same access again"))
def invite(
    former: Numbers,
    /,
    *,
    role: Annotated[RoleName | None, Parameter(help=_("another role"))] = None,
    email: Annotated[str, Parameter(metavar="EMAIL", help=_("another address, for one person"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "former.invite") as actor:
        invited = actions.invite(actor, [_number(one) for one in former], role=role or "", email=email)
    text = ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", len(invited))
    session.output.show({"invited": invited}, text % {"count": len(invited)})


@app.command(help=_("Put somebody who works here behind the name of a former user"))
def link(
    former: Number,
    email: Annotated[str, Parameter(help=_("who works here"))],
    /,
    *,
    reason: Reason = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "former.link", {"person": email}) as actor:
        codes = actions.link(actor, _number(former), _member(actor, email), reason)
    session.output.show({"person": email, "administrations": codes}, _("Linked."), *_opened(codes))


@app.command(help=_("Undo a link; takes away exactly what it gave"))
def unlink(former: Number, /, *, reason: Reason, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "former.unlink") as actor:
        codes = actions.unlink(actor, _number(former), reason)
    taken = [_("Access taken away: %(codes)s.") % {"codes": ", ".join(codes)}] if codes else []
    session.output.show({"administrations": codes}, _("The link is undone."), *taken)


@app.command(help=_("Give whoever stands behind a name what they have not again"))
def restore(former: Number, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "former.restore") as actor:
        codes = actions.restore(actor, _number(former))
    session.output.show({"administrations": codes}, *(_opened(codes) or [_("There was nothing left to give.")]))


@app.command(name="put-aside", help=_("Keep a name for authorship alone; its address is erased for good"))
def put_aside(former: Number, /, *, reason: Reason, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "former.put_aside") as actor:
        actions.put_aside(actor, _number(former), reason)
    session.output.show({"former": former, "put_aside": True}, _("Put aside; the e-mail address is erased."))


@app.command(name="access", help=_("Give yourself or colleagues access to everything that a move brought"))
def access_to(
    move: Move,
    emails: Annotated[list[str] | None, Parameter(metavar="EMAIL", help=_("who; default: you"), negative="")] = None,
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "former.open", {"move": move}) as actor:
        people = [_member(actor, email) for email in emails] if emails else [actor.person.uid]
        count = opening.give(actor, _number(move), people)
    text = ngettext("%(count)d person has access now.", "%(count)d people have access now.", count)
    session.output.show({"move": move, "people": count}, text % {"count": count})


@app.command(help=_("Decline an invitation, with its code from the mail"))
def decline(code: str, /, *, reason: Reason = "", session: InSession) -> None:
    email = session.choices.person
    person = access.person_by_email(email) if email else None
    declined = joining.decline(person=person, token=code, reason=reason)
    session.output.show(
        {"environment": declined.environment, "declined": True},
        _("The invitation to “%(name)s” is declined.") % {"name": declined.environment},
    )


def states() -> dict[str, str]:
    """How people stand, in words."""
    return {
        "waiting": _("Not invited yet"),
        "invited": _("Invited"),
        "expired": _("Invitation expired"),
        "withdrawn": _("Invitation withdrawn"),
        "accepted": _("Works here again"),
        "declined": _("Declined"),
        "linked": _("Linked"),
        "put_aside": _("Put aside"),
        "ended": _("Ended"),
    }


def deeds() -> dict[str, str]:
    """What was done about people, in words."""
    return {
        "kept": _("Kept at the release"),
        "invited": _("Invited"),
        "accepted": _("Accepted the invitation"),
        "declined": _("Declined the invitation"),
        "linked": _("Linked to somebody who works here"),
        "unlinked": _("Link undone"),
        "restored": _("Access given again"),
        "put_aside": _("Put aside, e-mail address erased"),
        "ended": _("Ended: given back"),
    }


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(
            _("“%(text)s” is not a number as the list shows them.") % {"text": text[:60]},
            code="FORMER-NOT-FOUND",
            remedy=_("Look with “overstap former list”."),
        ) from None


def _member(actor: Actor, email: str) -> UUID:
    return overviews.member(actor, access.person_by_email(email).uid, Right.MANAGE_ACCESS)[0].uid


def _opened(codes: list[str]) -> list[str]:
    return [_("Access given to %(codes)s.") % {"codes": ", ".join(codes)}] if codes else []
