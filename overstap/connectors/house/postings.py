"""One entry into the house, and back: its reference stands in the entry's ``source``."""

from overstap.books.ledger import reading
from overstap.books.ledger.models import Entry as EntryRow
from overstap.books.ledger.values import Entry
from overstap.connectors.house import writer
from overstap.connectors.port import PackageRefused
from overstap.connectors.values import Became, Posted, Posting
from overstap.tenancy.models import Administration


def post(one: Administration, person: int, posting: Posting) -> Posted:
    """Book it, once for each reference. Raises PackageRefused."""
    known = _posted(one, posting.reference)
    if known is not None:
        return known
    entry = posting.entry._replace(source=posting.reference)
    for written in writer.write(one, person, [entry, *posting.documents]):
        if written.became is Became.REFUSED:
            finding = written.finding
            raise PackageRefused(finding.message if finding else written.key, remedy=finding.remedy if finding else "")
    return Posted(entry.journal, entry.number, reference=posting.reference)


def read_back(one: Administration, posted: Posted) -> Entry | None:
    """The entry as it is booked."""
    found = EntryRow.objects.filter(
        ledger_id=one.ledger_id, journal_code=posted.journal, number=posted.number, source=posted.reference
    )
    seq = found.order_by("-seq").values_list("seq", flat=True).first()
    row = None if seq is None else reading.entry_row(one.ledger_id, seq)
    return None if row is None else next(reading.with_lines(one.ledger_id, [row]))


def _posted(one: Administration, reference: str) -> Posted | None:
    found = EntryRow.objects.filter(ledger_id=one.ledger_id, source=reference)
    row = found.values_list("journal_code", "number").first()
    return None if row is None else Posted(*row, reference=reference)
