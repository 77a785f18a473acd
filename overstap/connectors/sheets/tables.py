"""The tables: their columns, and their rows out of the books. Headings in the language of whoever asks."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from overstap.books.ledger import queries, streams
from overstap.books.ledger.balances import chart
from overstap.books.ledger.streams import LineRow
from overstap.books.relations import store as relations
from overstap.books.relations.values import Address, Relation
from overstap.connectors.sheets.values import Cell, Column, Kind, Row, Sheet, Table, TableOrder
from overstap.lib.errors import Refused
from overstap.tenancy.models import Administration

Year = int


def sheet(administration: Administration, order: TableOrder, year: Year) -> Sheet:
    """The table that was asked for, of ``year`` where it is one of a year."""
    return _MAKERS[order.table](administration, order, year)


def title(table: Table) -> str:
    """What a table is called."""
    titles = {
        Table.TRIAL_BALANCE: _("Trial balance"),
        Table.LEDGER_CARD: _("Ledger card"),
        Table.LINES: _("All lines"),
        Table.ENTRIES: _("Journal entries"),
        Table.OPEN_ITEMS: _("Open items"),
        Table.RELATIONS: _("Relations"),
        Table.VAT: _("VAT"),
    }
    return titles[table]


def _trial_balance(administration: Administration, order: TableOrder, year: Year) -> Sheet:
    rows = queries.trial_balance(administration, year=year, from_period=order.from_period, to_period=order.to_period)
    columns = [
        Column(_("Account")),
        Column(_("Name"), width=36),
        Column(_("Type"), width=8),
        *_amounts(_("Opening"), _("Debit"), _("Credit"), _("Closing")),
    ]
    cells = ((one.account, one.name, one.type, one.opening, one.debit, one.credit, one.closing) for one in rows)
    return Sheet(f"{title(order.table)} {year}", columns, cells)


def _ledger_card(administration: Administration, order: TableOrder, year: Year) -> Sheet:
    if order.account not in chart(administration):
        raise Refused(
            _("There is no ledger account “%(account)s” here.") % {"account": order.account[:80]},
            code="ACCOUNT-NOT-FOUND",
            remedy=_("Choose an account of the chart of accounts."),
        )
    before, lines = streams.card_lines(administration, order.account, year)
    columns = [
        *_where(),
        Column(_("Description"), width=40),
        *_whom(),
        *_amounts(_("Debit"), _("Credit"), _("Balance")),
    ]
    return Sheet(f"{order.account} {year}", columns, _with_balance(lines, before))


def _with_balance(lines: Iterator[LineRow], balance: Decimal) -> Iterator[Row]:
    yield (*[None] * 4, _("Opening"), *[None] * 5, balance)
    for one in lines:
        balance += one.amount
        place = (one.date, one.period, one.journal, one.number)
        whom = (one.relation, one.invoice_ref, one.doc_ref)
        yield (*place, one.description, *whom, *_sides(one), balance)


def _lines(administration: Administration, order: TableOrder, year: Year) -> Sheet:
    names = {code: name for code, (name, _kind) in chart(administration).items()}
    columns = [
        Column(_("Sequence"), Kind.WHOLE, 10),
        Column(_("Line"), Kind.WHOLE, 6),
        *_where(),
        Column(_("Account")),
        Column(_("Name"), width=30),
        Column(_("Description"), width=40),
        *_whom(),
        *_amounts(_("Debit"), _("Credit")),
        Column(_("Cost centre")),
        Column(_("Project")),
        Column(_("Currency"), width=9),
        *_amounts(_("Amount in currency")),
    ]
    cells = (_line(one, names) for one in streams.year_lines(administration, year))
    return Sheet(f"{title(order.table)} {year}", columns, cells)


def _line(one: LineRow, names: Mapping[str, str]) -> Row:
    place = (one.seq, one.position, one.date, one.period, one.journal, one.number)
    what = (one.account, names.get(one.account, ""), one.description, one.relation, one.invoice_ref, one.doc_ref)
    return (*place, *what, *_sides(one), one.cost_centre, one.project, one.currency, one.currency_amount)


def _entries(administration: Administration, order: TableOrder, year: Year) -> Sheet:
    columns = [
        Column(_("Sequence"), Kind.WHOLE, 10),
        *_where(),
        Column(_("Description"), width=40),
        Column(_("Lines"), Kind.WHOLE, 8),
        *_amounts(_("Total debit")),
    ]
    return Sheet(f"{title(order.table)} {year}", columns, streams.year_entries(administration, year))


def _open_items(administration: Administration, order: TableOrder, year: Year) -> Sheet:
    del year  # what is open now
    columns = [
        Column(_("Customer or supplier"), width=20),
        Column(_("Relation")),
        Column(_("Name"), width=36),
        Column(_("Invoice")),
        Column(_("Date"), Kind.DAY, 12),
        Column(_("Due"), Kind.DAY, 12),
        *_amounts(_("Amount"), _("Open")),
        Column(_("Days old"), Kind.WHOLE, 10),
        Column(_("Days overdue"), Kind.WHOLE, 13),
    ]
    kinds = {"CU": _("Customer"), "SU": _("Supplier")}
    cells = (
        (kinds.get(one.kind, one.kind), one.relation, one.relation_name, one.invoice_ref, one.date, one.due,
         one.amount, one.open, one.age, one.overdue)
        for one in queries.open_items(administration)
    )  # fmt: skip
    return Sheet(title(order.table), columns, cells)


def _relations(administration: Administration, order: TableOrder, year: Year) -> Sheet:
    del year
    columns = [
        Column(_("Relation")),
        Column(_("Name"), width=36),
        Column(_("Type"), width=8),
        Column(_("Contact"), width=24),
        Column(_("E-mail"), width=28),
        Column(_("Phone")),
        Column(_("Street"), width=28),
        Column(_("Postcode"), width=10),
        Column(_("City"), width=20),
        Column(_("Country"), width=8),
        Column(_("Chamber of Commerce number"), width=18),
        Column(_("VAT number"), width=18),
        Column(_("Bank account"), width=24),
    ]
    return Sheet(title(order.table), columns, map(_relation, relations.relations(administration)))


def _relation(one: Relation) -> Row:
    home = one.addresses[0] if one.addresses else Address()
    street = " ".join(part for part in (home.street, home.number, home.addition) if part)
    banks = ", ".join(bank.number for bank in one.bank_accounts)
    who = (one.code, one.name, one.type, one.contact, one.email, one.phone)
    return (*who, street, home.postal_code, home.city, home.country, one.commerce_number, one.tax_number, banks)


def _vat(administration: Administration, order: TableOrder, year: Year) -> Sheet:
    columns = [
        Column(_("Period"), Kind.WHOLE, 8),
        Column(_("VAT code")),
        Column(_("Name"), width=36),
        *_amounts(_("Base"), _("VAT")),
        Column(_("Lines"), Kind.WHOLE, 8),
    ]
    rows = queries.vat_per_code(administration, year)
    cells = ((one.period, one.code, one.name, one.base, one.vat, one.lines) for one in rows)
    return Sheet(f"{title(order.table)} {year}", columns, cells)


def _where() -> list[Column]:
    return [
        Column(_("Date"), Kind.DAY, 12),
        Column(_("Period"), Kind.WHOLE, 8),
        Column(_("Journal"), width=10),
        Column(_("Number")),
    ]


def _whom() -> list[Column]:
    return [Column(_("Relation")), Column(_("Invoice")), Column(_("Document"))]


def _amounts(*titles: str) -> list[Column]:
    return [Column(one, Kind.AMOUNT, 16) for one in titles]


def _sides(one: LineRow) -> tuple[Cell, Cell]:
    """Debit and credit; a negative amount stays on its own side."""
    return (one.amount, None) if one.side == "D" else (None, -one.amount)


_MAKERS: Mapping[Table, Callable[[Administration, TableOrder, Year], Sheet]] = {
    Table.TRIAL_BALANCE: _trial_balance,
    Table.LEDGER_CARD: _ledger_card,
    Table.LINES: _lines,
    Table.ENTRIES: _entries,
    Table.OPEN_ITEMS: _open_items,
    Table.RELATIONS: _relations,
    Table.VAT: _vat,
}
