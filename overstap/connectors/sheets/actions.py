"""Tables out of an administration's books, in the transaction of ``access.enter``."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from overstap.books.ledger import queries
from overstap.connectors.sheets import csv_file, tables, xlsx_file
from overstap.connectors.sheets.values import OF_A_YEAR, Format, TableOrder
from overstap.lib.errors import Refused
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right


def export_table(actor: Actor, code: str, order: TableOrder, stream: BinaryIO) -> None:
    """Write a table of administration ``code`` to ``stream``, row by row.

    Raises NotFound, NotAllowed, or Refused for a year or account that is not there.
    """
    administration = access.administration(actor, code, Right.EXPORT_BOOKS)
    year = _year(administration, order.year) if order.table in OF_A_YEAR else 0
    sheet = tables.sheet(administration, order, year)
    if order.format is Format.CSV:
        csv_file.write(stream, sheet, order.notation)
    else:
        xlsx_file.write(stream, sheet)
    facts = {"administration": code, "table": str(order.table), "format": str(order.format), "year": order.year}
    audit.record(actor, "books.export", facts)


def years_to_export(actor: Actor, code: str) -> list[int]:
    """The book years of administration ``code``, newest first. Raises NotFound, NotAllowed."""
    administration = access.administration(actor, code, Right.EXPORT_BOOKS)
    return [one.year for one in queries.years(administration)]


def _year(administration: Administration, asked: int | None) -> int:
    known = [one.year for one in queries.years(administration)]
    if asked is None and known:
        return known[0]
    if asked is None or asked not in known:
        raise Refused(
            _("There is no such book year."), code="BOOK-YEAR-NOT-FOUND", remedy=_("Choose another book year.")
        )
    return asked
