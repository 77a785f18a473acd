"""What the check report needs of both sides, for all administrations of a move at once.

"Before" is what was taken at the giver's (``moves_statement``), "after" is read from what the receiver holds, up to the
position of the freeze. Runs as the system actor, which sees both parties. Amounts are Decimals, debit positive.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from overstap.books.assets.accounts import is_fixed_asset
from overstap.books.ledger.key_figures import account_class
from overstap.books.ledger.models import Account, Journal
from overstap.moves.models import Move, MoveAdministration, Verification
from overstap.moves.verify.reading import fetch

Json = Mapping[str, Any]
Sums = Mapping[str, Decimal]
BANK_JOURNALS = ("B", "C")  # jrnTp of the audit file: bank, cash

_PARTS = """
parts AS MATERIALIZED (
  SELECT p.id, p.position, t.ledger_id FROM moves_moveadministration p
  JOIN tenancy_administration t ON t.id = p.target_id
  WHERE p.move_id = %(move)s AND p.position IS NOT NULL AND t.sealed_at IS NULL
)"""

_OPEN_ITEMS = f"""
WITH {_PARTS}
SELECT parts.id, line.account_code, sum(line.amount) FROM parts
JOIN ledger_line line ON line.ledger_id = parts.ledger_id AND line.entry_seq <= parts.position
WHERE line.relation_code <> '' GROUP BY 1, 2
"""  # noqa: S608 - our own text

_ENTRIES = f"""
WITH {_PARTS}
SELECT parts.id, entry.journal_code, count(*)::numeric FROM parts
JOIN ledger_entry entry ON entry.ledger_id = parts.ledger_id AND entry.seq <= parts.position GROUP BY 1, 2
"""  # noqa: S608

_VAT = f"""
WITH {_PARTS}
SELECT parts.id, vat.code, sum(vat.amount) FROM parts
JOIN ledger_linevat vat ON vat.ledger_id = parts.ledger_id AND vat.entry_seq <= parts.position GROUP BY 1, 2
"""  # noqa: S608

# Keys of a statement are rows of ``width`` words; one of the words says what to add up, another what counts. Words and
# figures are taken out side by side: joined by number, their many thousands would be guessed to be ten.
_TAKEN = """
WITH stored AS MATERIALIZED (
  SELECT s.part_id, s.figures,
    ARRAY(SELECT word FROM unnest(s.keys) WITH ORDINALITY AS key(word, nr)
          WHERE (nr - 1) %% %(width)s = %(group)s ORDER BY nr) AS words,
    ARRAY(SELECT word FROM unnest(s.keys) WITH ORDINALITY AS key(word, nr)
          WHERE (nr - 1) %% %(width)s = %(sort)s ORDER BY nr) AS sorts
  FROM moves_statement s JOIN moves_moveadministration p ON p.id = s.part_id
  WHERE p.move_id = %(move)s AND s.name = %(name)s
)
SELECT stored.part_id, taken.word, sum(taken.figure::numeric)
FROM stored, unnest(stored.words, stored.sorts, stored.figures) AS taken(word, sort, figure)
WHERE %(only)s = '' OR taken.sort = %(only)s GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Both:
    """Sums by code at the giver and at the receiver."""

    before: Sums
    after: Sums

    def codes(self) -> list[str]:
        """Every code that either has, in order."""
        return sorted({*self.before, *self.after})


@dataclass(frozen=True, slots=True)
class Accounts:
    """Which accounts and journals are what."""

    names: Mapping[str, str] = field(default_factory=dict)
    bank: frozenset[str] = frozenset()
    debtors: frozenset[str] = frozenset()
    creditors: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    bank_journals: Mapping[str, str] = field(default_factory=dict)  # code -> name


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is known of one administration; ``verified`` is None where nothing was compared."""

    part: MoveAdministration
    verified: Verification | None
    accounts: Accounts
    open_items: Both
    entries: Both
    vat: Both


def gather(move: Move, targets: Mapping[int, int]) -> dict[int, Gathered]:
    """Of each part that was carried: part -> what both sides have. ``targets``: part -> the receiver's row."""
    verified = {
        one.part_id: one
        for one in Verification.objects.filter(part__in=targets, purpose="move").order_by("id")  # the newest stays
    }
    parts = MoveAdministration.objects.select_related("source", "target").in_bulk(list(targets))
    accounts = _accounts(targets)
    asked = {"move": move.pk}
    items = _both(_OPEN_ITEMS, {**asked, "name": "open_items", "width": 3, "group": 0, "sort": 0, "only": ""})
    entries = _both(_ENTRIES, {**asked, "name": "number_series", "width": 3, "group": 0, "sort": 2, "only": "count"})
    vat = _both(_VAT, {**asked, "name": "vat", "width": 4, "group": 2, "sort": 3, "only": "VAT"})
    none = Both({}, {})
    return {
        part: Gathered(
            parts[part],
            verified.get(part),
            accounts.get(target, Accounts()),
            items.get(part, none),
            entries.get(part, none),
            vat.get(part, none),
        )
        for part, target in targets.items()
    }


def _both(after: str, asked: Mapping[str, Any]) -> dict[int, Both]:
    taken, present = _sums(_TAKEN, asked), _sums(after, asked)
    return {part: Both(taken.get(part, {}), present.get(part, {})) for part in {*taken, *present}}


def _sums(query: str, asked: Mapping[str, Any]) -> dict[int, dict[str, Decimal]]:
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for part, code, amount in cast("list[tuple[int, str, Decimal]]", fetch(query, asked)):
        found[part][code or ""] = amount
    return found


def _accounts(targets: Mapping[int, int]) -> dict[int, Accounts]:
    rows: dict[int, list[tuple[str, str, str, str]]] = defaultdict(list)
    listed = Account.objects.filter(administration__in=targets.values())
    for owner, *row in listed.values_list("administration", "code", "name", "type", "reference"):
        rows[owner].append(cast("tuple[str, str, str, str]", tuple(row)))
    journals: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    banks = Journal.objects.filter(administration__in=targets.values(), type__in=BANK_JOURNALS)
    for owner, *journal in banks.values_list("administration", "code", "name", "offset_account"):
        journals[owner].append(cast("tuple[str, str, str]", tuple(journal)))
    return {owner: _told_apart(rows[owner], journals[owner]) for owner in {*rows, *journals}}


def _told_apart(rows: list[tuple[str, str, str, str]], journals: list[tuple[str, str, str]]) -> Accounts:
    classes = {code: account_class(code, name, kind, reference) for code, name, kind, reference in rows}
    of_journals = {account for _code, _name, account in journals if account in classes}
    return Accounts(
        names={code: name for code, name, _kind, _reference in rows},
        bank=frozenset({code for code, one in classes.items() if one == "B"} | of_journals),
        debtors=frozenset(code for code, one in classes.items() if one == "CU"),
        creditors=frozenset(code for code, one in classes.items() if one == "SU"),
        fixed=frozenset(code for code, name, kind, reference in rows if is_fixed_asset(name, kind, reference)),
        bank_journals={code: name for code, name, _account in journals},
    )
