"""Writes an audit file of version 3.2 or 4.0 from books, as a stream, and tells what the version cannot carry."""

from collections.abc import Callable, Iterable, Mapping
from typing import BinaryIO, Protocol, Self

from overstap.books.ledger.values import (
    Account,
    Dimension,
    Entry,
    Extra,
    Journal,
    Period,
    SubledgerLine,
    Totals,
    VatCode,
)
from overstap.books.relations.values import Address, Company, Relation
from overstap.exchange.xaf.output import Output, Report
from overstap.exchange.xaf.values import OPENING, TRANSACTIONS, Header, Version, subledger_section
from overstap.exchange.xaf.versions import NAMESPACES, TABLES
from overstap.exchange.xaf.vocabulary import Table
from overstap.exchange.xaf.writer_lines import EntryWriter, SubledgerWriter
from overstap.lib import clock
from overstap.lib.findings import Finding
from overstap.lib.sentences import sentence

WRITABLE = (Version.V3_2, Version.V4_0)


class Books(Protocol):
    """What the writer asks of books. Iterables are walked once each, in the order in which they are to stand."""

    def header(self) -> Header:
        """Book year, currency, RGS version and other header fields; ``created`` empty for today."""

    def company(self) -> Company: ...

    def accounts(self) -> Iterable[Account]: ...

    def relations(self) -> Iterable[Relation]: ...

    def vat_codes(self) -> Iterable[VatCode]: ...

    def periods(self) -> Iterable[Period]: ...

    def dimensions(self) -> Iterable[Dimension]: ...

    def journals(self) -> Iterable[Journal]: ...

    def entries(self, journal: str) -> Iterable[Entry]:
        """The entries of one journal, opening balance excepted."""

    def opening(self) -> Entry | None:
        """The opening balance stated as such, if there is one."""

    def subledgers(self, kind_of_entry: str) -> Iterable[tuple[str, str]]:
        """Type and name of the sub-ledgers for "transaction" or "opening"."""

    def subledger_lines(self, kind_of_entry: str, kind: str, name: str) -> Iterable[SubledgerLine]:
        """The lines of one sub-ledger."""

    def totals(self, section: str) -> Totals:
        """Totals of "transactions", "opening" or a sub-ledger (values.subledger_section)."""


def write(stream: BinaryIO, version: Version, books: Books, *, software_version: str) -> list[Finding]:
    """Write the books as an audit file; the findings tell what was left out, filled in, or is not allowed there.

    Raises ValueError for a version that is not written.
    """
    if version not in WRITABLE:
        raise ValueError(f"version {version} is read but not written")
    writer = _Writer(stream, version, books, software_version)
    writer.write()
    return writer.report.findings().listed()


