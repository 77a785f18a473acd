"""What the connector writes: nothing twice, everything told of, and the same when it is read back."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from overstap.books.ledger.values import Account, Dimension, Entry, FiscalYear, Journal, Line, LineVat, Period, VatCode
from overstap.books.relations.values import Relation
from overstap.connectors.port import NoAccess, OutcomeUnknown, PackageAway
from overstap.connectors.twinfield.connector import TwinfieldConnector
from overstap.connectors.twinfield.matching import Part, balanced
from overstap.connectors.values import Became, DocumentFile, Kind, OpenItem, PaymentCondition, Record, Wanted, Written
from tests.connectors.driven import Driven
from tests.connectors.twinfield.driven import BAKERY, CLOSING, EMPTY

PROCESS = "POST /webservices/processxml.asmx"
YEARS = (2025, 2026)


def read(at: Driven, code: str, *kinds: Kind, years: tuple[int, ...] = YEARS) -> list[Record]:
    assert isinstance(at.connector, TwinfieldConnector)
    return list(at.connector.read(at.connection, code, Wanted(frozenset(kinds or Kind), years)))


def write(at: Driven, *records: Record, code: str = EMPTY) -> list[Written]:
    assert isinstance(at.connector, TwinfieldConnector)
    return list(at.connector.write(at.connection, code, records))


def line(nr: int, account: str, amount: str, **more: Any) -> Line:
    value = Decimal(amount)
    return Line(str(nr), account, value, "D" if value >= 0 else "C")._replace(**more)


def memo(number: str, *lines: Line, on: date = date(2026, 3, 5), journal: str = "MEMO") -> Entry:
    return Entry(number, journal, on.year, on.month, on, lines)


def simple(number: str = "1") -> Entry:
    return memo(number, line(1, "4300", "12.50", description="Pennen"), line(2, "1800", "-12.50"))


def entries(records: list[Record]) -> list[Entry]:
    return [one for one in records if isinstance(one, Entry)]


def bare(one: Line) -> Line:
    """A line without what a package numbers itself, and without what hangs on assets, which are not carried."""
    extra = {name: value for name, value in (one.extra or {}).items() if name != "asset"}
    return one._replace(match_key="settled" if one.match_key else "", extra=extra or None)


class TestRoundTrip:
    """A whole administration into an empty one: read, written, read back, compared field by field."""

    def test_entries_and_open_items_are_the_same_there(self, at: Driven) -> None:
        """R195: what is moved between packages is verified on what is read back."""
        given = read(at, BAKERY)
        told = write(at, *given)
        back = read(at, EMPTY)
        where = {one.key: one.foreign for one in told}
        there = {f"{one.journal}/{one.number}": one for one in entries(back)}
        for one in entries(given):
            if one.kind == "opening":
                continue
            found = there[where[f"{one.journal}/{one.number}"]]
            assert found._replace(number="", user="", lines=()) == one._replace(number="", user="", lines=())
            assert [bare(here) for here in found.lines] == [bare(here) for here in one.lines]
        assert len(entries(given)) == len(entries(back))

    def test_opening_balance_relations_open_items_and_documents_are_the_same_there(self, at: Driven) -> None:
        given = read(at, BAKERY)
        write(at, *given)
        back = read(at, EMPTY)
        assert [one.lines for one in entries(given) if one.kind == "opening"] == [
            one.lines for one in entries(back) if one.kind == "opening"
        ]
        assert _relations(given) == _relations(back)
        assert _open(given) == _open(back)
        assert _documents(given) == _documents(back)

    def test_written_again_everything_is_there_already(self, at: Driven) -> None:
        given = read(at, BAKERY)
        write(at, *given)
        at.world.calls.clear()
        again = Counter(one.became for one in write(at, *given))
        assert set(again) == {Became.THERE, Became.REFUSED}
        assert again[Became.REFUSED] == 5, "the office's name, two conditions, two assets: made in Twinfield itself"

    def test_what_cannot_be_carried_is_told_with_a_reason(self, at: Driven) -> None:
        told = write(at, *read(at, BAKERY))
        refused = [one for one in told if one.became is Became.REFUSED]
        assert {one.kind for one in refused} == {Kind.COMPANY, Kind.PAYMENT_CONDITIONS, Kind.ASSETS}
        assert all(one.finding is not None and one.finding.message and one.finding.remedy for one in refused)
        left_out = [one for one in told if one.finding is not None and one.finding.code == "TWINFIELD-DIMENSION"]
        assert len(left_out) == 22, "each month's depreciation loses the number of its asset"

    def test_at_most_25_go_in_one_request(self, at: Driven) -> None:
        given = [one for one in read(at, BAKERY, Kind.ENTRIES) if isinstance(one, Entry) and one.journal == "MEMO"]
        at.world.calls.clear()
        told = write(at, *given)
        assert len(told) == len(given) == 44
        requests = 1 + 2 * 2 + 3 + 2
        assert at.world.calls[PROCESS] <= requests + 2, "two portions, the references of two years, lists, the office"


def _relations(records: list[Record]) -> dict[str, Relation]:
    """Identities are Twinfield's own, and what a supplier grants for early payment is not written."""
    left = ("uid", "discount")
    return {
        one.code: replace(one, extra={name: value for name, value in one.extra.items() if name not in left})
        for one in records
        if isinstance(one, Relation)
    }


