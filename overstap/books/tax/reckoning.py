"""What the books say of a span, and where it leads: codes, rules, boxes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from overstap.books.ledger.models import FiscalYear, Ledger, Period, VatCode
from overstap.books.ledger.reading import until
from overstap.books.ledger.results import VatRow
from overstap.books.ledger.vat import vat_per_code
from overstap.books.tax import boxes, periods
from overstap.books.tax.models import BoxRule
from overstap.books.tax.values import Amounts, Box, CodeSums, Figures, Rule, Stretch
from overstap.lib.money import ZERO
from overstap.tenancy.models import Administration

_CLOSING = 13  # periods of a book year from here on close it
Found = Sequence[tuple[CodeSums, Rule]]


def position(administration: Administration) -> int:
    """The number of the newest entry that this administration shows."""
    newest = Ledger.objects.filter(pk=administration.ledger_id).values_list("last_seq", flat=True).first() or 0
    return min(newest, until(administration, None))


def sums(administration: Administration, stretches: Sequence[Stretch]) -> dict[str, list[CodeSums]]:
    """What every VAT code adds up to in the periods of the books that end within each of ``stretches``, by its key."""
    told, years = _codes(administration), _years(administration, stretches)
    ends = _ends(administration, years)
    rows = [(_end(row, year, ends), row) for year in years for row in vat_per_code(administration, year) if row.period]
    return {one.key: _added_up([row for end, row in rows if one.start <= end <= one.end], told) for one in stretches}


def without_amounts(administration: Administration) -> list[CodeSums]:
    """Every VAT code of the administration, as if nothing was booked on it."""
    told = _codes(administration)
    return [CodeSums(code, told[code][0], ZERO, ZERO, _claims(told, code)) for code in told]


def chosen(administration: Administration) -> dict[str, Rule]:
    """What people chose, by VAT code."""
    rows = BoxRule.objects.filter(administration=administration).values_list("code", "box", "rate")
    return {code: Rule(code, Box(box) if box else None, rate, chosen=True) for code, box, rate in rows}


def with_rules(found: Iterable[CodeSums], rules: Mapping[str, Rule]) -> list[tuple[CodeSums, Rule]]:
    """Each code with what a person chose for it, or else our proposal."""
    return [(one, rules.get(one.code) or boxes.proposed(one)) for one in found]


def unmapped(found: Found) -> list[str]:
    """Codes with amounts that lead nowhere, and of which nobody said that they should not."""
    return [sums.code for sums, rule in found if rule.box is None and not rule.chosen and (sums.base or sums.vat)]


def as_json(figures: Figures) -> dict[str, dict[str, str | None]]:
    """Figures as they are kept; boxes without any amount are left out."""
    return {
        str(box): {"base": _text(one.base), "vat": _text(one.vat)}
        for box, one in figures.items()
        if one.base is not None or one.vat is not None
    }


def from_json(kept: Mapping[str, Mapping[str, str | None]]) -> dict[Box, Amounts]:
    """What ``as_json`` gave."""
    return {Box(box): Amounts(_number(one.get("base")), _number(one.get("vat"))) for box, one in kept.items()}


def _codes(administration: Administration) -> dict[str, tuple[str, str, str]]:
    rows = VatCode.objects.filter(administration=administration)
    columns = ("code", "name", "to_pay_account", "to_claim_account")
    return {code: (name, pays, claims) for code, name, pays, claims in rows.values_list(*columns)}


def _claims(told: Mapping[str, tuple[str, str, str]], code: str) -> bool | None:
    _called, pays, claims = told.get(code, ("", "", ""))
    return None if bool(pays) == bool(claims) else bool(claims)


def _added_up(rows: Iterable[VatRow], told: Mapping[str, tuple[str, str, str]]) -> list[CodeSums]:
    added: dict[str, list[Decimal]] = {}
    for row in rows:
        one = added.setdefault(row.code, [ZERO, ZERO])
        one[0] += row.base
        one[1] += row.vat
    return [
        CodeSums(code, told[code][0] if code in told else "", base, vat, _claims(told, code))
        for code, (base, vat) in sorted(added.items())
    ]


def _years(administration: Administration, stretches: Sequence[Stretch]) -> list[int]:
    """The book years that have a day in one of them, and their own years where none are listed."""
    if not stretches:
        return []
    first, last = min(one.start for one in stretches), max(one.end for one in stretches)
    listed = FiscalYear.objects.filter(administration=administration, start__lte=last, end__gte=first)
    return sorted(
        {*listed.values_list("year", flat=True), *(day.year for one in stretches for day in (one.start, one.end))}
    )


def _ends(administration: Administration, years: Sequence[int]) -> dict[tuple[int, int], date]:
    rows = Period.objects.filter(administration=administration, year__in=years)
    return {(year, number): end for year, number, end in rows.values_list("year", "number", "end")}


def _end(row: VatRow, year: int, ends: Mapping[tuple[int, int], date]) -> date:
    """The last day of a period of the books; where it is not told, period 3 is March, and what closes is December."""
    if (year, row.period) in ends:
        return ends[year, row.period]
    return periods.last_day(year, row.period if 1 <= row.period < _CLOSING else 12)


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
