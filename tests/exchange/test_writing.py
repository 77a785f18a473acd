"""What the writer tells beside the file it writes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from overstap.books.ledger.values import Account, Entry, Line
from overstap.exchange.xaf.values import Version
from overstap.lib.findings import Finding
from tests.exchange.documents import document, saved
from tests.exchange.memory_books import MemoryBooks, read, written

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
def books() -> MemoryBooks:
    return read(SAMPLES / "xaf-3.2.xaf")[0]


def _told(findings: list[Finding], code: str) -> dict[str, str]:
    return {finding.place: finding.message for finding in findings if finding.code == code}


def test_a_version_that_carries_everything_tells_nothing(books: MemoryBooks) -> None:
    assert written(books, Version.V3_2)[1] == []


def test_it_counts_what_version_4_cannot_carry(books: MemoryBooks) -> None:
    lost = _told(written(books, Version.V4_0)[1], "XAF-NOT-CARRIED")
    assert set(lost) == {
        "company: ident",
        "relation: bank_accounts",
        "line: quantity",
        "lines of sub-ledgers (open items with their due dates)",
    }
    assert "2 left out" not in lost["line: quantity"]
    assert "1 left out" in lost["line: quantity"]


def test_it_fills_what_the_format_asks_for_and_says_so(books: MemoryBooks) -> None:
    first = books.all_entries[0]
    bare = tuple(line._replace(effective_date=None) for line in first.lines)
    books.all_entries = [first._replace(lines=bare)]
    books.headers = [replace(books.header(), currency="")]
    books.companies = [replace(books.company(), tax_country="")]
    data, findings = written(books, Version.V3_2)
    told = _told(findings, "XAF-FILLED")
    assert set(told) == {"header: curCode", "company: taxRegistrationCountry", "line: effDate"}
    assert "(3 in all)" in told["line: effDate"]
    assert data.count(b"<effDate>2024-01-08</effDate>") == 3


def test_it_writes_what_the_schema_does_not_allow_and_says_so(books: MemoryBooks) -> None:
    books.all_accounts.append(Account("9" * 36, "Te lang", "X"))
    line = books.all_entries[0].lines[0]._replace(quantity=Decimal(-3))
    books.all_entries.append(books.all_entries[0]._replace(number="2", lines=(line,)))
    data, findings = written(books, Version.V3_2)
    assert set(_told(findings, "XAF-INVALID-VALUE")) == {"account: accID", "account: accTp", "line: qntity"}
    assert b"<qntity>-3</qntity>" in data


def test_it_leaves_out_characters_that_xml_cannot_hold(books: MemoryBooks, tmp_path: Path) -> None:
    books.all_entries = [books.all_entries[0]._replace(description="Bal\x00ken\x18 & \x0b<touw>\r\n")]
    data, findings = written(books, Version.V3_2)
    assert set(_told(findings, "XAF-CHARACTER")) == {"entry: desc"}
    again = read(saved(tmp_path, data))[0]
    assert again.all_entries[0].description == "Balken & <touw>\r\n"


def test_it_names_today_when_the_books_name_no_day(books: MemoryBooks, tmp_path: Path) -> None:
    books.headers = [replace(books.header(), created="")]
    again = read(saved(tmp_path, written(books, Version.V4_0)[0]))[0]
    assert date.fromisoformat(again.header().created) >= date(2026, 1, 1)
    assert (again.header().software, again.header().software_version) == ("Overstap", "1.0")


def test_the_rgs_code_of_a_taxonomy_becomes_that_of_version_4(books: MemoryBooks) -> None:
    taxonomy = {"taxoRef": "rgs", "entryPoint": {"entryPointRef": "basis", "conceptRef": "BLimBan"}}
    books.all_accounts[0] = replace(books.all_accounts[0], extra={"taxonomy": taxonomy})
    assert b"<RGScode>BLimBan</RGScode>" in written(books, Version.V4_0)[0]
    assert b"<conceptRef>BLimBan</conceptRef>" in written(books, Version.V3_2)[0]


def test_groups_are_written_in_the_order_of_the_schema(books: MemoryBooks) -> None:
    """A database may give the keys of plain data back in another order."""
    change = {"changeDescription": "c", "userID": "a", "changeDateTime": "2024-01-01T00:00:00"}
    books.all_accounts[0] = replace(books.all_accounts[0], extra={"changeInfo": change})
    data = written(books, Version.V3_2)[0]
    assert data.index(b"<userID>") < data.index(b"<changeDateTime>") < data.index(b"<changeDescription>")


def test_it_writes_books_that_have_hardly_anything(tmp_path: Path) -> None:
    header = read(saved(tmp_path, document()))[0].header()
    bare = MemoryBooks(headers=[header], companies=[replace(read(saved(tmp_path, document()))[0].company())])
    again, audit_file = read(saved(tmp_path, written(bare, Version.V3_2)[0], "bare.xaf"))
    assert again.all_entries == []
    assert audit_file.computed == {}


def test_it_refuses_versions_that_are_only_read(books: MemoryBooks) -> None:
    with pytest.raises(ValueError, match="not written"):
        written(books, Version.CLAIR2)


def test_a_line_keeps_side_and_sign_apart(books: MemoryBooks, tmp_path: Path) -> None:
    lines = (Line("1", "1300", Decimal("-10.00"), "D"), Line("2", "8000", Decimal("10.00"), "C"))
    books.all_entries = [Entry("9", "VK", 2024, 1, date(2024, 1, 2), lines)]
    data = written(books, Version.V3_2)[0]
    assert data.count(b"<amnt>-10.00</amnt>") == 2
    again = read(saved(tmp_path, data))[0].all_entries[0]
    assert [(line.amount, line.side) for line in again.lines] == [(line.amount, line.side) for line in lines]
