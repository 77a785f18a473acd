"""Taking fingerprints and figures of what the giver has, before anything is carried."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from overstap.moves.holdings.shapes import Kind
from overstap.moves.models import Fingerprint, MoveAdministration, Statement
from overstap.moves.verify.kinds import CHUNK, OF_THE_LEDGER, UNDER_THE_FREEZE
from overstap.moves.verify.reading import (
    ALONE,
    READING,
    Parameters,
    execute,
    is_short,
    kinds_left_behind,
    parameters,
    settled,
)
from overstap.moves.verify.statements import STATEMENTS, StatementKind
from overstap.tenancy.models import Administration

_FINGERPRINTS = """
INSERT INTO moves_fingerprint (part_id, kind, chunk, keys, names, hashes, digest)
SELECT %(part)s, kind, chunk, keys, names, hashes, sha256(hashes) FROM ({chunks}) AS chunks
"""

_CHUNKS = """
SELECT '{kind}' AS kind, chunk, array_agg(key ORDER BY {order}) AS keys, {names} AS names,
       string_agg(hash, ''::bytea ORDER BY {order}) AS hashes
FROM ({rows}) AS records GROUP BY chunk
"""

_FIGURES = """
INSERT INTO moves_statement (part_id, name, first, keys, figures)
SELECT %(part)s, name, %(low)s, COALESCE(keys, '{{}}'), COALESCE(figures, '{{}}') FROM ({stretches}) AS stretches
"""

_FORGET = """
DELETE FROM moves_fingerprint WHERE part_id = %(part)s
  AND (kind = ANY(%(others)s) OR (kind = ANY(%(of_the_ledger)s) AND chunk >= %(chunk)s))
"""
_FORGET_FIGURES = "DELETE FROM moves_statement WHERE part_id = %(part)s AND first >= %(first)s"

_STRETCH = """
SELECT '{name}' AS name, array_agg(key) AS keys, array_agg(figure) AS figures FROM ({rows}) AS figures
"""


def prepare(part: MoveAdministration, upto: int) -> None:
    """Fingerprint the giver's ledger while people go on working, as far as whole chunks before ``upto`` go.

    ``upto`` is a sequence number that has been committed. Idempotent; with a higher ``upto`` only the new part is
    read. Sets ``part.prepared_upto``.
    """
    low, high = _first_open(part), upto // CHUNK * CHUNK
    if high <= low:
        return
    values = parameters(part, part.source, low, high)
    with settled(ALONE if is_short(values) else READING):
        _forget_tail(part)
        _take_all(values)
        part.prepared_upto = high - 1
        part.save(update_fields=["prepared_upto"])


def prepare_tail(part: MoveAdministration, position: int, of: Administration | None = None) -> None:
    """Under the freeze: the rest of the ledger up to ``position``, all master data, and the administration itself.

    ``of`` is the row whose books they are: the giver's unless said otherwise (a take back records the receiver's).
    Its cost grows with the master data and with what was booked since ``prepare``, not with the ledger. May be
    repeated: what an earlier call took is replaced.
    """
    holder = of or part.source
    values = parameters(part, holder, _first_open(part), position + 1)
    with settled(ALONE if is_short(values) else READING):
        _forget_tail(part)
        stays = kinds_left_behind(part)
        _take_all(values, [kind for kind in UNDER_THE_FREEZE if kind.name not in stays])


def forget(part: MoveAdministration) -> None:
    """Remove fingerprints and figures that are no longer needed; the verification itself stays."""
    with transaction.atomic():
        Fingerprint.objects.filter(part=part).delete()
        Statement.objects.filter(part=part).delete()
        part.prepared_upto = 0
        part.save(update_fields=["prepared_upto"])


def _first_open(part: MoveAdministration) -> int:
    """The first sequence number of the first chunk that is not fingerprinted for good."""
    return (part.prepared_upto + 1) // CHUNK * CHUNK


def _take_all(values: Parameters, held: Sequence[Kind] = ()) -> None:
    """A stretch of the ledger, and what the administration holds besides it.

    A short stretch takes two statements; of a long one each kind is read alone, so that one is sorted in memory at a
    time.
    """
    if is_short(values):
        _take([*OF_THE_LEDGER, *held], values)
        _take_figures(STATEMENTS, values)
        return
    for kind in OF_THE_LEDGER:
        _take([kind], values)
    for statement in STATEMENTS:
        _take_figures([statement], values)
    if held:
        _take(held, values)


def _take_figures(statements: Iterable[StatementKind], values: Parameters) -> None:
    stretches = " UNION ALL ".join(_STRETCH.format(name=one.name, rows=one.rows) for one in statements)
    execute(_FIGURES.format(stretches=stretches), values)


def _take(kinds: Iterable[Kind], values: Parameters) -> None:
    execute(_FINGERPRINTS.format(chunks=" UNION ALL ".join(map(_chunks, kinds))), values)


def _chunks(kind: Kind) -> str:
    names = f"array_agg(called ORDER BY {kind.order})" if kind.named else "'{}'::text[]"
    return _CHUNKS.format(kind=kind.name, rows=kind.rows, order=kind.order, names=names)


def _forget_tail(part: MoveAdministration) -> None:
    """What was taken under a freeze is taken again under the next one."""
    first = _first_open(part)
    of_the_ledger, others = ([kind.name for kind in kinds] for kinds in (OF_THE_LEDGER, UNDER_THE_FREEZE))
    values = {"part": part.pk, "position": part.position or 0, "first": first, "chunk": first // CHUNK}
    execute(_FORGET, {**values, "of_the_ledger": of_the_ledger, "others": others})
    execute(_FORGET_FIGURES, values)
