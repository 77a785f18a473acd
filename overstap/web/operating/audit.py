"""The audit log of the whole installation: newest first, with filters and as a file."""

import csv
import io
from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.csv_safe import safe_cell
from overstap.tenancy import audit as the_log
from overstap.tenancy.operators import trail
from overstap.tenancy.operators.access import Operator
from overstap.tenancy.operators.trail import TrailFilter, TrailLine
from overstap.web import doors as web_doors
from overstap.web.managing import texts
from overstap.web.managing.parts import number_or_none
from overstap.web.operating import doors
from overstap.web.operating.forms import AuditFilter

MOST_LINES = 10_000  # in one file
_AT_A_TIME = 1_000


@doors.page("operator.audit")
def log(request: HttpRequest, operator: Operator) -> HttpResponse:
    """A page of the log."""
    form, before = AuditFilter(request.GET), number_or_none(request.GET.get("before", ""))
    wanted = TrailFilter(**form.chosen())
    page = trail.trail(operator, wanted, before=before)
    rows = [(line, texts.action(line.action), list(texts.facts(line.facts))) for line in page.lines]
    filters = form.question()
    return web_doors.show(
        request,
        "operating/audit.html",
        rows=rows,
        form=form,
        filters=urlencode(filters),
        is_first=before is None,
        older=urlencode({**filters, "before": page.before}) if page.before else "",
        most=MOST_LINES,
    )


@doors.page("operator.audit-download")
def download(request: HttpRequest, operator: Operator) -> HttpResponse:
    """The newest lines that the filters let through, as CSV for a spreadsheet; that they left is itself a line."""
    form = AuditFilter(request.GET)
    wanted, written = TrailFilter(**form.chosen()), io.StringIO()
    writer = csv.writer(written, delimiter=";")
    writer.writerow(_heads())
    count = 0
    for line in _newest(operator, wanted):
        writer.writerow(_cells(line))
        count += 1
    the_log.record(None, "operator.audit-download", {"lines": count, **form.question()})
    # With a byte order mark, or spreadsheets take it for Latin-1.
    response = HttpResponse(written.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    name = f"audit-log-{clock.now().astimezone(clock.AMSTERDAM):%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _newest(operator: Operator, wanted: TrailFilter) -> Iterator[TrailLine]:
    before: int | None = None
    for _page in range(MOST_LINES // _AT_A_TIME):
        page = trail.trail(operator, wanted, before=before, limit=_AT_A_TIME)
        yield from page.lines
        if page.before is None:
            return
        before = page.before


def _heads() -> list[str]:
    return [
        _("Moment"),
        _("Environment"),
        _("Person"),
        _("E-mail address"),
        _("Action"),
        _("Outcome"),
        _("Code"),
        _("Details"),
    ]


def _cells(line: TrailLine) -> list[str]:
    told = "; ".join(f"{key}: {text}" for key, text in texts.facts(line.facts))
    cells = [line.environment, line.name, line.email, texts.action(line.action), texts.outcome(line.outcome)]
    return [clock.for_people(line.at), *map(safe_cell, [*cells, line.code, told])]
