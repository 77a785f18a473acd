"""Bank files to statements: real ones, our own in every version, and what is broken or hostile."""

import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from overstap.books.bank.checks import adds_up
from overstap.books.bank.values import BankStatement
from overstap.exchange.bank_errors import (
    BrokenBankFile,
    ForbiddenInBankFile,
    NotABankFile,
    TooMuchInBankFile,
    UnreadableBankFile,
)
from overstap.exchange.camt.reader import NEWEST, OLDEST, CamtFile
from overstap.exchange.mt940 import details
from overstap.exchange.mt940.reader import Mt940File
from overstap.exchange.mt940.writer import writable
from overstap.lib.findings import Severity
from tests.exchange.bank.files import camt_file, made, mt940_file, plain_statements, statements

Reader = Callable[[Path], CamtFile | Mt940File]


def read(path: Path, reader: Reader) -> tuple[list[BankStatement], list[str]]:
    """What a reader makes of a file: statements, and the codes of its findings."""
    file = reader(path)
    found = list(file.statements())
    return found, [finding.code for finding in file.findings]


@given(statements())
@settings(max_examples=60, deadline=None)
def test_what_is_written_as_camt_is_read_as_it_was(found: list[BankStatement]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for version in (OLDEST, 8):
            again, findings = read(camt_file(Path(folder), found, version), CamtFile)
            assert (again, findings) == (found, [])


@given(plain_statements())
@settings(max_examples=60, deadline=None)
def test_what_is_written_as_mt940_is_read_as_it_was(found: list[BankStatement]) -> None:
    """MT940 tells of a booking month and day only: the year is that of the value date, or the nearest."""
    with tempfile.TemporaryDirectory() as folder:
        again, findings = read(mt940_file(Path(folder), found), Mt940File)
    assert findings == []
    assert [(one.account, one.currency, one.opening, one.closing) for one in again] == [
        (one.account, one.currency, one.opening, one.closing) for one in found
    ]
    assert [one.lines for one in again] == [one.lines for one in found]


@pytest.mark.parametrize(
    ("value", "booking", "booked"),
    [
        ("250303", "0303", date(2025, 3, 3)),
        ("241231", "0102", date(2025, 1, 2)),
        ("250102", "1231", date(2024, 12, 31)),
        ("241001", "0105", date(2025, 1, 5)),
        ("231231", "0229", date(2024, 2, 29)),
        ("250228", "0229", date(2024, 2, 29)),
        ("260303", "0229", None),
        ("250303", "0000", None),
        ("250303", "0230", None),
        ("250303", "", date(2025, 3, 3)),
    ],
)
def test_a_booking_date_without_a_year_is_the_nearest_there_is(
    tmp_path: Path, value: str, booking: str, booked: date | None
) -> None:
    path = mt940_file(tmp_path, made(days=1, lines=1))
    path.write_text(path.read_text().replace(":61:2503030303", f":61:{value}{booking}"))
    again, findings = read(path, Mt940File)
    assert findings == ([] if booked else ["BANK-FIELD"])
    assert [line.booked_on for one in again for line in one.lines] == ([booked] if booked else [])


def test_each_version_of_camt_is_read(tmp_path: Path) -> None:
    for version in range(OLDEST, NEWEST + 1):
        found, findings = read(camt_file(tmp_path, made(), version), CamtFile)
        assert (found, findings) == (made(), [])


def test_both_formats_tell_the_same_of_a_statement(tmp_path: Path) -> None:
    of_camt, _none = read(camt_file(tmp_path, made()), CamtFile)
    of_mt940, _none = read(mt940_file(tmp_path, made()), Mt940File)
    for ours, theirs in zip(of_camt, of_mt940, strict=True):
        assert [line[:3] for line in ours.lines] == [line[:3] for line in theirs.lines]
        assert [line.counter_name for line in ours.lines] == [line.counter_name for line in theirs.lines]
        assert not list(adds_up(ours))


def test_real_camt_files_are_read(shared: Path) -> None:
    folder = shared / "data" / "bank" / "camt053"
    (one,), findings = read(folder / "test-camt053-txdtls.xml", CamtFile)
    assert (one.account, one.currency, one.reference) == ("CH1111000000123456789", "CHF", "58")
    assert [line.amount for line in one.lines] == [Decimal("2187.00"), Decimal("1296.00")]  # one batch, two payments
    assert (findings, list(adds_up(one))) == ([], [])
    (empty,), _none = read(folder / "test-camt053-no-ntry.xml", CamtFile)
    assert (list(empty.lines), empty.opening) == ([], empty.closing)
    (wrong,), _none = read(folder / "test-camt053.xml", CamtFile)  # made anonymous without its balances
    assert [finding.code for finding in adds_up(wrong)] == ["BANK-BALANCE"]
    assert wrong.lines[0].counter_name == "INSURANCE COMPANY TESTX"


def test_real_mt940_files_of_four_banks_are_read(shared: Path) -> None:
    folder = shared / "data" / "bank" / "mt940"
    rabobank, findings = read(folder / "rabobank-iban.txt", Mt940File)
    assert findings == []
    assert [(one.account, one.opening, one.closing) for one in rabobank] == [
        ("NL71RABO0123456789", Decimal("1000.00"), Decimal("965.00")),
        ("NL71RABO0123456789", Decimal("965.00"), Decimal("930.00")),
    ]
    line = rabobank[0].lines[0]
    assert (line.counter_name, line.counter_account) == ("CONTRA ACCOUNT HOLDER", "NL70ABNA0987654321")
    abn, _none = read(folder / "abnamro.txt", Mt940File)
    assert [len(one.lines) for one in abn] == [8, 2]
    assert (abn[0].account, abn[0].lines[0].amount) == ("517852257", Decimal("-9.00"))
    (ing,), _none = read(folder / "ing-unix.txt", Mt940File)
    assert (len(ing.lines), ing.lines[0].amount, ing.closing) == (7, Decimal("-25.03"), Decimal("3.47"))
    assert not ing.lines[-1].description.endswith("-}")  # field 86 behind the closing balance tells of the statement
    sns, _none = read(folder / "sns.txt", Mt940File)
    assert [len(one.lines) for one in sns] == [2, 0]
    assert not list(adds_up(sns[0]))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["/TRTP/SEPA OVERBOEKING/IBAN/NL02ABNA0123456789/BIC/ABNANL2A/NAME/J", "ANSEN/REMI/FACTUUR 12/EREF/E-1"],
         ("JANSEN", "NL02ABNA0123456789", "E-1", "FACTUUR 12")),
        (["/EREF/E-2//CNTP/NL69INGB0123456789/INGBNL2A/BAKKER BV/UTRECHT//REMI/USTD//Nota 7/"],
         ("BAKKER BV", "NL69INGB0123456789", "E-2", "Nota 7")),
        (["SEPA OVERBOEKING IBAN: NL68KNAB0123456789 BIC: KNABNL2H NAAM: P DE VRIES", "OMSCHRIJVING: huur KENMERK: K9"],
         ("P DE VRIES", "NL68KNAB0123456789", "K9", "huur")),
        (["/EREF/NOTPROVIDED/BENM//NAME/K. Smit/REMI/STRD/CUR/1234567890123456/"],
         ("K. Smit", "", "", "1234567890123456")),
        (["0987654321 smit", "voor de schade"], ("", "0987654321", "", "smit voor de schade")),
        (["betaalautomaat 12:34 PAS: 1"], ("", "", "", "betaalautomaat 12:34 PAS: 1")),
    ],
    ids=["rabobank-abn", "ing", "knab-abn", "structured-reference", "plain-with-account", "plain"],
)  # fmt: skip
def test_field_86_is_understood_in_the_way_of_each_bank(lines: list[str], expected: tuple[str, ...]) -> None:
    assert tuple(details.read(lines)) == expected


