"""Rows of sales as values, and back. Asks for no right."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from overstap.books.relations import store as relations
from overstap.books.sales import models as tables
from overstap.books.sales.totals import totals
from overstap.books.sales.values import (
    Customer,
    Draft,
    NumberSeries,
    Paper,
    Rounding,
    SalesLine,
    Seller,
    Series,
    Settings,
    Vat,
    customer_of,
    plain,
    seller_of,
)
from overstap.lib import clock
from overstap.tenancy.models import Administration

FIRST = {
    Series.INVOICE: NumberSeries(Series.INVOICE, "{year}-", 4, 0, 0),
    Series.QUOTATION: NumberSeries(Series.QUOTATION, "OF{year}-", 4, 0, 0),
}
_LINE = ("description", "quantity", "price", "unit", "discount", "product_code", "vat_code", "account_code")


def today() -> date:
    """The day that it is for people in the Netherlands."""
    return clock.now().astimezone(clock.AMSTERDAM).date()


def settings(administration: Administration) -> Settings:
    """How an administration sells; where nothing was chosen the seller is the company of the books."""
    row = tables.SalesSettings.objects.filter(administration=administration).first()
    if row is None:
        return Settings(seller=company(administration))
    return Settings(
        seller=seller_of(row.seller),
        rounding=Rounding(row.rounding),
        payment_days=row.payment_days,
        quotation_days=row.quotation_days,
        footer=row.footer,
    )


def save_settings(administration: Administration, chosen: Settings) -> None:
    """Keep how an administration sells."""
    tables.SalesSettings.objects.update_or_create(
        administration=administration,
        defaults={
            "seller": plain(chosen.seller),
            "rounding": chosen.rounding,
            "payment_days": chosen.payment_days,
            "quotation_days": chosen.quotation_days,
            "footer": chosen.footer,
        },
    )


def company(administration: Administration) -> Seller:
    """The seller as far as the books know the company."""
    one = relations.company(administration)
    place = next(iter(one.addresses), None)
    return Seller(
        name=one.name,
        street=" ".join(filter(None, [place.street, place.number, place.addition])) if place else "",
        postal_code=place.postal_code if place else "",
        city=place.city if place else "",
        country=(place.country if place else "") or "NL",
        tax_number=one.tax_number,
        commerce_number=one.commerce_number,
    )


def customer(administration: Administration, code: str) -> Customer | None:
    """A relation of the books as a customer; None for a code that is not known."""
    one = relations.relation(administration, code) if code and code.isprintable() else None
    if one is None:
        return None
    place = next(iter(one.addresses), None)
    return Customer(
        code=one.code,
        name=one.name,
        attention=one.contact,
        street=" ".join(filter(None, [place.street, place.number, place.addition])) if place else "",
        postal_code=place.postal_code if place else "",
        city=place.city if place else "",
        country=(place.country if place else "") or "NL",
        email=one.email,
        tax_number=one.tax_number,
        commerce_number=one.commerce_number,
    )


def lines(administration: Administration, paper: UUID) -> list[SalesLine]:
    """The lines of a quotation or an invoice, in order."""
    rows = tables.Line.objects.filter(administration=administration, paper=paper).order_by("position")
    return [SalesLine(vat=Vat(row.vat), **{name: getattr(row, name) for name in _LINE}) for row in rows]


def save_lines(administration: Administration, paper: UUID, wanted: Sequence[SalesLine]) -> None:
    """Keep these lines instead of any that it had."""
    tables.Line.objects.filter(administration=administration, paper=paper).delete()
    tables.Line.objects.bulk_create(
        tables.Line(
            administration=administration,
            paper=paper,
            position=position,
            vat=line.vat,
            **{name: getattr(line, name) for name in _LINE},
        )
        for position, line in enumerate(wanted, start=1)
    )


def fill(row: tables.Quotation | tables.Invoice, draft: Draft, rounding: Rounding) -> None:
    """Put what was typed into a row, with its totals; does not save it."""
    come_to = totals(draft.lines, rounding)
    row.customer, row.rounding = plain(draft.customer), rounding
    row.subject, row.reference, row.text, row.language = draft.subject, draft.reference, draft.text, draft.language
    row.net, row.vat, row.gross = come_to.net, come_to.vat, come_to.gross
    if isinstance(row, tables.Quotation):
        row.valid_until = draft.valid_until
    else:
        row.supplied_on, row.payment_days = draft.supplied_on, draft.payment_days


def quotation_paper(row: tables.Quotation, chosen: Settings) -> Paper:
    """A quotation as it is printed: as it was when sent, or as it would be today."""
    rows = lines(row.administration, row.uid)
    sent = bool(row.number)
    day = row.date or today()
    return Paper(
        kind=Series.QUOTATION,
        uid=row.uid,
        number=row.number,
        day=day,
        until=row.valid_until or day + timedelta(days=chosen.quotation_days),
        seller=seller_of(row.seller) if sent else chosen.seller,
        customer=customer_of(row.customer),
        lines=rows,
        totals=totals(rows, Rounding(row.rounding)),
        subject=row.subject,
        reference=row.reference,
        text=row.text,
        footer=row.footer if sent else chosen.footer,
        language=row.language,
        rounding=Rounding(row.rounding),
    )


def invoice_paper(row: tables.Invoice, chosen: Settings) -> Paper:
    """An invoice as it is printed: as it was when sent, or as it would be today."""
    rows = lines(row.administration, row.uid)
    sent = bool(row.number)
    day = row.date or today()
    days = chosen.payment_days if row.payment_days is None else row.payment_days
    return Paper(
        kind=Series.INVOICE,
        uid=row.uid,
        number=row.number,
        day=day,
        until=row.due or day + timedelta(days=days),
        seller=seller_of(row.seller) if sent else chosen.seller,
        customer=customer_of(row.customer),
        lines=rows,
        totals=totals(rows, Rounding(row.rounding)),
        subject=row.subject,
        reference=row.reference,
        text=row.text,
        footer=row.footer if sent else chosen.footer,
        language=row.language,
        supplied_on=row.supplied_on or day,
        credits=row.credits,
        rounding=Rounding(row.rounding),
    )
