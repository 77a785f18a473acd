"""Reading AFAS: what comes out, how often is asked, and what happens when it does not answer as it should."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import httpx
import pytest

from overstap.books.ledger.values import Account, Entry, EntryKind, FiscalYear, Journal
from overstap.books.relations.values import Relation
from overstap.connectors.afas_sb import client, masterdata, mutations
from overstap.connectors.afas_sb.client import MissingConnectors, address, token_of
from overstap.connectors.afas_sb.connector import AfasConnector
from overstap.connectors.afas_sb.getconnectors import ALL, UPDATE_CONNECTORS, GetConnector
from overstap.connectors.afas_sb.sandbox.application import TOKEN, application
from overstap.connectors.credentials.memory import MemoryVault
from overstap.connectors.port import (
    Books,
    Connection,
    NeedsConsent,
    NoAccess,
    Outside,
    PackageAway,
    PackageBusy,
    PackageRefused,
    StaleCursor,
)
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import DocumentFile, Kind, OpenItem, Record, Wanted, kind_of
from overstap.lib.findings import Finding
from overstap.tenancy.values import PackageFamily
from tests.connectors.afas_sb.driven import PLAYED
from tests.connectors.afas_sb.test_writing import posting, sale
from tests.connectors.driven import IN_PROCESS, Driven, InProcess, Played, driven

CONNECTORS = "/profitrestservices/connectors/Overstap_"


@pytest.fixture
def at() -> Iterator[Driven]:
    with driven(PLAYED, IN_PROCESS) as made:
        made.world.calls.clear()
        yield made


def read(at: Driven, *kinds: Kind, years: tuple[int, ...] = (), code: str = "1") -> list[Record]:
    found = cast("Books", at.connector).read(at.connection, code, Wanted(frozenset(kinds or Kind), years))
    return list(found)


def test_everything_is_read_with_one_call_for_each_connector_and_one_for_what_there_is(at: Driven) -> None:
    read(at)
    assert sum(at.world.calls.values()) == 15
    assert set(at.world.calls.values()) == {1}


def test_a_kind_alone_takes_no_more_than_it_needs(at: Driven) -> None:
    read(at, Kind.ACCOUNTS)
    asked = [f"GET {CONNECTORS}Accounts", f"GET {CONNECTORS}Periods", "GET /profitrestservices/metainfo"]
    assert sorted(at.world.calls) == sorted(asked)


def test_amounts_dates_and_vat_are_exact(at: Driven) -> None:
    [first] = [one for one in read(at, Kind.ENTRIES) if isinstance(one, Entry) and one.number == "1"]
    assert (first.journal, first.year, first.period, first.date) == ("VRK", 2025, 1, date(2025, 1, 5))
    debtor, revenue, vat = first.lines
    assert (debtor.account, debtor.relation, debtor.invoice_ref) == ("1300", "10002", "V202500001")
    assert [line.amount for line in first.lines] == [Decimal("1133.89"), Decimal("-937.10"), Decimal("-196.79")]
    assert (revenue.vat[0].code, revenue.vat[0].percentage, revenue.vat[0].amount) == (
        "1", Decimal("21.00"), Decimal("-196.79"),
    )  # fmt: skip
    assert (revenue.cost_centre, vat.side, debtor.effective_date) == ("WINKEL", "C", date(2025, 1, 5))


def test_the_opening_balance_is_that_of_the_first_year_wanted(at: Driven) -> None:
    first = [one for one in read(at, Kind.OPENING) if isinstance(one, Entry)]
    second = [one for one in read(at, Kind.OPENING, years=(2026,)) if isinstance(one, Entry)]
    assert [(one.kind, one.year, one.date) for one in first + second] == [
        (EntryKind.OPENING, 2025, date(2025, 1, 1)), (EntryKind.OPENING, 2026, date(2026, 1, 1)),
    ]  # fmt: skip
    assert {line.account: line.amount for line in first[0].lines}["1100"] == Decimal("27500.00")
    assert sum(line.amount for line in second[0].lines) == 0


def test_one_year_gives_the_entries_of_that_year_only(at: Driven) -> None:
    years = {one.year for one in read(at, Kind.ENTRIES, years=(2026,)) if isinstance(one, Entry)}
    assert years == {2026}
    assert [one.year for one in read(at, Kind.PERIODS, years=(2026,)) if isinstance(one, FiscalYear)] == [2026]


def test_open_items_are_the_balance_of_debtors_and_creditors(at: Driven) -> None:
    records = read(at)
    items = [one for one in records if isinstance(one, OpenItem)]
    for side, account in (("CU", "1300"), ("SU", "1600")):
        lines = [line for one in records if isinstance(one, Entry) for line in one.lines if line.account == account]
        year_two = sum(line.amount for line in lines if line.relation)
        assert sum(one.open for one in items if one.side == side) == year_two != 0


def test_master_data_keeps_codes_as_text_and_what_has_no_place(at: Driven) -> None:
    records = read(at)
    accounts = {one.code: one for one in records if isinstance(one, Account)}
    assert (accounts["0100"].type, accounts["8000"].type) == ("B", "P")
    journals = {one.code: one.type for one in records if isinstance(one, Journal)}
    assert journals == {"BNK": "B", "INK": "P", "KAS": "C", "MEM": "M", "VRK": "S"}
    [sluis] = [one for one in records if isinstance(one, Relation) and one.code == "10001"]
    assert (sluis.type, sluis.group, sluis.addresses[0].postal_code) == ("C", "1300", "1781 KL")
    assert sluis.extra["PayCon"] == "30"


def test_a_document_is_fetched_when_it_is_opened_and_not_before(at: Driven) -> None:
    [document] = [one for one in read(at, Kind.DOCUMENTS) if isinstance(one, DocumentFile)]
    assert not [call for call in at.world.calls if "fileconnector" in call]
    assert b"".join(document.content()).startswith(b"%PDF")
    assert b"".join(document.content()).startswith(b"%PDF")
    assert (document.name, document.relation, document.entry) == ("factuur 1.pdf", "10002", "1")


def test_many_lines_are_read_in_pages_without_skipping_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "TAKE", 100)
    monkeypatch.setattr(mutations, "TAKE", 100)
    played = Played(PLAYED.family, lambda world: application(world, 1000), AfasConnector, PLAYED.connect, ("1",))
    with driven(played, IN_PROCESS) as at:
        at.world.calls.clear()
        entries = [one for one in read(at, Kind.ENTRIES) if isinstance(one, Entry)]
        lines = sum(len(one.lines) for one in entries)
        assert lines >= 1000
        assert at.world.calls[f"GET {CONNECTORS}Mutations"] == lines // 100 + 1
        assert len({one.number for one in entries}) == len(entries)


def test_a_connector_that_is_missing_is_named_before_anything_is_read(at: Driven) -> None:
    at.world.switch_on(Fault("lacks", "metainfo", facts={"name": "Overstap_Mutations"}))
    with pytest.raises(MissingConnectors, match="Overstap_Mutations") as caught:
        read(at)
    assert caught.value.facts == {"connectors": "Overstap_Mutations"}
    assert list(at.world.calls) == ["GET /profitrestservices/metainfo"]


def test_health_tells_which_connector_is_missing(at: Driven) -> None:
    at.world.switch_on(Fault("lacks", "metainfo", facts={"name": "KnSubject"}))
    assert "KnSubject" in at.connector.health(at.connection).message


def test_an_administration_without_authorisation_is_no_access(at: Driven) -> None:
    with pytest.raises(NoAccess, match="9"):
        read(at, code="9")


def test_a_blocked_administration_is_listed_with_the_reason(at: Driven) -> None:
    """R060: what is wrong with an administration stands beside it."""
    blocked = {one.code: one.blocked for one in at.connector.administrations(at.connection)}
    assert (blocked["1"], bool(blocked["3"])) == ("", True)


@pytest.mark.parametrize(
    ("fault", "facts", "error"),
    [
        ("401", {}, NeedsConsent),
        ("403", {}, NoAccess),
        ("429", {"seconds": "40"}, PackageBusy),
        ("503", {"seconds": "7200"}, PackageBusy),
        ("500", {}, PackageAway),
        ("maintenance", {}, PackageAway),
        ("moved", {}, PackageRefused),
    ],
)
def test_faults_of_the_package_become_our_errors(
    at: Driven, fault: str, facts: dict[str, str], error: type[Exception]
) -> None:
    at.world.switch_on(Fault(fault, "Periods", facts=facts))
    with pytest.raises(error):
        read(at, Kind.ACCOUNTS)


def test_a_busy_package_says_until_when(at: Driven) -> None:
    at.world.switch_on(Fault("503", facts={"seconds": "7200"}))
    with pytest.raises(PackageBusy) as caught:
        read(at)
    assert str(caught.value.facts["until"]) > at.world.now().isoformat()


def test_what_the_package_says_is_repeated_with_its_reference(at: Driven) -> None:
    with client.Afas(at.outside, at.connection) as afas, pytest.raises(PackageRefused, match="not found") as caught:
        afas.page(GetConnector("Overstap_Accounts", "", Kind.ACCOUNTS, (), ("Geen",)), [])
    assert caught.value.facts["reference"]


def test_the_token_stands_in_no_error_and_no_repr(at: Driven) -> None:
    at.world.switch_on(Fault("401"))
    with pytest.raises(NeedsConsent) as caught:
        read(at)
    assert TOKEN not in repr(caught.value.__dict__) + repr(caught.value.__cause__)


def test_changes_are_whole_entries_since_the_last_time(at: Driven) -> None:
    books = cast("Books", at.connector)
    at.world.move(3600)  # the books are of an hour ago
    first = list(books.changes(at.connection, "1", ""))
    assert first[-1].cursor
    assert {one.kind for one in first[:-1]} >= {Kind.ENTRIES, Kind.RELATIONS}
    at.world.move(3600)
    again = list(books.changes(at.connection, "1", first[-1].cursor))
    assert [one.key for one in again] == [""]
    posted = books.post(at.connection, "1", posting())
    again = list(books.changes(at.connection, "1", first[-1].cursor))
    assert [(one.kind, one.key) for one in again] == [(Kind.ENTRIES, f"2026/VRK/{posted.number}"), (None, "")]
    for nr in range(25):
        books.post(at.connection, "1", posting(sale(str(nr), f"Y{nr}"), f"OV-Y{nr}"))
    at.world.calls.clear()
    changed = list(books.changes(at.connection, "1", first[-1].cursor))
    assert len(changed) == 27
    assert at.world.calls[f"GET {CONNECTORS}Mutations"] == 3  # what changed, and twice at most twenty entries whole
    with pytest.raises(StaleCursor):
        list(books.changes(at.connection, "1", "gisteren"))


@pytest.mark.parametrize("reference", ["", "evil.example/", "12345@evil.example", "1", "12345 ", "١٢٣٤٥", "../1234"])
def test_the_token_goes_to_no_host_but_that_of_afas(reference: str) -> None:
    outside = Outside(MemoryVault(), "")
    with pytest.raises(NeedsConsent):
        address(outside, Connection(PackageFamily.AFAS_SB, "", reference, 0))


def test_an_environment_has_a_host_of_its_own() -> None:
    outside = Outside(MemoryVault(), "")
    found = [address(outside, Connection(PackageFamily.AFAS_SB, "", one, 0)) for one in ("12345", "12345test")]
    assert found == ["https://12345.rest.afas.online", "https://12345.resttest.afas.online"]


def test_the_token_is_taken_as_it_is_copied_and_never_kept_when_it_opens_nothing(at: Driven) -> None:
    whole = f"<token><version>1</version><data>{TOKEN}</data></token>"
    assert [token_of(one) for one in (TOKEN, whole, f" {whole} ", "x", "<data>", f"{TOKEN}\n<b>")] == [
        TOKEN, TOKEN, TOKEN, "", "", "",
    ]  # fmt: skip
    connector = cast("AfasConnector", at.connector)
    with pytest.raises(NeedsConsent):
        connector.take_key(at.connection, {"token": "F" * 64})
    assert at.outside.vault.read(at.connection) == {"token": TOKEN}


def answering(rows: object) -> Driven:
    """A connector whose package gives the same answer to everything."""

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"rows": rows, "getConnectors": []})

    vault = MemoryVault()
    connection = Connection(PackageFamily.AFAS_SB, "", "", 0, 1)
    with vault.locked(connection) as slot:
        slot.keep({"token": TOKEN})
    outside = Outside(vault, "http://localhost", transport=httpx.MockTransport(answer))
    return Driven(AfasConnector(outside), connection, outside, None, [], ())  # type: ignore[arg-type]


@pytest.mark.parametrize("rows", [None, 3, ["x"], {"a": 1}])
def test_an_answer_of_another_shape_is_the_package_being_away(rows: object) -> None:
    at = answering(rows)
    with pytest.raises(PackageAway):
        at.connector.administrations(at.connection)


def test_a_field_that_is_not_what_it_should_be_is_told(at: Driven) -> None:
    strange = answering([{"UnitId": {"a": 1}, "Name": "x"}])
    with pytest.raises(PackageRefused, match="UnitId"):
        strange.connector.administrations(strange.connection)


def mutation(**other: object) -> dict[str, object]:
    row: dict[str, object] = {
        "EntryNo": 1, "SeqNo": 1, "JournalId": "M", "AccountNo": "1", "AmtDebit": Decimal("1.00"), "Year": 2025,
        "Period": 1, "EntryDate": "2025-01-01T00:00:00Z",
    }  # fmt: skip
    return {**row, **other}


def test_an_entry_that_does_not_balance_is_a_finding_and_not_an_entry() -> None:
    made = mutations.made_of([mutation()])
    assert isinstance(made, Finding)
    assert (made.code, made.place) == ("PACKAGE-UNREADABLE", "entry 1")


def test_a_line_with_both_sides_becomes_two_so_that_nothing_is_lost() -> None:
    made = mutations.made_of([mutation(AmtDebit=Decimal(5), AmtCredit=Decimal(5))])
    assert isinstance(made, Entry)
    assert [(line.amount, line.side) for line in made.lines] == [(Decimal(5), "D"), (Decimal(-5), "C")]


@pytest.mark.parametrize(
    "row", [mutation(AmtDebit="NaN"), mutation(EntryDate="morgen"), mutation(JournalId=None), mutation(Year="1e99")]
)
def test_a_mutation_that_cannot_be_read_is_told(row: dict[str, object]) -> None:
    assert isinstance(mutations.made_of([row, mutation(AmtDebit=None, AmtCredit=1)]), Finding)


def party(kind: str, **other: object) -> dict[str, object]:
    return {f"{kind}Id": "100", f"{kind}Name": "Naam", "BcCo": "1", "CollectAccount": "1300", **other}


def test_a_number_of_debtor_and_creditor_is_one_relation_if_it_is_one_organisation() -> None:
    [found] = masterdata.relations([party("Debtor")], [party("Creditor", CollectAccount="1600")])
    assert isinstance(found, Relation)
    assert (found.type, found.group, found.extra["CreditorCollectAccount"]) == ("B", "1300", "1600")


def test_a_number_of_two_organisations_is_a_finding() -> None:
    found = list(masterdata.relations([party("Debtor")], [party("Creditor", BcCo="2")]))
    assert [kind_of(one) for one in found] == [None, Kind.RELATIONS]


def test_the_sandbox_keeps_no_order_where_none_is_asked(at: Driven) -> None:
    """The real one warns of it; a connector that forgets the order would miss records."""
    transport = InProcess(application(at.world))
    headers = {"Authorization": _header()}
    with httpx.Client(transport=transport, base_url="http://localhost", headers=headers) as plain:
        first, second = (plain.get(f"{CONNECTORS}Accounts").json()["rows"] for _turn in range(2))
        assert first != second
        assert plain.get(f"{CONNECTORS}Accounts", params={"skip": 2, "take": -5}).status_code == 500
        assert plain.get(f"{CONNECTORS}Accounts", params={"filterfieldids": "x" * 2049}).status_code == 404
        assert plain.get(f"{CONNECTORS}Geen").json()["externalMessage"]


def _header() -> str:
    with client.Afas(Outside(MemoryVault(), "http://localhost"), _nowhere(), TOKEN) as afas:
        return str(afas._caller._client.headers["Authorization"])


def _nowhere() -> Connection:
    return Connection(PackageFamily.AFAS_SB, "", "", 0)


def test_the_page_for_who_manages_afas_names_every_connector_and_field() -> None:
    page = (Path(__file__).parents[3] / "docs" / "afas-sb.md").read_text(encoding="utf-8")
    for one in ALL:
        assert f"| `{one.name}` | {one.based_on} | {', '.join(one.fields)} |" in page
    assert all(f"`{one}`" in page for one in UPDATE_CONNECTORS)
