"""What people call a record: looked up for the few that are not as they were."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from overstap.moves.holdings.shapes import Kind
from overstap.moves.verify.kinds import CHUNK, ENTRY, LINE_VAT, SUBLEDGER_LINE
from overstap.moves.verify.reading import Parameters, fetch

_AS_THE_GIVER_HAD_IT = """
SELECT record.key, record.name
FROM moves_fingerprint, unnest(keys, names) AS record(key, name)
WHERE part_id = %(part)s AND kind = %(kind)s AND chunk = ANY(%(chunks)s) AND record.key = ANY(%(keys)s)
"""

_AS_IT_IS_NOW = """
SELECT key, called FROM ({rows}) AS records WHERE chunk = ANY(%(chunks)s) AND key = ANY(%(keys)s)
"""


def names_of(kind: Kind, keys: Sequence[str], values: Parameters) -> Mapping[str, str]:
    """For each key of ``kind`` a name that people understand, such as "VK 2024-0012/3 (seq 17)"."""
    if kind.name == SUBLEDGER_LINE.name:
        called = _called(SUBLEDGER_LINE, keys, values)
        return {key: _of_subledger(called, key) for key in keys}
    if not kind.in_ledger:
        return {key: key for key in keys}
    called = _called(ENTRY, {key.partition("/")[0] for key in keys}, values)
    return {key: _of_entry(kind, called, key) for key in keys}


def names_of_entries(seqs: Collection[str], values: Parameters) -> Mapping[str, str]:
    """Names of entries by sequence number, such as "VK 2024-0012 (seq 17)"."""
    return names_of(ENTRY, list(seqs), values)


def _called(kind: Kind, keys: Collection[str], values: Parameters) -> dict[str, str]:
    """What records of ``kind`` are called, as the giver had them before as they are now."""
    chunks = sorted({int(key.partition("/")[0]) // CHUNK for key in keys})
    wanted = {**values, "kind": kind.name, "chunks": chunks, "keys": list(keys)}
    now = fetch(_AS_IT_IS_NOW.format(rows=kind.rows), wanted)
    before = fetch(_AS_THE_GIVER_HAD_IT, wanted)
    return {str(key): str(name) for key, name in [*now, *before]}


def _of_entry(kind: Kind, called: Mapping[str, str], key: str) -> str:
    seq, _slash, place = key.partition("/")
    if kind.name == LINE_VAT.name:
        line, _slash, nr = place.partition("/")
        place = _("%(line)s VAT %(nr)s") % {"line": line, "nr": nr}
    name = called.get(seq, "?")
    return f"{name}/{place} (seq {seq})" if place else f"{name} (seq {seq})"


def _of_subledger(called: Mapping[str, str], key: str) -> str:
    seq, _slash, position = key.partition("/")
    return f"{called.get(key, '?')} (seq {seq}, nr {position})"
