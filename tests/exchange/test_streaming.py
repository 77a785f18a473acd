"""Memory does not grow with the file, and records come in batches."""

import gc
import tracemalloc
from pathlib import Path

import pytest

from overstap.exchange.xaf import checks, text
from overstap.exchange.xaf.reader import AuditFile
from overstap.lib.money import ZERO
from tests.exchange.documents import document, entry, journal, saved, totals, transactions


def _long(folder: Path, entries: int, *, comment: str = "") -> Path:
    body = "".join(entry(number=str(number)) for number in range(entries))
    amount = f"{10 * entries}.00"
    content = transactions(journal(body), totals(str(2 * entries), amount, amount) + comment)
    return saved(folder, document(content=content), f"long-{entries}.xaf")


def _peak(path: Path) -> int:
    """The most memory that reading takes, records dropped as they come."""
    gc.collect()
    tracemalloc.start()
    for _ in AuditFile([path]).records():
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("comment", ["", "<!-- the general way -->"])
def test_memory_does_not_grow_with_the_file(comment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys that are remembered are bounded; here the bound is low, so that small files show it."""
    monkeypatch.setattr(checks, "MOST_KEYS", 100)
    monkeypatch.setattr(text, "CHUNK", 1 << 15)
    few, many = _peak(_long(tmp_path, 2_000, comment=comment)), _peak(_long(tmp_path, 12_000, comment=comment))
    assert many < few * 1.3


def test_entries_come_in_batches_of_a_thousand_or_so(tmp_path: Path) -> None:
    records = [record for record in AuditFile([_long(tmp_path, 4_500)]).records() if isinstance(record, list)]
    sizes = [len(batch) for batch in records[1:]]  # the first is the opening balance
    assert sum(sizes) == 4_500
    assert max(sizes) <= 2_000
    assert len(sizes) >= 3


def test_a_reader_that_is_left_half_way_leaves_the_collector_as_it_was(tmp_path: Path) -> None:
    before = gc.get_threshold()
    records = AuditFile([_long(tmp_path, 10)]).records()
    next(records)
    records.close()  # type: ignore[attr-defined]
    assert gc.get_threshold() == before


def test_records_are_read_once(tmp_path: Path) -> None:
    audit_file = AuditFile([_long(tmp_path, 1)])
    with pytest.raises(LookupError):
        _ = audit_file.header
    assert audit_file.findings == []
    list(audit_file.records())
    assert audit_file.computed["transactions"].debit > ZERO
    with pytest.raises(LookupError):
        next(audit_file.records())
