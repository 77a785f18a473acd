"""The first page of an administration: its figures, years, files and details."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.books.ledger import queries
from overstap.books.ledger.queries import Administration
from overstap.books.ledger.results import KeyFigures, PeriodSummary
from overstap.books.relations import queries as relations
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.books.asked import Asked
from overstap.web.books.chart import chart
from overstap.web.books.opening import books
from overstap.web.books.opening import show as shown

_FIGURES = (
    ("turnover", _("Turnover")),
    ("result", _("Result")),
    ("bank", _("Bank and cash")),
    ("receivables", _("Debtors")),
    ("payables", _("Creditors")),
)


@dataclass(frozen=True, slots=True)
class Tile:
    """A key figure beside that of the year before (None: there is none)."""

    name: str | Promise
    value: Decimal
    before: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """What was added since the year before."""
        return None if self.before is None else self.value - self.before


@doors.page("administration.show")
@queries.one_look()
def show(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Key figures of a year against the year before, years, a chart, files and details."""
    one = books(actor, code)
    asked = Asked(request.GET)
    figures = {found.year: found for found in queries.key_figures(one)}
    years = queries.years(one)
    year = asked.year({found.year for found in years})
    return shown(
        request,
        "books/overview.html",
        one,
        "administration",
        asked,
        year=year,
        years=years,
        tiles=_tiles(figures, year),
        figures=figures,
        months=_months(one, year),
        files=queries.imported_files(one),
        company=relations.company(one),
    )


def _tiles(figures: dict[int, KeyFigures], year: int | None) -> list[Tile]:
    if year is None or year not in figures:
        return []
    now, before = figures[year], figures.get(year - 1)
    return [Tile(text, getattr(now, name), getattr(before, name) if before else None) for name, text in _FIGURES]


def _months(one: Administration, year: int | None) -> dict[str, object]:
    """The chart of the year's periods, and the same as rows of a table."""
    if year is None:
        return {}
    figures = queries.key_figures_per_period(one, year)
    known = {period.number: period for period in queries.periods(one, year)}
    labels = [_label(known.get(found.period or 0), found.period or 0) for found in figures]
    return {"chart": chart(figures, labels), "rows": _rows(figures, labels)}


def _rows(figures: Sequence[KeyFigures], labels: Sequence[str]) -> list[tuple[str, KeyFigures]]:
    return list(zip(labels, figures, strict=True))


def _label(period: PeriodSummary | None, number: int) -> str:
    """The month of a period that begins and ends in it, else its number."""
    if period is None or period.start is None or period.end is None or period.start.month != period.end.month:
        return str(number)
    return formats.date_format(period.start, "M")
