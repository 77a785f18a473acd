"""Comparing what the holder has now with what was fingerprinted before anything was carried.

Everything is read anew, as the holder's environment sees it and without a bound, so that what does not belong there
shows as well. Hashes are compared inside PostgreSQL, chunk by chunk; only chunks that differ are looked at record by
record, and only records that differ come out.
"""

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from typing import cast

from django.utils.translation import gettext as _

from overstap.lib.errors import Refused
from overstap.moves.holdings import HOLDINGS
from overstap.moves.holdings.shapes import Kind
from overstap.moves.models import MoveAdministration
from overstap.moves.profiles import profile
from overstap.moves.values import Comparison, KindResult, NotCompared
from overstap.moves.verify.figures import statements
from overstap.moves.verify.kinds import ADMINISTRATION, CHUNK, KINDS, OF_THE_LEDGER, UNDER_THE_FREEZE
from overstap.moves.verify.names import names_of
from overstap.moves.verify.reading import (
    ALONE,
    IN_SHARES,
    READING,
    Parameters,
    fetch,
    fields_left_behind,
    is_short,
    kinds_left_behind,
    parameters,
    settled,
)
from overstap.tenancy import access
from overstap.tenancy.models import Administration

Chunks = tuple[int, int, list[int], str]  # expected, present, which chunks differ, digest
SHARES = 4  # more than the two processors of a small machine, so that none is idle for long

_PRESENT = """
SELECT '{kind}' AS kind, chunk, string_agg(hash, ''::bytea ORDER BY {order}) AS hashes
FROM (SELECT * FROM ({rows}) AS unsorted ORDER BY chunk, {order}) AS records GROUP BY chunk
"""

# Of several kinds together. A kind without a record on either side gives no row.
_CHUNKS = """
WITH present AS ({present}), expected AS (
  SELECT kind, chunk, hashes, digest FROM moves_fingerprint WHERE part_id = %(part)s AND kind = ANY(%(kinds)s)
)
SELECT kind, COALESCE(sum(length(expected.hashes)) / 32, 0), COALESCE(sum(length(present.hashes)) / 32, 0),
  COALESCE(array_agg(chunk) FILTER (WHERE expected.hashes IS DISTINCT FROM present.hashes), '{{}}'),
  encode(sha256(COALESCE(string_agg(
    CASE WHEN present.hashes = expected.hashes THEN expected.digest ELSE sha256(present.hashes) END,
    ''::bytea ORDER BY chunk), ''::bytea)), 'hex')
FROM expected FULL JOIN present USING (kind, chunk) GROUP BY kind
"""
_NOTHING: Chunks = (0, 0, [], hashlib.sha256().hexdigest())

# Several records with one key (a duplicate that no constraint stopped) are told apart by counting them.
_RECORDS = """
WITH expected AS (
  SELECT record.key, substring(hashes FROM (32 * record.nr - 31)::int FOR 32) AS hash
  FROM moves_fingerprint, unnest(keys) WITH ORDINALITY AS record(key, nr)
  WHERE part_id = %(part)s AND kind = %(kind)s AND chunk = ANY(%(chunks)s)
), present AS (
  SELECT key, hash FROM ({rows}) AS records WHERE chunk = ANY(%(chunks)s)
), e AS (
  SELECT key, hash, row_number() OVER (PARTITION BY key ORDER BY hash) AS nr FROM expected
), p AS (
  SELECT key, hash, row_number() OVER (PARTITION BY key ORDER BY hash) AS nr FROM present
)
SELECT COALESCE(e.key, p.key),
       CASE WHEN p.key IS NULL THEN 'missing' WHEN e.key IS NULL THEN 'extra' ELSE 'different' END
FROM e FULL JOIN p ON e.key = p.key AND e.nr = p.nr
WHERE e.hash IS DISTINCT FROM p.hash
"""


class NothingToCompareWith(Refused):
    """The fingerprints of the giver's records are not there."""

    code = "VERIFY-NOT-PREPARED"


def compare(part: MoveAdministration, holder: Administration) -> Comparison:
    """Compare every record and every figure of ``holder`` with what was taken by ``prepare`` and ``prepare_tail``.

    ``holder`` is the row that holds the administration now. Changes nothing. A difference is a result, not an error;
    raises NothingToCompareWith when there are no fingerprints, after which the caller's transaction has to roll back.
    """
    values = parameters(part, holder)
    with settled(ALONE if is_short(values) else READING), access.only([holder.environment_id]):
        access.keep_walls()  # a comparison reads every table
        at_home = kinds_left_behind(part) if holder.pk == part.source_id else ()  # stood there all the time
        compared = [kind for kind in _kinds(values) if kind.kind not in at_home]
        kinds = [*compared, *(found for one in HOLDINGS for found in one.compare(part, holder))]
        _require_prepared(part, kinds)
        figures, balances = statements(values)
        return Comparison(kinds, figures, _not_compared(part), balances)


