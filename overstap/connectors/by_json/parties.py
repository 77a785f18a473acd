"""Customers and suppliers of a package that numbers the two apart, as relations with one code each."""

from collections.abc import Iterable, Iterator

from overstap.books.relations.values import Relation
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence

Identified = tuple[Relation, str]  # and what says which organisation it is; empty: nothing does


def together(
    customers: Iterable[Identified | Finding], suppliers: Iterable[Identified | Finding]
) -> Iterator[Relation | Finding]:
    """One number that both use is one relation if it is the same organisation, and a finding if not."""
    known: dict[str, Identified] = {}
    for found in customers:
        if isinstance(found, Finding):
            yield found
        else:
            known[found[0].code] = found
    for found in suppliers:
        if isinstance(found, Finding):
            yield found
            continue
        clash = _added(known, found)
        if clash is not None:
            yield clash
    for _code, (relation, _organisation) in sorted(known.items()):
        yield relation


def _added(known: dict[str, Identified], found: Identified) -> Finding | None:
    relation, organisation = found
    other = known.get(relation.code)
    if other is None:
        known[relation.code] = found
    elif organisation and organisation == other[1]:
        known[relation.code] = (_both(other[0], relation), organisation)
    else:
        return _twice(relation.code)
    return None


def _both(customer: Relation, supplier: Relation) -> Relation:
    values = {name: getattr(customer, name) or getattr(supplier, name) for name in Relation.__dataclass_fields__}
    extra = {**supplier.extra, **customer.extra, "CreditorCollectAccount": supplier.group}
    return Relation(**{**values, "type": "B", "supplier_limit": supplier.supplier_limit, "extra": extra})


def _twice(number: str) -> Finding:
    return Finding(
        "PACKAGE-NUMBER-TWICE",
        Severity.ERROR,
        f"relation {number}",
        sentence("Customer %(number)s and supplier %(number)s are two organisations with one number.", number=number),
        sentence("Give the supplier a number of its own in the package, and read again."),
    )
