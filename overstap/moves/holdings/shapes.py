"""The shape of what is compared record by record: see ``verify.kinds``."""

from dataclasses import dataclass

_MASTER_ROWS = """
SELECT 0::bigint AS chunk, {key} AS key, '' AS called,
       sha256(convert_to((to_jsonb(t) - 'id' - 'administration_id')::text, 'UTF8')) AS hash
FROM {table} t WHERE t.administration_id = %(administration)s
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record; ``rows`` and ``order`` are SQL (see ``verify.kinds``)."""

    name: str
    table: str
    rows: str
    order: str
    in_ledger: bool = False  # append-only, fingerprinted while people work; else all of it under the freeze
    named: bool = False  # whether ``called`` says something
    keys: tuple[str, ...] = ()  # the columns of a natural key of master data


def master(name: str, table: str, *keys: str) -> Kind:
    """A kind of master data; ``keys`` are the columns of its natural key.

    Keys are never null; without any there is one record at most. Its hash leaves out what a copy cannot keep: the
    row's own number and that of its administration.
    """
    key = " || '/' || ".join(f"t.{column}::text" for column in keys) or f"'{name}'"
    return Kind(name, table, _MASTER_ROWS.format(table=table, key=key), 'key COLLATE "C", hash', keys=keys)
