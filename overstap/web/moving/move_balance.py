"""The trial balances of both sides, next to each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from overstap.moves.dossier import Dossier

FIRST = 150  # accounts shown at once; the rest on request


@dataclass(frozen=True, slots=True)
class Row:
    """One account: what it closes with at both sides; None where nothing is booked."""

    account: str
    name: str
    type: str
    source: Decimal | None
    target: Decimal | None

    @property
    def difference(self) -> Decimal:
        """Target less source."""
        return (self.target or Decimal(0)) - (self.source or Decimal(0))

    @property
    def same(self) -> bool:
        """Whether both sides have the same."""
        return self.source == self.target


@dataclass(frozen=True, slots=True)
class Balance:
    """What the card shows."""

    number: int
    year: int
    groups: list[tuple[str, list[Row]]]
    only: bool  # differences only
    accounts: int
    different: int
    hidden: int  # accounts that are there and not shown
    left_out: int  # accounts that were not kept
    totals: Mapping[str, tuple[Decimal, Decimal]]
    years: list[Mapping[str, Any]]


def chosen(move: Dossier, wanted: str) -> int:
    """The number of the administration asked for; the first where that is none."""
    known = [part.number for part in move.parts]
    return int(wanted) if wanted.isdecimal() and len(wanted) < 6 and int(wanted) in known else next(iter(known), 0)


def balance(found: Mapping[str, Any] | None, number: int, *, only: bool, everything: bool) -> Balance | None:
    """What to show of the trial balances kept with a verification (values.BalancesOfBoth as plain data)."""
    if not found:
        return None
    rows = [_row(one) for one in found["rows"]]
    wanted = [row for row in rows if not (only and row.same)]
    shown = wanted if everything else wanted[:FIRST]
    newest = found["years"][0]
    return Balance(
        number=number,
        year=int(found["year"]),
        groups=list(_groups(shown)),
        only=only,
        accounts=int(newest["accounts"]),
        different=int(newest["different"]),
        hidden=len(wanted) - len(shown),
        left_out=int(found["left_out"]),
        totals={side: _pair(newest[side]) for side in ("source", "target")},
        years=[{**year, "source": _pair(year["source"]), "target": _pair(year["target"])} for year in found["years"]],
    )


def _row(one: Mapping[str, Any]) -> Row:
    return Row(one["account"], one["name"], one["type"], _amount(one["source"]), _amount(one["target"]))


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _pair(texts: Sequence[str]) -> tuple[Decimal, Decimal]:
    debit, credit = texts
    return Decimal(debit), Decimal(credit)


def _groups(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    for kind, title in (("B", _("Balance sheet")), ("P", _("Profit and loss")), ("", _("Other accounts"))):
        inside = [row for row in rows if (row.type if row.type in ("B", "P") else "") == kind]
        if inside:
            yield title, inside
