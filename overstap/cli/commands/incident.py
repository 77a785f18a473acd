"""``overstap incident``: an entrepreneur goes on alone with a ticket; the operator handles it."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from overstap.cli.commands.ticket import read_ticket
from overstap.cli.language import chosen
from overstap.cli.language import gettext as _
from overstap.cli.operating import at_work
from overstap.cli.output import facts, moment, row, safe, table
from overstap.cli.session import InSession
from overstap.moves.actions.common import ConsentMissing, parse_uid
from overstap.moves.profiles import profile
from overstap.moves.tickets import actions, queries
from overstap.moves.tickets.values import PROFILE, IncidentState, Wish
from overstap.moves.values import Party

app = App(name="incident", help_epilogue="")
Number = Annotated[str, Parameter(name="INCIDENT", help=_("number of the incident; see: overstap incident list"))]


@app.command(name="file", help=_("Ask for an environment of your own, with the ticket of your office"))
def file_(
    ticket: Annotated[Path, Parameter(name="FILE", help=_("the ticket: …-overdracht-ticket.avr"))],
    /,
    *,
    licence: Annotated[str, Parameter(metavar="NUMBER", help=_("number of your new licence"))],
    name: Annotated[str, Parameter(metavar="TEXT", help=_("the client name that you want"))],
    url: Annotated[str, Parameter(metavar="SLUG", help=_("the new URL part"))],
    email: Annotated[str, Parameter(metavar="EMAIL", help=_("the address that you sign in with"))],
    agree: Annotated[
        bool, Parameter(negative="", help=_("you agree to the terms, which are shown without this"))
    ] = False,
    session: InSession,
) -> None:
    wish = Wish(licence_number=licence, client_name=name, url_part=url, email=email, ticket=read_ticket(ticket))
    try:
        number = actions.file_incident(wish, chosen(), agreed=agree)
    except ConsentMissing as error:
        terms = profile(PROFILE).terms[Party.RECEIVER][chosen()]
        raise ConsentMissing(
            error.message + "\n" + terms, remedy=_("Say --agree if you do."), facts={"terms": terms}
        ) from None
    session.output.show(
        {"incident": number},
        _("Filed. You get a mail with what came of it."),
        facts([(_("Number of the incident"), number)]),
    )


@app.command(name="list", help=_("Incidents, the newest first"))
def list_(
    *,
    state: Annotated[
        Literal["", "open", "carried_out", "declined"], Parameter(help=_("only those in this state"))
    ] = "",
    session: InSession,
) -> None:
    with at_work(session, "operator.incidents") as operator:
        rows = queries.incidents(operator, state=state)
    made = table(_("Incident"), _("Client name"), _("URL part"), _("Filed"), _("State"))
    for one in rows:
        row(made, one.uid, one.client_name, one.url_part, moment(one.filed_at), _state(one.state))
    session.output.show(rows, made if rows else _("There are no incidents."))


@app.command(help=_("One incident, with its ticket looked at just now"))
def show(incident: Number, /, *, session: InSession) -> None:
    with at_work(session, "operator.incident") as operator:
        found = queries.incident(operator, parse_uid(incident))
    one = found.row
    holds = _("can be redeemed") if not found.refusal else actions.refusal(found.refusal).message
    session.output.show(
        asdict(found),
        safe(one.client_name, "bold"),
        facts(
            [
                (_("State"), _state(one.state)),
                (_("Filed"), moment(one.filed_at)),
                (_("New licence number"), one.licence_number),
                (_("URL part"), f"{one.url_part} ({_('free') if found.url_part_is_free else _('in use')})"),
                (_("Signs in as"), one.email),
                (_("From"), f"{one.ticket['environment']} ({found.office})"),
                (_("Administrations"), found.administrations),
                (_("Ticket"), holds),
                (_("Reason"), one.reason),
            ]
        ),
    )


@app.command(name="carry-out", help=_("Make the environment, and redeem the ticket for the entrepreneur"))
def carry_out(incident: Number, /, *, session: InSession) -> None:
    with at_work(session, "incident.carry-out", {"number": incident}) as operator:
        made = actions.carry_out(operator, parse_uid(incident))
    session.output.show(
        {"incident": incident, "move": made.uid, "environment": made.slug, "run_at": made.run_at},
        _("“%(name)s” is made; the entrepreneur gets a mail.") % {"name": made.name},
        facts([(_("Environment"), made.slug), (_("Runs on"), moment(made.run_at))]),
    )


@app.command(help=_("Do not do it; the entrepreneur reads why"))
def decline(
    incident: Number,
    /,
    *,
    reason: Annotated[str, Parameter(metavar="TEXT", help=_("why; the other party reads it"))],
    session: InSession,
) -> None:
    with at_work(session, "incident.decline", {"number": incident}) as operator:
        actions.decline(operator, parse_uid(incident), reason)
    session.output.show(
        {"incident": incident, "state": "declined"}, _("Declined. The entrepreneur gets a mail with the reason.")
    )


def _state(state: str) -> str:
    known = {
        IncidentState.OPEN: _("Waiting"),
        IncidentState.CARRIED_OUT: _("Carried out"),
        IncidentState.DECLINED: _("Declined"),
    }
    return known[IncidentState(state)]
