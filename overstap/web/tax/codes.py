"""Where each VAT code leads: our proposal, and what a person chose."""

from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from overstap.books.ledger import queries as ledger
from overstap.books.tax import queries, setting
from overstap.books.tax.errors import TaxRefused
from overstap.books.tax.values import Box, Rule
from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.books.asked import Asked
from overstap.web.books.opening import books, show
from overstap.web.tax.fields import cleaned, plain
from overstap.web.tax.forms import RuleForm
from overstap.web.tax.listing import writes


def show_codes(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    """Every VAT code of a year, with where it leads."""
    one = books(actor, code)
    asked = Asked(request.GET)
    years = ledger.years(one)
    year = asked.year({found.year for found in years})
    found = queries.codes_of(one, str(year or queries.today().year))
    return show(
        request, "tax/codes.html", one, "administration-tax", asked,
        years=years, year=year, problem=problem, writes=writes(actor, one),
        rows=[(sums, rule, _form(place, rule)) for place, (sums, rule) in enumerate(found)],
    )  # fmt: skip


@require_safe
@doors.page("tax.codes")
@ledger.one_look()
def codes(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The codes."""
    return show_codes(request, actor, code)


@require_POST
@doors.page("tax.map", again=show_codes)
def place(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Choose where a code leads."""
    prefix = request.POST.get("prefix", "")[:10]
    filled = cleaned(RuleForm(request.POST, prefix=prefix))
    box = Box(filled["box"]) if filled["box"] else None
    setting.map_code(actor, code, Rule(filled["code"], box, _rate(filled["rate"])))
    text = _("Code %(code)s is placed.") % {"code": filled["code"]}
    return doors.done(request, text, "administration-tax-codes", actor.environment.slug, code)


def _form(place: int, rule: Rule) -> RuleForm:
    rate = f"{rule.rate.normalize():f}".replace(".", ",")
    return RuleForm(prefix=f"c{place}", initial={"code": rule.code, "box": str(rule.box or ""), "rate": rate})


def _rate(text: str) -> Decimal:
    try:
        rate = Decimal(plain(text or "0").replace("%", ""))
    except InvalidOperation:
        rate = Decimal("NaN")
    if not rate.is_finite():
        raise TaxRefused(_("A rate is from 0 to 100 per cent."), code="TAX-RATE", remedy=_("Give another rate."))
    return rate