class _Writer:
    def __init__(self, stream: BinaryIO, version: Version, books: Books, software_version: str) -> None:
        self._version, self._books, self._software_version = version, books, software_version
        self._tables = TABLES[version]
        self.report = Report(version)
        self._out = Output(stream, self.report)

    def write(self) -> None:
        out = self._out
        out.raw('<?xml version="1.0" encoding="UTF-8"?>\n')
        out.raw(f'<auditfile xmlns="{NAMESPACES[self._version]}">\n')
        self._header()
        out.start("company")
        self._company()
        self._relations()
        self._accounts()
        self._vat_codes()
        self._periods()
        self._opening()
        self._transactions()
        out.end("company")
        out.end("auditfile")
        out.flush()

    def _header(self) -> None:
        header = self._books.header()
        year = header.fiscal_year
        currency = header.currency
        if not currency:
            currency = "EUR"
            self.report.odd("XAF-FILLED", "header: curCode", sentence("%(value)s stands there.", value="EUR"))
        fields = {
            "label": year.label or str(year.year),
            "start": year.start,
            "end": year.end,
            "currency": currency,
            "created": header.created or clock.now().astimezone(clock.AMSTERDAM).date(),
            "software": "Overstap",
            "software_version": self._software_version,
            "rgs_version": header.rgs_version,
        }
        self._out.start("header")
        self._out.record(self._tables["header"], "header", fields, header.extra, {})
        self._out.end("header")

    def _company(self) -> None:
        company = self._books.company()
        country = company.tax_country
        if not country:
            country = "NL"
            self.report.odd(
                "XAF-FILLED", "company: taxRegistrationCountry", sentence("%(value)s stands there.", value="NL")
            )
        fields = {
            "ident": company.ident,
            "name": company.name,
            "commerce_number": company.commerce_number,
            "tax_country": country,
            "tax_number": company.tax_number,
        }
        groups = self._address_groups(company.addresses, "company")
        self._out.record(self._tables["company"], "company", fields, company.extra, groups)

    def _address_groups(self, addresses: Iterable[Address], label: str) -> dict[str, "_Addresses"]:
        addresses = list(addresses)
        names = {"street": "streetAddress", "postal": "postalAddress"}
        has = {element.name for element in self._tables[label]}
        for address in addresses:
            if names.get(address.kind, "") not in has:
                self.report.lost(f"{label}: {address.kind} address")
        table = self._tables["address"]
        return {
            name: _Addresses(self._out, table, name, [one for one in addresses if one.kind == kind])
            for kind, name in names.items()
        }

    def _relations(self) -> None:
        with _Section(self._out, "customersSuppliers") as section:
            for relation in self._books.relations():
                section.open()
                self._out.start("customerSupplier")
                self._relation(relation)
                self._out.end("customerSupplier")

    def _relation(self, relation: Relation) -> None:
        fields = {
            name: getattr(relation, name)
            for name in (
                "code", "name", "type", "contact", "phone", "fax", "email", "website", "commerce_number",
                "tax_country", "tax_number", "group", "customer_limit", "supplier_limit", "bank_accounts",
            )
        }  # fmt: skip
        groups: dict[str, Callable[[], None]] = {
            **self._address_groups(relation.addresses, "relation"),
            "bankAccount": lambda: self._bank_accounts(relation),
        }
        self._out.record(self._tables["relation"], "relation", fields, relation.extra, groups)

    def _bank_accounts(self, relation: Relation) -> None:
        for account in relation.bank_accounts:
            self._out.start("bankAccount")
            fields = {"number": account.number, "bank_code": account.bank_code}
            self._out.record(self._tables["bank_account"], "bank account", fields, None, {})
            self._out.end("bankAccount")

    def _accounts(self) -> None:
        with _Section(self._out, "generalLedger") as section:
            for account in self._books.accounts():
                section.open()
                fields = {name: getattr(account, name) for name in ("code", "name", "type")}
                fields["reference"] = account.reference or self._rgs_code(account)
                self._simple("ledgerAccount", "account", fields, account.extra)
            if section.opened:
                self._dimensions()

    def _rgs_code(self, account: Account) -> str:
        """The RGS code from the taxonomy of 3.x, for 4.0, which has a field of its own for it."""
        taxonomy = account.extra.get("taxonomy")
        entry_point = taxonomy.get("entryPoint") if isinstance(taxonomy, Mapping) else None
        code = entry_point.get("conceptRef") if isinstance(entry_point, Mapping) else None
        return code if isinstance(code, str) and self._version is Version.V4_0 else ""

    def _dimensions(self) -> None:
        table = self._tables.get("dimension")
        with _Section(self._out, "basics") as section:
            for dimension in self._books.dimensions():
                if table is None:
                    self.report.lost("names of cost centres, projects and other codes")
                    continue
                section.open()
                fields = {"type": dimension.type, "code": dimension.code, "name": dimension.name}
                self._simple("basic", "dimension", fields, None)

    def _vat_codes(self) -> None:
        with _Section(self._out, "vatCodes") as section:
            for code in self._books.vat_codes():
                section.open()
                names = ("code", "name", "to_pay_account", "to_claim_account")
                self._simple("vatCode", "vat_code", {name: getattr(code, name) for name in names}, code.extra)

    def _periods(self) -> None:
        with _Section(self._out, "periods") as section:
            for period in self._books.periods():
                section.open()
                names = ("number", "description", "start", "end")
                self._simple("period", "period", {name: getattr(period, name) for name in names}, period.extra)

    def _simple(self, tag: str, record: str, fields: Mapping[str, object], extra: Extra | None) -> None:
        self._out.start(tag)
        self._out.record(self._tables[record], record, fields, extra, {})
        self._out.end(tag)

    # -- opening balance and transactions

    def _opening(self) -> None:
        entry = self._books.opening()
        if entry is None:
            return
        totals = self._books.totals(OPENING)
        self._out.start("openingBalance")
        fields: dict[str, object] = {
            "description": entry.description,
            "lines": totals.lines,
            "debit": totals.debit,
            "credit": totals.credit,
        }
        if self._version is Version.V3_2 or entry.date != self._books.header().fiscal_year.start:
            fields["date"] = entry.date  # 4.0 has no date of its own: it is the first day of the book year
        self._out.record(self._tables["opening"], "opening balance", fields, entry.extra, {})
        EntryWriter(self._out, self._tables).opening_lines(entry)
        self._subledgers(OPENING, "obSubledgers", "obSubledger")
        self._out.end("openingBalance")

    def _transactions(self) -> None:
        totals = self._books.totals(TRANSACTIONS)
        entries = EntryWriter(self._out, self._tables)
        with _Section(self._out, "transactions") as section:
            for journal in self._books.journals():
                if not section.opened:
                    section.open()
                    self._totals(totals)
                self._out.start("journal")
                names = ("code", "name", "type", "offset_account", "bank_account")
                fields = {name: getattr(journal, name) for name in names}
                self._out.record(self._tables["journal"], "journal", fields, journal.extra, {})
                for entry in self._books.entries(journal.code):
                    entries.write(entry)
                self._out.end("journal")
            if section.opened:
                self._subledgers("transaction", "subledgers", "subledger")

    def _totals(self, totals: Totals) -> None:
        fields = {"lines": totals.lines, "debit": totals.debit, "credit": totals.credit}
        for element in self._tables["totals"]:
            self._out.element(element, fields[element.field], "totals")

    def _subledgers(self, kind_of_entry: str, outer: str, inner: str) -> None:
        table = self._tables.get("subledger")
        lines = SubledgerWriter(self._out, self._tables, kind_of_entry)
        with _Section(self._out, outer) as section:
            for kind, name in self._books.subledgers(kind_of_entry):
                totals = self._books.totals(subledger_section(kind_of_entry, kind, name))
                if table is None:
                    self.report.lost("lines of sub-ledgers (open items with their due dates)", totals.lines)
                    continue
                section.open()
                self._out.start(inner)
                fields = {
                    "kind": kind,
                    "ledger_name": name,
                    "lines": totals.lines,
                    "debit": totals.debit,
                    "credit": totals.credit,
                }
                self._out.record(table, "subledger", fields, None, {})
                for line in self._books.subledger_lines(kind_of_entry, kind, name):
                    lines.write(line)
                self._out.end(inner)


class _Addresses:
    """Writes the addresses of one kind of a company or relation."""

    def __init__(self, out: Output, table: Table, name: str, addresses: list[Address]) -> None:
        self._out, self._table, self._name, self._addresses = out, table, name, addresses

    def __call__(self) -> None:
        for address in self._addresses:
            fields = {
                name: getattr(address, name)
                for name in (
                    "street", "number", "addition", "property", "city", "postal_code", "region", "country",
                )
            }  # fmt: skip
            self._out.start(self._name)
            self._out.record(self._table, "address", fields, address.extra, {})
            self._out.end(self._name)


class _Section:
    """An element that is written only when something stands in it."""

    def __init__(self, out: Output, name: str) -> None:
        self._out, self._name = out, name
        self.opened = False

    def __enter__(self) -> Self:
        return self

    def open(self) -> None:
        """Write the start tag, if that has not been done."""
        if not self.opened:
            self._out.start(self._name)
            self.opened = True

    def __exit__(self, *_: object) -> None:
        if self.opened:
            self._out.end(self._name)
