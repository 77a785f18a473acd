"""Where the entries stand that documents belong to."""

from collections.abc import Iterable

from overstap.books.documents.values import EntryKey
from overstap.books.ledger.models import Entry
from overstap.tenancy.models import Administration


def places(administration: Administration, wanted: Iterable[EntryKey]) -> dict[EntryKey, int]:
    """The sequence number of each entry; of several with one number, the latest. What was not booked is left out."""
    keys = set(wanted)
    if not keys:
        return {}
    found = Entry.objects.filter(
        ledger_id=administration.ledger_id,
        journal_code__in={one.journal for one in keys},
        number__in={one.number for one in keys},
    )
    if administration.sealed_at is not None:
        found = found.filter(seq__lte=administration.sealed_at)
    rows = found.order_by("seq").values_list("journal_code", "number", "seq")
    return {EntryKey(journal, number): seq for journal, number, seq in rows if EntryKey(journal, number) in keys}
