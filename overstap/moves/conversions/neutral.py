"""What one package says beyond our values means nothing to another: it is left out where books go to another package.

The house keeps everything as it came. Pure.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from overstap.books.ledger.values import Account, Dimension, Entry, Extra, Journal, Line, VatCode
from overstap.books.relations.values import Relation
from overstap.connectors.values import DocumentFile, Record
from overstap.tenancy.values import PackageFamily

_LONGEST_KEY = 60
VAT_CODE = "vat_code"  # of a line that bears a code and no VAT of its own
_OF_LINES = frozenset({"due", "payment_reference", VAT_CODE})
_OF_VAT_CODES = frozenset({"percentage"})
_OF_RELATIONS = frozenset({"duedays"})
_OF_DOCUMENTS = frozenset({"media_type", "content_type", "sha256"})

# Under which basicType of the audit file each family has its cost centres; the usual one where it is not named.
_COST_CENTRES = {PackageFamily.TWINFIELD: "02", PackageFamily.MULTIVERS: "02", PackageFamily.AFAS_SB: "02"}
_USUAL = "03"


def cost_centre_type(package: str) -> str:
    """The basicType of cost centres of a family."""
    return _COST_CENTRES.get(PackageFamily(package), _USUAL)


def with_types_of(target: str, source: str, records: Iterable[Record]) -> Iterator[Record]:
    """Dimensions of ``source`` under the types of ``target``; everything else as it comes."""
    ours, theirs = cost_centre_type(source), cost_centre_type(target)
    swapped = {ours: theirs, theirs: ours}
    for record in records:
        if isinstance(record, Dimension):
            yield replace(record, type=swapped.get(record.type, record.type))
        else:
            yield record


@dataclass(frozen=True, slots=True)
class Owing:
    """What is known of debtors and creditors: their accounts, and (relation, invoice) of what was paid in full."""

    accounts: frozenset[str]
    paid: frozenset[tuple[str, str]]


def neutral(record: Record, owing: Owing) -> Record:
    """``record`` in words that every package knows."""
    if isinstance(record, Entry):
        lines = [_matched(line, owing) for line in _one_relation_each(record, owing.accounts)]
        return record._replace(lines=lines, extra=None)
    if isinstance(record, VatCode):
        return replace(record, extra=_kept(record.extra, _OF_VAT_CODES))
    if isinstance(record, Relation):
        addresses = tuple(replace(one, extra={}) for one in record.addresses)
        return replace(record, addresses=addresses, extra=_kept(record.extra, _OF_RELATIONS))
    if isinstance(record, Account):
        return replace(record, extra={})
    if isinstance(record, Journal):
        return replace(record, extra={})
    if isinstance(record, DocumentFile):
        return replace(record, extra=dict(_kept(record.extra, _OF_DOCUMENTS)))
    return record


def _one_relation_each(entry: Entry, control: Collection[str]) -> list[Line]:
    """A relation belongs to the line on debtors or creditors; some packages repeat it on the others, and some refuse
    it there. One that stands on no such line stays where it is."""
    owing = {line.relation for line in entry.lines if line.account in control}
    return [_plain(line, repeated=line.account not in control and line.relation in owing) for line in entry.lines]


def _matched(line: Line, owing: Owing) -> Line:
    """Lines of an invoice that was paid in full belong together; most packages want to be told that."""
    key = (line.relation, line.invoice_ref)
    if line.match_key or line.account not in owing.accounts or key not in owing.paid:
        return line
    return line._replace(match_key=" ".join(key)[:_LONGEST_KEY])


def _plain(line: Line, *, repeated: bool) -> Line:
    extra = _kept(line.extra or {}, _OF_LINES) or None
    return line._replace(extra=extra, relation="", invoice_ref="") if repeated else line._replace(extra=extra)


def _kept(extra: Extra, names: Collection[str]) -> Mapping[str, object]:
    return {name: one for name, one in extra.items() if name in names}
