"""Reading the ledger, the whole of it in one place.

Every query takes ``as_of``, a sequence number, and never reads beyond the seal of the view. Each is a small fixed
number of statements, and with a snapshot each statement reads what it shows and little more.
"""

from django.utils.translation import gettext as _

from overstap.books.ledger.ageing import ageing
from overstap.books.ledger.balances import trial_balance
from overstap.books.ledger.cards import journal, ledger_card
from overstap.books.ledger.counts import journals, latest_year, number_series, periods, years
from overstap.books.ledger.details import account, account_names, imported_files, subledger_of_entry
from overstap.books.ledger.key_figures import key_figures, key_figures_per_period
from overstap.books.ledger.open_items import open_items, open_items_page
from overstap.books.ledger.reading import entry_row, one_look, until, with_lines
from overstap.books.ledger.search import search_entries
from overstap.books.ledger.values import Entry
from overstap.books.ledger.vat import vat_per_code
from overstap.lib.errors import Refused
from overstap.tenancy.models import Administration

__all__ = [
    "Administration",
    "account",
    "account_names",
    "ageing",
    "entry",
    "imported_files",
    "journal",
    "journals",
    "key_figures",
    "key_figures_per_period",
    "latest_year",
    "ledger_card",
    "number_series",
    "one_look",
    "open_items",
    "open_items_page",
    "periods",
    "search_entries",
    "subledger_of_entry",
    "trial_balance",
    "vat_per_code",
    "years",
]


class EntryNotFound(Refused):
    """There is no such entry, or not in this view."""

    code = "ENTRY-NOT-FOUND"


def entry(administration: Administration, seq: int, *, as_of: int | None = None) -> Entry:
    """One entry with its lines. Raises EntryNotFound."""
    row = entry_row(administration.ledger_id, seq) if 0 < seq <= until(administration, as_of) else None
    if row is None:
        raise EntryNotFound(_("There is no entry %(seq)d here.") % {"seq": seq}, remedy=_("Check the number."))
    return next(with_lines(administration.ledger_id, [row]))
