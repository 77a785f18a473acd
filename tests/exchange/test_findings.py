"""Every finding that reading can give has its code, and the records are there all the same."""

from pathlib import Path

import pytest

from overstap.exchange.xaf import codes as catalogue
from overstap.lib.findings import Severity
from tests.exchange.documents import (
    ACCOUNTS,
    HEADER,
    LINES,
    NAMESPACE,
    OPENING,
    PERIODS,
    RELATIONS,
    document,
    entry,
    journal,
    line,
    saved,
    totals,
    transactions,
)
from tests.exchange.memory_books import codes, read

_SOLD = line("2", "8000", "10.00", "C")


def _one(lines: str, **more: str) -> str:
    return document(content=transactions(journal(entry(lines, **more))))


def _subledger(line_fields: str, kind: str = "CU", stated: str | None = None) -> str:
    ledger = (
        f"<subledgers><subledger><sbType>{kind}</sbType><sbDesc>Debiteuren</sbDesc>"
        f"{stated or totals('1', '10.00', '0.00')}<sbLine><nr>1</nr>{line_fields}"
        "<amnt>10.00</amnt><amntTp>D</amntTp></sbLine></subledger></subledgers>"
    )
    return document(content=transactions(journal(entry()) + ledger))


_POINTER = "<jrnID>VK</jrnID><trNr>1</trNr><trLineNr>1</trLineNr>"

