"""Comparing what the holder has now with what was fingerprinted before anything was carried.

Everything is read anew, as the holder's environment sees it and without a bound, so that what does not belong there
shows as well. Hashes are compared inside PostgreSQL, chunk by chunk; only chunks that differ are looked at record by
record, and only records that differ come out.
"""

from itertools import pairwise
from typing import cast

from django.utils.translation import gettext as _

from overstap.lib.errors import Refused
from overstap.moves.models import Fingerprint, MoveAdministration
from overstap.moves.profiles import profile
from overstap.moves.values import Comparison, KindResult, NotCompared
from overstap.moves.verify.figures import statements
from overstap.moves.verify.kinds import ADMINISTRATION, CHUNK, KINDS, Kind
from overstap.moves.verify.names import names_of
from overstap.moves.verify.reading import IN_SHARES, Parameters, fetch, fields_left_behind, parameters, settled
from overstap.tenancy import access
from overstap.tenancy.models import Administration

SHARES = 4  # more than the two processors of a small machine, so that none is idle for long

_PRESENT = """
SELECT chunk, string_agg(hash, ''::bytea ORDER BY {order}) AS hashes
FROM (SELECT * FROM ({rows}) AS unsorted ORDER BY chunk, {order}) AS records GROUP BY chunk
"""

_CHUNKS = """
WITH present AS ({present}), expected AS (
  SELECT chunk, hashes, digest FROM moves_fingerprint WHERE part_id = %(part)s AND kind = %(kind)s
)
SELECT COALESCE(sum(length(expected.hashes)) / 32, 0), COALESCE(sum(length(present.hashes)) / 32, 0),
  COALESCE(array_agg(chunk) FILTER (WHERE expected.hashes IS DISTINCT FROM present.hashes), '{{}}'),
  encode(sha256(COALESCE(string_agg(
    CASE WHEN present.hashes = expected.hashes THEN expected.digest ELSE sha256(present.hashes) END,
    ''::bytea ORDER BY chunk), ''::bytea)), 'hex')
FROM expected FULL JOIN present USING (chunk)
"""

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
    raises NothingToCompareWith when there are no fingerprints.
    """
    _require_prepared(part)
    values = parameters(part, holder)
    with settled(), access.act_for_system(part.move.uid, [holder.environment_id]):
        kinds = [_kind(kind, values) for kind in KINDS]
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


def _require_prepared(part: MoveAdministration) -> None:
    if not Fingerprint.objects.filter(part=part, kind=ADMINISTRATION.name).exists():
        raise NothingToCompareWith(
            _("“%(name)s” cannot be compared: its records were not fingerprinted before.") % {"name": part.name},
            remedy=_("Start the move anew."),
        )


def _kind(kind: Kind, values: Parameters) -> KindResult:
    wanted = {**values, "kind": kind.name}
    shares = _shares(values) if kind.in_ledger else [values]
    with settled(IN_SHARES):
        row = fetch(*_chunks(kind, shares, wanted))[0]
    expected, present, chunks, digest = cast("tuple[int, int, list[int], str]", row)
    found: dict[str, list[str]] = {"missing": [], "extra": [], "different": []}
    for name, what in _differences(kind, {**wanted, "chunks": chunks}) if chunks else []:
        found[what].append(name)
    return KindResult(
        kind.name, int(expected), int(present), found["missing"], found["extra"], found["different"], digest
    )


def _chunks(kind: Kind, shares: list[Parameters], wanted: Parameters) -> tuple[str, Parameters]:
    """The query over all shares together, and its parameters."""
    present, edges = [], {}
    for number, share in enumerate(shares):
        rows = kind.rows.replace("%(low)s", f"%(low{number})s").replace("%(high)s", f"%(high{number})s")
        present.append(_PRESENT.format(rows=rows, order=kind.order))
        edges.update({f"low{number}": share["low"], f"high{number}": share["high"]})
    return _CHUNKS.format(present=" UNION ALL ".join(present)), {**wanted, **edges}


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
    left = [
        NotCompared(_("payment agreement"), _("Left out of the move, as the parties agreed."))
        for _field in fields_left_behind(part)
    ]
    return [*(NotCompared(_(what), not_held) for what in profile(part.move.profile).not_held), people, *left]
