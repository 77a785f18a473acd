"""Products: the list, and one of them."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.books.sales import actions, queries
from overstap.books.sales.errors import SalesRefused
from overstap.books.sales.values import Product, Vat
from overstap.lib.errors import OverstapError
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.opening import books, show
from overstap.web.sales import parts, typed
from overstap.web.sales.forms import ProductForm
from overstap.web.sales.words import VAT

_LONGEST = 200


@doors.page("sales.products")
def listed(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Products by code."""
    one = books(actor, code)
    search, after = (request.GET.get(name, "").strip()[:_LONGEST] for name in ("search", "after"))
    rows, more = queries.products(one, search=search, after=after)
    return show(
        request,
        "sales/products.html",
        one,
        parts.TAB,
        rows=[(row, VAT[row.vat]) for row in rows],
        next=more,
        after=after,
        search=search,
        writes=may(actor.role, Right.WRITE_BOOKS) and one.state == "active",
    )


def _one_page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    one = access.administration(actor, code, Right.WRITE_BOOKS)
    wanted = request.GET.get("product", "")
    found = queries.product(one, wanted) if wanted else None
    first = _as_typed(found) if found else {"vat": str(Vat.HIGH), "active": True}
    given = {"codes": queries.codes_to_choose(one)}
    form = ProductForm(request.POST, **given) if problem else ProductForm(initial=first, **given)
    if found:
        form.fields["code"].widget.attrs["readonly"] = True
    return show(request, "sales/product.html", one, parts.TAB, form=form, product=found, problem=problem)


@doors.page("sales.product", again=_one_page)
def one(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """A product: ``product`` in the query string, or a new one without."""
    if request.method != "POST":
        return _one_page(request, actor, code)
    actions.save_product(actor=actor, code=code, product=_typed(request))
    return doors.done(request, _("Saved."), parts.place(actor, code, "sales-products"))


def _typed(request: HttpRequest) -> Product:
    sent = request.POST
    if sent.get("vat") not in set(Vat):
        raise SalesRefused(_("There is no such VAT."), code="SALES-VAT")
    return Product(
        code=request.GET.get("product", "") or sent.get("code", ""),
        name=sent.get("name", ""),
        unit=sent.get("unit", "").strip(),
        price=typed.number_of(sent.get("price", "")),
        vat=Vat(sent["vat"]),
        vat_code=sent.get("vat_code", ""),
        account_code=sent.get("account_code", ""),
        active=bool(sent.get("active")),
    )


def _as_typed(one: Product) -> dict[str, object]:
    return {
        "code": one.code,
        "name": one.name,
        "unit": one.unit,
        "price": typed.written(one.price),
        "vat": str(one.vat),
        "vat_code": one.vat_code,
        "account_code": one.account_code,
        "active": one.active,
    }