CASES = {
    "XAF-NAMESPACE": document(namespace="http://www.auditfiles.nl/XAF/4.0"),
    "XAF-C1-CONTROL": document(company="<companyName>Caf\x82</companyName>"),
    "XAF-ORDER": document(header=HEADER.replace("<fiscalYear>2024</fiscalYear>", "") .replace(
        "</header>", "<fiscalYear>2024</fiscalYear></header>")),
    "XAF-UNKNOWN-ELEMENT": _one(line("1", "1300", "10.00", "D", "<branch>Noord</branch>") + _SOLD),
    "XAF-NOT-TAKEN": document(accounts=ACCOUNTS.replace("</generalLedger>", "<taxonomy>x</taxonomy></generalLedger>")),
    "XAF-STRAY-TEXT": _one(LINES.replace("<amnt>", "los <amnt>", 1)),
    "XAF-REPEATED": _one(line("1", "1300", "10.00", "D", "<desc>nog eens</desc>") + _SOLD),
    "XAF-BAD-AMOUNT": _one(line("1", "1300", "10,00", "D") + _SOLD),
    "XAF-BAD-DATE": _one(LINES, day="2024-02-31"),
    "XAF-BAD-SIDE": _one(line("1", "1300", "10.00", "X") + _SOLD),
    "XAF-BAD-PERIOD": _one(LINES, period="januari"),
    "XAF-BAD-NUMBER": _one(line("1", "1300", "10.00", "D", "<qntity>drie</qntity>") + _SOLD),
    "XAF-NO-SIDE": _one(LINES + line("3", "1000", "0.00", "")),
    "XAF-MISSING": _one(LINES, number=""),
    "XAF-TOO-LONG": document(relations=RELATIONS.replace("Lunchroom Anna", "A" * 51)),
    "XAF-NOT-ALLOWED": document(relations=RELATIONS.replace("<custSupTp>C", "<custSupTp>D")),
    "XAF-NEGATIVE": _one(line("1", "1300", "-10.00", "D") + line("2", "8000", "-10.00", "C")),
    "XAF-VAT-PERCENTAGE": _one(
        line("1", "1300", "10.00", "D", "<vat><vatID>VH</vatID><vatPerc>2100</vatPerc><vatAmnt>1.00</vatAmnt>"
             "<vatAmntTp>D</vatAmntTp></vat>") + _SOLD),
    "XAF-YEAR-LABEL": document(header=HEADER.replace("<fiscalYear>2024", "<fiscalYear>2019")),
    "XAF-UNBALANCED": _one(line("1", "1300", "10.01", "D") + _SOLD),
    "XAF-EMPTY-ENTRY": _one(""),
    "XAF-NO-CODE": _one(line("1", "", "10.00", "D") + _SOLD),
    "XAF-DATE-OUTSIDE-YEAR": _one(LINES, day="2023-12-30"),
    "XAF-DATE-OUTSIDE-PERIOD": _one(LINES, day="2024-03-01"),
    "XAF-DUPLICATE-KEY": document(relations=RELATIONS.replace(
        "</customersSuppliers>",
        "<customerSupplier><custSupID>K1</custSupID></customerSupplier></customersSuppliers>")),
    "XAF-DUPLICATE-ENTRY": document(content=transactions(journal(entry() + entry()))),
    "XAF-DUPLICATE-LINE": _one(LINES.replace("<nr>2</nr>", "<nr>1</nr>")),
    "XAF-UNKNOWN-ACCOUNT": _one(LINES.replace("8000", "8999")),
    "XAF-UNKNOWN-RELATION": _one(LINES.replace("K1", "K9")),
    "XAF-UNKNOWN-VAT-CODE": _one(
        line("1", "1300", "10.00", "D", "<vat><vatID>VX</vatID><vatPerc>21</vatPerc><vatAmnt>1.00</vatAmnt>"
             "<vatAmntTp>D</vatAmntTp></vat>") + _SOLD),
    "XAF-UNKNOWN-PERIOD": _one(LINES, period="2"),
    "XAF-UNKNOWN-COST-CODE": document(
        accounts=ACCOUNTS.replace("</generalLedger>", "<basics><basic><basicType>02</basicType><basicID>A</basicID>"
                                  "<basicDesc>Winkel</basicDesc></basic></basics></generalLedger>"),
        content=transactions(journal(entry(line("1", "1300", "10.00", "D", "<costID>B</costID>") + _SOLD)))),
    "XAF-UNKNOWN-JOURNAL": _subledger(_POINTER.replace("VK", "IK")),
    "XAF-POINTS-NOWHERE": _subledger(_POINTER.replace("<trLineNr>1", "<trLineNr>7")),
    "XAF-TOTALS-DIFFER": document(content=transactions(journal(entry()), totals("3"))),
    "XAF-NO-TOTALS": document(content=transactions(journal(entry()), "")),
    "XAF-SUBLEDGER-DIFFERS": _subledger(_POINTER).replace("<amnt>10.00</amnt><amntTp>D</amntTp></sbLine>",
                                                          "<amnt>9.00</amnt><amntTp>D</amntTp></sbLine>"),
    "XAF-OPENING-TWICE": _one(LINES, period="0"),
    "XAF-NO-OPENING": document(opening=""),
}  # fmt: skip

# Told by tests of their own: encodings, split files, CLAIR2, long files, writing, text between elements.
ELSEWHERE = {
    "XAF-ENCODING-OVERRIDDEN", "XAF-ENCODING-CONFLICT", "XAF-SPLIT-DIFFERS", "XAF-SPLIT-ORDER", "XAF-BOTH-SIDES",
    "XAF-VAT-SIDE", "XAF-NOT-CHECKED", "XAF-NOT-CARRIED", "XAF-FILLED", "XAF-INVALID-VALUE", "XAF-CHARACTER",
}  # fmt: skip


def test_a_right_file_has_no_findings(tmp_path: Path) -> None:
    books, audit_file = read(saved(tmp_path, document()))
    assert codes(audit_file) == []
    assert audit_file.declared == audit_file.computed
    assert len(books.all_entries) == 1


@pytest.mark.parametrize("code", CASES)
def test_each_finding_is_told_once_with_place_and_remedy(code: str, tmp_path: Path) -> None:
    _, audit_file = read(saved(tmp_path, CASES[code]))
    found = [finding for finding in audit_file.findings if finding.code == code]
    assert found, codes(audit_file)
    assert len(found) == 1
    assert found[0].place
    assert found[0].message
    assert found[0].remedy
    assert found[0].severity is catalogue.CODES[code].severity


