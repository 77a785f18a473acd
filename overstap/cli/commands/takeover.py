"""``overstap takeover``: a client comes over from another office, agreed by three parties (R225 to R241)."""

from collections.abc import Iterator
from typing import Annotated, Any

from cyclopts import App, Parameter
from rich.console import RenderableType

from overstap.cli.choices import UsageError
from overstap.cli.commands.move import Agree, pairs
from overstap.cli.entering import enter
from overstap.cli.language import chosen
from overstap.cli.language import gettext as _
from overstap.cli.moments import moment_of
from overstap.cli.options import EnvironmentName
from overstap.cli.output import amount_text, facts, moment, row, safe, table
from overstap.cli.session import InSession
from overstap.cli.words import word
from overstap.lib.secrets import link_hash
from overstap.moves.actions.common import parse_uid
from overstap.moves.takeovers import actions, after, by_link, queries
from overstap.moves.takeovers.values import Ended, PartyStand, Takeover, TakeoverOrder

app = App(name="takeover", help_epilogue="")
Uid = Annotated[str, Parameter(name="MOVE", help=_("number of the move; see: overstap takeover list"))]
Scope = Annotated[str, Parameter(metavar="HASH", help=_("what you approve: the hash that the status shows"))]
Why = Annotated[str, Parameter(metavar="TEXT", help=_("why; all parties read it"))]


