"""Master data of an administration: values in, values out, always by code. Small beside the ledger."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, TypeVar

from django.db import models

from overstap.books.ledger import models as tables
from overstap.books.ledger.values import Account, Dimension, FiscalYear, Journal, Period, VatCode
from overstap.tenancy.models import Administration

MasterValue = Account | Journal | VatCode | Period | Dimension | FiscalYear
Value = TypeVar("Value", Account, Journal, VatCode, Period, Dimension, FiscalYear)

_TABLES: dict[type[Any], tuple[type[models.Model], tuple[str, ...]]] = {
    Account: (tables.Account, ("code",)),
    Journal: (tables.Journal, ("code",)),
    VatCode: (tables.VatCode, ("code",)),
    Period: (tables.Period, ("year", "number")),
    Dimension: (tables.Dimension, ("type", "code")),
    FiscalYear: (tables.FiscalYear, ("year",)),
}
_AT_ONCE = 1_000


def save(administration: Administration, values: Iterable[MasterValue], *, replace: bool) -> None:
    """Keep ``values``; where a code is known already the new one wins with ``replace``, the old one without."""
    by_kind: dict[type[MasterValue], list[MasterValue]] = {}
    for value in values:
        by_kind.setdefault(type(value), []).append(value)
    for kind, found in by_kind.items():
        _save_kind(administration, kind, found, replace=replace)


def load(administration: Administration, kind: type[Value]) -> Iterator[Value]:
    """All values of one kind, in the order in which they came."""
    table, _ = _TABLES[kind]
    names = field_names(kind)
    rows = table._default_manager.filter(administration=administration).order_by("pk")
    for row in rows.values_list(*names).iterator(_AT_ONCE):
        yield kind(*row)


def field_names(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a value, which are columns of its table."""
    return tuple(field.name for field in fields(kind))


def _save_kind(
    administration: Administration, kind: type[MasterValue], values: Sequence[MasterValue], *, replace: bool
) -> None:
    table, key = _TABLES[kind]
    names = field_names(kind)
    rest = [name for name in names if name not in key]
    unique = {tuple(getattr(value, name) for name in key): value for value in values}
    rows = (
        table(administration=administration, **{name: getattr(value, name) for name in names})
        for value in unique.values()
    )
    save_rows(table, rows, ("administration", *key), rest if replace else ())


def save_rows(
    table: type[models.Model], rows: Iterable[models.Model], key: Sequence[str], replaced: Sequence[str]
) -> None:
    """Insert ``rows``; of one whose ``key`` is there already the ``replaced`` columns are overwritten, if any."""
    waiting = iter(rows)
    while batch := list(islice(waiting, _AT_ONCE)):
        if replaced:
            table._default_manager.bulk_create(batch, update_conflicts=True, unique_fields=key, update_fields=replaced)
        else:
            table._default_manager.bulk_create(batch, ignore_conflicts=True)
