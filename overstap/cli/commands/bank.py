"""``overstap bank``: bank and cash accounts, statements, payments to open items, links with the bank."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table

from overstap.books.bank import accounts, banks, consents, links, matching, queries
from overstap.books.bank.accounts import AccountDetails
from overstap.books.bank.links import LinkDetails
from overstap.books.bank.matching import Part, Place
from overstap.books.bank.queries import AccountRow, LineRow, LinkRow, StatementRow
from overstap.books.ledger import queries as ledger
from overstap.books.ledger.queries import Administration
from overstap.cli.choices import UsageError
from overstap.cli.entering import enter
from overstap.cli.errors import findings_shown
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import amount, day, number, row, table
from overstap.cli.session import InSession
from overstap.connectors.bank_file.actions import import_bank_file
from overstap.lib.clock import AMSTERDAM, now
from overstap.lib.errors import Refused
from overstap.tenancy import access
from overstap.tenancy.roles import Right

app = App(name="bank", help_epilogue="")
LOOK = "bank.look"
Code = Annotated[str, Parameter(help=_("code of the administration"))]
Account = Annotated[str, Parameter(help=_("number of the account: an IBAN, or the code of a cash box"))]
Line = Annotated[str, Parameter(name="LINE", help=_("statement and line, as in 3/12; see: overstap bank waiting"))]


class NoFile(Refused):
    """There is no such file to read."""

    code = "FILE-NOT-FOUND"


@app.command(name="accounts", help=_("Bank and cash accounts, with balance and link"))
def accounts_(code: Code, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, LOOK, {"administration": code}) as actor:
        rows = queries.accounts(access.administration(actor, code, Right.READ_BOOKS))
    session.output.show(rows, _accounts(rows) if rows else _("There are no bank or cash accounts here."))


@app.command(help=_("Add a bank or cash account, or change one"))
def account(
    code: Code,
    account: Account,
    /,
    *,
    name: Annotated[str, Parameter(metavar="TEXT", help=_("what it is called"))],
    cash: Annotated[bool, Parameter(negative="", help=_("a cash box, not a bank account"))] = False,
    ledger_account: Annotated[str, Parameter(metavar="CODE", help=_("ledger account to book on"))] = "",
    journal: Annotated[str, Parameter(metavar="CODE", help=_("journal to book in"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    kind = "cash" if cash else "bank"
    details = AccountDetails(account, name, kind, account_code=ledger_account, journal_code=journal)
    with enter(session, environment, "bank.account-saved", {"administration": code}) as actor:
        kept = accounts.save(actor, code, details)
    session.output.show({"account": kept}, _("The account %(number)s is saved.") % {"number": banks.shown(kept)})


@app.command(name="import", help=_("Read a bank file (CAMT.053 or MT940)"))
def import_(
    code: Code,
    file: Annotated[Path, Parameter(help=_("as it was downloaded from the bank"))],
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    if not file.is_file():
        raise NoFile(_("There is no file %(file)s.") % {"file": file}, remedy=_("Check the path."))
    with enter(session, environment, "bank.import", {"administration": code, "file": file.name}) as actor:
        result = import_bank_file(actor, code, file, file.name)
    told = _(
        "%(statements)s statements with %(lines)s lines were added; %(known)s were known, %(refused)s left out."
    ) % {
        "statements": number(result.statements),
        "lines": number(result.lines),
        "known": number(result.known),
        "refused": number(result.refused),
    }
    session.output.show(result.as_dict(), told, *findings_shown([one.as_dict() for one in result.findings]))


@app.command(help=_("The statements of an account, newest first"))
def statements(code: Code, account: Account, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, LOOK, {"administration": code}) as actor:
        rows = queries.statements(access.administration(actor, code, Right.READ_BOOKS), account, limit=queries.MOST)
    session.output.show(rows, _statements(rows) if rows else _("There are no statements of this account yet."))


@app.command(help=_("Lines that wait to be matched, with what they seem to pay"))
def waiting(code: Code, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, LOOK, {"administration": code}) as actor:
        rows = queries.waiting(access.administration(actor, code, Right.READ_BOOKS), limit=100)
    session.output.show(rows, _waiting(rows) if rows else _("No line of a statement waits."))


@app.command(help=_("Book that a line pays an invoice"))
def confirm(
    code: Code,
    account: Account,
    line: Line,
    invoice: Annotated[str, Parameter(help=_("number of the open invoice; without it the first proposal"))] = "",
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "bank.confirm", {"administration": code}) as actor:
        one = access.administration(actor, code, Right.READ_BOOKS)
        place = _place(account, line)
        entry = matching.confirm(actor, code, place, _parts(one, place, invoice))
    session.output.show({"entry": entry}, _("Booked as %(number)s.") % {"number": entry})


@app.command(help=_("Say that a line is dealt with otherwise"))
def aside(
    code: Code,
    account: Account,
    line: Line,
    note: Annotated[str, Parameter(help=_("how"))],
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "bank.set-aside", {"administration": code}) as actor:
        matching.set_aside(actor, code, _place(account, line), note)
    session.output.show({"line": line}, _("Set aside."))


@app.command(help=_("Take back what was decided about a line; what was booked is turned around"))
def undo(code: Code, account: Account, line: Line, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "bank.undo", {"administration": code}) as actor:
        entry = matching.undo(actor, code, _place(account, line))
    session.output.show({"entry": entry}, _("Undone; the line waits again."))


@app.command(name="links", help=_("Bank links: who holds the consent, and until when"))
def links_(code: Code, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, LOOK, {"administration": code}) as actor:
        rows = queries.links(access.administration(actor, code, Right.READ_BOOKS))
    session.output.show(rows, _links(rows) if rows else _("There are no bank links here."))


@app.command(help=_("Enter a bank link, or that its consent was given anew"))
def link(
    code: Code,
    account: Account,
    /,
    *,
    holder: Annotated[str, Parameter(metavar="TEXT", help=_("who may sign at the bank"))],
    email: Annotated[str, Parameter(metavar="EMAIL", help=_("where to ask for a new consent"))] = "",
    consented_on: Annotated[
        dt.date | None, Parameter(metavar="DATE", help=_("the day at the bank; default: today"))
    ] = None,
    paid: Annotated[bool, Parameter(negative="", help=_("the bank charges for it"))] = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    given = consented_on or now().astimezone(AMSTERDAM).date()
    with enter(session, environment, "bank.link-saved", {"administration": code}) as actor:
        links.save(actor, code, LinkDetails(account, holder, email, given, paid))
    session.output.show({"account": account}, _("The bank link is saved."))


@app.command(name="switch-off", help=_("Say that a bank link was switched off"))
def switch_off(code: Code, account: Account, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "bank.link-ended", {"administration": code}) as actor:
        links.end(actor, code, account)
    session.output.show({"account": account}, _("The bank link is switched off here. Switch it off at the bank too."))


@app.command(name="ask-consent", help=_("Mail the account holder a personal link"))
def ask_consent(code: Code, account: Account, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "bank.consent-asked", {"administration": code}) as actor:
        consents.ask(actor, code, account)
    session.output.show({"account": account}, _("The account holder was mailed."))


def _place(account: str, line: str) -> Place:
    statement, _slash, position = line.partition("/")
    if not statement.isdecimal() or not position.isdecimal() or len(line) > 20:
        raise UsageError(_("“%(text)s” is no line of a statement.") % {"text": line})
    return Place(banks.clean(account), int(statement), int(position))


def _parts(one: Administration, place: Place, invoice: str) -> list[Part]:
    """The first proposal, or the open invoice with this number for the whole amount. Raises DoesNotFit."""
    waits = queries.one_waiting(one, place)
    if not invoice:
        return matching.parts_of(waits.proposals)
    found = [item for item in ledger.open_items(one) if item.invoice_ref == invoice]
    return [Part(item.kind, item.relation, item.invoice_ref, waits.line.amount) for item in found[:2]]


def _accounts(rows: Sequence[AccountRow]) -> Table:
    figures = (_("Balance"),)
    made = table(_("Account"), _("Name"), _("Statements"), _("Link"), *figures, right=(_("Statements"), *figures))
    for one in rows:
        link = _shown(one.link) if one.link else ""
        row(made, one.told, one.name, number(one.statements), link, amount(one.balance))
    return made


def _statements(rows: Sequence[StatementRow]) -> Table:
    figures = (_("Lines"), _("Opening"), _("Closing"))
    made = table(_("No."), _("Until"), *figures, "", right=(_("No."), *figures))
    for one in rows:
        joins = _("does not join up") if one.joins is False else ""
        row(made, one.number, day(one.closed_on), number(one.lines), amount(one.opening), amount(one.closing), joins)
    return made


def _waiting(rows: Sequence[LineRow]) -> Table:
    figures = (_("Amount"),)
    what = (_("Description"),)
    made = table(_("Account"), _("Line"), _("Date"), *what, *figures, _("Proposal"), right=figures, short=what)
    for one in rows:
        told = f"{one.line.counter_name} {one.line.description}".strip()
        best = next(iter(one.proposals), None)
        proposal = f"{', '.join(part.invoice_ref for part in best.targets)} ({best.score})" if best else ""
        line = f"{one.place.statement}/{one.place.position}"
        row(made, one.place.account, line, day(one.line.booked_on), told, amount(one.line.amount), proposal)
    return made


def _links(rows: Sequence[LinkRow]) -> Table:
    made = table(_("Account"), _("Bank"), _("State"), _("Holder"), _("Consent until"))
    for one in rows:
        row(
            made, one.told, consents.NAMES.get(one.bank, ""), _shown(one.shown), one.holder_name, day(one.consent_until)
        )
    return made


def _shown(state: str) -> str:
    words = {
        "active": _("active"),
        "expiring": _("expires soon"),
        "expired": _("expired"),
        "to_activate": _("to be activated again"),
        "active_read_only": _("active, read-only"),
        "ended": _("switched off"),
    }
    return words[state]
