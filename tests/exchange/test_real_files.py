"""The files of real packages, with two oracles: EekBoek's own trial balance, and pyxaf."""

import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
import pyxaf

from overstap.lib.findings import Severity
from overstap.lib.money import ZERO
from tests.exchange.memory_books import MemoryBooks, codes, read

SAMPLES = Path(__file__).parent / "samples"
FILES = (
    "AL_ExactOnline_V32_2016.xaf",
    "AL_XmlAuditfileFinancieel3.2_test.xml",
    "Banana_v32_2018.xaf",
    "EekBoek_CLAIR2_2013_export.xaf",
    "OFFICIAL_XAF_4_0_Test_100425.xaf",
    "pyxafgen_3.2.xaf",
    "pyxafgen_4.0.xaf",
    "pyxafgen_CLAIR2.xaf",
    "rxaf_osFinancials.xaf",
)
# One line of 3.14 on the credit side: a test of the schema, no books.
UNTRUE = "AL_XmlAuditfileFinancieel3.2_test.xml"


def _movements(books: MemoryBooks) -> dict[str, tuple[Decimal, Decimal]]:
    """Debit and credit per account."""
    debit: defaultdict[str, Decimal] = defaultdict(Decimal)
    credit: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry in books.all_entries:
        for line in entry.lines:
            if line.side == "D":
                debit[line.account] += line.amount
            else:
                credit[line.account] -= line.amount
    return {account: (debit[account], credit[account]) for account in debit.keys() | credit.keys()}


def _oracle(path: Path) -> tuple[dict[str, Decimal], int, int]:
    """Balance per account, number of entries and of lines, as pyxaf reads them."""
    balance: defaultdict[str, Decimal] = defaultdict(Decimal)
    entries = lines = 0
    with pyxaf.open(path) as audit_file:
        for transaction in audit_file.transactions():
            entries += 1
            for line in transaction.lines:
                lines += 1
                balance[line.account_id or ""] += line.signed_amount or ZERO
    return balance, entries, lines


def _agrees_with_oracle(path: Path) -> None:
    books, audit_file = read(path)
    balance, entries, lines = _oracle(path)
    ours: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry in books.all_entries:
        for line in entry.lines:
            ours[line.account] += line.amount
    assert len(books.all_entries) == entries
    assert audit_file.computed["transactions"].lines == lines
    assert {key: value for key, value in ours.items() if value} == {key: one for key, one in balance.items() if one}


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_agrees_with_pyxaf(name: str, shared: Path) -> None:
    _agrees_with_oracle(shared / "data/xaf" / name)


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_our_own_samples_agree_with_pyxaf(path: Path) -> None:
    _agrees_with_oracle(path)


@pytest.mark.parametrize("name", [name for name in FILES if name != UNTRUE])
def test_a_real_file_has_no_error(name: str, shared: Path) -> None:
    _, audit_file = read(shared / "data/xaf" / name)
    assert [one for one in audit_file.findings if one.severity is Severity.ERROR] == []


def test_the_eekboek_file_gives_eekboeks_own_trial_balance(shared: Path) -> None:
    """Account for account, debit and credit, as in EekBoek's report proef2.txt of the same books."""
    books, _ = read(shared / "data/xaf/EekBoek_CLAIR2_2013_export.xaf")
    report = (shared / "data/eekboek/reports/proef2.txt").read_text()
    rows = re.findall(r"^(\d{4})\s{6}.*?\s+(\d+,\d\d)\s+(\d+,\d\d)", report, re.MULTILINE)
    expected = {
        account: (Decimal(debit.replace(",", ".")), Decimal(credit.replace(",", ".")))
        for account, debit, credit in rows
    }
    assert len(expected) == 18
    assert _movements(books) == expected


def test_exact_onlines_sub_ledgers_tie_to_their_accounts(shared: Path) -> None:
    _, audit_file = read(shared / "data/xaf/AL_ExactOnline_V32_2016.xaf")
    assert audit_file.declared == audit_file.computed
    assert "XAF-SUBLEDGER-DIFFERS" not in codes(audit_file)


def test_bananas_wrong_count_and_vat_code_are_told(shared: Path) -> None:
    _, audit_file = read(shared / "data/xaf/Banana_v32_2018.xaf")
    assert (audit_file.declared["transactions"].lines, audit_file.computed["transactions"].lines) == (44, 121)
    assert {"XAF-TOTALS-DIFFER", "XAF-UNKNOWN-VAT-CODE"} <= set(codes(audit_file))


def test_osfinancials_order_is_tolerated_and_its_types_are_not_swapped(shared: Path) -> None:
    books, audit_file = read(shared / "data/xaf/rxaf_osFinancials.xaf")
    assert "XAF-ORDER" in codes(audit_file)
    assert [relation.type for relation in books.all_relations] == ["D", "C"]
