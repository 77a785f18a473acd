"""How an administration sells: the seller, the terms, the numbers."""

from dataclasses import asdict, fields

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from overstap.books.ledger.queries import Administration
from overstap.books.sales import actions, numbering, queries
from overstap.books.sales.errors import SalesRefused
from overstap.books.sales.values import Rounding, Seller, Series, Settings
from overstap.lib.errors import OverstapError
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.web import doors
from overstap.web.books.opening import show
from overstap.web.sales import parts, typed
from overstap.web.sales.forms import SellerForm, SeriesForm


def _page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    one = access.administration(actor, code, Right.WRITE_BOOKS)
    chosen = queries.settings(one)
    sent = request.POST if problem else None
    numbers = sent.get("series", "") if sent else ""
    initial = {**asdict(chosen.seller), **{name: getattr(chosen, name) for name in _TERMS}}
    return show(
        request,
        "sales/settings.html",
        one,
        parts.TAB,
        form=SellerForm(sent if not numbers else None, initial=initial),
        series=[_series(one, kind, sent if numbers == kind else None) for kind in Series],
        problem=problem,
    )


_TERMS = ("payment_days", "quotation_days", "rounding", "footer")


def _series(one: Administration, kind: Series, sent: QueryDict | None) -> tuple[str, str, SeriesForm]:
    now = queries.series(one, kind)
    initial = {"begins": now.prefix, "width": now.width, "first": now.last + 1}
    form = SeriesForm(sent, initial=initial, auto_id=f"{kind}_%s")
    return str(kind), now.number if now.last else "", form


@doors.page("sales.settings", again=_page)
def settings(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """See and change them."""
    if request.method != "POST":
        return _page(request, actor, code)
    if request.POST.get("series") in set(Series):
        _save_series(request, actor, code)
    else:
        actions.save_settings(actor=actor, code=code, settings=_typed(request))
    return doors.done(request, _("Saved."), parts.place(actor, code, "sales-settings"))


def _save_series(request: HttpRequest, actor: Actor, code: str) -> None:
    sent = request.POST
    numbering.set_series(
        actor=actor,
        code=code,
        kind=Series(sent["series"]),
        prefix=sent.get("begins", ""),
        width=typed.whole(sent.get("width", "")) or 0,
        first=typed.whole(sent.get("first", "")) or 0,
    )


def _typed(request: HttpRequest) -> Settings:
    sent = request.POST
    if sent.get("rounding") not in set(Rounding):
        raise SalesRefused(_("Choose how VAT is rounded."), code="SALES-ROUNDING")
    days = {name: typed.whole(sent.get(name, "")) for name in ("payment_days", "quotation_days")}
    return Settings(
        seller=Seller(**{one.name: sent.get(one.name, "").strip() for one in fields(Seller)}),
        rounding=Rounding(sent["rounding"]),
        payment_days=-1 if days["payment_days"] is None else days["payment_days"],
        quotation_days=-1 if days["quotation_days"] is None else days["quotation_days"],
        footer=sent.get("footer", "").strip().replace("\r\n", "\n"),
    )