def test_words_of_mt940_stay_out_of_texts() -> None:
    assert writable("a/NAME/b :61:\nc") == "a NAME b 61 c"


def test_mt940_that_breaks_the_standard_is_read_around_or_told_with_its_line(tmp_path: Path) -> None:
    text = (
        "ABNANL2A\n940\n:20:X\n:25:NL91 ABNA 0417 1643 00 EUR\n:28:1\n:60F:C250301EUR10,00\n"
        ":61:2503020302C5,N544NONREF\n:86:zonder naam\n\n:61:nonsense\n:62F:C250302EUR15,00\n-}\n"
        ":20:Y\n:25:1\n:62F:C250302EUR15,00\n:20:Z\n:25:0417164300\n:60F:C250302EUR15,00\n:62F:C250302EUR15,00\n"
    )
    path = tmp_path / "x.sta"
    path.write_bytes(text.replace("\n", "\r\n").encode("cp1252"))
    file = Mt940File(path)
    (good,) = list(file.statements())
    assert good.account == "0417164300"
    assert [(one.code, one.place) for one in file.findings] == [
        ("BANK-FIELD", "statement 1, line 10"),
        ("BANK-FIELD", "statement 2, line 13"),
    ]
    assert all(one.severity is Severity.ERROR and one.remedy for one in file.findings)


