"""Writing entries: each to the endpoint of its journal, or in batches by the XML interface.

A call for each entry is what REST costs, and a division has 5,000 calls a day: a history goes by XML, a hundred entries
at a time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeGuard

from overstap.books.ledger.values import Entry, Line
from overstap.connectors.exact_online import uploads, wording
from overstap.connectors.exact_online.booked import Booked, number_of
from overstap.connectors.exact_online.client import Client
from overstap.connectors.exact_online.directory import Directory, Row
from overstap.connectors.exact_online.entries import Entries, Ready, Unfit
from overstap.connectors.exact_online.written import Making, noted, refused, refused_there, told
from overstap.connectors.exact_online.xml import transactions
from overstap.connectors.exact_online.xml.messages import Message, Weight
from overstap.connectors.port import OutcomeUnknown, PackageRefused
from overstap.connectors.values import Became, Kind, Written
from overstap.lib.findings import Finding
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence

_STRETCH = 500  # entries that are looked up together
_BY_REST = 200  # so many at most go by REST; more of them are a history
_BATCH, _LINES = 100, 1_000  # entries and lines of one upload
_ATTEMPTS = 3
_NO_PLACE: Mapping[str, Callable[[Line], object]] = {
    "products": lambda line: line.product,
    "match keys": lambda line: line.match_key,
    "record references": lambda line: line.record_ref,
    "bank accounts of the other party": lambda line: line.bank_account,
    "second VAT codes": lambda line: line.vat[1:],
}


class EntryWriter:
    """Takes entries one by one, and writes them a stretch at a time."""

    def __init__(self, client: Client, division: str, making: Making, directory: Directory, entries: Entries) -> None:
        self._client = client
        self._division = division
        self._making = making
        self._entries = entries
        self.booked = Booked(client, directory)
        self._stretch: list[Ready] = []
        self._is_history = False
        self._opened = 0  # the year of the opening balance that is written; 0: none yet
        self._told: set[str] = set()  # what was said to be left out

    def entry(self, entry: Entry) -> Iterator[Written]:
        """Keep an entry for the next stretch; tells of those of which it is known what became of them."""
        try:
            self._stretch.append(self._entries.ready(entry))
        except Unfit as unfit:
            yield refused(kind_of(entry), key_of(entry), unfit.code, unfit.message, unfit.remedy)
        except PackageRefused as error:
            yield refused_there(kind_of(entry), key_of(entry), error)
        if len(self._stretch) >= _STRETCH:
            yield from self.rest()

    def rest(self) -> Iterator[Written]:
        """Write what was kept."""
        stretch, self._stretch = self._stretch, []
        if not stretch:
            return
        self.booked.look([ready.entry for ready in stretch])
        self._is_history = self._is_history or len(stretch) > _BY_REST
        batch: list[Ready] = []
        for ready in stretch:
            before = self._before(ready.entry)
            if before is not None:
                yield before
            elif not self._is_history and ready.body is not None:
                yield self._by_endpoint(ready)
            else:
                batch.append(ready)
        for some in _batches(batch):
            yield from self._uploaded(some)

    def _before(self, entry: Entry) -> Written | None:
        """What to tell of an entry that is there, or whose place is taken; None where it can be made."""
        if entry.kind == "opening":
            return self._opening_before(entry)
        if number_of(entry) is None:
            seen = self.booked.alike(entry)
            return told(Kind.ENTRIES, key_of(entry), Became.THERE, f"{seen.journal} {seen.number}") if seen else None
        seen = self.booked.numbered(entry)
        if seen is None:
            return None
        if seen.holds(entry):
            return told(Kind.ENTRIES, key_of(entry), Became.THERE, f"{seen.journal} {seen.number}")
        return refused(
            Kind.ENTRIES,
            key_of(entry),
            "NUMBER-TAKEN",
            sentence("Exact Online has another entry with this number in this journal."),
            sentence("Compare the two, and delete the one in Exact Online or leave this one out."),
        )

    def _opening_before(self, entry: Entry) -> Written | None:
        seen = self.booked.opening(entry.year)
        if seen is None and (0 < self._opened < entry.year or self.booked.is_any_in(entry.year - 1)):
            return refused(
                Kind.OPENING,
                key_of(entry),
                "OPENING-CARRIED",
                sentence("Exact Online carries the balances of the year before forward by itself."),
                sentence("Write the opening balance of the first year only."),
            )
        if seen is None:
            self._opened = entry.year
            return None
        if seen.holds(entry):
            return told(Kind.OPENING, key_of(entry), Became.THERE, f"{seen.journal} {seen.number}")
        return refused(
            Kind.OPENING,
            key_of(entry),
            "OPENING-TAKEN",
            sentence("Exact Online has another opening balance for this year."),
            sentence("Delete it in Exact Online first, if it is not the right one."),
        )

    def _by_endpoint(self, ready: Ready) -> Written:
        entry = ready.entry
        try:
            made = self._making.once(ready.path, ready.body or {}, lambda: self._look(entry))
        except PackageRefused as error:
            return refused_there(Kind.ENTRIES, key_of(entry), error)
        return self._made(ready, made, _vat_difference(ready, made))

    def _look(self, entry: Entry) -> Row | None:
        """The entry whose answer got lost, where it was booked."""
        self.booked.look([entry])
        seen = self.booked.alike(entry) if number_of(entry) is None else self.booked.numbered(entry)
        if seen is None or not seen.holds(entry):
            return None
        return {"EntryID": seen.id, "EntryNumber": seen.number}

    def _uploaded(self, batch: Sequence[Ready]) -> Iterator[Written]:
        """Upload a batch; where the answer got lost, look which of it was booked and send only the rest again."""
        for attempt in range(1, _ATTEMPTS + 1):
            if not batch:
                return
            try:
                yield from self._answered(batch)
            except OutcomeUnknown:
                self.booked.look([ready.entry for ready in batch])
                looked = [(ready, self._before(ready.entry)) for ready in batch]
                yield from (replace(seen, became=Became.MADE) for _ready, seen in looked if _is_there(seen))
                batch = [ready for ready, seen in looked if not _is_there(seen)]
                if batch and attempt == _ATTEMPTS:
                    raise
            else:
                return

    def _answered(self, batch: Sequence[Ready]) -> Iterator[Written]:
        elements = [transactions.transaction(ready.entry, ready.setting) for ready in batch]
        try:
            answer = uploads.upload(self._client, self._division, "GLTransactions", elements)
        except PackageRefused as error:
            yield from (refused_there(kind_of(ready.entry), key_of(ready.entry), error) for ready in batch)
            return
        said = uploads.by_record([str(ready.setting.number or "") for ready in batch], answer)
        yield from (self._became(ready, message) for ready, message in zip(batch, said, strict=True))

    def _became(self, ready: Ready, message: Message | None) -> Written:
        entry, kind = ready.entry, kind_of(ready.entry)
        if message is None:
            text_ = sentence("Exact Online did not tell whether it took this entry over.")
            return refused(kind, key_of(entry), "NOT-TOLD", text_, sentence("Look it up there, and write again."))
        if message.refused:
            remedy = sentence("Correct this in the source or in Exact Online, and write again.")
            return refused(kind, key_of(entry), "REFUSED", message.text, remedy)
        finding = noted(kind, key_of(entry), "WARNED", message.text) if message.weight is Weight.WARNING else None
        return self._made(ready, {"EntryID": message.key, "EntryNumber": message.alternative}, finding)

    def _made(self, ready: Ready, made: Row, finding: Finding | None) -> Written:
        entry = ready.entry
        seen = self.booked.add(entry, made)
        told_too = finding or _collected(ready) or self._left_out(entry)
        return told(kind_of(entry), key_of(entry), Became.MADE, f"{seen.journal} {seen.number}", told_too)

    def _left_out(self, entry: Entry) -> Finding | None:
        """What the lines say that has no place at Exact; told with the first entry of a writing that says it."""
        names = [name for name, is_there in _NO_PLACE.items() if any(map(is_there, entry.lines))]
        new = [name for name in names if name not in self._told]
        if not new:
            return None
        self._told.update(new)
        message = sentence("Not written, from this entry on: %(what)s.", what=", ".join(new))
        remedy = sentence("They stay readable where the books came from.")
        return noted(kind_of(entry), key_of(entry), "LEFT-OUT", message, remedy)


def kind_of(entry: Entry) -> Kind:
    """OPENING or ENTRIES."""
    return Kind.OPENING if entry.kind == "opening" else Kind.ENTRIES


def key_of(entry: Entry) -> str:
    """How an entry is named to whoever sent it."""
    return f"{entry.journal} {entry.number}".strip()


def _batches(waiting: Sequence[Ready]) -> Iterator[Sequence[Ready]]:
    """What goes in one upload each."""
    batch: list[Ready] = []
    for ready in waiting:
        batch.append(ready)
        if len(batch) >= _BATCH or sum(len(one.entry.lines) for one in batch) >= _LINES:
            yield batch
            batch = []
    if batch:
        yield batch


def _is_there(seen: Written | None) -> TypeGuard[Written]:
    return seen is not None and seen.became is Became.THERE


def _collected(ready: Ready) -> Finding | None:
    """That lines went to a relation for all who are not named."""
    if not ready.collective:
        return None
    message = sentence(
        "Lines on debtors or creditors that name nobody were written to %(who)s.", who=", ".join(ready.collective)
    )
    remedy = sentence("Spread them over the customers and suppliers in Exact Online.")
    return noted(kind_of(ready.entry), key_of(ready.entry), "COLLECTIVE", message, remedy)


def _vat_difference(ready: Ready, made: Row) -> Finding | None:
    """VAT that Exact counted otherwise than the source says; nothing where its answer does not tell."""
    if made.get("VATAmountDC") is None:
        return None
    counted = abs(wording.amount(made["VATAmountDC"]))
    source = abs(sum((vat.amount for line in ready.entry.lines for vat in line.vat), ZERO))
    if counted == source:
        return None
    message = sentence(
        "VAT of this entry is %(counted)s in Exact Online and %(source)s in the source.", counted=counted, source=source
    )
    remedy = sentence("Correct the VAT of the entry in Exact Online.")
    return noted(Kind.ENTRIES, key_of(ready.entry), "VAT-DIFFERS", message, remedy)
