"""``overstap sales``: products, quotations, invoices; and who is billed for an administration."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal
from uuid import UUID

from cyclopts import App, Parameter

from overstap.books.sales import actions, answering, queries, sending
from overstap.books.sales.values import Deed, Product, Vat
from overstap.cli.choices import UsageError
from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import amount, day, row, table
from overstap.cli.session import InSession
from overstap.connectors.invoices import actions as invoicing
from overstap.tenancy import access, payment
from overstap.tenancy.payment import PaymentAgreement, Scheme
from overstap.tenancy.roles import Right

app = App(name="sales", help_epilogue="")
MOST = 200
Code = Annotated[str, Parameter(help=_("code of the administration"))]
Paper = Annotated[str, Parameter(name="NUMBER", help=_("its number, or of a draft its identity; see the list"))]


@app.command(name="products", help=_("Products with their prices"))
def products_(code: Code, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "sales.products", {"administration": code}) as actor:
        rows, _more = queries.products(access.administration(actor, code, Right.READ_BOOKS), limit=MOST)
    made = table(_("Code"), _("Name"), _("Unit"), _("Price"), _("VAT"))
    for one in rows:
        row(made, one.code, one.name, one.unit, amount(one.price), str(one.vat))
    session.output.show(rows, made if rows else _("There are no products here."))


@app.command(help=_("Add a product, or change one"))
def product(
    code: Code,
    product: Annotated[str, Parameter(name="PRODUCT", help=_("code of the product"))],
    /,
    *,
    name: Annotated[str, Parameter(metavar="TEXT", help=_("what it is called"))],
    price: Annotated[str, Parameter(metavar="AMOUNT", help=_("of one, without VAT, as in 12.50"))],
    vat: Annotated[
        Literal["high", "low", "zero", "reversed", "exempt"], Parameter(help=_("how it is taxed: 21%, 9%, 0% …"))
    ] = "high",
    unit: Annotated[str, Parameter(metavar="TEXT", help=_("piece, hour, kg …"))] = "",
    account: Annotated[str, Parameter(metavar="CODE", help=_("account of the turnover"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    made = Product(product, name, unit, _decimal(price), Vat(vat), account_code=account)
    with enter(session, environment, "sales.product", {"administration": code}) as actor:
        actions.save_product(actor=actor, code=code, product=made)
    session.output.show(made, _("Saved."))


@app.command(name="invoices", help=_("Invoices, the newest first"))
def invoices_(
    code: Code,
    /,
    *,
    state: Annotated[Literal["", "draft", "to_send", "sent"], Parameter(help=_("only those of this state"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "sales.invoices", {"administration": code}) as actor:
        found = queries.invoices(access.administration(actor, code, Right.READ_BOOKS), state=state, limit=MOST)
    made = table(_("Number"), _("Customer"), _("Date"), _("Due date"), _("Amount"), _("State"))
    for one in found.rows:
        made_on, due = day(one.day) if one.day else "", day(one.due) if one.due else ""
        row(made, one.number or str(one.uid), one.customer, made_on, due, amount(one.gross), str(one.state))
    session.output.show(found.rows, made if found.rows else _("There are no invoices here."))


@app.command(help=_("Send the invoices that stand ready, the oldest first"))
def send(code: Code, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "invoice.send", {"administration": code}) as actor:
        numbers, left = invoicing.send_all(actor=actor, code=code)
    told = _("Sent: %(numbers)s.") % {"numbers": ", ".join(numbers)} if numbers else _("Nothing stands ready.")
    session.output.show({"sent": numbers, "left": left}, told)


@app.command(name="quotations", help=_("Quotations, the newest first"))
def quotations_(
    code: Code,
    /,
    *,
    state: Annotated[
        Literal["", "draft", "sent", "approved", "refused", "expired", "lapsed"],
        Parameter(help=_("only those of this state")),
    ] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "sales.quotations", {"administration": code}) as actor:
        found = queries.quotations(access.administration(actor, code, Right.READ_BOOKS), state=state, limit=MOST)
    made = table(_("Number"), _("Customer"), _("Date"), _("Valid until"), _("Amount"), _("State"))
    for one in found.rows:
        made_on, until = day(one.day) if one.day else "", day(one.valid_until) if one.valid_until else ""
        row(made, one.number or str(one.uid), one.customer, made_on, until, amount(one.gross), str(one.state))
    session.output.show(found.rows, made if found.rows else _("There are no quotations here."))


@app.command(name="send-quotation", help=_("Send a quotation to its customer, with a link to answer it"))
def send_quotation(code: Code, quotation: Paper, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "quotation.send", {"administration": code}) as actor:
        uid = _uid(queries.find_quotation(access.administration(actor, code, Right.READ_BOOKS), quotation))
        number = sending.send_quotation(actor=actor, code=code, uid=uid)
    session.output.show({"number": number}, _("Quotation %(number)s is sent.") % {"number": number})


@app.command(name="settle-quotation", help=_("Write down what a customer answered in another way"))
def settle_quotation(
    code: Code,
    quotation: Paper,
    answer: Annotated[Literal["approve", "refuse"], Parameter(help=_("what they answered"))],
    /,
    *,
    name: Annotated[str, Parameter(metavar="TEXT", help=_("who said so"))],
    reason: Annotated[str, Parameter(metavar="TEXT", help=_("why it is refused"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "quotation.settle", {"administration": code}) as actor:
        uid = _uid(queries.find_quotation(access.administration(actor, code, Right.READ_BOOKS), quotation))
        answering.settle(actor=actor, code=code, uid=uid, deed=Deed(answer), name=name, reason=reason)
    session.output.show({"quotation": quotation, "answer": answer}, _("Written down."))


@app.command(help=_("Who is billed for an administration, by which mandate; with options: from now on"))
def agreement(
    code: Code,
    /,
    *,
    payer: Annotated[str, Parameter(metavar="TEXT", help=_("who is billed"))] = "",
    iban: Annotated[str, Parameter(metavar="IBAN", help=_("account that is debited"))] = "",
    reference: Annotated[str, Parameter(metavar="TEXT", help=_("reference of the mandate"))] = "",
    signed_on: Annotated[dt.date | None, Parameter(metavar="DAY", help=_("when it was signed"))] = None,
    scheme: Annotated[Literal["core", "b2b"], Parameter(help=_("SEPA scheme"))] = "core",
    end: Annotated[bool, Parameter(negative="", help=_("there is no agreement any more"))] = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "administration.payment", {"administration": code}) as actor:
        if end:
            payment.end(actor=actor, code=code)
        elif payer or iban or reference or signed_on:
            if signed_on is None:
                raise UsageError(_("Say when the mandate was signed: --signed-on."))
            wanted = PaymentAgreement(payer, iban, reference, signed_on, Scheme(scheme))
            payment.agree(actor=actor, code=code, wanted=wanted)
        held = payment.look(actor, code)
    told = f"{held.payer}, {held.iban}, {held.reference}, {day(held.signed_on)}" if held else _("There is none.")
    session.output.show(held or {}, told)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise UsageError(_("“%(text)s” is not an amount.") % {"text": text[:40]}) from None


def _uid(found: UUID | None) -> UUID:
    if found is None:
        raise UsageError(_("There is no such quotation here."))
    return found