def test_an_amount_with_too_many_decimals_or_digits_is_refused_with_its_place(tmp_path: Path) -> None:
    for amount in ("1,234", "9" * 15 + ",00", ",", "1,2,3"):
        path = tmp_path / "x.940"
        path.write_text(f":20:X\n:25:1\n:60F:C250301EUR0,00\n:61:250302C{amount}N544NONREF\n:62F:C250302EUR0,00\n")
        found, findings = read(path, Mt940File)
        assert (found, findings) == ([], ["BANK-FIELD"]), amount


def test_a_batch_that_does_not_add_up_stays_one_line(tmp_path: Path) -> None:
    one = made(1, 1)[0]
    text = camt_file(tmp_path, [one], 2).read_text()
    amount = f'<Amt Ccy="EUR">{abs(one.lines[0].amount)}</Amt>'
    wrong = '<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">0.01</Amt></TxAmt></AmtDtls></TxDtls>'
    path = tmp_path / "batch.xml"
    path.write_text(text.replace("<NtryDtls><TxDtls>", f"<NtryDtls>{wrong}<TxDtls>"))
    (found,), _none = read(path, CamtFile)
    assert [line.amount for line in found.lines] == [one.lines[0].amount]
    half = '<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">0.00</Amt></TxAmt></AmtDtls></TxDtls>'
    whole = f"<TxDtls><AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>"
    path.write_text(text.replace("<NtryDtls><TxDtls>", f"<NtryDtls>{half}{whole}"))
    (found,), _none = read(path, CamtFile)
    assert [line.amount for line in found.lines] == [Decimal("0.00"), one.lines[0].amount]


