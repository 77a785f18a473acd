"""Rows of projects and invoices as values, and back. Asks for no right."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import connection

from overstap.books.sales.totals import totals
from overstap.books.sales.values import (
    Customer,
    Paper,
    Rounding,
    Seller,
    Series,
    Settings,
    customer_of,
    plain,
    seller_of,
)
from overstap.coupling.models import Card, Contact, Coupled
from overstap.coupling.projects.models import Project, ProjectInvoice, Selling
from overstap.coupling.projects.values import Draft, packed, unpacked
from overstap.lib import clock

_JOINED = """
SELECT id FROM coupling_decision
WHERE environment_id = %s AND deed = 'join'
  AND EXISTS (SELECT 1 FROM jsonb_each_text(COALESCE(before->'contacts', '{}'::jsonb)) one WHERE one.value = %s)
ORDER BY id DESC LIMIT 1
"""
_ITS_CARDS = """
SELECT one.key FROM coupling_decision, jsonb_each_text(before->'contacts') one
WHERE coupling_decision.id = %s AND one.value = %s
"""


def today() -> date:
    """The day that it is for people in the Netherlands."""
    return clock.now().astimezone(clock.AMSTERDAM).date()


def standing(contact: Contact) -> Contact:
    """The contact itself, or the one in which it went when they were joined; itself where nobody knows."""
    if contact.ended_at is None:
        return contact
    with connection.cursor() as cursor:
        cursor.execute(_JOINED, [contact.environment_id, str(contact.pk)])
        found = cursor.fetchone()
        if found is None:
            return contact
        cursor.execute(_ITS_CARDS, [found[0], str(contact.pk)])
        cards = [int(key) for (key,) in cursor.fetchall() if str(key).isdigit()]
    card = Card.objects.select_related("contact").filter(pk__in=cards, contact__ended_at=None).first()
    return card.contact if card is not None and card.contact is not None else contact


def customer(contact: Contact) -> Customer:
    """A contact as it stands on an invoice; its code is its number here."""
    fields: Mapping[str, str] = contact.fields
    return Customer(
        code=str(contact.number),
        name=fields.get("name", ""),
        attention=fields.get("contact", ""),
        street=fields.get("street", ""),
        postal_code=fields.get("postal_code", ""),
        city=fields.get("city", ""),
        country=fields.get("country", "") or "NL",
        email=fields.get("email", ""),
        tax_number=fields.get("tax_number", ""),
        commerce_number=fields.get("commerce_number", ""),
    )


def settings(coupled: Coupled) -> Settings:
    """What stands on its invoices about the seller; its name alone where nobody filled it in."""
    row = Selling.objects.filter(coupled=coupled).first()
    if row is None:
        return Settings(seller=Seller(name=coupled.name))
    return Settings(
        seller=seller_of(row.seller),
        rounding=Rounding(row.rounding),
        payment_days=row.payment_days,
        footer=row.footer,
    )


def save_settings(coupled: Coupled, chosen: Settings) -> None:
    """Keep what stands on its invoices about the seller."""
    Selling.objects.update_or_create(
        coupled=coupled,
        defaults={
            "environment_id": coupled.environment_id,
            "seller": plain(chosen.seller),
            "rounding": chosen.rounding,
            "payment_days": chosen.payment_days,
            "footer": chosen.footer,
        },
    )


def draft_of(row: ProjectInvoice) -> Draft:
    """What was typed of an invoice."""
    return Draft(
        lines=unpacked(row.lines),
        subject=row.subject,
        reference=row.reference,
        text=row.text,
        language=row.language,
        day=row.day,
        supplied_on=row.supplied_on,
        payment_days=row.payment_days,
    )


def fill(row: ProjectInvoice, draft: Draft, rounding: Rounding) -> None:
    """Put what was typed into a row, with its totals; does not save it."""
    come_to = totals(draft.lines, rounding)
    row.lines, row.rounding = packed(draft.lines), rounding
    row.subject, row.reference, row.text, row.language = draft.subject, draft.reference, draft.text, draft.language
    row.day, row.supplied_on, row.payment_days = draft.day, draft.supplied_on, draft.payment_days
    row.net, row.vat, row.gross = come_to.net, come_to.vat, come_to.gross


def paper(row: ProjectInvoice, chosen: Settings, project: Project) -> Paper:
    """An invoice as it is printed: as it was when it got its number, or as it would be today."""
    definitive = bool(row.number)
    lines = unpacked(row.lines)
    day = row.day or today()
    days = chosen.payment_days if row.payment_days is None else row.payment_days
    return Paper(
        kind=Series.INVOICE,
        uid=row.uid,
        number=row.number,
        day=day,
        until=row.due or day + timedelta(days=days),
        seller=seller_of(row.seller) if definitive else chosen.seller,
        customer=customer_of(row.customer) if definitive else customer(project.contact),
        lines=lines,
        totals=totals(lines, Rounding(row.rounding)),
        subject=row.subject or f"{project.number} {project.name}",
        reference=row.reference,
        text=row.text,
        footer=row.footer if definitive else chosen.footer,
        language=row.language,
        supplied_on=row.supplied_on or day,
        credits=row.credits.number if row.credits else "",
        rounding=Rounding(row.rounding),
    )