@app.command(help=_("Ask another office for the administrations of a client"))
def request(
    office: Annotated[str, Parameter(name="OFFICE", help=_("URL part of the previous office's environment"))],
    /,
    *administrations: Annotated[str, Parameter(help=_("names or codes, in the words of the client"))],
    client_name: Annotated[str, Parameter(metavar="NAME", help=_("name of the client"))],
    client_email: Annotated[str, Parameter(metavar="EMAIL", help=_("where the client gets the link to approve"))],
    administrator: Annotated[str, Parameter(metavar="EMAIL", help=_("an administrator there, if known"))] = "",
    at: Annotated[str, Parameter(metavar="MOMENT", help=_("when it runs; default: once everybody approved"))] = "",
    set_: Annotated[
        tuple[str, ...],
        Parameter(name="--set", metavar="OLD=NEW", negative="", help=_("another code for an administration")),
    ] = (),
    managed: Annotated[
        tuple[str, ...],
        Parameter(metavar="WHAT=WHO", negative="", help=_("who looked after what is not copied")),
    ] = (),
    profile: Annotated[str, Parameter(metavar="NAME", help=_("kind of move"))] = "takeover",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    order = TakeoverOrder(
        giver_slug=office,
        client_name=client_name,
        client_email=client_email,
        wanted=administrations,
        profile=profile,
        administrator_email=administrator,
        codes=pairs(set_, "--set"),
        run_at=moment_of(at, "--at"),
        managed=pairs(managed, "--managed"),
    )
    with enter(session, environment, "takeover.request", {"to": office}) as actor:
        uid = actions.request(actor, order)
        found = queries.takeover(actor, uid)
    session.output.show(_data(found), _("The request was sent. All parties were told."), *_status(found))


@app.command(help=_("Choose the administrations that are meant; everybody is asked to approve them"))
def scope(
    move: Uid,
    /,
    *codes: Annotated[str, Parameter(help=_("codes of the administrations"))],
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    uid = parse_uid(move)
    with enter(session, environment, "takeover.scope", {"move": move, "administrations": codes}) as actor:
        actions.choose(actor, uid, codes)
        found = queries.takeover(actor, uid)
    session.output.show(_data(found), *_status(found))


@app.command(help=_("Choose other codes, as the receiver; approvals given do not count any more"))
def codes(
    move: Uid,
    /,
    *new: Annotated[str, Parameter(name="OLD=NEW", help=_("another code for an administration"))],
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    uid = parse_uid(move)
    with enter(session, environment, "takeover.codes", {"move": move, "codes": new}) as actor:
        actions.choose_codes(actor, uid, pairs(new, "OLD=NEW"))
        found = queries.takeover(actor, uid)
    session.output.show(_data(found), *_status(found))


@app.command(help=_("Approve for your office exactly what the status shows"))
def approve(
    move: Uid, /, *, scope: Scope = "", agree: Agree = False, environment: EnvironmentName = "", session: InSession
) -> None:
    uid = parse_uid(move)
    with enter(session, environment, "takeover.approve", {"move": move}) as actor:
        if agree or scope:
            actions.approve(actor, uid, scope, agreed=agree)
        found = queries.takeover(actor, uid)
    session.output.show(_data(found), *_status(found))


@app.command(help=_("Refuse for your office, with a reason; the takeover ends"))
def refuse(move: Uid, /, *, reason: Why = "", environment: EnvironmentName = "", session: InSession) -> None:
    uid = parse_uid(move)
    with enter(session, environment, "takeover.refuse", {"move": move}) as actor:
        actions.refuse(actor, uid, reason)
    session.output.show({"move": move, "state": "rejected"}, _("Refused. All parties were told why."))


@app.command(help=_("What waits for whom"))
def status(move: Uid, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    uid = parse_uid(move)
    with enter(session, environment, "takeover.show", {"move": move}) as actor:
        found = queries.takeover(actor, uid)
    session.output.show(_data(found), *_status(found))


@app.command(name="list", help=_("The takeovers of your environment, the newest first"))
def list_(*, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "move.overview") as actor:
        rows = queries.listed(actor)
    made = table(_("Move"), _("Client"), _("From"), _("To"), _("State"), _("Waits for"))
    for one in rows:
        row(made, one.uid, one.client, one.giver, one.receiver, word(one.state), one.waits_for)
    session.output.show(rows, made if rows else _("There are no takeovers here."))


@app.command(name="invite-client", help=_("After the release: invite the client on the account that they have"))
def invite_client(
    move: Uid,
    /,
    *,
    email: Annotated[str, Parameter(metavar="EMAIL", help=_("of that account, where it is another address"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    uid = parse_uid(move)
    with enter(session, environment, "takeover.invite_client", {"move": move, "email": email}) as actor:
        address = after.invite_client(actor, uid, email)
    session.output.show(
        {"move": move, "email": address}, _("The invitation was sent to %(email)s.") % {"email": address}
    )


@app.command(name="export-done", help=_("The export that the client asked for was sent"))
def export_done(move: Uid, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "takeover.export_done", {"move": move}) as actor:
        after.export_done(actor, parse_uid(move))
    session.output.show({"move": move}, _("Noted that the export was sent."))


@app.command(help=_("What a personal link shows; with it the client approves, refuses or asks for an export"))
def link(
    token: Annotated[str, Parameter(name="TOKEN", help=_("the last part of the address in the mail"))],
    /,
    *,
    scope: Scope = "",
    agree: Agree = False,
    refuse: Annotated[bool, Parameter(negative="", help=_("refuse, with --reason"))] = False,
    reason: Why = "",
    export: Annotated[bool, Parameter(negative="", help=_("ask for a full export of what is yours"))] = False,
    session: InSession,
) -> None:
    if agree + refuse + export > 1:
        raise UsageError(_("One of --agree, --refuse and --export."))
    hashed = link_hash(token)
    if agree or scope:
        by_link.approve(hashed, scope, agreed=agree, language=chosen())
    if refuse:
        by_link.refuse(hashed, reason, language=chosen())
    if export:
        by_link.ask_for_export(hashed)
    found = by_link.look(hashed)
    if isinstance(found, Ended):
        session.output.show({"state": found.state}, _("The move is now: %(state)s.") % {"state": word(found.state)})
        return
    session.output.show(_data(found), *_status(found))


def _data(found: Takeover) -> dict[str, Any]:
    """For programs; the terms in the language that was asked for."""
    terms = found.profile.terms.get(found.reader)
    return {
        "move": found.uid,
        "state": found.state,
        "profile": found.profile.name,
        "reader": found.reader,
        "giver": found.giver,
        "receiver": found.receiver,
        "client": {"name": found.client_name, "email": found.client_email},
        "wanted": found.wanted,
        "managed": found.managed,
        "administrations": found.parts,
        "parties": [_party(one) for one in found.parties],
        "scope": found.scope_hash,
        "fee": f"{found.fee:.2f}",
        "currency": found.currency,
        "run_at": found.run_at,
        "expires_at": found.expires_at,
        "changed": found.changed,
        "may_answer": found.may_answer,
        "terms": terms[chosen()] if terms else "",
        "export_asked_at": found.export_asked_at,
        "invited": found.invited,
    }


def _party(one: PartyStand) -> dict[str, Any]:
    return {
        "party": one.party,
        "name": one.name,
        "person": one.person,
        "stand": one.stand,
        "asked_at": one.asked_at,
        "answered_at": one.answered_at,
        "reason": one.reason,
        "reminders": one.reminders,
    }


def _status(found: Takeover) -> Iterator[RenderableType]:
    yield facts(
        [
            (_("Number of the move"), found.uid),
            (_("State"), word(found.state)),
            (_("From"), found.giver),
            (_("To"), found.receiver),
            (_("Client"), f"{found.client_name} <{found.client_email}>"),
            (_("In the words of the client"), ", ".join(found.wanted)),
            (_("Costs"), f"{found.currency} {amount_text(found.fee)}"),
            (_("Runs on"), moment(found.run_at)),
            (_("Answer before"), moment(found.expires_at) if found.state in ("draft", "offered") else ""),
        ]
    )
    administrations = table(_("Code"), _("New code"), _("Administration"))
    for part in found.parts:
        row(administrations, part.old_code, part.new_code, part.name)
    if found.parts:
        yield administrations
    parties = table(_("Party"), _("Name"), _("State"), _("Since"))
    for one in found.parties:
        row(parties, word(one.party), one.name, word(one.stand), moment(one.answered_at or one.asked_at))
    yield parties
    if found.may_answer:
        yield safe(found.profile.terms[found.reader][chosen()])
        yield safe(_("You approve exactly this with: --scope %(hash)s --agree") % {"hash": found.scope_hash})
