"""Multivers: reading, tokens, booking and the way by files."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest

from overstap.books.ledger.values import Account, Entry, EntryKind, Journal, Line, LineVat
from overstap.books.relations.values import Relation
from overstap.connectors.by_file.values import FileRoute
from overstap.connectors.multivers.connector import MultiversConnector
from overstap.connectors.multivers.sandbox import application
from overstap.connectors.port import (
    Books,
    CannotDo,
    Consenting,
    NeedsConsent,
    NoAccess,
    PackageAway,
    PackageBusy,
    PackageRefused,
)
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import Became, DocumentFile, Kind, OpenItem, Posting, Record, Wanted
from tests.connectors.consenting import REDIRECT, STATE, consented
from tests.connectors.driven import IN_PROCESS, Driven, Played, driven
from tests.connectors.multivers.driven import CLIENT, CODES, PLAYED

ON = date(2026, 6, 1)
API = "/V22/api"


@pytest.fixture
def at() -> Iterator[Driven]:
    with driven(PLAYED, IN_PROCESS) as made:
        made.world.calls.clear()
        yield made


def books(at: Driven) -> Books:
    return cast("Books", at.connector)


def read(at: Driven, *kinds: Kind, years: tuple[int, ...] = (), code: str = CODES[0]) -> list[Record]:
    return list(books(at).read(at.connection, code, Wanted(frozenset(kinds or Kind), years)))


def sale(invoice: str = "X1", number: str = "1") -> Entry:
    lines = [
        Line("1", "1300", Decimal("121.00"), "D", relation="10001", invoice_ref=invoice),
        Line("2", "8000", Decimal("-100.00"), "C", vat=[LineVat("1", Decimal(21), Decimal("-21.00"), "C")]),
        Line("3", "1510", Decimal("-21.00"), "C"),
    ]
    return Entry(number, "VRK", 2026, 6, ON, lines, "Verkoop")


def memo() -> Entry:
    lines = [Line("1", "4500", Decimal(5), "D", cost_centre="WINKEL"), Line("2", "2000", Decimal(-5), "C")]
    return Entry("1", "MEM", 2026, 6, ON, lines, "Memo")


def amounts(entry: Entry | None) -> list[tuple[str, Decimal, str]]:
    assert entry is not None
    return sorted((line.account, line.amount, line.relation) for line in entry.lines)


def test_a_whole_administration_takes_as_many_calls_as_it_has_lists_years_and_periods(at: Driven) -> None:
    read(at)
    lists = 11  # years, periods, company, types of accounts and journals, VAT, centres, units, conditions, relations
    assert sum(at.world.calls.values()) == lists + 2 * 2 + 1 + 24 + 2 * 2 * 2
    assert max(at.world.calls.values()) == 1


def test_entries_are_exact(at: Driven) -> None:
    found = {(one.journal, one.number): one for one in read(at, Kind.ENTRIES, years=(2025,)) if isinstance(one, Entry)}
    first = found["VRK", "1"]
    assert (first.date, first.period, first.lines[0].relation) == (date(2025, 1, 5), 1, "10002")
    assert [line.amount for line in first.lines] == [Decimal("1133.89"), Decimal("-937.10"), Decimal("-196.79")]
    assert first.lines[1].vat == (LineVat("1", Decimal(21), Decimal("-196.79"), "C"),)


def test_kinds_of_accounts_and_journals_are_told_by_the_package(at: Driven) -> None:
    records = read(at, Kind.ACCOUNTS, Kind.JOURNALS)
    assert {one.code: one.type for one in records if isinstance(one, Account)}["0100"] == "B"
    journals = {one.code: one.type for one in records if isinstance(one, Journal)}
    assert journals == {"BNK": "B", "INK": "P", "KAS": "C", "MEM": "M", "VRK": "S"}


def test_opening_and_open_items_agree_with_the_ledger(at: Driven) -> None:
    records = read(at)
    [opening] = [one for one in records if isinstance(one, Entry) and one.kind == EntryKind.OPENING]
    assert sum(line.amount for line in opening.lines) == 0
    open_to_pay = sum(one.open for one in records if isinstance(one, OpenItem) and one.side == "SU")
    lines = [line for one in records if isinstance(one, Entry) for line in one.lines if line.account == "1600"]
    assert open_to_pay == sum(line.amount for line in lines) != 0


def test_an_entry_is_posted_read_back_and_deleted(at: Driven) -> None:
    """R020, R026."""
    for entry in (memo(), sale()):
        posted = books(at).post(at.connection, CODES[1], Posting(entry, f"OV-{entry.journal}"))
        assert amounts(books(at).read_back(at.connection, CODES[1], posted)) == amounts(entry)
        assert books(at).withdraw(at.connection, CODES[1], posted)
        assert books(at).read_back(at.connection, CODES[1], posted) is None
        assert books(at).withdraw(at.connection, CODES[1], posted)


def test_a_payment_in_a_bank_journal_leaves_its_own_line_to_the_package(at: Driven) -> None:
    books(at).post(at.connection, CODES[1], Posting(sale(), "OV-1"))
    lines = [
        Line("1", "1100", Decimal("121.00"), "D"),
        Line("2", "1300", Decimal("-121.00"), "C", relation="10001", invoice_ref="X1"),
    ]
    paid = Entry("1", "BNK", 2026, 6, ON, lines, "Betaling")
    posted = books(at).post(at.connection, CODES[1], Posting(paid, "OV-2"))
    assert amounts(books(at).read_back(at.connection, CODES[1], posted)) == amounts(paid)


@pytest.mark.parametrize("make", [memo, sale])
@pytest.mark.parametrize("fault", ["drop-after", "drop-before"])
def test_nothing_is_booked_twice(at: Driven, make: object, fault: str) -> None:
    entry = make()  # type: ignore[operator]
    path = "FinTrans" if entry.journal == "MEM" else "CustomerInvoice"
    at.world.switch_on(Fault(fault, f"POST .*{path}"))
    first = books(at).post(at.connection, CODES[1], Posting(entry, "OV-1"))
    assert first == books(at).post(at.connection, CODES[1], Posting(entry, "OV-1"))
    assert at.world.calls[f"POST {API}/{CODES[1]}/{path}"] == (1 if fault == "drop-after" else 2)


def test_what_multivers_would_book_otherwise_is_not_posted(at: Driven) -> None:
    wrong = sale()._replace(lines=[*sale().lines[:2], Line("3", "2000", Decimal("-21.01"), "C")])
    two = sale()._replace(lines=[sale().lines[0], sale().lines[0]])
    for entry in (wrong, two):
        with pytest.raises(CannotDo):
            books(at).post(at.connection, CODES[1], Posting(entry, "OV-1"))
    document = DocumentFile("d", "a.pdf", "", None, "", lambda: iter([b""]))
    with pytest.raises(CannotDo, match="ocument"):
        books(at).post(at.connection, CODES[1], Posting(memo(), "OV-1", (document,)))


def test_records_are_written_there_or_refused(at: Driven) -> None:
    closed = memo()._replace(year=2025, period=1, date=date(2025, 1, 2))
    records: list[Record] = [
        Relation("10099", "Nieuw", "B"), Relation("10001", "Café", "C"), memo(), sale("N1"), closed,
        Account("9999", "Nieuw", "P"),
    ]  # fmt: skip
    made = [one.became for one in books(at).write(at.connection, CODES[1], records)]
    assert made == [
        Became.MADE, Became.MADE, Became.THERE, Became.MADE, Became.MADE, Became.REFUSED, Became.REFUSED,
    ]  # fmt: skip
    again = [one.became for one in books(at).write(at.connection, CODES[1], records)]
    assert again == [Became.THERE] * 5 + [Became.REFUSED] * 2


def test_a_token_that_is_over_is_renewed_once_and_kept_before_it_is_used(at: Driven) -> None:
    before = at.outside.vault.read(at.connection)
    at.world.move(3590)
    read(at, Kind.COMPANY)
    after = at.outside.vault.read(at.connection)
    assert after["access"] != before["access"]
    assert after["refresh"] != before["refresh"]
    assert at.world.calls["POST /V22/OAuth/Token"] == 1


def test_a_token_that_the_package_withdrew_is_renewed_and_the_call_repeated(at: Driven) -> None:
    at.world.switch_on(Fault("401", "CompanyDetailsInfo"))
    assert read(at, Kind.COMPANY)
    assert at.world.calls["POST /V22/OAuth/Token"] == 1


def test_a_renewal_of_which_the_answer_got_lost_needs_consent_again_where_it_was_used_up(at: Driven) -> None:
    at.world.move(3600)
    at.world.switch_on(Fault("drop-after", "Token"))
    with pytest.raises(NeedsConsent):
        read(at, Kind.COMPANY)


def test_a_renewal_that_never_arrived_is_sent_again(at: Driven) -> None:
    at.world.move(3600)
    at.world.switch_on(Fault("drop-before", "Token"))
    assert read(at, Kind.COMPANY)


@pytest.mark.parametrize("change", [{"state": "anders"}, {"state": ""}, {"code": ""}, {"code": "verzonnen"}])
def test_consent_with_another_state_or_code_gives_no_tokens(at: Driven, change: dict[str, str]) -> None:
    connector = cast("Consenting", at.connector)
    before = at.outside.vault.read(at.connection)
    answer = {**consented(at.connector, at.connection, at.outside), **change}
    with pytest.raises(NeedsConsent):
        connector.redeem(at.connection, answer, STATE, REDIRECT)
    assert at.outside.vault.read(at.connection) == before


def test_a_code_works_once(at: Driven) -> None:
    connector = cast("Consenting", at.connector)
    answer = consented(at.connector, at.connection, at.outside)
    connector.redeem(at.connection, answer, STATE, REDIRECT)
    with pytest.raises(NeedsConsent):
        connector.redeem(at.connection, answer, STATE, REDIRECT)


@pytest.mark.parametrize(
    ("fault", "error"),
    [("429", PackageBusy), ("500", PackageAway), ("maintenance", PackageAway), ("moved", PackageRefused)],
)
def test_faults_become_our_errors(at: Driven, fault: str, error: type[Exception]) -> None:
    at.world.switch_on(Fault(fault, "CompanyDetailsInfo"))
    with pytest.raises(error):
        read(at, Kind.COMPANY)


@pytest.mark.parametrize("code", ["MVL00009", "../SessionInfo", "", "MVL1/x"])
def test_an_administration_that_is_not_for_this_user_is_no_access(at: Driven, code: str) -> None:
    with pytest.raises(NoAccess):
        read(at, Kind.COMPANY, code=code)


def test_a_blocked_administration_says_so(at: Driven) -> None:
    with pytest.raises(PackageRefused, match="geblokkeerd"):
        read(at, Kind.COMPANY, code=CODES[2])


def test_many_lines_are_held_a_period_at_a_time() -> None:
    played = Played(
        PLAYED.family, lambda world: application(world, 3000), MultiversConnector, PLAYED.connect, CODES, CLIENT
    )
    with driven(played, IN_PROCESS) as at:
        at.world.calls.clear()
        lines = sum(len(one.lines) for one in read(at, Kind.ENTRIES) if isinstance(one, Entry))
        assert lines >= 3000
        assert sum(at.world.calls.values()) == 2 + 24 + 1


def test_books_go_into_files_that_multivers_imports_and_audit_files_are_read(at: Driven, tmp_path: Path) -> None:
    route = cast("FileRoute", at.connector)
    assert isinstance(route, FileRoute)
    records = read(at)
    filed = route.write_files(records, tmp_path)
    assert sorted(path.name for path in filed.files) == [
        "accounts.csv", "entries-2025.csv", "entries-2026.csv", "relations.csv",
    ]  # fmt: skip
    rows = (tmp_path / "entries-2025.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[0] == (
        "Transactie;Boekjaar;Boekingsdatum;Dagboek code;Grootboekrekening;Kostenplaats;Dossier;Periode;Toelichting;"
        "Debet bedrag;Credit bedrag;Aantal"
    )
    assert any(";VRK;1300;;;1;" in row and ";1133,89;0,00;" in row for row in rows)
    kept = {one.kind for one in filed.written if one.became is Became.FILED}
    assert kept == {Kind.ACCOUNTS, Kind.RELATIONS, Kind.OPENING, Kind.ENTRIES}
    assert all(one.finding for one in filed.written if one.became is Became.REFUSED)
    assert len(filed.steps) >= 3
    assert route.export_steps()
