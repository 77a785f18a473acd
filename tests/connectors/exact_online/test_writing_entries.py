"""Writing entries, documents and open items to Exact Online: to the cent, once, and nothing left out in silence."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import cast

import pytest

from overstap.books.ledger.values import Entry, Line, LineVat
from overstap.books.relations.values import Relation
from overstap.connectors.exact_online import writer_documents
from overstap.connectors.port import Books, NoAccess
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import Became, DocumentFile, Kind, OpenItem, Written
from tests.connectors.driven import Driven
from tests.connectors.exact_online.driven import EMPTY
from tests.connectors.exact_online.written_books import (
    CUSTOMER,
    DAY,
    SUPPLIER,
    calls,
    desk,
    memorial,
    paper,
    posts,
    purchase,
    read,
    sale,
    statement,
    write,
)

XML = "POST /docs/XMLUpload.aspx"
EVERY_WAY = [sale(), purchase(), memorial(), statement()]


@pytest.fixture
def at() -> Iterator[Driven]:
    """A connector whose division 100002 has a chart, a customer and a supplier."""
    with desk() as made:
        write(made, CUSTOMER, SUPPLIER)
        made.world.calls.clear()
        yield made


def entries(at: Driven) -> dict[str, Entry]:
    """The entries of the division, by number."""
    read_now = read(at, Kind.OPENING, Kind.ENTRIES)
    return {one.number: one for one in read_now if isinstance(one, Entry)}


def bare(entry: Entry) -> list[tuple[str, Decimal, str]]:
    """Account, amount and relation of each line."""
    return [(line.account, line.amount, line.relation) for line in entry.lines]


def codes(written: list[Written]) -> list[str]:
    """The codes of what was told."""
    return [one.finding.code for one in written if one.finding]


@pytest.mark.parametrize("entry", EVERY_WAY, ids=["sale", "purchase", "memorial", "bank"])
def test_an_entry_comes_out_as_it_was(at: Driven, entry: Entry) -> None:
    [told] = write(at, entry)
    assert (told.became, told.finding) == (Became.MADE, None)
    assert told.foreign == f"{entry.journal} {entry.number}"
    made = entries(at)[entry.number]
    assert (made.journal, made.year, made.period, made.date) == (entry.journal, 2026, 3, DAY)
    assert [(line.account, line.amount) for line in made.lines] == [(line.account, line.amount) for line in entry.lines]
    assert [(vat.code, vat.amount) for line in made.lines for vat in line.vat] == [
        (vat.code, vat.amount) for line in entry.lines for vat in line.vat
    ]


def test_each_journal_has_its_own_way_and_each_entry_one_call(at: Driven) -> None:
    write(at, *EVERY_WAY)
    here = "POST /api/v1/100002"
    assert {call: times for call, times in at.world.calls.items() if call.startswith("POST")} == {
        f"{here}/salesentry/SalesEntries": 1,
        f"{here}/purchaseentry/PurchaseEntries": 1,
        f"{here}/generaljournalentry/GeneralJournalEntries": 1,
        XML: 1,
    }
    assert calls(at, "GET") == 5  # what is there: entries of 2026, journals, accounts, relations, VAT codes


def test_entries_that_are_there_are_not_made_again(at: Driven) -> None:
    write(at, *EVERY_WAY)
    at.world.calls.clear()
    assert {one.became for one in write(at, *EVERY_WAY)} == {Became.THERE}
    assert posts(at) == 0


def test_vat_that_exact_would_count_otherwise_comes_out_as_in_the_source(at: Driven) -> None:
    """21% of 100.00 is 21.00; the invoice says 20.99."""
    write(at, sale(vat="20.99"))
    made = entries(at)["26700900"]
    assert bare(made)[0] == ("1300", Decimal("120.99"), "1001")
    assert [line.amount for line in made.lines if line.account == "1500"] == [Decimal("-20.99")]


def test_a_credit_note_is_negative(at: Driven) -> None:
    write(at, sale(net="-100.00", vat="-21.00"))
    assert [line.amount for line in entries(at)["26700900"].lines] == [
        Decimal("-121.00"),
        Decimal("100.00"),
        Decimal("21.00"),
    ]


def _with(entry: Entry, *lines: Line) -> Entry:
    return entry._replace(lines=lines)


TWO_CUSTOMERS = _with(
    sale(),
    Line("0", "1300", Decimal("60.00"), "D", relation="1001"),
    Line("1", "1300", Decimal("40.00"), "D", relation="1002"),
    Line("2", "8900", Decimal("-100.00"), "C"),
)
VAT_ELSEWHERE = _with(
    sale(),
    Line("0", "1300", Decimal("121.00"), "D", relation="1001"),
    Line("1", "8100", Decimal("-100.00"), "C", vat=[LineVat("2", Decimal(21), Decimal("-21.00"), "C")]),
    Line("2", "1700", Decimal("-21.00"), "C"),
)
INCLUDING = _with(
    sale(),
    Line("0", "1300", Decimal("121.00"), "D", relation="1001"),
    Line("1", "8100", Decimal("-100.00"), "C", vat=[LineVat("3", Decimal(21), Decimal("-21.00"), "C")]),
    Line("2", "1500", Decimal("-21.00"), "C"),
)
NO_CUSTOMER = _with(sale(), Line("0", "1200", Decimal("10.00"), "D"), Line("1", "8900", Decimal("-10.00"), "C"))
DOLLARS = _with(
    sale(),
    Line("0", "1300", Decimal("92.00"), "D", relation="1001", currency="USD", currency_amount=Decimal("100.00")),
    Line("1", "8900", Decimal("-92.00"), "C", currency="USD", currency_amount=Decimal("100.00")),
)
MEMORIAL_WITH_VAT = _with(
    memorial(),
    Line("1", "4300", Decimal("100.00"), "D", vat=[LineVat("4", Decimal(21), Decimal("21.00"), "D")]),
    Line("2", "1520", Decimal("21.00"), "D"),
    Line("3", "1200", Decimal("-121.00"), "C"),
)


@pytest.mark.parametrize(
    "entry",
    [TWO_CUSTOMERS, VAT_ELSEWHERE, INCLUDING, NO_CUSTOMER, DOLLARS, MEMORIAL_WITH_VAT],
    ids=["two customers", "VAT elsewhere", "VAT included", "no customer", "dollars", "memorial with VAT"],
)
def test_what_rest_would_make_otherwise_goes_by_xml_line_by_line(at: Driven, entry: Entry) -> None:
    [told] = write(at, entry)
    assert (told.became, at.world.calls[XML]) == (Became.MADE, 1)
    assert bare(entries(at)[entry.number]) == bare(entry)


def test_amounts_in_another_currency_come_out_in_both(at: Driven) -> None:
    write(at, DOLLARS)
    made = entries(at)[DOLLARS.number].lines
    assert [(line.currency, line.currency_amount, line.amount) for line in made] == [
        ("USD", Decimal("100.00"), Decimal("92.00")),
        ("USD", Decimal("100.00"), Decimal("-92.00")),
    ]


def test_an_opening_balance_goes_by_xml_as_type_10_in_a_general_journal(at: Driven) -> None:
    lines = [Line("1", "1100", Decimal("500.00"), "D"), Line("2", "0500", Decimal("-500.00"), "C")]
    opening = Entry("", "", 2026, 1, DAY.replace(month=1, day=1), lines, "Beginbalans", "opening")
    [told] = write(at, opening)
    assert (told.kind, told.became) == (Kind.OPENING, Became.MADE)
    [made] = [one for one in read(at, Kind.OPENING) if isinstance(one, Entry)]
    assert (made.kind, made.journal, bare(made)) == ("opening", "90", bare(opening))
    assert [one.became for one in write(at, opening)] == [Became.THERE]


def test_a_second_opening_balance_of_a_year_is_refused(at: Driven) -> None:
    lines = [Line("1", "1100", Decimal("500.00"), "D"), Line("2", "0500", Decimal("-500.00"), "C")]
    opening = Entry("", "", 2026, 1, DAY.replace(month=1, day=1), lines, "Beginbalans", "opening")
    write(at, opening)
    doubled = opening._replace(lines=[line._replace(amount=line.amount * 2) for line in lines])
    assert codes(write(at, doubled)) == ["EXACT-OPENING-TAKEN"]


def test_the_opening_balance_of_a_later_year_is_not_written_twice(at: Driven) -> None:
    """Exact carries balances forward: with a second opening entry they would count double."""
    lines = [Line("1", "1100", Decimal("500.00"), "D"), Line("2", "0500", Decimal("-500.00"), "C")]
    first = Entry("", "", 2025, 1, date(2025, 1, 1), lines, "Beginbalans", "opening")
    second = first._replace(year=2026, date=date(2026, 1, 1))
    written = write(at, first, second)
    assert {one.became for one in written} == {Became.MADE, Became.REFUSED}
    assert codes(written) == ["EXACT-OPENING-CARRIED"]
    assert codes(write(at, second)) == ["EXACT-OPENING-CARRIED"]


def test_an_opening_balance_of_period_0_stands_in_the_first_period(at: Driven) -> None:
    lines = [Line("1", "1100", Decimal("500.00"), "D"), Line("2", "0500", Decimal("-500.00"), "C")]
    write(at, Entry("", "", 2026, 0, DAY.replace(month=1, day=1), lines, "Beginbalans", "opening"))
    assert [one.period for one in read(at, Kind.OPENING) if isinstance(one, Entry)] == [1]


def test_what_has_no_place_at_exact_is_told_once(at: Driven) -> None:
    def with_product(number: str) -> Entry:
        made = memorial(number)
        return made._replace(lines=[line._replace(product="BROOD", match_key="7") for line in made.lines])

    written = write(at, with_product("26900801"), with_product("26900802"))
    assert [one.became for one in written] == [Became.MADE, Became.MADE]
    assert codes(written) == ["EXACT-LEFT-OUT"]
    assert written[0].finding is not None
    assert written[0].finding.message == "Not written, from this entry on: products, match keys."


def test_lines_of_debtors_and_creditors_that_name_nobody_go_to_one_relation_and_that_is_told(at: Driven) -> None:
    """Exact takes no line on such an account without a relation; audit files have them in opening balances."""
    lines = [
        Line("1", "1300", Decimal("500.00"), "D"),
        Line("2", "1600", Decimal("-200.00"), "C"),
        Line("3", "0500", Decimal("-300.00"), "C"),
    ]
    opening = Entry("", "", 2026, 1, DAY.replace(month=1, day=1), lines, "Beginbalans", "opening")
    written = write(at, opening, _with(memorial(), lines[0], lines[1], lines[2]))
    assert [one.became for one in written] == [Became.MADE, Became.MADE]
    assert codes(written) == ["EXACT-COLLECTIVE", "EXACT-COLLECTIVE"]
    names = [one.name for one in read(at, Kind.RELATIONS) if isinstance(one, Relation)]
    assert [names.count(name) for name in ("Debiteuren zonder relatie", "Crediteuren zonder relatie")] == [1, 1]


@pytest.mark.parametrize(
    ("number", "there"), [("VRK-2026/017", "2026017"), ("00042", "42"), ("202600000123", "600000123")]
)
def test_of_a_number_its_digits_are_kept(at: Driven, number: str, there: str) -> None:
    [told] = write(at, sale(number))
    assert (told.became, told.foreign) == (Became.MADE, f"70 {there}")
    assert [one.became for one in write(at, sale(number))] == [Became.THERE]


def test_entries_without_any_digit_get_a_number_and_are_found_again_by_what_is_in_them(at: Driven) -> None:
    """Two alike are two."""
    three = [sale("A"), sale("B"), sale("C", net="7.00", vat="1.47")]
    written = write(at, *three)
    assert [told.became for told in written] == [Became.MADE] * 3
    assert len({told.foreign for told in written}) == 3
    assert [told.became for told in write(at, *three)] == [Became.THERE] * 3
    assert len(entries(at)) == 3


def test_a_number_that_another_entry_has_is_refused(at: Driven) -> None:
    write(at, memorial())
    assert codes(write(at, memorial(amount="76.00"))) == ["EXACT-NUMBER-TAKEN"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (Line("1", "4999", Decimal("75.00"), "D"), "EXACT-ACCOUNT-MISSING"),
        (Line("1", "1300", Decimal("75.00"), "D", relation="4711"), "EXACT-RELATION-MISSING"),
        (Line("1", "4100", Decimal("74.00"), "D"), "EXACT-UNBALANCED"),
        (
            Line("1", "4100", Decimal("75.00"), "D", vat=[LineVat("ZZ", Decimal(21), Decimal("1.00"), "D")]),
            "EXACT-VAT-CODE",
        ),
    ],
)
def test_an_entry_that_cannot_be_written_is_told_without_a_call_and_the_rest_goes_on(
    at: Driven, line: Line, code: str
) -> None:
    wrong = _with(memorial("26900901"), line, memorial().lines[1])
    written = write(at, wrong, memorial())
    assert codes(written) == [code]
    assert [one.became for one in written] == [Became.REFUSED, Became.MADE]


def test_what_exact_says_against_one_entry_of_an_upload_stops_no_other(at: Driven) -> None:
    """The bank statement of 2050 has no period."""
    late = statement("26200901")._replace(year=2050)
    written = write(at, late, statement())
    assert {one.key: one.became for one in written} == {
        "20 26200901": Became.REFUSED,
        "20 26200900": Became.MADE,
    }
    [refused] = [one.finding for one in written if one.finding]
    assert refused.message == "Ongeldig: Boekjaar / Periode"


@pytest.mark.parametrize("fault", ["drop-after", "drop-before", "500-silent"])
@pytest.mark.parametrize("entry", EVERY_WAY, ids=["sale", "purchase", "memorial", "bank"])
def test_an_entry_without_an_answer_is_booked_once(at: Driven, entry: Entry, fault: str) -> None:
    at.world.switch_on(Fault(fault, "POST .*(Entries|XMLUpload.aspx)$"))
    assert [one.became for one in write(at, entry)] == [Became.MADE]
    assert list(entries(at)) == [entry.number]


def test_a_lost_upload_of_entries_without_numbers_doubles_none(at: Driven) -> None:
    same = [statement("A"), statement("B")]
    at.world.switch_on(Fault("drop-after", "POST .*XMLUpload.aspx$"))
    assert [one.became for one in write(at, *same)] == [Became.MADE, Became.MADE]
    assert len(entries(at)) == 2


def test_a_division_that_is_blocked_half_way_ends_the_writing_and_what_was_done_stays_told(at: Driven) -> None:
    at.world.switch_on(Fault("division-blocked", "POST .*purchaseentry"))
    writing = cast("Books", at.connector).write(at.connection, EMPTY, EVERY_WAY)
    told = next(writing)
    assert (told.key, told.became) == ("70 26700900", Became.MADE)
    with pytest.raises(NoAccess):
        next(writing)
    at.world.switch_off()
    assert [one.became for one in write(at, *EVERY_WAY)].count(Became.THERE) == 1


def test_a_long_history_goes_by_xml_in_batches(at: Driven) -> None:
    """A call for each would use up the day of 5,000; looking whether they are there costs one for each 500."""
    many = [memorial(str(26_900_100 + nr), f"{nr + 1}.00") for nr in range(601)]
    assert {one.became for one in write(at, *many)} == {Became.MADE}
    assert posts(at) == 5 + 2  # 500 by a hundred, then 101
    assert at.world.calls["GET /api/v1/100002/bulk/Financial/TransactionLines"] == 2
    assert len(entries(at)) == 601
    at.world.calls.clear()
    assert {one.became for one in write(at, *many)} == {Became.THERE}
    assert posts(at) == 0


def test_a_document_comes_with_its_entry_and_its_bytes(at: Driven) -> None:
    [_entry, told] = write(at, purchase(), paper(purchase()))
    assert (told.became, told.finding) == (Became.MADE, None)
    [made] = [one for one in read(at, Kind.DOCUMENTS) if isinstance(one, DocumentFile)]
    assert (made.name, made.subject, made.tag, made.on) == ("factuur.pdf", "Factuur", "purchase", DAY)
    assert (made.journal, made.entry) == ("50", "26500900")
    assert b"".join(made.content()) == b"%PDF-1.4 een factuur"
    assert [one.became for one in write(at, purchase(), paper(purchase()))] == [Became.THERE, Became.THERE]


def test_the_entries_of_documents_are_looked_up_together(at: Driven) -> None:
    several = [memorial(str(26_900_500 + nr)) for nr in range(10)]
    write(at, *several)
    at.world.calls.clear()
    written = write(at, *[paper(entry) for entry in several])
    assert codes(written) == []
    assert at.world.calls["GET /api/v1/100002/bulk/Financial/TransactionLines"] == 1
    assert posts(at) == 20


def test_two_files_of_one_document_stay_together(at: Driven) -> None:
    first, second = paper(purchase()), paper(purchase(), b"bijlage", "bijlage.txt")
    both = [_of_document(one, "d1") for one in (first, second)]
    write(at, purchase(), *both)
    assert at.world.calls["POST /api/v1/100002/documents/Documents"] == 1
    assert at.world.calls["POST /api/v1/100002/documents/DocumentAttachments"] == 2


def _of_document(file: DocumentFile, document: str) -> DocumentFile:
    return DocumentFile(
        file.name, file.name, file.subject, file.on, file.tag, file.content, file.journal, file.entry,
        extra={"document": document},
    )  # fmt: skip


def test_a_document_whose_entry_is_not_there_stands_by_itself_and_says_so(at: Driven) -> None:
    [told] = write(at, paper(purchase()))
    assert told.became is Became.MADE
    assert codes([told]) == ["EXACT-UNLINKED"]


def test_a_file_that_is_too_large_is_told_and_not_sent(at: Driven, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_documents, "LARGEST", 10)
    [told] = write(at, paper(purchase()))
    assert (told.became, codes([told]), posts(at)) == (Became.REFUSED, ["EXACT-TOO-LARGE"], 0)


@pytest.mark.parametrize("where", ["documents/Documents", "documents/DocumentAttachments"])
@pytest.mark.parametrize("fault", ["drop-after", "drop-before"])
def test_a_document_without_an_answer_is_there_once(at: Driven, where: str, fault: str) -> None:
    at.world.switch_on(Fault(fault, f"POST .*{where}$"))
    write(at, purchase(), paper(purchase()))
    assert len(read(at, Kind.DOCUMENTS)) == 1


def _item(invoice: str, amount: str, left: str) -> OpenItem:
    return OpenItem("1001", "CU", "1300", invoice, DAY, None, Decimal(amount), Decimal(left), "70", invoice)


def test_open_items_follow_from_the_entries(at: Driven) -> None:
    [_entry, told] = write(at, sale(), _item("26700900", "121.00", "121.00"))
    assert (told.kind, told.became) == (Kind.OPEN_ITEMS, Became.THERE)
    assert at.world.calls[XML] == 0


def test_what_was_paid_is_matched_by_a_match_set(at: Driven) -> None:
    other = sale("26700901", "200.00", "42.00")
    written = write(at, sale(), other, statement(), _item("26700901", "242.00", "242.00"))
    assert {one.became for one in written} == {Became.MADE, Became.THERE}
    left = [one for one in read(at, Kind.OPEN_ITEMS) if isinstance(one, OpenItem)]
    assert [(one.invoice, one.open) for one in left] == [("26700901", Decimal("242.00"))]


def test_what_was_paid_in_part_stays_open_for_the_rest(at: Driven) -> None:
    written = write(at, sale(), statement(amount="21.00"), _item("26700900", "121.00", "100.00"))
    assert {one.became for one in written} == {Became.MADE}
    left = [one for one in read(at, Kind.OPEN_ITEMS) if isinstance(one, OpenItem)]
    assert [(one.invoice, one.open) for one in left] == [("26700900", Decimal("100.00"))]


def test_an_open_item_that_does_not_come_out_is_told(at: Driven) -> None:
    written = write(at, sale(), _item("26700900", "121.00", "7.00"), _item("4711", "1.00", "1.00"))
    assert codes(written) == ["EXACT-OPEN-ITEM", "EXACT-OPEN-ITEM"]


def test_a_relation_with_a_code_of_its_own_is_found_in_entries(at: Driven) -> None:
    write(at, Relation("DEB-01", "Bakker Noord", "C"), sale(relation="DEB-01"))
    [made] = entries(at).values()
    assert made.lines[0].relation.isdigit()