def test_what_is_pending_is_left_out_and_told(tmp_path: Path) -> None:
    for version, booked, pending in ((2, "<Sts>BOOK</Sts>", "<Sts>PDNG</Sts>"),
                                     (8, "<Sts><Cd>BOOK</Cd></Sts>", "<Sts><Cd>PDNG</Cd></Sts>")):  # fmt: skip
        path = camt_file(tmp_path, made(1, 3), version)
        path.write_text(path.read_text().replace(booked, pending, 1))
        (one,), findings = read(path, CamtFile)
        assert (len(one.lines), findings) == (2, ["BANK-PENDING"])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("<Cd>OPBD</Cd>", "<Cd>XXXX</Cd>"), "BANK-FIELD"),
        (('<CLBD>', '<CLBD>'), ""),
        (("<BookgDt><Dt>2025-03-03</Dt></BookgDt>", "<BookgDt><Dt>2025-02-30</Dt></BookgDt>"), "BANK-ENTRY"),
        (('<Ntry><Amt Ccy="EUR">', '<Ntry><Amt Ccy="USD">'), "BANK-ENTRY"),
        (('<Ntry><Amt Ccy="EUR">', '<Ntry><Amt Ccy="EUR">1e'), "BANK-ENTRY"),
        (("<CdtDbtInd>DBIT", "<CdtDbtInd>BOTH"), "BANK-ENTRY"),
        (("<IBAN>NL91ABNA0417164300</IBAN>", ""), "BANK-NO-ACCOUNT"),
    ],
)  # fmt: skip
def test_a_statement_with_a_wrong_field_is_left_out_and_told(
    tmp_path: Path, change: tuple[str, str], expected: str
) -> None:
    path = camt_file(tmp_path, made(2, 3), 2)
    path.write_text(path.read_text().replace(*change, 1))
    found, findings = read(path, CamtFile)
    assert len(found) == (1 if expected else 2)
    assert findings == ([expected] if expected else [])


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.99])
def test_a_file_that_breaks_off_is_refused(tmp_path: Path, cut: float) -> None:
    path = camt_file(tmp_path, made())
    text = path.read_text()
    path.write_text(text[: int(len(text) * cut)])
    with pytest.raises(BrokenBankFile):
        read(path, CamtFile)


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


def test_a_document_type_and_entities_are_refused(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-16"):
        text = camt_file(tmp_path, made(1, 1)).read_text()
        head, rest = text.split("\n", 1)
        path = tmp_path / "bomb.xml"
        head = head.replace("UTF-8", encoding)
        path.write_bytes(f"{head}\n{BOMB}{rest.replace('Relatie', '&b;')}".encode(encoding))
        with pytest.raises(ForbiddenInBankFile):
            read(path, CamtFile)


def test_a_document_type_behind_a_long_comment_is_refused_too(tmp_path: Path) -> None:
    text = camt_file(tmp_path, made(1, 1)).read_text()
    head, rest = text.split("\n", 1)
    path = tmp_path / "far.xml"
    named = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
    path.write_text(f"{head}\n<!-- {named} {'x' * 100_000} -->\n{BOMB}{rest}")
    with pytest.raises(ForbiddenInBankFile):
        read(path, CamtFile)


def test_a_text_longer_than_any_is_refused(tmp_path: Path) -> None:
    path = camt_file(tmp_path, made(1, 1))
    path.write_text(path.read_text().replace("Factuur", "x" * 20_000, 1))
    with pytest.raises(TooMuchInBankFile):
        read(path, CamtFile)
    path = mt940_file(tmp_path, made(1, 1))
    path.write_text(path.read_text().replace(":62F:", "x" * 20_000 + "\n:62F:", 1))
    with pytest.raises(TooMuchInBankFile):
        read(path, Mt940File)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<a/>", b"\0\1\2", b"%PDF-1.7", b"hello", b"\xff\xfe<\0a\0",
        b"<D xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.99'/>",
    ],
)  # fmt: skip
def test_something_else_is_refused_by_both(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    for reader in (CamtFile, Mt940File):
        with pytest.raises((NotABankFile, UnreadableBankFile)):
            read(path, reader)


def test_a_line_of_the_turn_of_the_year_gets_the_right_year(tmp_path: Path) -> None:
    path = tmp_path / "x.940"
    path.write_text(":20:X\n:25:1\n:60F:C251231EUR0,00\n:61:2512310102C1,00N544NONREF\n:62F:C260102EUR1,00\n")
    (one,), _none = read(path, Mt940File)
    assert (one.lines[0].value_on, one.lines[0].booked_on) == (date(2025, 12, 31), date(2026, 1, 2))