def as_dict(comparison: Comparison) -> dict[str, object]:
    """A comparison as plain data, for the record of a verification and the proof."""
    return {
        "clean": comparison.clean,
        "kinds": [kind.as_dict() for kind in comparison.kinds],
        "statements": [statement.as_dict() for statement in comparison.statements],
        "not_compared": [{"what": item.what, "why": item.why} for item in comparison.not_compared],
        "trial_balance": comparison.balances.as_dict() if comparison.balances else None,
    }


def _require_prepared(part: MoveAdministration, kinds: Sequence[KindResult]) -> None:
    if not any(kind.expected for kind in kinds if kind.kind == ADMINISTRATION.name):
        raise NothingToCompareWith(
            _("“%(name)s” cannot be compared: its records were not fingerprinted before.") % {"name": part.name},
            remedy=_("Start the move anew."),
        )


def _kinds(values: Parameters) -> list[KindResult]:
    """All kinds: of a short ledger in one statement, of a long one each kind by as many processes as there are."""
    if is_short(values):
        found = _chunks(KINDS, [values], values)
    else:
        found = _chunks(UNDER_THE_FREEZE, [values], values)
        with settled(IN_SHARES):
            for kind in OF_THE_LEDGER:
                found |= _chunks([kind], _shares(values), values)
    return [_result(kind, found.get(kind.name, _NOTHING), values) for kind in KINDS]


def _chunks(kinds: Sequence[Kind], shares: Sequence[Parameters], values: Parameters) -> dict[str, Chunks]:
    """By kind: how many records expected and present, the chunks that differ, and the digest of what is present."""
    present, edges = [], {}
    for number, share in enumerate(shares):
        for kind in kinds:
            rows = kind.rows.replace("%(low)s", f"%(low{number})s").replace("%(high)s", f"%(high{number})s")
            present.append(_PRESENT.format(kind=kind.name, rows=rows, order=kind.order))
        edges.update({f"low{number}": share["low"], f"high{number}": share["high"]})
    query = _CHUNKS.format(present=" UNION ALL ".join(present))
    rows_of_kinds = fetch(query, {**values, **edges, "kinds": [kind.name for kind in kinds]})
    return {str(name): cast("Chunks", found) for name, *found in rows_of_kinds}


def _result(kind: Kind, found_in_chunks: Chunks, values: Parameters) -> KindResult:
    expected, present, chunks, digest = found_in_chunks
    found: dict[str, list[str]] = {"missing": [], "extra": [], "different": []}
    for name, what in _differences(kind, {**values, "kind": kind.name, "chunks": chunks}) if chunks else []:
        found[what].append(name)
    return KindResult(
        kind.name, int(expected), int(present), found["missing"], found["extra"], found["different"], digest
    )


def _shares(values: Parameters) -> list[Parameters]:
    """The ledger in stretches of whole chunks, alike in length: each is hashed by a process of its own."""
    inner = [values["position"] * share // SHARES // CHUNK * CHUNK for share in range(1, SHARES)]
    return [{"low": low, "high": high} for low, high in pairwise([values["low"], *inner, values["high"]])]


def _differences(kind: Kind, wanted: Parameters) -> list[tuple[str, str]]:
    """Name and fate of each record that is not as it was, in the order of the keys."""
    rows = sorted((str(key), str(what)) for key, what in fetch(_RECORDS.format(rows=kind.rows), wanted))
    if kind.in_ledger:
        rows.sort(key=lambda row: [int(number) for number in row[0].split("/")])
    names = names_of(kind, [key for key, _what in rows], wanted)
    return [(names[key], what) for key, what in rows]


def _not_compared(part: MoveAdministration) -> list[NotCompared]:
    not_held = _("This installation does not keep these with an administration: not moved, not compared.")
    people = NotCompared(_("people and their access"), _("Not moved: invite them where the administration is now."))
    left = []
    if fields_left_behind(part):
        left.append(NotCompared(_("payment agreement"), _("Left out of the move, as the parties agreed.")))
    left += [
        NotCompared(kind, _("Stays with the giver in this kind of migration: not copied, set up again."))
        for kind in kinds_left_behind(part)
    ]
    return [*(NotCompared(_(what), not_held) for what in profile(part.move.profile).not_held), people, *left]
