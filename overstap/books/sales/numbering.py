"""Number series that have no gap and use no number twice.

A number is given in the transaction that sends: where that fails, the number was never given. The row of the series
is locked until then, so that of two at once the second waits. The row moves with the administration, so that whoever
holds it goes on where the other stopped; the freeze waits for every number under way (``administration_for_writing``).
"""

from datetime import date

from django.utils.translation import gettext as _

from overstap.books.sales.errors import NumberTaken, SalesRefused
from overstap.books.sales.models import Invoice, Numbering, Quotation
from overstap.books.sales.store import FIRST
from overstap.books.sales.values import NumberSeries, Series
from overstap.tenancy import audit
from overstap.tenancy.access import Actor, administration_for_writing
from overstap.tenancy.models import Administration

_LONGEST_PREFIX, _WIDEST, _HIGHEST = 20, 12, 10**12


def give(administration: Administration, kind: Series, day: date) -> str:
    """The next number, given on ``day``. The caller holds the administration for writing. Raises NumberTaken."""
    row = _locked(administration, kind)
    now = _value(row).after(day.year)
    if _in_use(administration, kind, now.number):
        raise NumberTaken(
            _("The number %(number)s was used before.") % {"number": now.number},
            remedy=_("Choose another beginning of the numbers under Sales > Settings."),
        )
    row.year, row.last = now.year, now.last
    row.save(update_fields=["year", "last"])
    return now.number


def series(administration: Administration, kind: Series) -> NumberSeries:
    """How its numbers are made, and where they are."""
    row = Numbering.objects.filter(administration=administration, kind=kind).first()
    return _value(row) if row else FIRST[kind]


def set_series(*, actor: Actor, code: str, kind: Series, prefix: str, width: int, first: int) -> NumberSeries:
    """Choose how numbers begin. ``first`` comes next; with a prefix in use the series just goes on.

    Raises NotAllowed, NotFound, Frozen, SalesRefused.
    """
    one = administration_for_writing(actor, code)
    row = _locked(one, kind)
    _require_sound(prefix, width, first)
    if prefix != row.prefix or row.last == 0:
        row.prefix, row.last, row.year = prefix, first - 1, 0 if "{year}" not in prefix else row.year
    elif first != row.last + 1:
        raise SalesRefused(
            _("This series is in use; its next number is %(number)d.") % {"number": row.last + 1},
            code="SALES-SERIES-IN-USE",
            remedy=_("Leave the number as it is, or choose another beginning for a new series."),
        )
    row.width = width
    row.save()
    audit.record(actor, "sales.series", {"administration": code, "kind": str(kind), "to": f"{prefix}{first}"})
    return _value(row)


def _require_sound(prefix: str, width: int, first: int) -> None:
    braces = prefix.replace("{year}", "")
    fits = len(prefix) <= _LONGEST_PREFIX and (not prefix or prefix.isprintable()) and not set("{}") & set(braces)
    if not (fits and 1 <= width <= _WIDEST and 1 <= first < _HIGHEST):
        raise SalesRefused(
            _("A series begins with at most 20 characters, has 1 to 12 digits and starts at 1 or more."),
            code="SALES-SERIES",
            remedy=_("Use {year} where the year should stand; for example {year}-."),
        )


def _locked(administration: Administration, kind: Series) -> Numbering:
    first = FIRST[kind]
    Numbering.objects.get_or_create(
        administration=administration,
        kind=kind,
        defaults={"prefix": first.prefix, "width": first.width, "year": first.year, "last": first.last},
    )
    return Numbering.objects.select_for_update(no_key=True).get(administration=administration, kind=kind)


def _value(row: Numbering) -> NumberSeries:
    return NumberSeries(Series(row.kind), row.prefix, row.width, row.year, row.last)


def _in_use(administration: Administration, kind: Series, number: str) -> bool:
    table = Invoice if kind is Series.INVOICE else Quotation
    return table.objects.filter(administration=administration, number=number).exists()
