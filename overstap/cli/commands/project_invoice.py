"""``overstap project-invoice``: invoices of projects, their numbers, and where they stand in the books."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from overstap.books.sales import printing
from overstap.books.sales.values import SalesLine, Vat
from overstap.cli.choices import UsageError
from overstap.cli.entering import enter
from overstap.cli.errors import Exit
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import amount, amount_text, day, facts, moment, row, table
from overstap.cli.session import InSession, Session
from overstap.coupling.projects import bringing, invoices, paying, queries
from overstap.coupling.projects.values import STUCK, Draft, InvoiceFile

app = App(name="project-invoice", help_epilogue="")
_PARTS = 4
Invoice = Annotated[str, Parameter(name="INVOICE", help=_("its number, or of a draft its identity; see the list"))]


@app.command(name="list", help=_("Invoices of projects, the newest first"))
def list_(
    *,
    project: Annotated[int, Parameter(metavar="NUMBER", help=_("only those of this project"))] = 0,
    state: Annotated[
        Literal["", "draft", "numbered", "posting", "posted", "different", "refused"],
        Parameter(help=_("only those of this state")),
    ] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "project-invoice.list") as actor:
        found = queries.invoices(actor, project=project, state=state).rows
    made = table(_("Number"), _("Project"), _("Subject"), _("Date"), _("Amount"), _("State"))
    for one in found:
        made_on = day(one.day) if one.day else ""
        row(made, one.number or str(one.uid), one.project, one.subject, made_on, amount(one.gross), str(one.state))
    session.output.show(found, made if found else _("There are no invoices here."))


@app.command(help=_("Where an invoice stands"))
def show(invoice: Invoice, /, *, environment: EnvironmentName = "", session: InSession) -> int:
    with enter(session, environment, "project-invoice.show") as actor:
        found = queries.invoice(actor, queries.find_invoice(actor, invoice))
    return _shown(session, found)


@app.command(help=_("Write an invoice of a project down, as a draft"))
def new(
    project: Annotated[int, Parameter(metavar="PROJECT", help=_("number of the project"))],
    /,
    *,
    line: Annotated[
        tuple[str, ...],
        Parameter(help=_("“description;quantity;price;vat”, and “;discount”; vat: high, low, zero, reversed, exempt")),
    ],
    subject: Annotated[str, Parameter(metavar="TEXT", help=_("what it is about"))] = "",
    date: Annotated[
        dt.date | None, Parameter(metavar="DAY", help=_("invoice date; else when it is definitive"))
    ] = None,
    environment: EnvironmentName = "",
    session: InSession,
) -> int:
    draft = Draft([_line(one) for one in line], subject=subject, day=date)
    with enter(session, environment, "project-invoice.save") as actor:
        found = queries.invoice(actor, invoices.save(actor=actor, project=project, draft=draft))
    return _shown(session, found)


@app.command(help=_("Give a draft its number, and have it booked; it never changes after this"))
def definitive(invoice: Invoice, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "project-invoice.number") as actor:
        number = invoices.make_definitive(actor=actor, uid=queries.find_invoice(actor, invoice))
    told = _("Invoice %(number)s is definitive; it is being booked.") % {"number": number}
    session.output.show({"number": number}, told)


@app.command(help=_("Make the draft of a credit invoice"))
def credit(invoice: Invoice, /, *, environment: EnvironmentName = "", session: InSession) -> int:
    with enter(session, environment, "project-invoice.credit") as actor:
        uid = invoices.credit(actor=actor, uid=queries.find_invoice(actor, invoice))
        found = queries.invoice(actor, uid)
    return _shown(session, found)


@app.command(help=_("Have an invoice booked that was refused, or compared once more"))
def again(invoice: Invoice, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "project-invoice.again") as actor:
        invoices.try_again(actor=actor, uid=queries.find_invoice(actor, invoice))
    session.output.show({"invoice": invoice}, _("It is tried again."))


@app.command(help=_("Ask the administration of an invoice what is open of all that was booked there"))
def look(invoice: Invoice, /, *, environment: EnvironmentName = "", session: InSession) -> int:
    with enter(session, environment, "project-invoice.look") as actor:
        uid = queries.find_invoice(actor, invoice)
        paying.look(actor=actor, uid=uid)
        found = queries.invoice(actor, uid)
    return _shown(session, found)


@app.command(help=_("Throw a draft away"))
def remove(invoice: Invoice, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "project-invoice.remove") as actor:
        invoices.remove(actor=actor, uid=queries.find_invoice(actor, invoice))
    session.output.show({"removed": invoice}, _("The draft is thrown away."))


@app.command(help=_("Write the PDF of an invoice to a file"))
def pdf(
    invoice: Invoice,
    file: Annotated[Path, Parameter(name="FILE", help=_("where to write it"))],
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "project-invoice.pdf") as actor:
        paper = queries.invoice(actor, queries.find_invoice(actor, invoice)).paper
    try:
        file.write_bytes(printing.pdf(paper))
    except OSError as error:
        raise UsageError(_("The file cannot be written: %(why)s.") % {"why": error.strerror}) from None
    session.output.show({"file": str(file)}, _("Written to %(file)s.") % {"file": str(file)})


@app.command(name="bring-in", help=_("Keep invoices that were made elsewhere, from a CSV file; they stay as they are"))
def bring_in(
    file: Annotated[Path, Parameter(name="FILE", help=_("columns: number, date, contact, amount, administration"))],
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(_("The file cannot be read: %(why)s.") % {"why": error.strerror}) from None
    with enter(session, environment, "project-invoice.bring_in") as actor:
        count = bringing.bring_in_file(actor=actor, content=content)
    session.output.show({"brought_in": count}, bringing.told(count))


def _shown(session: Session, found: InvoiceFile) -> int:
    told = [
        (_("Number"), found.paper.number or str(found.uid)),
        (_("State"), str(found.state)),
        (_("Project"), f"{found.project.number} {found.project.name}"),
        (_("Administration"), f"{found.project.code} {found.project.administration_name}"),
        (_("Customer"), found.paper.customer.name),
        (_("Total"), amount_text(found.paper.totals.gross)),
    ]
    if found.booked:
        booked = f"{found.booked.journal} {found.booked.number}, {moment(found.booked.at)}"
        told.append((_("Booked as"), booked))
    if found.booked and found.booked.open is not None:
        told.append((_("Still open"), amount_text(found.booked.open)))
    if found.waits_until:
        told.append((_("Waits until"), f"{moment(found.waits_until)}. {found.waits_for}"))
    if found.problem:
        told += [(_("Not booked"), found.problem["message"]), (_("To do"), found.problem["remedy"])]
    told += [(_("Differs"), f"{one.code}: {one.sent} / {one.there}") for one in found.differences]
    session.output.show(found, facts(told))
    return Exit.NEEDS_PERSON if found.state in STUCK else Exit.DONE


def _line(text: str) -> SalesLine:
    """A line as it is written on the command line. Raises UsageError."""
    parts: Sequence[str] = [part.strip() for part in text.split(";")]
    if not _PARTS <= len(parts) <= _PARTS + 1 or parts[3] not in set(Vat):
        raise UsageError(_("Write a line as “description;quantity;price;vat”, as in “Hours;8;65.00;high”."))
    discount = _decimal(parts[_PARTS]) if len(parts) > _PARTS else Decimal(0)
    return SalesLine(parts[0], _decimal(parts[1]), _decimal(parts[2]), Vat(parts[3]), discount=discount)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise UsageError(_("“%(text)s” is not an amount.") % {"text": text[:40]}) from None
