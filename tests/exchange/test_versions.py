"""Each version of the format, read from a small file of an invented company."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from overstap.books.ledger.values import LineVat, Totals
from overstap.books.relations.values import BankAccount
from overstap.exchange.xaf.adf import to_adf_amount, to_adf_date
from overstap.exchange.xaf.values import Version
from tests.exchange.documents import document, saved
from tests.exchange.memory_books import codes, read

SAMPLES = Path(__file__).parent / "samples"
SCHEMAS = {
    "3.1": "ForecastXL_AuditfileFinancieelVersie3.1.xsd",
    "3.2": "XmlAuditfileFinancieel3.2.xsd",
    "3.2.1": "XmlAuditfileFinancieel3.2.1.xsd",
    "4.0": "XmlAuditfileFinancieel4.0.xsd",
}


@pytest.mark.parametrize("version", ["3.0", "3.1", "3.2", "3.2.1", "4.0"])
def test_it_reads_every_version_of_xaf(version: str) -> None:
    books, audit_file = read(SAMPLES / f"xaf-{version}.xaf")
    assert audit_file.version is Version(version)
    assert audit_file.header.fiscal_year.start == date(2024, 1, 1)
    assert books.company().name == "Zaagmolen & Zonen"
    assert audit_file.declared == audit_file.computed
    assert audit_file.computed["transactions"] == Totals(3, Decimal("121.00"), Decimal("121.00"))
    sold = books.all_entries[0]
    assert (sold.journal, sold.number, sold.period, sold.date) == ("VK", "24-1", 1, date(2024, 1, 8))
    assert [(line.account, line.amount, line.side) for line in sold.lines] == [
        ("1300", Decimal("121.00"), "D"),
        ("8000", Decimal("-100.00"), "C"),
        ("1500", Decimal("-21.00"), "C"),
    ]
    revenue = sold.lines[1]
    assert revenue.vat == (LineVat("VH", Decimal(21), Decimal("-21.00"), "C"),)
    assert (revenue.currency, revenue.currency_amount, revenue.cost_centre) == ("USD", Decimal("110.00"), "ZAAG")


@pytest.mark.parametrize("version", SCHEMAS)
def test_our_samples_keep_to_the_schemas(version: str, shared: Path) -> None:
    schema = etree.XMLSchema(etree.parse(shared / "data/xaf/schemas" / SCHEMAS[version]))
    schema.assertValid(etree.parse(SAMPLES / f"xaf-{version}.xaf"))


@pytest.mark.parametrize("version", ["3.0", "3.1", "3.2", "3.2.1"])
def test_sub_ledgers_keep_invoice_due_date_and_the_line_they_point_to(version: str) -> None:
    books, _ = read(SAMPLES / f"xaf-{version}.xaf")
    opening, sold = books.all_subledger_lines
    assert (opening.kind_of_entry, opening.line_nr, opening.invoice_ref) == ("opening", "1", "23-9")
    assert opening.due_date == date(2024, 1, 19)
    assert (sold.kind_of_entry, sold.journal, sold.entry_number, sold.line_nr) == ("transaction", "VK", "24-1", "1")
    assert sold.due_date == date(2024, 2, 7)
    assert (sold.kind, sold.ledger_name) == ("CU", "Debiteuren")
    assert books.relations()[0].bank_accounts == (BankAccount("NL91ABNA0417164300"),)  # type: ignore[index]


@pytest.mark.parametrize("version", ["3.0", "3.1"])
def test_a_taxonomy_over_all_accounts_is_told_as_not_taken(version: str) -> None:
    _, audit_file = read(SAMPLES / f"xaf-{version}.xaf")
    assert codes(audit_file) == ["XAF-NOT-TAKEN"]


def test_version_4_keeps_what_only_it_has() -> None:
    books, audit_file = read(SAMPLES / "xaf-4.0.xaf")
    assert audit_file.header.rgs_version == "3.7"
    assert books.company().commerce_number == "12345678"
    assert books.all_accounts[3].reference == "WOmzNop"
    assert books.all_relations[0].extra == {"clBalDesc": "171.00", "clBalTp": "D"}
    assert (books.all_entries[0].source, books.all_entries[0].user) == ("hand", "piet")
    assert books.all_entries[0].lines[0].extra == {"settDate": "2024-01-09"}


def test_clair2_has_its_company_in_the_header_and_words_for_types() -> None:
    books, audit_file = read(SAMPLES / "clair2.xaf")
    assert audit_file.version is Version.CLAIR2
    company = books.company()
    assert (company.name, company.ident) == ("Rijwielhandel De Spaak", "12")
    assert company.addresses[0].street == "Dorpsstraat 4"
    assert [account.type for account in books.all_accounts] == ["B", "B", "B", "P"]
    assert books.all_accounts[3].extra == {"leadCode": "80", "accountType": "Winst en verlies"}
    assert books.all_relations[0].addresses[0].street == "Markt 1"
    assert audit_file.declared == audit_file.computed


def test_clair2_the_column_that_is_not_zero_decides_the_side() -> None:
    books, _ = read(SAMPLES / "clair2.xaf")
    sold = books.all_entries[0]
    assert [(line.amount, line.side) for line in sold.lines] == [
        (Decimal("119.00"), "D"),
        (Decimal("-100.00"), "C"),
        (Decimal("-19.00"), "C"),
    ]
    assert sold.lines[1].vat == (LineVat("H", Decimal(19), Decimal("-19.00"), "C"),)


def test_clair2_a_line_with_both_columns_filled_becomes_two_lines() -> None:
    books, audit_file = read(SAMPLES / "clair2.xaf")
    paid = books.all_entries[1]
    assert [(line.nr, line.amount, line.side) for line in paid.lines] == [
        ("1", Decimal("121.00"), "D"),
        ("1-C", Decimal("-2.00"), "C"),
        ("2", Decimal("-119.00"), "C"),
    ]
    assert (paid.lines[0].currency, paid.lines[0].currency_amount) == ("USD", Decimal("150.00"))
    assert {"XAF-BOTH-SIDES", "XAF-VAT-SIDE"} <= set(codes(audit_file))
    assert "XAF-UNBALANCED" not in codes(audit_file)


def test_the_audit_file_of_1999_is_read_from_its_columns() -> None:
    books, audit_file = read(SAMPLES / "adf.txt")
    assert audit_file.version is Version.ADF
    assert audit_file.header.fiscal_year.year == 2001
    assert books.company().name == "Smederij Vonk"
    assert [account.code for account in books.all_accounts] == ["1300", "8000", "1500", "1000"]
    assert [journal.code for journal in books.all_journals] == ["VERK", "KAS"]
    assert books.all_relations[0].name == "Boer Harmsen"
    sold, swapped = books.all_entries
    assert (sold.number, sold.period, sold.date, sold.extra) == (
        "7",
        2,
        date(2001, 2, 14),
        {"identification": "2001-7"},
    )
    assert [line.amount for line in sold.lines] == [Decimal("23.80"), Decimal("-20.00"), Decimal("-3.80")]
    assert sold.lines[1].extra == {"rate": "2,20371"}
    assert [line.nr for line in swapped.lines] == ["1", "1-C"]
    assert audit_file.declared == audit_file.computed


@pytest.mark.parametrize("text", ["10239,87", "10.239,87", "10239.87", "1023987", "1023987 "])
def test_the_amounts_of_1999_always_end_in_cents(text: str) -> None:
    assert to_adf_amount(text) == Decimal("10239.87")
    assert to_adf_amount(text.strip() + "-") == Decimal("-10239.87")


@pytest.mark.parametrize("text", ["10239,8", "abc", "", "1,2,3", "-"])
def test_other_amounts_of_1999_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        to_adf_amount(text)


def test_the_dates_of_1999_begin_with_the_day() -> None:
    assert to_adf_date("14-02-2001") == to_adf_date("14022001") == date(2001, 2, 14)
    with pytest.raises(ValueError, match="not a date"):
        to_adf_date("2001-02-14")


def test_a_file_without_namespace_and_clair2_words_is_read_as_3_2(tmp_path: Path) -> None:
    _, audit_file = read(saved(tmp_path, document(namespace="")))
    assert audit_file.version is Version.V3_2
    assert codes(audit_file) == ["XAF-NAMESPACE"]


def test_a_prefixed_namespace_reads_the_same(tmp_path: Path) -> None:
    plain = document()
    prefixed = plain.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
    assert read(saved(tmp_path, prefixed, "prefixed.xaf"))[0] == read(saved(tmp_path, plain))[0]
