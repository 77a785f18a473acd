"""Settings > Licence: trial or Premium (R041 to R043)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.lib.errors import OverstapError
from overstap.tenancy import access, actions, queries
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.tenancy.values import Tier
from overstap.web import doors
from overstap.web.managing.forms import LicenceForm


def _page(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    access.require(actor, Right.MANAGE_LICENCE)
    one = queries.licence(actor)
    form = LicenceForm(request.POST) if problem else LicenceForm()
    is_trial = one.tier == Tier.TRIAL
    return doors.show(request, "managing/licence.html", one=one, is_trial=is_trial, form=form, problem=problem)


@doors.page("licence.premium", again=_page)
def licence(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The licence, and turning a trial into the paid one at once."""
    if request.method != "POST":
        return _page(request, actor)
    actions.convert_to_premium(actor=actor, number=request.POST.get("number", ""))
    text = _("This environment has the Premium licence now. You can start and receive migrations.")
    return doors.done(request, text, "managing-licence", environment=actor.environment.slug)