def _open(records: list[Record]) -> Counter[tuple[str, str, Decimal, date | None]]:
    found = [one for one in records if isinstance(one, OpenItem)]
    return Counter((one.relation, one.invoice, one.open, one.due) for one in found)


def _documents(records: list[Record]) -> Counter[tuple[str, str, bytes]]:
    found = [one for one in records if isinstance(one, DocumentFile)]
    return Counter((one.name, one.journal, b"".join(one.content())) for one in found)


def test_accounts_and_dimensions_are_made_or_changed_or_there(at: Driven) -> None:
    accounts = [Account("4310", "Drukwerk", "P"), Account("4300", "Kantoor", "P"), Account("4400", "Autokosten", "P")]
    told = write(at, *accounts, Dimension("02", "00009", "Webwinkel"), Dimension("30", "JAN", "Jan"))
    assert [(one.key, one.became) for one in told] == [
        ("4400", Became.THERE),
        ("4310", Became.MADE),
        ("4300", Became.CHANGED),
        ("30/JAN", Became.REFUSED),
        ("00009", Became.MADE),
    ]
    found = {one.code: one for one in read(at, EMPTY, Kind.ACCOUNTS) if isinstance(one, Account)}
    assert (found["4310"].name, found["4310"].type) == ("Drukwerk", "P")
    assert found["4300"].name == "Kantoor"


def test_a_portion_is_accepted_in_part_and_each_is_told_of(at: Driven) -> None:
    told = write(at, Account("een code die niet kan", "Fout", "P"), Account("4311", "Goed", "P"))
    wrong, right = told
    assert (wrong.became, right.became) == (Became.REFUSED, Became.MADE)
    assert wrong.finding is not None
    assert wrong.finding.code == "TWINFIELD-REFUSED"
    assert "een code die niet kan" in wrong.finding.message, "in Twinfield's own words"


def test_an_entry_that_is_refused_does_not_end_the_writing(at: Driven) -> None:
    unknown = memo("1", line(1, "9999", "5.00"), line(2, "1800", "-5.00"))
    lopsided = memo("2", line(1, "4300", "5.00"), line(2, "1800", "-4.99"))
    told = {one.key: one for one in write(at, unknown, lopsided, simple("3"))}
    assert [told[key].became for key in ("MEMO/1", "MEMO/2", "MEMO/3")] == [
        Became.REFUSED,
        Became.REFUSED,
        Became.MADE,
    ]
    finding = told["MEMO/2"].finding
    assert finding is not None
    assert finding.message.startswith("De boeking is niet in balans. Er ontbreekt 0.01")


