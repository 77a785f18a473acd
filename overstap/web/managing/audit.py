"""The audit log: who did or tried what, newest first, with filters and as a file."""

import csv
import io
from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.csv_safe import safe_cell
from overstap.tenancy import audit, overviews
from overstap.tenancy.access import Actor
from overstap.tenancy.overviews import AuditFilter, AuditLine
from overstap.web import doors
from overstap.web.managing import action_words, texts
from overstap.web.managing.forms import AuditForm
from overstap.web.managing.parts import number_or_none, uuid_or_none

MOST_LINES = 10_000  # in one file
_AT_A_TIME = 1_000


@doors.page("audit.read")
def log(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A page of the log."""
    wanted, before = _wanted(request), number_or_none(request.GET.get("before", ""))
    page = overviews.audit_page(actor, wanted, before=before)
    people = [(str(uid), name) for uid, name in overviews.audit_people(actor)]
    rows = [(line, texts.action(line.action), list(texts.facts(line.facts))) for line in page.lines]
    return doors.show(
        request,
        "managing/audit.html",
        rows=rows,
        form=AuditForm(initial=_chosen(wanted), people=people),
        older=urlencode({**_chosen(wanted), "before": page.before}) if page.before else "",
        is_first=before is None,
        filters=urlencode(_chosen(wanted)),
        most=MOST_LINES,
    )


@doors.page("audit.download")
def download(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The newest lines that the filters let through, as CSV for a spreadsheet; that they left is itself a line."""
    wanted = _wanted(request)
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";")
    writer.writerow([_("Moment"), _("Person"), _("E-mail address"), _("Action"), _("Outcome"), _("Code"), _("Details")])
    count = 0
    for line in _newest(actor, wanted):
        writer.writerow(_cells(line))
        count += 1
    audit.record(actor, "audit.download", {"lines": count, **_chosen(wanted)})
    # With a byte order mark, or spreadsheets take it for Latin-1.
    response = HttpResponse(written.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    name = f"audit-log-{actor.environment.slug}-{clock.now().astimezone(clock.AMSTERDAM):%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _newest(actor: Actor, wanted: AuditFilter) -> Iterator[AuditLine]:
    before: int | None = None
    for _page in range(MOST_LINES // _AT_A_TIME):
        page = overviews.audit_page(actor, wanted, before=before, limit=_AT_A_TIME)
        yield from page.lines
        if page.before is None:
            return
        before = page.before


def _cells(line: AuditLine) -> list[str]:
    told = "; ".join(f"{key}: {text}" for key, text in texts.facts(line.facts))
    cells = [line.name, line.email, texts.action(line.action), texts.outcome(line.outcome), line.code, told]
    return [clock.for_people(line.at), *map(safe_cell, cells)]


def _wanted(request: HttpRequest) -> AuditFilter:
    action, outcome = request.GET.get("action", ""), request.GET.get("outcome", "")
    return AuditFilter(
        person=uuid_or_none(request.GET.get("person", "")),
        action=action if action in action_words.ACTIONS else "",
        outcome=outcome if outcome in texts.OUTCOMES else "",
    )


def _chosen(wanted: AuditFilter) -> dict[str, str]:
    chosen = {"person": str(wanted.person or ""), "action": wanted.action, "outcome": wanted.outcome}
    return {key: value for key, value in chosen.items() if value}
