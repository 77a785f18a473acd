"""What stands on the invoices of each coupled administration about whoever sends them."""

from dataclasses import asdict, fields

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from overstap.books.sales.errors import SalesRefused
from overstap.books.sales.values import Rounding, Seller, Settings
from overstap.coupling.projects import managing, queries
from overstap.lib.errors import OverstapError
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.projects.forms import SellerForm
from overstap.web.sales import typed

_TERMS = ("payment_days", "rounding", "footer")
_LARGEST = 2**62


@doors.page("project.sellers")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The coupled administrations."""
    return doors.show(
        request,
        "projects/sellers.html",
        rows=queries.administrations_to_choose(actor),
        manages=may(actor.role, Right.MANAGE_ADMINISTRATIONS),
    )


def _page(
    request: HttpRequest, actor: Actor, administration: int, problem: OverstapError | None = None
) -> HttpResponse:
    return _form_page(request, actor, min(administration, _LARGEST), problem, None)


def _form_page(
    request: HttpRequest, actor: Actor, administration: int, problem: OverstapError | None, there: Seller | None
) -> HttpResponse:
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    name, chosen = queries.seller(actor, administration)
    seller = asdict(chosen.seller)
    if there is not None:
        seller |= {field: text for field, text in asdict(there).items() if text}
    initial = {**seller, **{term: getattr(chosen, term) for term in _TERMS}}
    return doors.show(
        request,
        "projects/seller.html",
        name=name,
        form=SellerForm(request.POST if problem else None, initial=initial),
        taken=there is not None,
        problem=problem,
    )


@doors.page("project.seller", again=_page)
def one(request: HttpRequest, actor: Actor, administration: int) -> HttpResponse:
    """See and change them; or take what the package knows of the company, to be looked over and saved."""
    administration = min(administration, _LARGEST)
    if request.method != "POST":
        return _page(request, actor, administration)
    if request.POST.get("deed") == "take":
        access.require(actor, Right.MANAGE_ADMINISTRATIONS)
        there = managing.seller_there(actor=actor, administration=administration)
        return _form_page(request, actor, administration, None, there)
    managing.save_seller(actor=actor, administration=administration, settings=_typed(request))
    return doors.done(request, _("Saved."), reverse("project-sellers", kwargs={"environment": actor.environment.slug}))


def _typed(request: HttpRequest) -> Settings:
    sent = request.POST
    if sent.get("rounding") not in set(Rounding):
        raise SalesRefused(_("Choose how VAT is rounded."), code="SALES-ROUNDING")
    days = typed.whole(sent.get("payment_days", ""))
    return Settings(
        seller=Seller(**{one.name: sent.get(one.name, "").strip() for one in fields(Seller)}),
        rounding=Rounding(sent["rounding"]),
        payment_days=-1 if days is None else days,
        footer=sent.get("footer", "").strip().replace("\r\n", "\n"),
    )
