"""VAT per period, quarter or year, and per code."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.books.ledger import queries
from overstap.books.ledger.results import VatRow
from overstap.lib.money import ZERO
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.books.asked import Asked
from overstap.web.books.opening import books, show

_LAST_MONTH = 12  # periods beyond it close the year


@dataclass(frozen=True, slots=True)
class CodeSum:
    """VAT of one code: ``base`` without a side, ``to_pay`` and ``to_reclaim`` as positive sides.

    Where VAT is reversed (verlegd) the side of the base is not that of the VAT.
    """

    code: str
    name: str
    base: Decimal
    to_pay: Decimal
    to_reclaim: Decimal
    lines: int


@dataclass(frozen=True, slots=True)
class Span:
    """A period, quarter or year, with its codes. ``balance`` above zero is to be paid."""

    name: str
    codes: Sequence[CodeSum]

    @property
    def to_pay(self) -> Decimal:
        """All that is to be paid."""
        return sum((one.to_pay for one in self.codes), ZERO)

    @property
    def to_reclaim(self) -> Decimal:
        """All that comes back."""
        return sum((one.to_reclaim for one in self.codes), ZERO)

    @property
    def balance(self) -> Decimal:
        """What is left to be paid."""
        return self.to_pay - self.to_reclaim


@doors.page("administration.vat")
@queries.one_look()
def per_code(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """VAT of a year, added up per quarter unless something else is asked for."""
    one = books(actor, code)
    asked = Asked(request.GET)
    years = queries.years(one)
    year = asked.year({found.year for found in years})
    per = asked.choice("per", ("period", "quarter", "year"), "quarter")
    rows = queries.vat_per_code(one, year) if year is not None else []
    return show(
        request, "books/vat.html", one, "administration-tax", asked,
        year=year, years=years, per=per, keep_per=f"per={per}", spans=_spans(rows, per),
    )  # fmt: skip


def _spans(rows: Sequence[VatRow], per: str) -> list[Span]:
    by_span: dict[str, list[VatRow]] = defaultdict(list)
    for row in rows:
        by_span[_name(row.period, per)].append(row)
    return [Span(name, _codes(mine)) for name, mine in by_span.items()]


def _name(period: int, per: str) -> str:
    if per == "year":
        return _("Whole year")
    if per == "quarter" and 1 <= period <= _LAST_MONTH:
        return _("Quarter %(number)d") % {"number": (period + 2) // 3}
    return _("Period %(number)d") % {"number": period}


def _codes(rows: Sequence[VatRow]) -> list[CodeSum]:
    by_code: dict[str, list[VatRow]] = defaultdict(list)
    for row in rows:
        by_code[row.code].append(row)
    return [_code_sum(mine) for _code, mine in sorted(by_code.items())]


def _code_sum(rows: Sequence[VatRow]) -> CodeSum:
    base, vat = sum((row.base for row in rows), ZERO), sum((row.vat for row in rows), ZERO)
    return CodeSum(
        code=rows[0].code,
        name=rows[0].name,
        base=abs(base),
        to_pay=-vat if vat < 0 else ZERO,
        to_reclaim=vat if vat > 0 else ZERO,
        lines=sum(row.lines for row in rows),
    )
