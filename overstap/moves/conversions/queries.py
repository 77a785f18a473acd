"""Reads of conversions."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from overstap.connectors.values import Kind
from overstap.lib.kept_sentences import restore
from overstap.moves.conversions import actions, counting, ends, models, planning
from overstap.moves.conversions.deciding import target_names
from overstap.moves.conversions.values import (
    SURE,
    Choice,
    Conversion,
    DifferenceRow,
    FindingRow,
    PairRow,
    Row,
    State,
    What,
)
from overstap.tenancy.access import Actor

PAGE = 50
_AT_ONCE = 1_000


def listed(actor: Actor, *, before: int | None = None, limit: int = PAGE) -> list[Row]:
    """The conversions of the environment, newest first. Raises NotAllowed."""
    actions.require_converting(actor)
    found = models.Conversion.objects.filter(environment=actor.environment).select_related("ordered_by").order_by("-id")
    if before is not None:
        found = found.filter(pk__lt=before)
    return [_row(one) for one in found.defer("plan", "counts", "done")[:limit]]


def conversion(actor: Actor, uid: UUID) -> Conversion:
    """One in full. Raises NotAllowed, NotFound."""
    one = _one(actor, uid)
    pairs = dict(_pairs(one).order_by().values_list("kind").annotate(number=Count("id")))
    return Conversion(
        uid=str(one.uid),
        state=State(one.state),
        stopped_in=one.stopped_in,
        source=ends.source_of(one),
        target=ends.target_of(one),
        makes_target=one.makes_target,
        first_year=one.first_year,
        ordered_at=one.ordered_at,
        ordered_by=one.ordered_by.name,
        ended_at=one.ended_at,
        waits_until=one.waits_until,
        waits_for=restore(one.waits_for) if one.waits_for else "",
        problem=_problem(one),
        plan=planning.restored(one.plan),
        counts=counting.counted(one),
        open_pairs=actions.open_pairs(one),
        pairs=pairs,
        findings=models.ConversionFinding.objects.filter(conversion=one).count(),
        balances=one.balances,
        clean=one.is_clean,
        version=one.changed_at.isoformat(),
    )


def pairs(
    actor: Actor, uid: UUID, *, kind: Kind | None = None, only_open: bool = False, after: int = 0, limit: int = PAGE
) -> list[PairRow]:
    """The mapping, in the order in which it was read, after the pair ``after``. Raises NotAllowed, NotFound."""
    found = _pairs(_one(actor, uid)).select_related("decided_by").order_by("id")
    if kind is not None:
        found = found.filter(kind=kind)
    if only_open:
        found = found.filter(decided_by=None, confidence__lt=SURE)
    return [_pair(one) for one in found.filter(pk__gt=after)[:limit]]


def pair(actor: Actor, uid: UUID, number: int) -> PairRow:
    """One pair. Raises NotAllowed, NotFound."""
    one = _pairs(_one(actor, uid)).select_related("decided_by").filter(pk=min(number, 2**62)).first()
    if one is None:
        raise actions.not_found()
    return _pair(one)


def choices(actor: Actor, uid: UUID, kind: Kind) -> list[tuple[str, str]]:
    """Code and name of what the target has of a kind: for a list to choose from."""
    return list(target_names(_one(actor, uid), kind).items())


def findings(actor: Actor, uid: UUID, *, after: int = 0, limit: int = PAGE) -> list[FindingRow]:
    """What could not be read or written as it was, in order. Raises NotAllowed, NotFound."""
    found = models.ConversionFinding.objects.filter(conversion=_one(actor, uid), pk__gt=after).order_by("id")
    return [_finding(one) for one in found[:limit]]


def differences(actor: Actor, uid: UUID, *, after: int = 0, limit: int = PAGE) -> list[DifferenceRow]:
    """Where what was read back is not what it should be, in order. Raises NotAllowed, NotFound."""
    found = models.Difference.objects.filter(conversion=_one(actor, uid), pk__gt=after).order_by("id")
    return [_difference(one) for one in found[:limit]]


def whole_report(actor: Actor, uid: UUID) -> Iterator[FindingRow | DifferenceRow | PairRow]:
    """Everything that a report lists, streamed: the mapping, what was found, what differs. Within a transaction."""
    one = _one(actor, uid)
    yield from map(_pair, _pairs(one).select_related("decided_by").order_by("id").iterator(_AT_ONCE))
    found = models.ConversionFinding.objects.filter(conversion=one).order_by("id")
    yield from map(_finding, found.iterator(_AT_ONCE))
    different = models.Difference.objects.filter(conversion=one).order_by("id")
    yield from map(_difference, different.iterator(_AT_ONCE))


def _one(actor: Actor, uid: UUID) -> models.Conversion:
    actions.require_converting(actor)
    found = models.Conversion.objects.filter(environment=actor.environment, uid=uid).select_related("ordered_by")
    one = found.first()
    if one is None:
        raise actions.not_found()
    return one


def _pairs(one: models.Conversion) -> QuerySet[models.Pair]:
    return models.Pair.objects.filter(conversion=one)


def _problem(one: models.Conversion) -> dict[str, str] | None:
    if one.problem is None:
        return None
    told: dict[str, Any] = one.problem
    return {"code": told["code"], "message": restore(told["message"]), "remedy": restore(told["remedy"])}


def _row(one: models.Conversion) -> Row:
    return Row(
        uid=str(one.uid),
        number=one.pk,
        state=State(one.state),
        source=ends.source_of(one),
        target=ends.target_of(one),
        ordered_at=one.ordered_at,
        ordered_by=one.ordered_by.name,
        clean=one.is_clean,
    )


def _pair(one: models.Pair) -> PairRow:
    return PairRow(
        number=one.pk,
        kind=Kind(one.kind),
        source=one.source,
        source_name=one.source_name,
        source_type=one.source_type,
        choice=Choice(one.choice),
        target=one.target,
        target_name=one.target_name,
        confidence=one.confidence,
        reason=one.reason,
        decided_by=one.decided_by.name if one.decided_by else "",
    )


def _finding(one: models.ConversionFinding) -> FindingRow:
    texts: Sequence[str] = [restore(one.message), restore(one.remedy)]
    return FindingRow(one.pk, one.stage, one.severity, one.code, one.place, *texts)


def _difference(one: models.Difference) -> DifferenceRow:
    return DifferenceRow(one.pk, one.kind, What(one.what), one.place, one.field, one.expected, one.found)
