"""The stream of an audit file's records into the books of one administration."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from overstap.books.ledger import masterdata, store
from overstap.books.ledger.models import FiscalYear as FiscalYearRow
from overstap.books.ledger.values import Entry, FiscalYear, SubledgerLine
from overstap.books.relations import store as relations
from overstap.books.relations.values import Company, Relation
from overstap.exchange.xaf.values import Header, Record
from overstap.tenancy.models import Administration

Progress = Callable[[int], None]  # called with the number of lines so far
_WAITING = 2_000  # records of master data that are kept before they are saved


class Receiver:
    """Books the records of one file. Master data of an older year than the newest known do not replace anything."""

    def __init__(self, administration: Administration, header: Header, progress: Progress | None) -> None:
        self._administration = administration
        self._header = header
        self._progress = progress
        self._master: list[masterdata.MasterValue] = []
        self._relations: list[Relation] = []
        self._company: Company | None = None
        years = FiscalYearRow.objects.filter(administration=administration)
        self._replace = not years.filter(year__gt=header.fiscal_year.year).exists()

    def receive(self, records: Iterable[Record], booked_by: int) -> store.Counts:
        """Take everything; gives what was booked. Raises what the reader and the database raise."""
        self._master.append(year_with_header(self._header))
        waiting = iter(records)
        first = self._before_entries(waiting)
        with store.LedgerWriter(self._administration, booked_by) as writer:
            for record in chain(first, waiting):
                self._take(record, writer)
        self._save_master()
        return writer.counts

    def _before_entries(self, records: Iterator[Record]) -> list[Record]:
        """Save master data until entries begin, as the connection is the writer's from then on."""
        for record in records:
            if isinstance(record, list):
                self._save_master()
                return [record]
            self._keep(record)
            if self._is_full():
                self._save_master()
        self._save_master()
        return []

    def _take(self, record: Record, writer: store.LedgerWriter) -> None:
        if not isinstance(record, list):
            self._keep(record)
            if self._is_full():
                writer.wait()
                self._save_master()
            return
        entries = [one for one in record if isinstance(one, Entry)]
        if entries:
            writer.add(entries)
        else:
            writer.add_subledger([one for one in record if isinstance(one, SubledgerLine)])
        if self._progress is not None:
            self._progress(writer.lines)

    def _keep(self, record: Record) -> None:
        if isinstance(record, Company):
            self._company = record
        elif isinstance(record, Relation):
            self._relations.append(record)
        elif not isinstance(record, Header | list):
            self._master.append(record)

    def _is_full(self) -> bool:
        return len(self._master) + len(self._relations) >= _WAITING

    def _save_master(self) -> None:
        masterdata.save(self._administration, self._master, replace=self._replace)
        relations.save_relations(self._administration, self._relations, replace=self._replace)
        if self._company is not None:
            relations.save_company(self._administration, self._company, replace=self._replace)
        self._master, self._relations, self._company = [], [], None


def year_with_header(header: Header) -> FiscalYear:
    """The book year with the rest of the header beside it, for an export later."""
    year = header.fiscal_year
    kept = {
        "version": str(header.version),
        "currency": header.currency,
        "created": header.created,
        "software": header.software,
        "software_version": header.software_version,
        "rgs_version": header.rgs_version,
        "fields": dict(header.extra),
    }
    return FiscalYear(year.year, year.label, year.start, year.end, {**year.extra, "header": kept})
