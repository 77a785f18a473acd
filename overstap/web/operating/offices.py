"""Offices, environments and their licences."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.coupling import switching
from overstap.lib.errors import OverstapError
from overstap.tenancy.operators import environments
from overstap.tenancy.operators.access import Operator
from overstap.tenancy.operators.environments import Wanted
from overstap.web import doors as web_doors
from overstap.web.operating import doors
from overstap.web.operating.forms import TIERS, LicenceForm, OfficesFilter


@doors.page("operator.offices")
def offices(request: HttpRequest, operator: Operator) -> HttpResponse:
    """Every environment, by its URL part."""
    form = OfficesFilter(request.GET)
    page = environments.environments(operator, Wanted(**form.chosen()), after=request.GET.get("after", ""))
    return web_doors.show(
        request,
        "operating/offices.html",
        rows=page.rows,
        form=form,
        filters=urlencode(form.question()),
        is_first="after" not in request.GET,
        older=urlencode({**form.question(), "after": page.after}) if page.after else "",
    )


@doors.page("operator.office")
def office(request: HttpRequest, operator: Operator, slug: str) -> HttpResponse:
    """One environment."""
    one, coupling = environments.environment(operator, slug), switching.standing(operator, slug)
    return web_doors.show(request, "operating/office.html", one=one, coupling=coupling)


def _licence_page(
    request: HttpRequest, operator: Operator, slug: str, problem: OverstapError | None = None
) -> HttpResponse:
    one = environments.environment(operator, slug)
    started = {"tier": one.row.tier, "number": one.row.number}
    form = LicenceForm(request.POST) if problem else LicenceForm(initial=started)
    return web_doors.show(request, "operating/licence.html", one=one, form=form, problem=problem)


@doors.page("operator.licence", again=_licence_page)
def licence(request: HttpRequest, operator: Operator, slug: str) -> HttpResponse:
    """The licence of an environment, and changing it."""
    if request.method != "POST":
        return _licence_page(request, operator, slug)
    row = environments.set_licence(
        operator, slug, tier=request.POST.get("tier", ""), number=request.POST.get("number", "")
    )
    text = _("%(name)s has the licence “%(tier)s” now.") % {
        "name": row.name,
        "tier": next(told for tier, told in TIERS.items() if tier == row.tier),
    }
    return web_doors.done(request, text, "operating-office", slug=slug)
