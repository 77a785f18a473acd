"""Posting an entry with its document, reading it back, taking it back; and what changed since."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import httpx
import pytest

from overstap.books.ledger.values import Account, Entry, LineVat
from overstap.books.relations.values import Relation
from overstap.connectors.port import PackageRefused, StaleCursor
from overstap.connectors.twinfield.connector import TwinfieldConnector
from overstap.connectors.values import Change, DocumentFile, Kind, Posted, Posting, Wanted
from tests.connectors.driven import Driven
from tests.connectors.twinfield.driven import BAKERY, EMPTY
from tests.connectors.twinfield.test_writing import Cutting, line, losing, memo

DAY = 24 * 3600


def twinfield(at: Driven) -> TwinfieldConnector:
    assert isinstance(at.connector, TwinfieldConnector)
    return at.connector


def bought(number: str = "F-2026-17") -> Entry:
    """A purchase invoice of 121 euros."""
    lines = [
        line(1, "1600", "-121.00", relation="2000", invoice_ref=number, extra={"due": "2026-12-06"}),
        line(2, "4300", "100.00", vat=(LineVat("IH", Decimal("21.000"), Decimal("21.00"), "D"),), description="Papier"),
        line(3, "1510", "21.00"),
    ]
    return memo("", *lines, on=date(2026, 11, 22), journal="INK")


def paper() -> DocumentFile:
    return DocumentFile(
        "bon-1", "factuur.pdf", "Factuur", date(2026, 11, 22), "", lambda: iter([b"%PDF-1.4 ", b"papier"])
    )


def all_entries(at: Driven, code: str = BAKERY) -> list[Entry]:
    found = twinfield(at).read(at.connection, code, Wanted(frozenset({Kind.ENTRIES}), (2026,)))
    return [one for one in found if isinstance(one, Entry)]


def test_an_entry_is_posted_with_its_document_and_read_back_the_same(at: Driven) -> None:
    """R021, R026: a connection posts again, proven by an entry that was read back."""
    posted = twinfield(at).post(at.connection, BAKERY, Posting(bought(), "scan-4711", [paper()]))
    found = twinfield(at).read_back(at.connection, BAKERY, posted)
    assert found is not None
    assert (found.journal, found.number, found.date) == ("INK", posted.number, date(2026, 11, 22))
    given = [(one.account, one.amount, one.side, one.relation, one.vat, one.description) for one in bought().lines]
    assert [(one.account, one.amount, one.side, one.relation, one.vat, one.description) for one in found.lines] == given
    assert found.lines[0].extra == {"due": "2026-12-06"}
    assert found.lines[0].invoice_ref == "F-2026-17"
    documents = twinfield(at).read(at.connection, BAKERY, Wanted(frozenset({Kind.DOCUMENTS})))
    held = [one for one in documents if isinstance(one, DocumentFile) and one.entry == posted.number]
    assert [(one.name, b"".join(one.content())) for one in held] == [("factuur.pdf", b"%PDF-1.4 papier")]


def test_the_ledger_tells_of_an_entry_what_reading_it_alone_tells(at: Driven) -> None:
    for one in [entry for entry in all_entries(at) if entry.number.endswith("0007")]:
        alone = twinfield(at).read_back(at.connection, BAKERY, Posted(one.journal, one.number))
        assert alone is not None
        unmatched = [each._replace(match_key="") for each in one.lines]
        assert alone._replace(user="", lines=list(alone.lines)) == one._replace(user="", lines=unmatched)


def test_the_same_reference_is_booked_once(at: Driven) -> None:
    """R020: posting again after a doubt books nothing twice, neither the entry nor its document."""
    first = twinfield(at).post(at.connection, BAKERY, Posting(bought(), "scan-1", [paper()]))
    again = twinfield(at).post(at.connection, BAKERY, Posting(bought(), "scan-1", [paper()]))
    other = twinfield(at).post(at.connection, BAKERY, Posting(bought(), "scan-2"))
    assert first == again
    assert other.number != first.number
    documents = twinfield(at).read(at.connection, BAKERY, Wanted(frozenset({Kind.DOCUMENTS})))
    assert len([one for one in documents if isinstance(one, DocumentFile) and one.name == "factuur.pdf"]) == 1


@pytest.mark.parametrize("which", range(1, 8))
def test_whatever_answer_gets_lost_it_is_booked_once(at: Driven, which: int) -> None:
    worse = losing(at, lambda call: call == which)
    before = len(all_entries(at))
    posted = twinfield(worse).post(at.connection, BAKERY, Posting(bought(), "scan-1", [paper()]))
    assert len(all_entries(at)) == before + 1
    assert twinfield(at).post(at.connection, BAKERY, Posting(bought(), "scan-1")) == posted


class LosingDocuments(Cutting):
    """Loses the first answer of DocumentService to a command."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        if b"CreateDocument" in request.read():
            self._calls += 1
            if self._lost(self._calls):
                raise httpx.ReadError("cut", request=request)
        return answer


def test_a_document_whose_answer_got_lost_is_there_once(at: Driven) -> None:
    assert at.outside.transport is not None
    outside = replace(at.outside, transport=LosingDocuments(at.outside.transport, lambda call: call == 1))
    TwinfieldConnector(outside).post(at.connection, BAKERY, Posting(bought(), "scan-1", [paper()]))
    documents = twinfield(at).read(at.connection, BAKERY, Wanted(frozenset({Kind.DOCUMENTS})))
    assert len([one for one in documents if isinstance(one, DocumentFile) and one.name == "factuur.pdf"]) == 1


