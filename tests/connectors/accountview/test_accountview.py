"""AccountView: reading in pages, booking, and the way by files."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest

from overstap.books.ledger.values import Account, Entry, FiscalYear, Line, LineVat
from overstap.books.relations.values import Address, Relation
from overstap.connectors.accountview.connector import AccountViewConnector
from overstap.connectors.accountview.sandbox import application
from overstap.connectors.by_file.values import FileRoute
from overstap.connectors.port import (
    Books,
    CannotDo,
    NeedsConsent,
    NoAccess,
    PackageAway,
    PackageBusy,
    PackageRefused,
)
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import Became, DocumentFile, Kind, Posting, Record, Wanted, Way
from tests.connectors.accountview.driven import CLIENT, CODES, PLAYED
from tests.connectors.driven import IN_PROCESS, Driven, Played, driven
from tests.connectors.files import small

DATA = "/api/v3/AccountViewData"


@pytest.fixture
def at() -> Iterator[Driven]:
    with driven(PLAYED, IN_PROCESS) as made:
        made.world.move((date(2026, 12, 1) - made.world.now().date()).days * 86400)
        made.connector.administrations(made.connection)  # with a token of that day
        made.world.calls.clear()
        yield made


def books(at: Driven) -> Books:
    return cast("Books", at.connector)


def read(at: Driven, *kinds: Kind, years: tuple[int, ...] = (), code: str = CODES[0]) -> list[Record]:
    return list(books(at).read(at.connection, code, Wanted(frozenset(kinds or Kind), years)))


def memo(number: str = "1") -> Entry:
    on = date(2026, 6, 1)
    lines = [
        Line("1", "4500", Decimal("100.10"), "D", cost_centre="WINKEL", description="Kosten"),
        Line("2", "1600", Decimal("-121.10"), "C", relation="20001", invoice_ref="F1", description="Factuur"),
        Line("3", "1520", Decimal("21.00"), "D", vat=[LineVat("3", Decimal(21), Decimal("21.00"), "D")]),
    ]
    return Entry(number, "MEM", 2026, 6, on, lines, "Memo")


def amounts(entry: Entry | None) -> list[tuple[str, Decimal, str, str, str]]:
    assert entry is not None
    return [(line.account, line.amount, line.relation, line.invoice_ref, line.cost_centre) for line in entry.lines]


def test_book_years_are_found_backwards_until_there_is_none(at: Driven) -> None:
    years = [one.year for one in read(at, Kind.PERIODS) if isinstance(one, FiscalYear)]
    assert years == [2025, 2026]
    assert at.world.calls[f"GET {DATA}"] == 3


def test_entries_are_exact_and_whole(at: Driven) -> None:
    [first] = [
        one
        for one in read(at, Kind.ENTRIES, years=(2025,))
        if isinstance(one, Entry) and (one.journal, one.number) == ("VRK", "1")
    ]
    assert [line.amount for line in first.lines] == [Decimal("1133.89"), Decimal("-937.10"), Decimal("-196.79")]
    assert (first.date, first.period, first.lines[0].relation, first.lines[0].invoice_ref) == (
        date(2025, 1, 5), 1, "10002", "V202500001",
    )  # fmt: skip
    assert (first.lines[1].vat[0].code, first.lines[1].vat[0].amount) == ("1", Decimal("-196.79"))


def test_a_single_record_comes_without_a_list_and_is_read(at: Driven) -> None:
    assert [one for one in read(at, Kind.DIMENSIONS) if getattr(one, "code", "") == "OVEN"]


def test_many_lines_come_in_pages_by_the_last_key() -> None:
    def played_in(lines: int) -> Played:
        return Played(
            PLAYED.family, lambda world: application(world, lines), AccountViewConnector, PLAYED.connect, CODES, CLIENT
        )

    with driven(played_in(2000), IN_PROCESS) as at:
        at.world.calls.clear()
        lines = sum(len(one.lines) for one in read(at, Kind.ENTRIES, years=(2026,)) if isinstance(one, Entry))
        assert lines > 1600
        assert sum(at.world.calls.values()) == 1 + lines // 400 + 1


def test_an_entry_is_posted_once_read_back_and_balanced_to_zero(at: Driven) -> None:
    """R020, R026."""
    posted = books(at).post(at.connection, CODES[1], Posting(memo(), "OV-1"))
    assert posted == books(at).post(at.connection, CODES[1], Posting(memo(), "OV-1"))
    assert amounts(books(at).read_back(at.connection, CODES[1], posted)) == amounts(memo())
    assert books(at).withdraw(at.connection, CODES[1], posted) is False
    assert books(at).withdraw(at.connection, CODES[1], posted) is False
    assert at.world.calls[f"POST {DATA}"] == 2
    entries = [one for one in read(at, Kind.ENTRIES, code=CODES[1]) if isinstance(one, Entry) and one.journal == "MEM"]
    assert sum(line.amount for one in entries for line in one.lines if line.account == "4500") == 0


@pytest.mark.parametrize(("fault", "sent"), [("drop-after", 1), ("drop-before", 2)])
def test_a_lost_answer_is_looked_up_before_it_is_sent_again(at: Driven, fault: str, sent: int) -> None:
    at.world.switch_on(Fault(fault, "POST .*Data"))
    posted = books(at).post(at.connection, CODES[1], Posting(memo(), "OV-1"))
    assert at.world.calls[f"POST {DATA}"] == sent
    assert amounts(books(at).read_back(at.connection, CODES[1], posted)) == amounts(memo())


def test_what_accountview_refuses_with_status_200_is_a_refusal(at: Driven) -> None:
    unbalanced = memo()._replace(lines=memo().lines[:2])
    with pytest.raises(PackageRefused, match="evenwicht"):
        books(at).post(at.connection, CODES[1], Posting(unbalanced, "OV-1"))
    with pytest.raises(PackageRefused, match="geblokkeerd"):
        read(at, Kind.ACCOUNTS, code=CODES[2])
    document = DocumentFile("d", "a.pdf", "", None, "", lambda: iter([b""]))
    with pytest.raises(CannotDo):
        books(at).post(at.connection, CODES[1], Posting(memo(), "OV-1", (document,)))


def test_records_are_written_there_or_refused(at: Driven) -> None:
    street = Address(street="Laan", number="1", city="Ede", postal_code="6711 AA", country="NL")
    records: list[Record] = [
        Relation("10099", "Nieuw", "B", group="1300", addresses=[street]), memo(), Account("9999", "Nieuw", "P"),
    ]  # fmt: skip
    wanted = [Became.MADE, Became.MADE, Became.MADE, Became.REFUSED]
    assert [one.became for one in books(at).write(at.connection, CODES[1], records)] == wanted
    again = [one.became for one in books(at).write(at.connection, CODES[1], records)]
    assert again == [Became.THERE] * 3 + [Became.REFUSED]
    [both] = [one for one in read(at, Kind.RELATIONS, code=CODES[1]) if getattr(one, "code", "") == "10099"]
    assert isinstance(both, Relation)
    assert (both.type, both.addresses[0].street) == ("B", "Laan 1")


@pytest.mark.parametrize("code", ["9999", "../x", "a b", "1\r\nx: y"])
def test_an_administration_that_is_not_for_this_user_is_no_access(at: Driven, code: str) -> None:
    with pytest.raises(NoAccess):
        read(at, Kind.ACCOUNTS, code=code)


@pytest.mark.parametrize(
    ("fault", "error"),
    [("429", PackageBusy), ("500", PackageAway), ("maintenance", PackageAway), ("moved", PackageRefused)],
)
def test_faults_become_our_errors(at: Driven, fault: str, error: type[Exception]) -> None:
    at.world.switch_on(Fault(fault, "Data"))
    with pytest.raises(error):
        read(at, Kind.ACCOUNTS)


def test_consent_that_was_withdrawn_asks_a_person(at: Driven) -> None:
    at.world.switch_on(Fault("401", "Companies", times=9))
    with pytest.raises(NeedsConsent):
        at.connector.administrations(at.connection)


def test_what_is_known_of_the_webservice_only_in_part_is_said_so(at: Driven) -> None:
    told = at.connector.capabilities()
    assert [kind for kind, one in told.items() if one.read is Way.FILE] == [
        Kind.VAT_CODES, Kind.JOURNALS, Kind.OPENING, Kind.OPEN_ITEMS,
    ]  # fmt: skip


def test_books_go_into_files_to_import_and_come_out_of_audit_files(at: Driven, tmp_path: Path) -> None:
    route = cast("FileRoute", at.connector)
    assert isinstance(route, FileRoute)
    filed = route.write_files(read(at), tmp_path)
    rows = (tmp_path / "entries-2025.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].startswith("Regelnummer;Dagboekcode;Boekingsstuknummer;Boekingsdatum;")
    assert any(";VRK;1;05-01-25;1;1300;10002;V202500001;;;" in row and ";1133.89;" in row for row in rows)
    assert filed.steps
    assert route.export_steps()
    found = list(route.read_files([small(tmp_path)]))
    entries = [one for one in found if isinstance(one, Entry)]
    assert [(one.kind, len(one.lines)) for one in entries] == [("opening", 2), ("transaction", 2), ("transaction", 2)]
