"""What a conversion found, page by page and as CSV."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import BinaryIO, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overstap.lib.csv_safe import safe_cell
from overstap.lib.sentences import told, told_place
from overstap.moves.conversions import queries
from overstap.moves.conversions.values import DifferenceRow, FindingRow, PairRow
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.conversions import words
from overstap.web.conversions.listing import number
from overstap.web.files import sending
from overstap.web.files.told import TONES, severity_word
from overstap.web.words import language

Row = TypeVar("Row", FindingRow, DifferenceRow)


@require_safe
@doors.page("conversion.findings")
def findings(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """What could not be read or written as it was."""
    return _page(request, actor, uid, "conversions/findings.html", queries.findings, finding_told)


@require_safe
@doors.page("conversion.differences")
def differences(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """Where what was read back is not what it should be."""
    return _page(request, actor, uid, "conversions/differences.html", queries.differences, difference_told)


def _page(
    request: HttpRequest,
    actor: Actor,
    uid: UUID,
    template: str,
    asked: Callable[..., Sequence[Row]],
    told_of: Callable[[Row], dict[str, str]],
) -> HttpResponse:
    after = number(request.GET.get("after", "")) or 0
    rows = asked(actor, uid, after=after, limit=queries.PAGE + 1)
    return doors.show(
        request,
        template,
        found=queries.conversion(actor, uid),
        rows=[told_of(row) for row in rows[: queries.PAGE]],
        after=after,
        further=rows[queries.PAGE - 1].number if len(rows) > queries.PAGE else None,
    )


@require_safe
@doors.page("conversion.csv")
def as_csv(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponseBase:
    """The mapping, the findings and the differences in one file, in the reader's language."""
    del request
    found = queries.conversion(actor, uid)
    name = f"{_('conversion')}-{found.source.code}-{found.target.code}.csv".replace("/", "-")
    return sending.made(name, "text/csv; charset=utf-8", partial(_write, queries.whole_report(actor, uid)))


def finding_told(row: FindingRow) -> dict[str, str]:
    """A finding in the reader's language."""
    return {
        "place": told_place(row.place, _),
        "message": told(row.message, _),
        "remedy": told(row.remedy, _),
        "severity": severity_word(row.severity),
        "tone": TONES[row.severity],
        "code": row.code,
    }


def difference_told(row: DifferenceRow) -> dict[str, str]:
    """A difference in the reader's language."""
    what, tone = words.WHATS[row.what]
    return {
        "kind": words.kind(row.kind),
        "what": str(what),
        "tone": tone,
        "place": told_place(row.place, _),
        "field": words.field(row.field),
        "expected": row.expected,
        "found": row.found,
    }


def _write(rows: Iterable[FindingRow | DifferenceRow | PairRow], file: BinaryIO) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text, delimiter=";" if language() == "nl" else ",")
    writer.writerow([_("Part"), _("Kind"), _("Place"), _("What"), _("Expected"), _("Found"), _("Explanation")])
    for row in rows:
        writer.writerow([safe_cell(cell.replace("\0", "")) for cell in _cells(row)])
    text.detach()


def _cells(row: FindingRow | DifferenceRow | PairRow) -> tuple[str, ...]:
    if isinstance(row, PairRow):
        source, target = f"{row.source} {row.source_name}".strip(), f"{row.target} {row.target_name}".strip()
        reason = f"{row.confidence} %: {words.REASONS.get(row.reason, row.reason)}"
        decided = f"{row.decided_by}; {reason}" if row.decided_by else reason
        return _("Mapping"), words.kind(row.kind), source, str(words.CHOICES[row.choice]), "", target, decided
    if isinstance(row, FindingRow):
        one = finding_told(row)
        return _("Finding"), row.code, one["place"], one["severity"], "", "", f"{one['message']} {one['remedy']}"
    one = difference_told(row)
    field = f"{one['what']} {one['field']}".strip()
    return _("Difference"), one["kind"], one["place"], field, one["expected"], one["found"], ""
