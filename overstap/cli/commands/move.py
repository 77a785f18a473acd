"""``overstap move``: the verbs of a move. Each parses, calls one action or query, and shows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from uuid import UUID

from cyclopts import App, Parameter

from overstap.cli import following, moves_shown
from overstap.cli.choices import UsageError
from overstap.cli.commands import checking, rehearse
from overstap.cli.entering import enter
from overstap.cli.errors import problem_lines
from overstap.cli.language import chosen
from overstap.cli.language import gettext as _
from overstap.cli.moments import moment_of
from overstap.cli.options import EnvironmentName, Reason, Wait
from overstap.cli.output import facts, moment, row, table
from overstap.cli.session import InSession
from overstap.cli.words import word
from overstap.moves import actions, queries
from overstap.moves import plan as plans
from overstap.moves.actions.common import ConsentMissing, parse_uid
from overstap.moves.actions.give import OfferOrder
from overstap.moves.holdings.values import Fate
from overstap.moves.profiles import profile as profile_called
from overstap.moves.values import Party

app = App(name="move", help_epilogue="")
PROFILE = "transfer-code"
Uid = Annotated[str, Parameter(name="MOVE", help=_("number of the move; see: overstap move status"))]
Code = Annotated[str, Parameter(help=_("the transfer code from the mail"))]
Agree = Annotated[bool, Parameter(negative="", help=_("you agree to the terms, which are shown without this"))]


@app.command(help=_("Offer administrations; the receiver gets a transfer code by mail"))
def offer(
    *codes: Annotated[str, Parameter(help=_("codes of the administrations"))],
    to: Annotated[str, Parameter(metavar="EMAIL", help=_("who gets the transfer code; cannot be changed afterwards"))],
    copy_to: Annotated[str, Parameter(metavar="EMAIL", help=_("where your own mails go; default: your address"))] = "",
    profile: Annotated[str, Parameter(metavar="NAME", help=_("kind of move"))] = PROFILE,
    client_name: Annotated[str, Parameter(metavar="NAME", help=_("where the client has to agree: their name"))] = "",
    client_email: Annotated[str, Parameter(metavar="EMAIL", help=_("where the client gets the link to approve"))] = "",
    at: Annotated[str, Parameter(metavar="MOMENT", help=_("when it runs; default: once everybody agreed"))] = "",
    payment_agreement: Annotated[bool, Parameter(help=_("let the payment agreement go along or not"))] = True,
    override: Annotated[
        tuple[str, ...], Parameter(metavar="CHECK=REASON", negative="", help=_("set a check aside, with your reason"))
    ] = (),
    agree: Agree = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    order = OfferOrder(
        codes=codes,
        receiver_email=to,
        giver_email=copy_to,
        profile=profile,
        client_name=client_name,
        client_email=client_email,
        run_at=moment_of(at, "--at"),
        payment_agreement_moves=payment_agreement,
        agreed=agree,
        overrides=pairs(override, "--override"),
    )
    with enter(session, environment, "move.offer", {"administrations": codes, "to": to}) as actor:
        try:
            made = actions.offer(actor, order)
        except ConsentMissing as error:
            raise _with_terms(error, profile) from None
    problems = [one.as_dict() for one in made.problems]
    session.output.show(
        {"move": made.uid, "expires_at": made.expires_at, "problems": problems},
        _("Offered. The transfer code is on its way to %(email)s.") % {"email": to},
        facts([(_("Number of the move"), made.uid), (_("Valid until"), moment(made.expires_at))]),
        *problem_lines(problems),
    )


@app.command(help=_("Look at an offer; with --agree accept it, with --reject do not"))
def receive(
    code: Code,
    /,
    *,
    agree: Agree = False,
    reject: Annotated[bool, Parameter(negative="", help=_("do not accept; the giver gets a mail"))] = False,
    set_: Annotated[
        tuple[str, ...],
        Parameter(name="--set", metavar="OLD=NEW", negative="", help=_("another code for an administration")),
    ] = (),
    connection: Annotated[
        tuple[str, ...],
        Parameter(
            metavar="OLD=NUMBER",
            negative="",
            help=_("with which of your connections it is to work; see: overstap system list"),
        ),
    ] = (),
    reason: Reason = "",
    wait: Wait = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    if agree and reject:
        raise UsageError(_("Either --agree or --reject."))
    if reject:
        _reject(session, environment, code, reason)
    elif agree:
        with enter(session, environment, "move.accept", {"codes": pairs(set_, "--set")}) as actor:
            uid = actions.accept(
                actor, code, pairs(set_, "--set"), agreed=True, connections=_numbers(pairs(connection, "--connection"))
            )
        _show_accepted(session, environment, uid, wait=wait)
    else:
        with enter(session, environment, "move.look_up") as actor:
            found = actions.look_up(actor, code)
        session.output.show({**moves_shown.offer_data(found)}, *moves_shown.offer(found))


@app.command(help=_("Do not accept an offer"))
def reject(code: Code, /, *, reason: Reason = "", environment: EnvironmentName = "", session: InSession) -> None:
    _reject(session, environment, code, reason)


@app.command(help=_("Your moves, or one of them in full"))
def status(
    move: Uid = "",
    /,
    *,
    search: Annotated[str, Parameter(metavar="TEXT", help=_("part of a name, or a code"))] = "",
    state: Annotated[str, Parameter(metavar="STATE", help=_("only those in this state"))] = "",
    wait: Wait = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    if move:
        _show_one(session, environment, parse_uid(move), wait=wait)
        return
    with enter(session, environment, "move.status") as actor:
        rows = queries.overview(actor, search=search, state=state)
    made = table(_("Move"), _("Administrations"), _("With"), _("State"))
    for one in rows:
        row(made, one.uid, ", ".join(one.administrations), one.other, word(one.state))
    session.output.show(rows, made if rows else _("There are no moves here."))


@app.command(help=_("What goes along, changes, stays, or is for somebody to arrange"))
def plan(move: Uid, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "move.plan", {"move": move}) as actor:
        lines = plans.of_move(actor, parse_uid(move))
    made = table(_("What"), _("Fate"), _("About"))
    for line in lines:
        row(made, line.text, _fate(line.fate), ", ".join(line.facts))
    none = _("Besides the ledger these administrations hold nothing, or the move has ended.")
    session.output.show(lines, made if lines else none)


def _fate(fate: Fate) -> str:
    return {
        Fate.MOVES: _("goes along"),
        Fate.CHANGES: _("changes"),
        Fate.STAYS: _("stays behind"),
        Fate.TASK: _("is for somebody to arrange"),
    }[fate]


@app.command(help=_("Let people work in what was delivered"))
def release(move: Uid, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    uid = parse_uid(move)
    with enter(session, environment, "move.release", {"move": move}) as actor:
        actions.release(actor, uid)
        found = queries.status(actor, uid)
    session.output.show(
        found.as_dict(),
        _("Released. Nobody sees the administrations until you give access: overstap access give."),
        facts([(_("Can be taken back until"), moment(found.undo_until)), (_("Proof"), found.proof_sha256)]),
    )


@app.command(name="take-back", help=_("Give everything back to the giver, with what was booked since"))
def take_back(
    move: Uid,
    /,
    *,
    reason: Reason = "",
    wait: Wait = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    uid = parse_uid(move)
    with enter(session, environment, "move.take_back", {"move": move}) as actor:
        state = actions.take_back(actor, uid, reason)
    if wait:
        _show_one(session, environment, uid, wait=True)
        return
    session.output.show({"move": move, "state": state}, _("The move is now: %(state)s.") % {"state": word(state)})


@app.command(help=_("Withdraw a move that is not completed"))
def withdraw(move: Uid, /, *, reason: Reason = "", environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "move.withdraw", {"move": move}) as actor:
        actions.withdraw(actor, parse_uid(move), reason)
    session.output.show(
        {"move": move, "state": "withdrawn"}, _("Withdrawn. You can work in the administrations as before.")
    )


@app.command(help=_("Try a move that failed again"))
def resume(move: Uid, /, *, wait: Wait = False, environment: EnvironmentName = "", session: InSession) -> None:
    uid = parse_uid(move)
    with enter(session, environment, "move.resume", {"move": move}) as actor:
        actions.resume(actor, uid)
    _show_one(session, environment, uid, wait=wait)


@app.command(help=_("Write the signed proof of a move to a file"))
def proof(
    move: Uid,
    /,
    *,
    output: Annotated[Path, Parameter(name=("--output", "-o"), metavar="FILE", help=_("ends in .json or .pdf"))],
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "move.proof", {"move": move}) as actor:
        found = queries.proof(actor, parse_uid(move))
    output.write_bytes(bytes(found.pdf if output.suffix.lower() == ".pdf" else found.document))
    session.output.show(
        {"file": str(output), "document_sha256": found.sha256}, _("Written: %(file)s") % {"file": output}
    )


app.command(rehearse.rehearse, help=_("Do everything of a move but the switch; nothing is frozen"))
app.command(rehearse.rehearsals, help=_("What was rehearsed, or one rehearsal in full"))
app.command(checking.check, help=_("The check report: both sides line by line"))
app.command(checking.mark, help=_("Put down that you looked at a line of the check report"))
app.command(checking.sample, help=_("Records of both sides, picked at random"))


def pairs(words: tuple[str, ...], option: str) -> dict[str, str]:
    """``("A=B",)`` as ``{"A": "B"}``. Raises UsageError for a word without ``=``."""
    found = {}
    for text in words:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise UsageError(
                _("“%(text)s” after %(option)s needs a name, = and a value.") % {"text": text, "option": option}
            )
        found[name] = value
    return found


def _numbers(chosen: Mapping[str, str]) -> dict[str, int]:
    """Connections by old code. Raises UsageError for what is no number."""
    for code, text in chosen.items():
        if not (text.isascii() and text.isdecimal()):
            raise UsageError(_("“%(text)s” is not the number of a connection.") % {"text": f"{code}={text}"})
    return {code: int(text) for code, text in chosen.items()}


def _show_accepted(session: InSession, environment: str, uid: UUID, *, wait: bool) -> None:
    if wait:
        _show_one(session, environment, uid, wait=True)
        return
    session.output.show(
        {"move": uid, "state": "agreed"},
        _("Accepted. The move runs by itself; the giver gets a mail."),
        facts([(_("Number of the move"), uid), (_("See how it goes"), f"overstap move status {uid} --wait")]),
    )


def _reject(session: InSession, environment: str, code: str, reason: str) -> None:
    with enter(session, environment, "move.reject", {"reason": reason}) as actor:
        uid = actions.reject(actor, code, reason)
    session.output.show({"move": uid, "state": "rejected"}, _("Not accepted. The giver gets a mail."))


def _show_one(session: InSession, environment: str, uid: UUID, *, wait: bool) -> None:
    found = following.until_a_person_is_needed(session, environment, uid) if wait else None
    if found is None:
        with enter(session, environment, "move.status", {"move": str(uid)}) as actor:
            found = queries.status(actor, uid)
    if wait:
        following.require_success(found)
    session.output.show(found.as_dict(), *moves_shown.status(found))


def _with_terms(error: ConsentMissing, name: str) -> ConsentMissing:
    terms = profile_called(name).terms[Party.GIVER][chosen()]
    return ConsentMissing(
        error.message + "\n" + terms, remedy=_("Say --agree if you do."), facts={"terms": terms, "profile": name}
    )