class Cutting(httpx.BaseTransport):
    """A network that does what is asked, and loses the answers to some calls of ProcessXml."""

    def __init__(self, inner: httpx.BaseTransport, lost: Callable[[int], bool]) -> None:
        self._inner = inner
        self._lost = lost
        self._calls = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises httpx.ReadError where the answer got lost."""
        answer = self._inner.handle_request(request)
        if request.method == "POST" and request.url.path.endswith("processxml.asmx"):
            self._calls += 1
            if self._lost(self._calls):
                raise httpx.ReadError("cut", request=request)
        return answer


def losing(at: Driven, lost: Callable[[int], bool]) -> Driven:
    """The same connection, over a worse network."""
    assert at.outside.transport is not None
    outside = replace(at.outside, transport=Cutting(at.outside.transport, lost))
    return replace(at, connector=TwinfieldConnector(outside))


@pytest.mark.parametrize("which", range(1, 10))
def test_wherever_the_connection_breaks_nothing_is_booked_twice(at: Driven, which: int) -> None:
    """Every call of a writing loses its answer once, in turn: it is looked up before it is repeated."""
    worse = losing(at, lambda call: call == which)
    told = write(worse, Account("4312", "Nieuw", "P"), Relation("1000", "Café", "C"), simple("1"), simple("2"))
    assert {one.became for one in told} == {Became.MADE}
    assert len(entries(read(at, EMPTY, Kind.ENTRIES))) == 2


def test_a_connection_that_keeps_breaking_is_told_as_unknown_and_goes_on_where_it_was(at: Driven) -> None:
    with pytest.raises((OutcomeUnknown, PackageAway)):
        write(losing(at, lambda call: call >= 3), simple())
    (told,) = write(at, simple())
    assert told.became is Became.THERE
    assert len(entries(read(at, EMPTY, Kind.ENTRIES))) == 1


def test_a_daybook_that_is_not_there_gives_way_to_the_general_journal(at: Driven) -> None:
    entry = memo("7", line(1, "4300", "5.00"), line(2, "1800", "-5.00"), journal="LOON")
    (told,) = write(at, entry)
    assert told.became is Became.MADE
    assert told.foreign.startswith("MEMO/")
    assert told.finding is not None
    assert told.finding.code == "TWINFIELD-MEMO"


def test_vat_is_booked_as_it_was_and_not_reckoned_anew(at: Driven) -> None:
    """VAT of one cent off, as old books have it, stays one cent off."""
    sale = memo(
        "1",
        line(1, "1300", "120.99", relation="1000", invoice_ref="F1"),
        line(2, "8000", "-100.00", vat=(LineVat("VH", Decimal("21.000"), Decimal("-20.99"), "C"),)),
        line(3, "1500", "-20.99"),
        journal="VRK",
    )
    write(at, Relation("1000", "Café", "C"), sale)
    (found,) = entries(read(at, EMPTY, Kind.ENTRIES))
    assert [one.amount for one in found.lines] == [Decimal("120.99"), Decimal("-100.00"), Decimal("-20.99")]
    assert found.lines[1].vat[0].amount == Decimal("-20.99")
    assert found.lines[2].extra == {"vat_code": "VH"}


def test_a_vat_code_whose_vat_cannot_be_told_apart_is_left_out_and_told(at: Driven) -> None:
    odd = memo(
        "1",
        line(1, "1800", "100.00"),
        line(2, "8000", "-100.00", vat=(LineVat("VH", Decimal("21.000"), Decimal("-21.00"), "C"),)),
    )
    (told,) = write(at, odd)
    assert told.became is Became.MADE
    assert told.finding is not None
    assert told.finding.code == "TWINFIELD-VAT"
    (found,) = entries(read(at, EMPTY, Kind.ENTRIES))
    assert [one.vat for one in found.lines] == [(), ()]
    assert sum(one.amount for one in found.lines) == 0


def test_a_relation_stands_only_on_accounts_that_take_one(at: Driven) -> None:
    """Other packages repeat it on every line; Twinfield takes it where debtors and creditors are kept."""
    sale = memo(
        "1",
        line(1, "8020", "-50.00", relation="1000", cost_centre="00001"),
        line(2, "1300", "50.00", relation="1000"),
        journal="VRK",
    )
    lone = memo("2", line(1, "4300", "5.00", relation="1000"), line(2, "1800", "-5.00"))
    _relation, whole, less = write(at, Relation("1000", "Café", "C"), sale, lone)
    assert (whole.became, whole.finding) == (Became.MADE, None), "the entry still names its relation"
    assert less.finding is not None
    assert less.finding.code == "TWINFIELD-DIMENSION"
    found = {one.journal: one for one in entries(read(at, EMPTY, Kind.ENTRIES))}
    assert [(one.account, one.relation, one.cost_centre) for one in found["VRK"].lines] == [
        ("1300", "1000", ""),
        ("8020", "", "00001"),
    ]
    assert [one.relation for one in found["MEMO"].lines] == ["", ""]


def test_an_opening_balance_goes_where_twinfield_keeps_it(at: Driven) -> None:
    opening = Entry(
        "", "", 2025, 1, date(2025, 1, 1), [line(1, "1100", "9.00"), line(2, "0500", "-9.00")], kind="opening"
    )
    (told,) = write(at, opening)
    assert told.foreign.startswith("BEGINBALANS/")
    (found,) = entries(read(at, EMPTY, Kind.OPENING, Kind.ENTRIES))
    assert (found.kind, found.year, found.period) == ("opening", 2025, 0)


def test_an_entry_of_more_than_1000_lines_is_refused_here(at: Driven) -> None:
    many = [line(number, "4300", "1.00") for number in range(1, 1001)]
    at.world.calls.clear()
    (told,) = write(at, memo("1", *many, line(1001, "1800", "-1000.00")))
    assert told.became is Became.REFUSED
    assert told.finding is not None
    assert told.finding.code == "TWINFIELD-TOO-LONG"


def test_what_settled_each_other_in_part_is_matched_in_part() -> None:
    def part(value: str) -> Part:
        return Part("1000", "k", date(2026, 1, 1), ("VRK", "1", value), Decimal(value))

    assert [one.value for one in balanced([part("100"), part("-40")])] == [Decimal(40), Decimal(-40)]
    assert [one.value for one in balanced([part("-100"), part("40"), part("10")])] == [
        Decimal(-50),
        Decimal(40),
        Decimal(10),
    ]
    assert balanced([part("100"), part("40")]) == []


def test_an_open_item_that_no_entry_leaves_open_is_told(at: Driven) -> None:
    item = OpenItem("1000", "CU", "1300", "F9", date(2026, 1, 1), None, Decimal(10), Decimal(10))
    (told,) = write(at, item)
    assert told.became is Became.REFUSED
    assert told.finding is not None
    assert told.finding.code == "TWINFIELD-OPEN-ITEM"


def test_a_document_goes_to_an_entry_that_was_written_before(at: Driven) -> None:
    given = read(at, BAKERY)
    documents = [one for one in given if isinstance(one, DocumentFile)]
    write(at, *(one for one in given if not isinstance(one, DocumentFile)))
    assert [one.became for one in write(at, *documents)] == [Became.MADE] * len(documents)
    assert _documents(read(at, EMPTY)) == _documents(given)


def test_a_document_without_an_entry_has_no_place_at_twinfield(at: Driven) -> None:
    document = DocumentFile("k", "brief.pdf", "Brief", None, "", lambda: iter([b"%PDF"]))
    (told,) = write(at, document)
    assert told.became is Became.REFUSED
    assert told.finding is not None
    assert told.finding.code == "TWINFIELD-NO-ENTRY"


def test_what_twinfield_makes_itself_is_compared(at: Driven) -> None:
    records: list[Record] = [
        FiscalYear(2026, "2026", date(2026, 1, 1), date(2026, 12, 31)),
        FiscalYear(1999, "1999", date(1999, 1, 1), date(1999, 12, 31)),
        Period(2026, 3, "maart", date(2026, 3, 1), date(2026, 3, 31)),
        VatCode("VH", "Hoog"),
        VatCode("XX", "Onbekend"),
        Journal("MEMO", "Memoriaal"),
        Journal("LOON", "Lonen"),
    ]
    assert [one.became for one in write(at, *records)] == [
        Became.THERE,
        Became.REFUSED,
        Became.THERE,
        Became.THERE,
        Became.REFUSED,
        Became.THERE,
        Became.REFUSED,
    ]


def test_the_next_book_year_is_opened_and_no_other(at: Driven) -> None:
    last = max(one.year for one in read(at, EMPTY, Kind.PERIODS, years=()) if isinstance(one, FiscalYear))

    def year(number: int) -> FiscalYear:
        return FiscalYear(number, str(number), date(number, 1, 1), date(number, 12, 31))

    told = write(at, year(last + 2), year(last + 1), year(last + 1))
    assert [one.became for one in told] == [Became.REFUSED, Became.MADE, Became.THERE]
    opened = [one for one in read(at, EMPTY, Kind.PERIODS, years=(last + 1,)) if isinstance(one, Period)]
    assert len(opened) == 14


def test_days_of_a_payment_condition_go_with_the_relations_that_have_it(at: Driven) -> None:
    buyer = Relation("1050", "Koper", "C", extra={"payment_condition_sales": "21"})
    write(at, PaymentCondition("21", "21 dagen", 21), buyer)
    found = next(one for one in read(at, EMPTY, Kind.RELATIONS) if isinstance(one, Relation) and one.code == "1050")
    assert found.extra["duedays"] == "21"


def test_text_is_never_markup(at: Driven) -> None:
    """What a person typed may look like XML, and stays text."""
    nasty = "</name><status>deleted</status>&amp;\x00]]>"
    write(at, Relation("1051", nasty, "C"))
    found = next(one for one in read(at, EMPTY, Kind.RELATIONS) if isinstance(one, Relation) and one.code == "1051")
    assert found.name == nasty.replace("\x00", "")


def test_a_long_description_is_cut_where_twinfield_cuts_it_and_told(at: Driven) -> None:
    text = "Een omschrijving die langer is dan Twinfield op een regel wil hebben"
    entry = memo("1", line(1, "4300", "5.00", description=text), line(2, "1800", "-5.00"))
    (told,) = write(at, entry)
    assert told.became is Became.MADE
    assert told.finding is not None
    assert told.finding.code == "TWINFIELD-TEXT"
    (found,) = entries(read(at, EMPTY, Kind.ENTRIES))
    assert found.lines[0].description == text[:40]


def test_an_administration_that_is_being_closed_takes_nothing(at: Driven) -> None:
    with pytest.raises(NoAccess):
        write(at, simple(), code=CLOSING)
