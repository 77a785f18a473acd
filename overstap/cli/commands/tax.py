"""``overstap tax``: VAT returns, and what it takes to file them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from cyclopts import App, Parameter

from overstap.books.tax import queries, returns, setting, words
from overstap.books.tax.returns import Filing
from overstap.books.tax.values import (
    Amounts,
    AuthorisationRow,
    Box,
    CertificateRow,
    Contact,
    PortRow,
    ReturnFile,
    RightRow,
    Rule,
    Settings,
    Span,
)
from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import amount, amount_text, day, facts, moment, row, table
from overstap.cli.session import InSession
from overstap.lib.errors import Refused
from overstap.lib.money import parse_amount
from overstap.tenancy import access
from overstap.tenancy.roles import Right

app = App(name="tax", help_epilogue="")
Code = Annotated[str, Parameter(name="CODE", help=_("code of the administration"))]
Period = Annotated[str, Parameter(name="SPAN", help=_("2025-03, 2025-Q1 or 2025"))]
Number = Annotated[int, Parameter(help=_("0 is the return itself, from 1 on its supplements"))]
Kind = Annotated[Literal["digipoort", "peppol", "email", "other"], Parameter(help=_("what it carries"))]
Money = Annotated[str, Parameter(metavar="AMOUNT", help=_("with a point before the cents, such as 1234.50"))]


@app.command(name="list", help=_("The returns, the newest first"))
def list_(code: Code, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "tax.returns", {"administration": code}) as actor:
        rows = queries.returns(access.administration(actor, code, Right.READ_BOOKS), limit=1_000)
    made = table(_("Span"), _("Supplement"), _("State"), _("To pay"), _("Filed"), _("By"))
    for one in rows:
        filed = moment(one.filed_at) if one.filed_at else ""
        row(made, one.period, one.number or "", words.STATES[one.status], amount(one.total), filed, one.filed_by)
    session.output.show(rows, made if rows else _("There are no returns yet; see: overstap tax draft."))


@app.command(help=_("One return: every box, exact and in whole euros"))
def show(
    code: Code, period: Period, number: Number = 0, /, *, environment: EnvironmentName = "", session: InSession
) -> None:
    with enter(session, environment, "tax.return", {"administration": code, "period": period}) as actor:
        found = queries.vat_return(access.administration(actor, code, Right.READ_BOOKS), period, number)
    _tell(session, found)


@app.command(help=_("Begin the return over a span that has begun"))
def draft(code: Code, period: Period, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "tax.draft", {"administration": code, "period": period}) as actor:
        returns.draft(actor, code, period)
    session.output.show({"period": period, "status": "draft"}, _("It is a draft; it follows the books."))


@app.command(name="type", help=_("What the books do not know: comes on top of a box; without amounts it is taken out"))
def type_(
    code: Code,
    period: Period,
    box: Annotated[str, Parameter(name="BOX", help=_("such as 1d or 5f"))],
    /,
    *,
    base: Money = "",
    vat: Money = "",
    number: Number = 0,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    amounts = Amounts(money(base), money(vat))
    with enter(session, environment, "tax.type", {"administration": code, "period": period, "box": box}) as actor:
        returns.type_in(actor, code, period, number, box, amounts)
    session.output.show({"period": period, "box": box}, _("Kept."))


@app.command(help=_("The figures stand from now on"))
def ready(
    code: Code, period: Period, number: Number = 0, /, *, environment: EnvironmentName = "", session: InSession
) -> None:
    with enter(session, environment, "tax.ready", {"administration": code, "period": period}) as actor:
        returns.ready(actor, code, period, number)
    session.output.show({"period": period, "status": "ready"}, _("The figures stand. The return can be filed."))


@app.command(help=_("A draft again, which follows the books"))
def back(
    code: Code, period: Period, number: Number = 0, /, *, environment: EnvironmentName = "", session: InSession
) -> None:
    with enter(session, environment, "tax.back", {"administration": code, "period": period}) as actor:
        returns.back(actor, code, period, number)
    session.output.show({"period": period, "status": "draft"}, _("It is a draft; it follows the books."))


@app.command(help=_("Throw a draft away"))
def discard(
    code: Code, period: Period, number: Number = 0, /, *, environment: EnvironmentName = "", session: InSession
) -> None:
    with enter(session, environment, "tax.discard", {"administration": code, "period": period}) as actor:
        returns.discard(actor, code, period, number)
    session.output.show({"period": period}, _("The draft is gone."))


@app.command(help=_("Put down that it was filed; Overstap sends nothing itself"))
def file(
    code: Code,
    period: Period,
    number: Number = 0,
    /,
    *,
    by: Annotated[Literal["digipoort", "portal", "paper"], Parameter(help=_("the way by which it was filed"))],
    reference: Annotated[str, Parameter(help=_("of the tax authority; needed for Digipoort"))] = "",
    remark: Annotated[str, Parameter(metavar="TEXT", help=_("more about it"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "tax.file", {"administration": code, "period": period}) as actor:
        returns.file(actor, code, period, number, Filing(by, reference, remark))
    session.output.show({"period": period, "status": "filed"}, _("Kept as filed, with a copy among the documents."))


@app.command(help=_("Begin a supplement where the books say otherwise since it was filed"))
def supplement(code: Code, period: Period, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "tax.supplement", {"administration": code, "period": period}) as actor:
        number = returns.supplement(actor, code, period)
    session.output.show({"period": period, "number": number}, _("The supplement is a draft; it follows the books."))


@app.command(name="map", help=_("Let a VAT code lead to a box; without a box it is in no return"))
def map_(
    code: Code,
    vat_code: Annotated[str, Parameter(name="VAT-CODE", help=_("the VAT code"))],
    box: Annotated[str, Parameter(name="BOX", help=_("such as 1a, 2a or 5b"))] = "",
    /,
    *,
    rate: Annotated[str, Parameter(help=_("per cent, for VAT that is not booked"))] = "0",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    if box and box not in set(Box):
        raise Refused(_("There is no box “%(box)s”.") % {"box": box[:20]}, code="TAX-BOX", remedy=_("Try 1a to 5b."))
    rule = Rule(vat_code, Box(box) if box else None, money(rate) or Decimal(0))
    with enter(session, environment, "tax.map", {"administration": code, "vat_code": vat_code}) as actor:
        setting.map_code(actor, code, rule)
    session.output.show({"vat_code": vat_code, "box": box}, _("The code is placed."))


@app.command(help=_("Who files and how often; without options it is shown"))
def settings(
    code: Code,
    /,
    *,
    contact_type: Annotated[Literal["INT", "BPL"] | None, Parameter(help=_("an office, or the entrepreneur"))] = None,
    becon: Annotated[str | None, Parameter(help=_("becon number; empty with BPL"))] = None,
    initials: Annotated[str | None, Parameter(help=_("of the contact"))] = None,
    prefix: Annotated[str | None, Parameter(help=_("of the surname"))] = None,
    surname: Annotated[str | None, Parameter(help=_("of the contact"))] = None,
    phone: Annotated[str | None, Parameter(help=_("of the contact"))] = None,
    vat_number: Annotated[str | None, Parameter(help=_("of the company"))] = None,
    span: Annotated[Literal["month", "quarter", "year"] | None, Parameter(help=_("how often VAT is filed"))] = None,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    given = {
        "contact_type": contact_type, "becon_number": becon, "initials": initials, "prefix": prefix,
        "surname": surname, "phone": phone, "vat_number": vat_number,
    }  # fmt: skip
    with enter(session, environment, "tax.settings", {"administration": code}) as actor:
        one = access.administration(actor, code, Right.READ_BOOKS)
        found = queries.settings(one)
        if span is not None or any(value is not None for value in given.values()):
            kept = {name: getattr(found.contact, name) for name in queries.CONTACT_FIELDS}
            contact = Contact(**{**kept, **{name: value for name, value in given.items() if value is not None}})
            setting.save(actor, code, Settings(contact, Span(span) if span else found.span))
            found = queries.settings(one)
    pairs = [(name, getattr(found.contact, name)) for name in queries.CONTACT_FIELDS]
    session.output.show(found, facts([*pairs, ("span", str(found.span))]))


@app.command(help=_("What somebody may do with returns; without options nothing any more"))
def grant(
    code: Code,
    email: Annotated[str, Parameter(help=_("who"))],
    /,
    *,
    approve: Annotated[bool, Parameter(negative="", help=_("may make returns ready"))] = False,
    file: Annotated[bool, Parameter(negative="", help=_("may put them down as filed"))] = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "tax.right", {"administration": code, "person": email}) as actor:
        setting.grant(actor, code, RightRow(email, approve, file))
    session.output.show({"person": email, "approve": approve, "file": file}, _("Saved."))


@app.command(help=_("Enter a certificate, or change what stands of it"))
def certificate(
    code: Code,
    serial: Annotated[str, Parameter(help=_("serial number, without colons"))],
    /,
    *,
    holder: Annotated[str, Parameter(help=_("in whose name it is"))],
    valid_from: Annotated[date, Parameter(help=_("such as 2025-01-31"))],
    valid_until: Annotated[date, Parameter(help=_("such as 2025-01-31"))],
    issuer: Annotated[str, Parameter(help=_("who issued it"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "tax.certificate", {"administration": code, "serial": serial}) as actor:
        setting.keep_certificate(actor, code, CertificateRow(serial, holder, issuer, valid_from, valid_until))
    session.output.show({"serial": serial, "holder": holder}, _("Saved."))


@app.command(help=_("Enter a port, or change what stands of it"))
def port(
    code: Code,
    name: Annotated[str, Parameter(help=_("what it is called"))],
    /,
    *,
    kind: Annotated[
        Literal["digipoort", "peppol", "email", "other"], Parameter(help=_("what it carries"))
    ] = "digipoort",
    address: Annotated[str, Parameter(help=_("where messages go"))] = "",
    certificate: Annotated[str, Parameter(help=_("serial number of its certificate"))] = "",
    off: Annotated[bool, Parameter(negative="", help=_("it is not in use"))] = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "tax.port", {"administration": code, "port": name}) as actor:
        setting.keep_port(actor, code, PortRow(name, kind, address, certificate.upper(), not off))
    session.output.show({"port": name}, _("Saved."))


@app.command(help=_("Enter an authorisation at the tax authority; you are mailed after 26 days of silence"))
def authorisation(
    code: Code,
    service: Annotated[str, Parameter(help=_("as the tax authority calls it"))],
    /,
    *,
    intermediary: Annotated[str, Parameter(help=_("in whose name"))],
    requested: Annotated[date | None, Parameter(help=_("such as 2025-01-31; default: today"))] = None,
    year: Annotated[int, Parameter(help=_("0: until it is withdrawn"))] = 0,
    by_code: Annotated[bool, Parameter(negative="", help=_("it takes the code in the letter"))] = False,
    active: Annotated[date | None, Parameter(help=_("since when it is active"))] = None,
    withdrawn: Annotated[date | None, Parameter(help=_("since when it is withdrawn"))] = None,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    one = AuthorisationRow(
        service, intermediary, requested or queries.today(), year, "code" if by_code else "silence", active, withdrawn
    )
    with enter(session, environment, "tax.authorisation", {"administration": code, "service": service}) as actor:
        setting.keep_authorisation(actor, code, one)
    session.output.show({"service": service, "requested_on": one.requested_on}, _("Saved."))


@app.command(help=_("Certificates, ports, rights, authorisations and reporting structure"))
def registers(code: Code, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "tax.settings", {"administration": code}) as actor:
        one = access.administration(actor, code, Right.READ_BOOKS)
        certificates, ports, rights = queries.certificates(one), queries.ports(one), queries.rights(one)
        authorisations, structure = queries.authorisations(one), queries.structure(one)
    made = table(_("Register"), _("Entry"), _("More"))
    for held in certificates:
        row(made, _("certificate"), held.serial, f"{held.holder}, {day(held.valid_until)}")
    for door in ports:
        row(made, _("port"), door.name, f"{words.PORTS[door.kind]} {door.certificate_serial}")
    for right in rights:
        row(made, _("right"), right.email, " ".join(_right_words(right)))
    for granted in authorisations:
        row(made, _("authorisation"), granted.service, f"{granted.intermediary}, {day(granted.requested_on)}")
    for line in structure:
        row(made, _("reporting structure"), f"{line.structure} {line.line}", line.title)
    data = {
        "certificates": certificates, "ports": ports, "rights": rights, "authorisations": authorisations,
        "structure": structure,
    }  # fmt: skip
    session.output.show(data, made)


def _right_words(right: RightRow) -> list[str]:
    return [text for text, has in ((_("approves"), right.may_approve), (_("files"), right.may_file)) if has]


def _tell(session: InSession, found: ReturnFile) -> None:
    made = table(_("Box"), _("What it is about"), _("Base"), _("VAT"), _("Exact base"), _("Exact VAT"))
    for line in found.lines:
        exact, euros = line.exact, line.euros
        row(
            made,
            line.box,
            words.box(line.box),
            *(amount(one) for one in (euros.base, euros.vat, exact.base, exact.vat)),
        )
    told = [
        (_("State"), str(words.STATES[found.row.status])),
        (_("Filed"), moment(found.row.filed_at) if found.row.filed_at else ""),
        (_("Reference"), found.reference),
        (_("Codes that lead nowhere"), ", ".join(found.unmapped)),
        (_("A supplement would come to"), amount_text(found.supplement) if found.differs else ""),
    ]
    session.output.show(found, made, facts(told))


def money(text: str) -> Decimal | None:
    """An amount as it is typed on a command line; None where it is left out. Raises Refused."""
    if not text:
        return None
    try:
        return parse_amount(text)
    except ValueError:
        raise Refused(
            _("“%(text)s” is not an amount.") % {"text": text[:40]}, code="AMOUNT-MALFORMED",
            remedy=_("Write it with a point before the cents, such as 1234.50."),
        ) from None  # fmt: skip
