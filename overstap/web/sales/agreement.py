"""The payment agreement of an administration: who is billed, by which mandate (R077, R078)."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.lib.errors import OverstapError
from overstap.tenancy import overviews, payment
from overstap.tenancy.access import Actor
from overstap.tenancy.checks import Malformed
from overstap.tenancy.payment import PaymentAgreement, Scheme
from overstap.web import doors
from overstap.web.sales import parts, typed
from overstap.web.sales.forms import AgreementForm


def _page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    one = overviews.managed_administration(actor, code)
    held = payment.look(actor, code)
    initial = asdict(held) if held else {"scheme": str(Scheme.CORE), "payer": ""}
    form = AgreementForm(request.POST) if problem else AgreementForm(initial=initial)
    return doors.show(request, "sales/agreement.html", one=one, held=held, form=form, problem=problem)


@doors.page("administration.payment", again=_page)
def agreement(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """See it, write it down, end it."""
    if request.method != "POST":
        return _page(request, actor, code)
    if request.POST.get("deed") == "end":
        payment.end(actor=actor, code=code)
        text = _("The payment agreement has ended.")
    else:
        payment.agree(actor=actor, code=code, wanted=_typed(request))
        text = _("Saved.")
    return doors.done(request, text, parts.place(actor, code, "payment-agreement"))


def _typed(request: HttpRequest) -> PaymentAgreement:
    sent = request.POST
    signed = typed.day_of(sent.get("signed_on", ""))
    if signed is None or sent.get("scheme") not in set(Scheme):
        raise Malformed(
            _("Say when the mandate was signed, and under which scheme."),
            code="MANDATE-INCOMPLETE",
            remedy=_("Both stand on the mandate."),
        )
    return PaymentAgreement(
        payer=sent.get("payer", ""),
        iban=sent.get("iban", ""),
        reference=sent.get("reference", ""),
        signed_on=signed,
        scheme=Scheme(sent["scheme"]),
        email=sent.get("email", ""),
    )
