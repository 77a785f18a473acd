"""Master data into the house: made, changed, or there already as it came."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from overstap.books.ledger import masterdata
from overstap.books.ledger.values import Account, Dimension, FiscalYear, Journal, Period, VatCode
from overstap.books.relations import store
from overstap.books.relations.models import Company as CompanyRow
from overstap.books.relations.values import Company, Relation
from overstap.connectors.values import Became, Kind, Record, Written, kind_of
from overstap.tenancy.models import Administration

_KEYS: Mapping[type, tuple[str, ...]] = {
    FiscalYear: ("year",),
    Period: ("year", "number"),
    Dimension: ("type", "code"),
}


def key_of(record: Record) -> str:
    """By what a record is known among those of its kind."""
    if isinstance(record, Company):
        return record.name
    names = _KEYS.get(type(record), ("journal", "number", "relation", "invoice", "key", "code"))
    parts = (str(getattr(record, name, "")) for name in names)
    return " ".join(part for part in parts if part)


def company(one: Administration, person: int, batch: Sequence[Record]) -> Iterator[Written]:
    """The company itself."""
    del person
    for record in batch:
        if isinstance(record, Company):
            known = store.company(one) if CompanyRow.objects.filter(administration=one).exists() else None
            store.save_company(one, record, replace=True)
            yield Written(Kind.COMPANY, record.name, _became(known, record), record.name)


def master(one: Administration, person: int, batch: Sequence[Record]) -> list[Written]:
    """Accounts, journals, VAT codes, dimensions, book years and periods, by code."""
    del person
    kinds = dict.fromkeys(type(record) for record in batch)
    known = {(kind, key_of(value)): value for kind in kinds for value in _load(one, kind)}
    masterdata.save(one, [record for record in batch if isinstance(record, _MASTER)], replace=True)
    return [_written(record, known.get((type(record), key_of(record)))) for record in batch]


def relations(one: Administration, person: int, batch: Sequence[Record]) -> list[Written]:
    """Relations with their addresses and bank accounts, by code."""
    del person
    wanted = [record for record in batch if isinstance(record, Relation)]
    codes = {record.code for record in wanted}
    known = {value.code: value for value in store.relations_of(one, codes)}
    store.save_relations(one, wanted, replace=True)
    return [_written(record, known.get(record.code)) for record in wanted]


_MASTER = (Account, Journal, VatCode, Period, Dimension, FiscalYear)


def _load(one: Administration, kind: type[Any]) -> Iterator[Any]:
    return masterdata.load(one, kind)


def _written(record: Record, known: object) -> Written:
    kind = kind_of(record)
    assert kind is not None, "only what has a kind is written"  # noqa: S101 - groupby has left findings out
    return Written(kind, key_of(record), _became(known, record), key_of(record))


def _became(known: object, record: object) -> Became:
    if known is None:
        return Became.MADE
    return Became.THERE if _plain(known) == _plain(record) else Became.CHANGED


def _plain(value: Any) -> Any:
    """A value with its sequences as tuples, so that equal ones are equal however they were read."""
    named = {name: getattr(value, name) for name in value.__slots__}
    return {name: tuple(one) if isinstance(one, list | tuple) else one for name, one in named.items()}
