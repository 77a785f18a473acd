"""The filed copy of a return, as PDF: what was filed, by whom, when, under which reference."""

import json
from functools import cache
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from overstap.books.tax import words
from overstap.books.tax.models import VatReturn
from overstap.books.tax.values import ADDED_UP, Amounts, Box, Figures
from overstap.lib import clock
from overstap.tenancy.models import Administration

_TEMPLATE = Path(__file__).with_name("return.typ")


def pdf(administration: Administration, row: VatReturn, euros: Figures) -> bytes:
    """The copy, in whole euros; what people typed comes in as data and is never read as markup."""
    made = _compiler().compile(
        format="pdf",
        sys_inputs={"view": json.dumps(_view(administration, row, euros))},
        pdf_standards="a-2a",
        timestamp=int((row.filed_at or clock.now()).timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave more than one file")
    return made


def _view(administration: Administration, row: VatReturn, euros: Figures) -> dict[str, object]:
    contact = row.contact
    name = " ".join(filter(None, (contact["initials"], contact["prefix"], contact["surname"])))
    title = _("VAT return %(period)s") if not row.number else _("Supplement %(number)d to VAT return %(period)s")
    return {
        "title": title % {"period": row.period, "number": row.number},
        "name": administration.name,
        "facts": [
            [_("Span"), f"{row.start:%d-%m-%Y} – {row.end:%d-%m-%Y}"],
            [_("VAT number"), contact["vat_number"]],
            [_("Contact type"), contact["contact_type"]],
            *([[_("Becon number"), contact["becon_number"]]] if contact["becon_number"] else []),
            [_("Contact"), f"{name}, {contact['phone']}"],
            [_("Filed"), f"{clock.for_people(row.filed_at or clock.now())}, {row.filed_by}"],
            [_("By way of"), words.channel(row.channel)],
            *([[_("Reference"), row.reference]] if row.reference else []),
        ],
        "head": [_("Box"), _("What it is about"), _("Base"), _("VAT")],
        "boxes": [
            [str(box), words.box(box), _euros(one.base), _euros(one.vat), box in ADDED_UP]
            for box in Box
            for one in [euros.get(box, Amounts())]
        ],
        "note": _("Amounts in whole euros, as filed. Overstap keeps this copy; it did not send the return itself."),
        "page": _("page"),
    }


def _euros(amount: object) -> str:
    return "" if amount is None else f"{amount:,}".replace(",", ".")


def _compiler() -> typst.Compiler:
    # One for each document: a compiler cannot be used by two threads at once.
    return typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=_fonts(), ignore_system_fonts=True)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)
