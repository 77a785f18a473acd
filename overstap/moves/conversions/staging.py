"""Records in and out of where they lie staged, as streams."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from django.db.models import QuerySet

from overstap.connectors import packing
from overstap.connectors.values import DocumentFile, Kind, Record, kind_of
from overstap.lib import objects
from overstap.lib.findings import Finding
from overstap.lib.kept_sentences import keep, storable
from overstap.moves.conversions import facets
from overstap.moves.conversions.models import Conversion, ConversionFinding, Staged
from overstap.moves.conversions.values import Side

_AT_ONCE = 1_000
LONGEST_KEY = 300


def stage(order: Conversion, side: Side, step: str, records: Iterable[Record]) -> int:
    """Keep what is read in one step; findings go into their own table. Gives how many records there were.

    A document that lies there already (its step began before, and waited) is not fetched again.
    """
    there = _keys_there(order, side, step)
    rows = _rows(order, side, step, records, there)
    count = 0
    while batch := list(islice(rows, _AT_ONCE)):
        Staged.objects.bulk_create(batch)
        count += len(batch)
    return count + len(there)


def row_of(order: Conversion, side: Side, step: str, record: Record, sha256: str = "") -> Staged:
    """A record as a row, not saved yet."""
    seen, kind = facets.facet(record, sha256), kind_of(record)
    if kind is None:
        raise ValueError("a finding is not staged")
    return Staged(
        conversion=order,
        environment_id=order.environment_id,
        side=side,
        kind=kind,
        step=step,
        key=storable(seen.key)[:LONGEST_KEY],
        core=seen.core,
        whole=seen.whole,
        facts={name: storable(text) for name, text in seen.facts.items() if text},
        data=packing.pack(record, sha256),
    )


def rows(order: Conversion, side: Side, kinds: Collection[Kind]) -> Iterator[Staged]:
    """The rows of some kinds as they came, streamed."""
    yield from _found(order, side, kinds).order_by("pk").iterator(_AT_ONCE)


def records(order: Conversion, side: Side, kind: Kind) -> Iterator[Record]:
    """The records of one kind as they came, streamed."""
    found = _found(order, side, (kind,)).order_by("pk").values_list("data", flat=True)
    yield from (packing.unpack(data) for data in found.iterator(_AT_ONCE) if data is not None)


def sha256_of(row: Staged) -> str:
    """The fingerprint of a document's content; empty for what is none."""
    return str(row.data.get("content", "")) if row.data else ""


def forget_step(order: Conversion, side: Side, step: str) -> None:
    """What a step that has to be done again left; documents stay, they are not fetched twice."""
    Staged.objects.filter(conversion=order, side=side, step=step).exclude(kind=Kind.DOCUMENTS).delete()
    ConversionFinding.objects.filter(conversion=order, step=f"{side} {step}").delete()


def forget(order: Conversion) -> None:
    """All that lies staged: nobody needs it any more."""
    Staged.objects.filter(conversion=order).delete()


def keep_finding(order: Conversion, finding: Finding, step: str = "") -> None:
    """Keep a finding, with the stage in which it came."""
    finding_row(order, finding, step).save(force_insert=True)


def finding_row(order: Conversion, finding: Finding, step: str = "") -> ConversionFinding:
    """A finding as a row, not saved yet."""
    return ConversionFinding(
        conversion=order,
        environment_id=order.environment_id,
        stage=order.state,
        step=step,
        severity=str(finding.severity),
        code=finding.code[:60],
        place=storable(finding.place)[:LONGEST_KEY],
        message=keep(finding.message),
        remedy=keep(finding.remedy),
    )


def _rows(
    order: Conversion, side: Side, step: str, found: Iterable[Record], there: Collection[str]
) -> Iterator[Staged]:
    for record in found:
        if isinstance(record, Finding):
            keep_finding(order, record, f"{side} {step}")
        elif isinstance(record, DocumentFile):
            if record.key not in there:
                yield row_of(order, side, step, record, objects.keep(b"".join(record.content())))
        else:
            yield row_of(order, side, step, record)


def _keys_there(order: Conversion, side: Side, step: str) -> set[str]:
    found = _found(order, side, (Kind.DOCUMENTS,)).filter(step=step)
    return set(found.values_list("data__key", flat=True))


def _found(order: Conversion, side: Side, kinds: Collection[Kind]) -> QuerySet[Staged]:
    return Staged.objects.filter(conversion=order, side=side, kind__in=kinds)