def test_a_posting_that_twinfield_refuses_is_told_in_its_words(at: Driven) -> None:
    wrong = memo("", line(1, "4300", "1.00"), line(2, "1800", "-2.00"))
    with pytest.raises(PackageRefused, match="niet in balans"):
        twinfield(at).post(at.connection, BAKERY, Posting(wrong, "scan-1"))


def test_a_posting_can_be_taken_back(at: Driven) -> None:
    """R026: what proves a connection leaves nothing behind."""
    proof = memo("", line(1, "1800", "0.01"), line(2, "1800", "-0.01"))
    posted = twinfield(at).post(at.connection, EMPTY, Posting(proof, "proof-1"))
    assert twinfield(at).read_back(at.connection, EMPTY, posted) is not None
    assert twinfield(at).withdraw(at.connection, EMPTY, posted)
    assert twinfield(at).read_back(at.connection, EMPTY, posted) is None
    assert twinfield(at).withdraw(at.connection, EMPTY, posted), "it is gone already"
    assert all_entries(at, EMPTY) == []


@pytest.mark.parametrize("which", range(1, 4))
def test_a_withdrawal_whose_answer_got_lost_is_looked_after(at: Driven, which: int) -> None:
    proof = memo("", line(1, "1800", "0.01"), line(2, "1800", "-0.01"))
    posted = twinfield(at).post(at.connection, EMPTY, Posting(proof, "proof-1"))
    assert twinfield(losing(at, lambda call: call == which)).withdraw(at.connection, EMPTY, posted)
    assert all_entries(at, EMPTY) == []


def test_what_is_final_stays(at: Driven) -> None:
    (written,) = twinfield(at).write(
        at.connection, EMPTY, [memo("1", line(1, "1800", "0.01"), line(2, "1800", "-0.01"))]
    )
    journal, _slash, number = written.foreign.partition("/")
    assert not twinfield(at).withdraw(at.connection, EMPTY, Posted(journal, number))
    assert len(all_entries(at, EMPTY)) == 1


def test_posting_takes_no_more_calls_than_it_needs(at: Driven) -> None:
    simple = memo("", line(1, "4300", "1.00"), line(2, "1800", "-1.00"))
    at.world.calls.clear()
    twinfield(at).post(at.connection, BAKERY, Posting(simple, "scan-9"))
    posts = {call: number for call, number in at.world.calls.items() if call.startswith("POST")}
    assert posts == {
        "POST /webservices/finder.asmx": 2,  # daybooks, banks
        "POST /webservices/processxml.asmx": 3,  # the office's currency, our references of the month, the entry
        "POST /webservices/PeriodService.svc": 1,
    }


def changed(at: Driven, cursor: str, code: str = BAKERY) -> tuple[list[Change], str]:
    found = list(twinfield(at).changes(at.connection, code, cursor))
    assert found[-1].cursor
    assert not any(one.cursor for one in found[:-1])
    return found[:-1], found[-1].cursor


def test_at_first_everything_changed(at: Driven) -> None:
    found, _cursor = changed(at, "")
    kinds = {one.kind for one in found}
    assert {Kind.ACCOUNTS, Kind.RELATIONS, Kind.ENTRIES, Kind.DOCUMENTS} <= kinds


def test_what_was_made_changed_or_deleted_is_told_once(at: Driven) -> None:
    _found, cursor = changed(at, "")
    at.world.move(DAY)
    posted = twinfield(at).post(at.connection, BAKERY, Posting(bought(), "scan-1"))
    going = twinfield(at).post(at.connection, BAKERY, Posting(bought("F2"), "scan-2"))
    twinfield(at).withdraw(at.connection, BAKERY, going)
    list(twinfield(at).write(at.connection, BAKERY, [Relation("1099", "Nieuw", "C"), Account("4399", "Nieuw", "P")]))
    at.world.move(600)
    found, cursor = changed(at, cursor)
    told = {(one.kind, one.key): one.record for one in found}
    assert set(told) == {
        (Kind.ACCOUNTS, "4399"),
        (Kind.RELATIONS, "1099"),
        (Kind.ENTRIES, f"INK/{posted.number}"),
        (Kind.ENTRIES, f"INK/{going.number}"),
    }
    assert told[Kind.ENTRIES, f"INK/{going.number}"] is None
    assert isinstance(told[Kind.ENTRIES, f"INK/{posted.number}"], Entry)
    at.world.move(DAY)
    assert [one for one in changed(at, cursor)[0] if one.record is not None] == []


def test_asking_for_changes_takes_a_few_calls_however_large_the_books_are(at: Driven) -> None:
    _found, cursor = changed(at, "")
    at.world.move(DAY)
    at.world.calls.clear()
    changed(at, cursor)
    assert at.world.calls["POST /webservices/processxml.asmx"] == 1, "one browse, of all years"
    assert at.world.calls["POST /webservices/finder.asmx"] == 6, "a question for each type of dimension"
    assert at.world.calls["POST /webservices/DeletedTransactionsService.svc"] == 1


@pytest.mark.parametrize(
    "cursor",
    [
        "geen json",
        "[]",
        "{}",
        json.dumps({"version": 1, "office": "999", "at": "2026-11-22T00:00:00+00:00"}),
        json.dumps({"version": 2, "office": BAKERY, "at": "2026-11-22T00:00:00+00:00"}),
        json.dumps({"version": 1, "office": BAKERY, "at": "2026-11-22T00:00:00"}),
        json.dumps({"version": 1, "office": BAKERY, "at": "2020-01-01T00:00:00+00:00"}),
    ],
)
def test_a_cursor_that_cannot_be_followed_asks_for_everything_again(at: Driven, cursor: str) -> None:
    with pytest.raises(StaleCursor):
        list(twinfield(at).changes(at.connection, BAKERY, cursor))
