"""The mapping of a conversion: what was read on both sides, what was decided before, and the proposals from it."""

from collections.abc import Iterator, Mapping

from django.db import connection

from overstap.connectors.values import Kind, Record, Wanted
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence
from overstap.moves.conversions import ends, mapping, staging
from overstap.moves.conversions.models import Conversion, Pair
from overstap.moves.conversions.planning import readable, writable
from overstap.moves.conversions.traits import percentage, traits
from overstap.moves.conversions.values import MAPPED, Choice, Proposal, Side, Trait
from overstap.tenancy.access import Actor

BEFORE = "before"  # the step that reads what the target has
_AT_ONCE = 1_000

_VAT_USED = """
SELECT DISTINCT ON (1) vat->>'code', vat->>'percentage',
  CASE WHEN sum((vat->>'amount')::numeric) OVER (PARTITION BY vat->>'code') < 0 THEN 'sales' ELSE 'purchase' END
FROM conversions_staged s, jsonb_array_elements(s.data->'lines') line, jsonb_array_elements(line->'vat') vat
WHERE s.conversion_id = %s AND s.side = 'source' AND s.kind = 'entries' AND (vat->>'percentage')::numeric <> 0
ORDER BY 1, count(*) OVER (PARTITION BY vat->>'code', vat->>'percentage') DESC
"""
_NOT_IN_CHART = """
SELECT DISTINCT line->>'account' FROM conversions_staged s, jsonb_array_elements(s.data->'lines') line
WHERE s.conversion_id = %(order)s AND s.side = 'source' AND s.kind IN ('entries', 'opening')
EXCEPT SELECT key FROM conversions_staged
WHERE conversion_id = %(order)s AND side = 'source' AND kind = 'accounts' ORDER BY 1
"""


def read_before(actor: Actor, order: Conversion) -> None:
    """Stage the master data that the target has already. Raises what the connector raises."""
    staging.forget_step(order, Side.BEFORE, BEFORE)
    kinds = frozenset(MAPPED).intersection(readable(order.plan, of="target"))
    if order.makes_target or not kinds:
        return
    target = ends.reach(actor, ends.target_of(order))
    found = target.books.read(target.connection, target.code, Wanted(kinds))
    staging.stage(order, Side.BEFORE, BEFORE, found)


def draw(order: Conversion) -> None:
    """Propose what every code becomes, and keep that."""
    can_be_written = writable(order.plan)
    for kind in MAPPED:
        used = _vat_used(order) if kind is Kind.VAT_CODES else {}
        proposals = mapping.propose(
            kind,
            _traits(order, Side.SOURCE, kind, used),
            _traits(order, Side.BEFORE, kind, {}),
            can_make=kind in can_be_written,
            decided=_decided_before(order, kind),
        )
        Pair.objects.bulk_create((_row(order, kind, one) for one in proposals), batch_size=_AT_ONCE)
    _tell_of_unknown_accounts(order)


def _row(order: Conversion, kind: Kind, one: Proposal) -> Pair:
    return Pair(
        conversion=order,
        environment_id=order.environment_id,
        kind=kind,
        source=one.source.code,
        source_name=one.source.name,
        source_type=one.source.type[:20],
        choice=one.choice,
        target=one.target,
        target_name=one.target_name,
        confidence=one.confidence,
        reason=one.reason,
    )


def _traits(order: Conversion, side: Side, kind: Kind, used: Mapping[str, tuple[str, str]]) -> list[Trait]:
    found: Iterator[Record] = staging.records(order, side, kind)
    unique = {one.code: one for one in traits(found, used)}
    return list(unique.values())


def _vat_used(order: Conversion) -> dict[str, tuple[str, str]]:
    """Of each VAT code the percentage that most lines have, and whether it is owed or claimed by and large."""
    with connection.cursor() as cursor:
        cursor.execute(_VAT_USED, [order.pk])
        return {code: (percentage(rate), direction) for code, rate, direction in cursor.fetchall()}


def _decided_before(order: Conversion, kind: Kind) -> dict[str, mapping.Decided]:
    """What people decided in conversions between the same two connections; the newest counts."""
    same = Pair.objects.filter(
        kind=kind,
        decided_by__isnull=False,
        conversion__environment_id=order.environment_id,
        conversion__source_package=order.source_package,
        conversion__source_system=order.source_system_id,
        conversion__target_package=order.target_package,
        conversion__target_system=order.target_system_id,
    ).exclude(conversion=order)
    rows = same.order_by("decided_at", "pk").values_list("source", "source_name", "choice", "target")
    return {source: mapping.Decided(name, Choice(choice), target) for source, name, choice, target in rows}


def _tell_of_unknown_accounts(order: Conversion) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_NOT_IN_CHART, {"order": order.pk})
        codes = [code for (code,) in cursor.fetchall() if code]
    for code in codes:
        message = sentence("Entries use this account, and the chart of accounts does not have it.")
        remedy = sentence("Add it to the chart of accounts in the target before you write.")
        staging.keep_finding(
            order, Finding("CONVERSION-ACCOUNT-UNKNOWN", Severity.WARNING, f"account {code}", message, remedy)
        )
