"""An aid for who compares by sampling (R177): records picked at random, as they were and as they are now.

Everything is compared anyway (gap G5); this lets a person see it for themselves, between delivery and release.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.lib.errors import Refused
from overstap.moves.aftercare.figures import BANK_JOURNALS
from overstap.moves.aftercare.report import NothingToCheck
from overstap.moves.aftercare.values import Sample
from overstap.moves.holdings.shapes import Kind
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.state import for_system
from overstap.moves.values import MoveState
from overstap.moves.verify.kinds import CHUNK, KINDS
from overstap.moves.verify.reading import Parameters, fetch, parameters, settled
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right

MOST = 20
_KINDS: Mapping[str, Kind] = {one.name: one for one in KINDS}
SORTS: Mapping[str, str] = {"entry": "entry", "bank": "entry", "relation": "relation", "account": "account"}

_PICK = {
    "entry": "SELECT seq::text FROM ledger_entry WHERE ledger_id = %(ledger)s AND seq <= %(position)s",
    "bank": """SELECT e.seq::text FROM ledger_entry e
      JOIN ledger_journal j ON j.administration_id = %(administration)s AND j.code = e.journal_code
      WHERE e.ledger_id = %(ledger)s AND e.seq <= %(position)s AND j.type = ANY(%(banks)s)""",
    "relation": "SELECT code FROM relations_relation WHERE administration_id = %(administration)s",
    "account": "SELECT code FROM ledger_account WHERE administration_id = %(administration)s",
}
_BEFORE = """
SELECT record.key, encode(substring(hashes FROM (32 * record.nr - 31)::int FOR 32), 'hex')
FROM moves_fingerprint, unnest(keys) WITH ORDINALITY AS record(key, nr)
WHERE part_id = %(part)s AND kind = %(kind)s AND chunk = ANY(%(chunks)s) AND record.key = ANY(%(keys)s)
"""
_AFTER = (
    "SELECT key, encode(hash, 'hex') FROM ({rows}) AS records WHERE key = ANY(%(keys)s) AND chunk = ANY(%(chunks)s)"
)
_ENTRIES_TOLD = """
SELECT e.seq::text, concat_ws(' ', e.journal_code, e.number),
  concat_ws(' – ', to_char(e.date, 'DD-MM-YYYY'), NULLIF(e.description, ''),
    (SELECT sum(amount) FILTER (WHERE amount > 0)::text FROM ledger_line l
     WHERE l.ledger_id = e.ledger_id AND l.entry_seq = e.seq))
FROM ledger_entry e WHERE e.ledger_id = %(ledger)s AND e.seq::text = ANY(%(keys)s)
"""
_TOLD = {
    "entry": _ENTRIES_TOLD,
    "relation": """SELECT code, code, concat_ws(' – ', NULLIF(name, ''), NULLIF(email, ''), NULLIF(tax_number, ''))
      FROM relations_relation WHERE administration_id = %(administration)s AND code = ANY(%(keys)s)""",
    "account": """SELECT code, code, concat_ws(' – ', NULLIF(name, ''), NULLIF(reference, ''))
      FROM ledger_account WHERE administration_id = %(administration)s AND code = ANY(%(keys)s)""",
}


class SampleUnknown(Refused):
    """There is no such sort of record or administration to take a sample of."""

    code = "SAMPLE-UNKNOWN"


def sample(actor: Actor, uid: UUID, part: int, sort: str, count: int) -> list[Sample]:
    """At most ``count`` (up to MOST) records of administration number ``part``, at random: both hashes, what it says.

    ``sort``: one of SORTS. Raises NotAllowed, NotFound, SampleUnknown, NothingToCheck outside delivery and release.
    """
    access.require(actor, Right.READ_MOVES)
    move = Move.objects.filter(uid=uid).first()
    one = MoveAdministration.objects.filter(move=move, number=part).first() if move else None
    if move is None or one is None or sort not in SORTS:
        raise SampleUnknown(_("There is nothing to take a sample of."), remedy=_("Choose one of the administrations."))
    if move.state != MoveState.DELIVERED or one.target_id is None:
        raise NothingToCheck(
            _("A sample can be taken between the delivery and the release."),
            remedy=_("The verification compared everything; look at that."),
        )
    with for_system(uid), settled():
        return _taken(one, sort, max(1, min(count, MOST)))


def _taken(one: MoveAdministration, sort: str, count: int) -> list[Sample]:
    target = one.target
    if target is None:
        return []
    kind = _KINDS[SORTS[sort]]
    values: Parameters = {**parameters(one, target), "kind": kind.name, "banks": list(BANK_JOURNALS), "count": count}
    picked = fetch(f"SELECT * FROM ({_PICK[sort]}) AS all_of_them ORDER BY random() LIMIT %(count)s", values)  # noqa: S608
    keys = [str(key) for (key,) in picked]
    if not keys:
        return []
    values = {**values, "keys": keys, "chunks": _chunks(kind, keys), **_edges(kind, keys)}
    before = _pairs(_BEFORE, values)
    after = _pairs(_AFTER.format(rows=kind.rows), values)
    rows = fetch(_TOLD[kind.name], values)
    told = {str(key): (str(name).strip() or f"#{key}", str(text)) for key, name, text in rows}
    return [
        Sample(key, told.get(key, (key, ""))[0], before.get(key, ""), after.get(key, ""), told.get(key, ("", ""))[1])
        for key in keys
    ]


def _chunks(kind: Kind, keys: Sequence[str]) -> list[int]:
    return sorted({int(key) // CHUNK for key in keys}) if kind.in_ledger else [0]


def _edges(kind: Kind, keys: Sequence[str]) -> dict[str, Any]:
    """Of the ledger no more is read than lies between the first and the last."""
    if not kind.in_ledger:
        return {}
    numbers = [int(key) for key in keys]
    return {"low": min(numbers), "high": max(numbers) + 1}


def _pairs(query: str, values: Parameters) -> dict[str, str]:
    return dict(cast("list[tuple[str, str]]", fetch(query, values)))
