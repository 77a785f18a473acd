"""The register of fixed assets: the list, register against ledger, and booking depreciation."""

import re
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from overstap.books.assets import actions, queries
from overstap.books.assets.actions import AssetRefused
from overstap.books.ledger import queries as ledger
from overstap.books.ledger.queries import Administration
from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.assets.forms import DepreciateForm
from overstap.web.books.asked import Asked
from overstap.web.books.opening import books, show
from overstap.web.tax.fields import cleaned, with_problem
from overstap.web.tax.listing import writes

ON_ONE_PAGE = 50
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)
_MEMORIAL = ("M", "Z")  # kinds of journals that depreciation is booked in, as a rule


def show_list(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    """The list at a day."""
    one = books(actor, code)
    asked = Asked(request.GET)
    on = asked.day("on") or queries.today()
    after = asked.text("after")
    rows = queries.assets(one, on, after=after, limit=ON_ONE_PAGE + 1)
    form = DepreciateForm(
        request.POST if problem else None, journals=journals(one), initial={"month": f"{queries.today():%Y-%m}"}
    )
    return show(
        request, "assets/list.html", one, "administration-assets", asked,
        rows=rows[:ON_ONE_PAGE], next=rows[ON_ONE_PAGE - 1].card.code if len(rows) > ON_ONE_PAGE else "", after=after,
        on=on, totals=queries.totals(one, on), differences=_differing(one), problem=problem,
        writes=writes(actor, one), form=with_problem(form, problem),
    )  # fmt: skip


@require_safe
@doors.page("asset.list")
@ledger.one_look()
def listed(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """R166: assets with their book value."""
    return show_list(request, actor, code)


@require_POST
@doors.page("asset.depreciate", again=show_list)
def depreciate(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Book what is due up to a month."""
    filled = cleaned(DepreciateForm(request.POST, journals=journals(books(actor, code))))
    year, month = _month(filled["month"])
    made = actions.depreciate(actor, code, year, month, filled["journal"])
    text = _("Depreciation is booked: entry %(number)s, %(amount)s.") % {"number": made.number, "amount": made.amount}
    return doors.done(request, text, "administration-assets", actor.environment.slug, code)


def journals(one: Administration) -> list[tuple[str, str]]:
    """Journals to book in; memorials first."""
    found = [row for row in ledger.journals(one) if row.code]
    found.sort(key=lambda row: (row.type not in _MEMORIAL, row.code))
    return [(row.code, f"{row.code} {row.name}".strip()) for row in found]


def _differing(one: Administration) -> Sequence[object]:
    return [found for found in queries.differences(one) if found.difference]


def _month(text: str) -> tuple[int, int]:
    found = _MONTH.fullmatch(text)
    if found is None:
        raise AssetRefused(_("There is no such month."), code="ASSET-MONTH", remedy=_("Write it like 2025-03."))
    return int(found[1]), int(found[2])
