"""Settings > Administrations > Copy: an administration once more, with a delivery address of its own (R087)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.books import copying
from overstap.books.copying import CopyOrder
from overstap.lib.errors import OverstapError
from overstap.tenancy import access, overviews
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.web import doors


class CopyForm(forms.Form):
    """What a copy is called, and where its documents arrive."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=35,
        help_text=gettext_lazy("Letters, digits and . _ / -; at most 35. The code cannot be changed later."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    delivery_address = forms.EmailField(
        label=gettext_lazy("Delivery address"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Empty: it gets one of ours."),
    )


def page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    """The form, once more with what was sent where that was refused."""
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    one = overviews.managed_administration(actor, code)
    form = CopyForm(request.POST if problem else None)
    return doors.show(request, "managing/copy.html", one=one, form=form, problem=problem)


@doors.page("administration.copy", again=page)
def copy(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Make a copy."""
    if request.method != "POST":
        return page(request, actor, code)
    order = CopyOrder(
        code=request.POST.get("code", "").strip(),
        name=request.POST.get("name", ""),
        delivery_address=request.POST.get("delivery_address", "").strip(),
    )
    made = copying.copy_administration(actor, code, order)
    text = _("“%(name)s” is a copy with an address of its own: %(address)s.") % {
        "name": made.name,
        "address": made.delivery_address,
    }
    return doors.done(request, text, "managing-administration", environment=actor.environment.slug, code=made.code)
