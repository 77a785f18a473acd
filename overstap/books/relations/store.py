"""Relations and the company itself: values in, values out, by code."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from overstap.books.ledger.masterdata import save_rows
from overstap.books.relations import models as tables
from overstap.books.relations.values import Address, BankAccount, Company, Relation
from overstap.tenancy.models import Administration

_AT_ONCE = 1_000
_OWN = ""  # the relation code under which the company's own addresses are kept


def _columns(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in {"addresses", "bank_accounts"})


_RELATION, _COMPANY = _columns(Relation), _columns(Company)
_ADDRESS, _BANK_ACCOUNT = _columns(Address), _columns(BankAccount)


def save_company(administration: Administration, company: Company, *, replace: bool) -> None:
    """Keep the company; one that is there already is replaced, or left alone."""
    if not replace and tables.Company.objects.filter(administration=administration).exists():
        return
    columns = {name: getattr(company, name) for name in _COMPANY}
    tables.Company.objects.update_or_create(administration=administration, defaults=columns)
    tables.RelationAddress.objects.filter(administration=administration, relation_code=_OWN).delete()
    tables.RelationAddress.objects.bulk_create(_addresses(administration, _OWN, company.addresses))


def save_relations(administration: Administration, relations: Iterable[Relation], *, replace: bool) -> None:
    """Keep relations with their addresses and bank accounts; known codes are replaced, or left alone."""
    waiting = iter(relations)
    while batch := {one.code: one for one in islice(waiting, _AT_ONCE)}:
        _save_batch(administration, batch, replace=replace)


def _save_batch(administration: Administration, batch: dict[str, Relation], *, replace: bool) -> None:
    if not replace:
        known = tables.Relation.objects.filter(administration=administration, code__in=list(batch))
        for code in known.values_list("code", flat=True):
            del batch[code]
    rows = (
        tables.Relation(administration=administration, **{name: getattr(one, name) for name in _RELATION})
        for one in batch.values()
    )
    rest = [name for name in _RELATION if name != "code"]
    save_rows(tables.Relation, rows, ("administration", "code"), rest)
    codes = [code for code in batch if code != _OWN]
    for table in (tables.RelationAddress, tables.RelationBankAccount):
        table._default_manager.filter(administration=administration, relation_code__in=codes).delete()
    tables.RelationAddress.objects.bulk_create(
        row for code in codes for row in _addresses(administration, code, batch[code].addresses)
    )
    tables.RelationBankAccount.objects.bulk_create(
        row for code in codes for row in _bank_accounts(administration, batch[code])
    )


def _addresses(
    administration: Administration, code: str, addresses: Sequence[Address]
) -> Iterator[tables.RelationAddress]:
    for position, address in enumerate(addresses, 1):
        columns = {name: getattr(address, name) for name in _ADDRESS}
        yield tables.RelationAddress(administration=administration, relation_code=code, position=position, **columns)


def _bank_accounts(administration: Administration, relation: Relation) -> Iterator[tables.RelationBankAccount]:
    for position, account in enumerate(relation.bank_accounts, 1):
        columns = {name: getattr(account, name) for name in _BANK_ACCOUNT}
        yield tables.RelationBankAccount(
            administration=administration, relation_code=relation.code, position=position, **columns
        )


def company(administration: Administration) -> Company:
    """The company of an administration; one with the administration's name where nothing else is known."""
    row = tables.Company.objects.filter(administration=administration).values(*_COMPANY).first()
    if row is None:
        return Company(name=administration.name)
    return Company(**row, addresses=_addresses_of(administration, [_OWN])[_OWN])


def relation(administration: Administration, code: str) -> Relation | None:
    """One relation, or None."""
    row = tables.Relation.objects.filter(administration=administration, code=code).values(*_RELATION).first()
    if row is None:
        return None
    addresses, accounts = _addresses_of(administration, [code]), _bank_accounts_of(administration, [code])
    return Relation(**row, addresses=addresses[code], bank_accounts=accounts[code])


def relations(administration: Administration) -> Iterator[Relation]:
    """All relations, in the order in which they came."""
    return _whole(administration, tables.Relation.objects.filter(administration=administration))


def relations_of(administration: Administration, codes: Collection[str]) -> Iterator[Relation]:
    """Those of these codes, in the order in which they came."""
    return _whole(administration, tables.Relation.objects.filter(administration=administration, code__in=codes))


def _whole(administration: Administration, found: QuerySet[tables.Relation]) -> Iterator[Relation]:
    waiting = found.order_by("pk").values(*_RELATION).iterator(_AT_ONCE)
    while batch := list(islice(waiting, _AT_ONCE)):
        codes = [row["code"] for row in batch]
        addresses, accounts = _addresses_of(administration, codes), _bank_accounts_of(administration, codes)
        for row in batch:
            code = row["code"]
            yield Relation(**row, addresses=addresses[code], bank_accounts=accounts[code])


def _addresses_of(administration: Administration, codes: Sequence[str]) -> dict[str, tuple[Address, ...]]:
    found: dict[str, tuple[Address, ...]] = defaultdict(tuple)
    rows = tables.RelationAddress.objects.filter(administration=administration, relation_code__in=codes)
    for code, *columns in rows.order_by("relation_code", "position").values_list("relation_code", *_ADDRESS):
        found[code] += (Address(*columns),)
    return found


def _bank_accounts_of(administration: Administration, codes: Sequence[str]) -> dict[str, tuple[BankAccount, ...]]:
    found: dict[str, tuple[BankAccount, ...]] = defaultdict(tuple)
    rows = tables.RelationBankAccount.objects.filter(administration=administration, relation_code__in=codes)
    for code, *columns in rows.order_by("relation_code", "position").values_list("relation_code", *_BANK_ACCOUNT):
        found[code] += (BankAccount(*columns),)
    return found
