"""Plain entries are read from the text, others over elements: both ways must give the same, with the same places."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overstap.books.bank.values import BankStatement
from overstap.exchange.bank_errors import UnreadableBankFile
from overstap.exchange.camt.elements import Days
from overstap.exchange.camt.plain import Plain
from overstap.exchange.camt.reader import CamtFile
from overstap.lib.findings import Finding
from tests.exchange.bank.files import camt_file, made, statements

Outcome = tuple[list[BankStatement], list[Finding], str]
# What a change puts in place of what: some keep an entry plain, some do not, some break it.
_CHANGES = (
    ("", ""), ("<Ntry>", "\r\n <Ntry>\n"), ("</TxDtls>", "<AddtlTxInf> meer &amp; meer </AddtlTxInf></TxDtls>"),
    ("<Nm>", "<Nm>&#38;"), ("BOOK", "PDNG"), ('Ccy="EUR"', 'Ccy="USD"'), ("<Dt>2025", "<Dt>2O25"), ("-03-", "-02-"),
    ("</Ntry>", "</Ntry><!-- <Ntry> -->"), ("<BkTxCd>", "<BkTxCd x='1'>"), ("</Ntry>", "</Ntry></Stmt><Stmt>"),
    ("<TxDtls>", "<TxDtls/><TxDtls>"), ("<Ustrd>", "<Ustrd>]]&gt;\u00a0"), ("<Ustrd>", "<Ustrd>]]>"),
    ("<EndToEndId>", "<EndToEndId> "),
    ("<Ntry>", "<Ntry xmlns='urn:other'>"), ("CRDT", "DBIT"), ("</Refs>", "<X/></Refs>"), ("</Ntry>", "</Ntry"),
    ("<Ustrd>", "<Ustrd>\0"),
    ("<RmtInf>", "<RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd>"), ("<Amt ", "<Ntry/><Amt "),
)  # fmt: skip
_changes = st.lists(st.tuples(st.sampled_from(_CHANGES), st.integers(0, 30)), max_size=4)


def outcome(path: Path) -> Outcome:
    """What comes of a file: statements, findings, and the error that it ends with."""
    file = CamtFile(path)
    found: list[BankStatement] = []
    try:
        found.extend(file.statements())
    except UnreadableBankFile as problem:
        return found, file.findings, f"{problem.code} {problem}"
    return found, file.findings, ""


def over_elements(path: Path, text: str) -> Outcome:
    """The same, but with everything over elements: so a comment in the first line has it."""
    path.write_bytes(text.replace("?>", "?><!-- -->", 1).encode())
    return outcome(path)


def replaced(text: str, old: str, new: str, nr: int) -> str:
    """The text with the occurrence ``nr`` of ``old`` replaced; as it was where there is none."""
    parts = text.split(old) if old else [text]
    if not 0 < nr < len(parts):
        return text
    return old.join(parts[:nr]) + new + old.join(parts[nr:])


@given(statements(), _changes, st.sampled_from((2, 8)))
@settings(max_examples=200, deadline=None)
def test_the_fast_way_gives_what_the_way_over_elements_gives(
    found: list[BankStatement], changes: list[tuple[tuple[str, str], int]], version: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = camt_file(Path(folder), [*found, *made()], version).read_text()
        for (old, new), nr in changes:
            text = replaced(text, old, new, nr)
        path = Path(folder) / "changed.xml"
        path.write_bytes(text.encode())
        assert outcome(path) == over_elements(path, text)


@pytest.mark.parametrize("change", _CHANGES)
def test_each_change_gives_the_same_both_ways(tmp_path: Path, change: tuple[str, str]) -> None:
    for version in (2, 8):
        for nr in (1, 3, 5):
            text = replaced(camt_file(tmp_path, made(2, 6), version).read_text(), *change, nr)
            path = tmp_path / "changed.xml"
            path.write_bytes(text.encode())
            assert outcome(path) == over_elements(path, text), (change, nr)


def test_entries_across_the_pieces_of_a_large_file_are_read_once(tmp_path: Path) -> None:
    text = camt_file(tmp_path, made(1, 3_000)).read_text()
    text = replaced(text, "<Dt>2025", "<Dt>2O25", 2_999)
    path = tmp_path / "large.xml"
    for one in (text, text.replace("<Ntry>", "<Ntry>\r\n")):
        path.write_bytes(one.encode())
        first = outcome(path)
        assert first == over_elements(path, one)
        assert [finding.code for finding in first[1]] == ["BANK-ENTRY"]


def test_what_we_write_is_plain(tmp_path: Path) -> None:
    for version in (2, 8):
        one = made(1, 20)[0]
        text = camt_file(tmp_path, [one], version).read_text()
        lines, after = Plain(version, Days()).lines(text, text.index("<Ntry>"), "EUR")
        assert (lines, text[after:].lstrip()[:7]) == (list(one.lines), "</Stmt>")