def test_every_code_of_the_catalogue_has_a_test() -> None:
    assert set(catalogue.CODES) == set(CASES) | ELSEWHERE


def test_an_error_names_journal_entry_and_difference(tmp_path: Path) -> None:
    _, audit_file = read(saved(tmp_path, CASES["XAF-UNBALANCED"]))
    found = next(finding for finding in audit_file.findings if finding.code == "XAF-UNBALANCED")
    assert found.severity is Severity.ERROR
    assert found.place == "journal VK, entry 1"
    assert "0.01 too much debit" in found.message


def test_a_counter_account_that_has_no_line_explains_the_difference(tmp_path: Path) -> None:
    """Exact Globe writes the counter entry of a bank journal only as offsetAccID."""
    head = "<jrnID>BK</jrnID><desc>Bank</desc><jrnTp>B</jrnTp><offsetAccID>1000</offsetAccID>"
    one_sided = journal(entry(line("1", "1300", "10.00", "C")), head)
    _, audit_file = read(saved(tmp_path, document(content=transactions(one_sided, totals("1", "0.00", "10.00")))))
    found = next(finding for finding in audit_file.findings if finding.code == "XAF-UNBALANCED")
    assert "1000 (offsetAccID)" in found.remedy


def test_declared_and_computed_totals_are_both_kept(tmp_path: Path) -> None:
    _, audit_file = read(saved(tmp_path, CASES["XAF-TOTALS-DIFFER"]))
    assert audit_file.declared["transactions"].lines == 3
    assert audit_file.computed["transactions"].lines == 2


def test_an_account_that_is_listed_after_its_use_is_known(tmp_path: Path) -> None:
    """osFinancials and others do not keep to the order of the schema."""
    text = document(accounts="").replace("</company>", f"{ACCOUNTS}</company>")
    _, audit_file = read(saved(tmp_path, text))
    assert "XAF-UNKNOWN-ACCOUNT" not in codes(audit_file)


def test_a_thousand_findings_of_a_kind_are_listed_and_the_others_counted(tmp_path: Path) -> None:
    entries = "".join(entry(_SOLD, number=str(number)) for number in range(1005))
    _, audit_file = read(saved(tmp_path, document(content=transactions(journal(entries)))))
    found = [finding for finding in audit_file.findings if finding.code == "XAF-UNBALANCED"]
    assert len(found) == 1001
    assert found[-1].message.startswith("5 more")


def test_beyond_a_hundred_thousand_lines_double_numbers_are_left_to_the_database(tmp_path: Path) -> None:
    many = "".join(line(str(number), "1300", "0.00", "D") for number in range(100_001))
    _, audit_file = read(saved(tmp_path, document(content=transactions(journal(entry(many) + entry(many))))))
    assert "XAF-NOT-CHECKED" in codes(audit_file)
    assert "XAF-DUPLICATE-ENTRY" not in codes(audit_file)


def test_a_vendors_namespace_tells_the_version(tmp_path: Path) -> None:
    _, audit_file = read(saved(tmp_path, document(namespace="http://www.auditfiles.nl/XAF/4.0")))
    assert audit_file.version == "4.0"
    _, audit_file = read(saved(tmp_path, document(namespace=NAMESPACE)))
    assert audit_file.version == "3.2"


def test_the_opening_balance_is_an_entry_of_its_own(tmp_path: Path) -> None:
    books, _ = read(saved(tmp_path, document(opening=OPENING)))
    opening = books.openings[0]
    assert (opening.kind, opening.journal, opening.number, opening.period) == ("opening", "", "", 0)
    assert [one.account for one in opening.lines] == ["1300", "8000"]


def test_entries_in_period_zero_stay_transactions(tmp_path: Path) -> None:
    text = document(opening="", periods=PERIODS, content=transactions(journal(entry(period="0"))))
    books, audit_file = read(saved(tmp_path, text))
    assert books.openings == []
    assert books.all_entries[0].period == 0
    assert "XAF-NO-OPENING" not in codes(audit_file)
