"""Switching on and off that an environment couples several administrations (R194)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.coupling import switching
from overstap.tenancy.operators.access import Operator
from overstap.web import doors as web_doors
from overstap.web.operating import doors


@require_POST
@doors.page("operator.coupling-on")
def switch_on(request: HttpRequest, operator: Operator, slug: str) -> HttpResponse:
    """Let it."""
    switching.switch_on(operator, slug)
    text = _("Several administrations can be coupled to this environment now.")
    return web_doors.done(request, text, "operating-office", slug=slug)


@require_POST
@doors.page("operator.coupling-off")
def switch_off(request: HttpRequest, operator: Operator, slug: str) -> HttpResponse:
    """Let it no longer; everything stays as it is."""
    switching.switch_off(operator, slug)
    text = _("Coupling is switched off here. Contacts, invoices and choices stay as they are.")
    return web_doors.done(request, text, "operating-office", slug=slug)
