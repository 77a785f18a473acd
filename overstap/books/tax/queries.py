"""Reads of returns, settings and registers, for pages and command line. Right to read is asked by who calls."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from overstap.books.tax import boxes, periods, reckoning
from overstap.books.tax.errors import NotThere
from overstap.books.tax.models import (
    Certificate,
    Port,
    ReportingLine,
    TaxAuthorisation,
    TaxSettings,
    VatReturn,
    VatRight,
)
from overstap.books.tax.values import (
    Amounts,
    AuthorisationRow,
    Box,
    BoxLine,
    CertificateRow,
    CodeSums,
    Contact,
    Figures,
    PortRow,
    ReturnFile,
    ReturnRow,
    RightRow,
    Rule,
    Settings,
    Span,
    Status,
    Stretch,
    StructureRow,
)
from overstap.lib import clock
from overstap.lib.money import ZERO
from overstap.tenancy.models import Administration

PAGE = 40
CONTACT_FIELDS = ("contact_type", "becon_number", "initials", "prefix", "surname", "phone", "vat_number")


def today() -> date:
    """The day in the Netherlands."""
    return clock.now().astimezone(clock.AMSTERDAM).date()


def settings(administration: Administration) -> Settings:
    """Who files and how often; what stands first where nobody set anything."""
    found = TaxSettings.objects.filter(administration=administration).values(*CONTACT_FIELDS, "span").first()
    if found is None:
        return Settings()
    span = Span(found.pop("span"))
    return Settings(Contact(**found), span)


def returns(
    administration: Administration, *, after: tuple[date, int] | None = None, limit: int | None = PAGE
) -> list[ReturnRow]:
    """Returns, the newest span first; ``after``: where the last page ended (first day and number)."""
    found = VatReturn.objects.filter(administration=administration)
    if after is not None:
        found = found.filter(Q(start__lt=after[0]) | Q(start=after[0], number__lt=after[1]))
    rows = list(found.order_by("-start", "-number")[:limit])
    live = _live_totals(administration, [row for row in rows if row.status == Status.DRAFT])
    return [_row(row, live.get(row.pk)) for row in rows]


def vat_return(administration: Administration, period: str, number: int = 0) -> ReturnFile:
    """One return in full: every box, the codes behind it, and what the books say now. Raises NotThere."""
    row = _found(administration, period, number)
    found = codes(administration, period)
    books = figures_of(found, row)
    exact = books if row.status == Status.DRAFT else reckoning.from_json(row.figures)
    euros = boxes.in_euros(exact)
    typed = reckoning.from_json(row.typed)
    filed = _last_filed(administration, period, row)
    return ReturnFile(
        row=_row(row, euros[Box.TOTAL].vat),
        lines=tuple(
            BoxLine(box, exact.get(box, Amounts()), euros.get(box, Amounts()), books.get(box, Amounts()), box in typed)
            for box in Box
        ),
        codes=tuple(found),
        unmapped=tuple(reckoning.unmapped(found)),
        differs=row.status != Status.DRAFT and not boxes.same(exact, books),
        supplement=_amount(books) - _amount(filed if filed is not None else exact),
        reference=row.reference,
        channel=row.channel,
        remark=row.remark,
        contact=Contact(**row.contact) if row.contact else settings(administration).contact,
        runs=row.end >= today(),
    )


def codes(administration: Administration, period: str) -> list[tuple[CodeSums, Rule]]:
    """Every VAT code with what the books say in a span, and where it leads. Raises NotThere for what is no span."""
    stretch = periods.stretch(period)
    if stretch is None:
        raise no_such_return(period)
    found = reckoning.sums(administration, [stretch])[period]
    return reckoning.with_rules(found, reckoning.chosen(administration))


def codes_of(administration: Administration, period: str) -> list[tuple[CodeSums, Rule]]:
    """As ``codes``, and every VAT code besides that has nothing in that span."""
    found = codes(administration, period)
    known = {sums.code for sums, _rule in found}
    rest = [one for one in reckoning.without_amounts(administration) if one.code not in known]
    more = reckoning.with_rules(rest, reckoning.chosen(administration))
    return sorted([*found, *more], key=lambda pair: pair[0].code)


def figures_of(found: reckoning.Found, row: VatReturn) -> Figures:
    """The boxes as the books have them now, with what was typed by hand."""
    return boxes.figures(found, reckoning.from_json(row.typed))


def certificates(administration: Administration) -> list[CertificateRow]:
    """The register, the first to end first."""
    rows = Certificate.objects.filter(administration=administration).order_by("valid_until", "serial")
    return [CertificateRow(*row) for row in rows.values_list(*CertificateRow.__slots__)]


def ports(administration: Administration) -> list[PortRow]:
    """The register of ports, by name."""
    rows = Port.objects.filter(administration=administration).order_by("name")
    return [PortRow(*row) for row in rows.values_list(*PortRow.__slots__)]


def rights(administration: Administration) -> list[RightRow]:
    """Who may approve and file, by e-mail address."""
    rows = VatRight.objects.filter(administration=administration).order_by("email")
    return [RightRow(*row) for row in rows.values_list(*RightRow.__slots__)]


def structure(administration: Administration) -> list[StructureRow]:
    """The reporting structures, line by line."""
    rows = ReportingLine.objects.filter(administration=administration).order_by("structure", "line")
    return [StructureRow(*row) for row in rows.values_list(*StructureRow.__slots__)]


def authorisations(administration: Administration) -> list[AuthorisationRow]:
    """Authorisations at the tax authority, the newest first."""
    rows = TaxAuthorisation.objects.filter(administration=administration).order_by("-requested_on", "service")
    return [AuthorisationRow(*row) for row in rows.values_list(*AuthorisationRow.__slots__)]


def usable_ports(administration: Administration, day: date) -> list[PortRow]:
    """Ports to Digipoort that are in use and have a certificate that is valid on ``day`` (R259)."""
    valid = {one.serial for one in certificates(administration) if one.valid_from <= day <= one.valid_until}
    return [
        one
        for one in ports(administration)
        if one.kind == "digipoort" and one.active and one.certificate_serial in valid
    ]


def no_such_return(period: str) -> NotThere:
    """The refusal for a return that is not there."""
    return NotThere(
        _("There is no VAT return %(period)s here.") % {"period": period[:20]},
        code="RETURN-NOT-FOUND",
        remedy=_("Look in the list under VAT & tax."),
    )


def _found(administration: Administration, period: str, number: int) -> VatReturn:
    asked = period if period.isprintable() else ""
    row = VatReturn.objects.filter(administration=administration, period=asked, number=number).first()
    if row is None:
        raise no_such_return(period)
    return row


def _last_filed(administration: Administration, period: str, row: VatReturn) -> Figures | None:
    """What was filed before a supplement; None for the return itself."""
    if not row.number:
        return None
    before = VatReturn.objects.filter(administration=administration, period=period, number__lt=row.number)
    newest = before.order_by("-number").first()
    return reckoning.from_json(newest.figures) if newest else None


def _live_totals(administration: Administration, drafts: Sequence[VatReturn]) -> dict[int, Decimal | None]:
    """5g of drafts as the books have it now; all of them read together."""
    if not drafts:
        return {}
    spans = {row.period: Stretch(row.period, row.start, row.end) for row in drafts}
    found, rules = reckoning.sums(administration, list(spans.values())), reckoning.chosen(administration)
    return {
        row.pk: boxes.in_euros(figures_of(reckoning.with_rules(found[row.period], rules), row))[Box.TOTAL].vat
        for row in drafts
    }


def _row(row: VatReturn, live: Decimal | None) -> ReturnRow:
    total = live
    if total is None:
        total = boxes.in_euros(reckoning.from_json(row.figures))[Box.TOTAL].vat
    return ReturnRow(
        row.period, row.number, row.start, row.end, Status(row.status), total or ZERO, row.filed_at, row.filed_by,
        row.document,
    )  # fmt: skip


def _amount(figures: Mapping[Box, Amounts]) -> Decimal:
    return figures.get(Box.TOTAL, Amounts()).vat or ZERO
