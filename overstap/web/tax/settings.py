"""Settings of VAT: who files, who may, certificates, ports, authorisations, the reporting structure."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from overstap.books.ledger import queries as ledger
from overstap.books.ledger.queries import Administration
from overstap.books.tax import queries, reminding, setting
from overstap.books.tax.errors import NotThere
from overstap.books.tax.values import (
    AuthorisationRow,
    CertificateRow,
    Contact,
    Granted,
    PortRow,
    RightRow,
    Settings,
    Span,
    StructureRow,
)
from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.opening import books, show
from overstap.web.tax.fields import cleaned, with_problem
from overstap.web.tax.forms import (
    AuthorisationForm,
    CertificateForm,
    ContactForm,
    PortForm,
    RightForm,
    StructureForm,
)
from overstap.web.tax.listing import writes

Saved = Callable[[HttpRequest, Actor, str], None]


def show_settings(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    """The page, once more with what was sent where that was refused."""
    one = books(actor, code)
    certificates = queries.certificates(one)
    sent = request.POST.get("part", "") if problem else ""
    return show(
        request, "tax/settings.html", one, "administration-tax",
        problem=problem, part=sent, writes=writes(actor, one), grants=may(actor.role, Right.MANAGE_ACCESS),
        today=queries.today(), certificates=certificates, ports=queries.ports(one), held=queries.rights(one),
        lines=queries.structure(one), settings=queries.settings(one),
        authorisations=[(row, _active_from(row)) for row in queries.authorisations(one)],
        forms=_forms(request, one, certificates, problem),
    )  # fmt: skip


@require_safe
@doors.page("tax.settings")
@ledger.one_look()
def settings(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """R186 to R188, R251 to R254, R259."""
    return show_settings(request, actor, code)


@require_POST
@doors.page("tax.setting", again=show_settings)
def save(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Save one part; which one stands in what was sent."""
    part = request.POST.get("part", "")
    if part not in _SAVES:
        raise NotThere(_("There is no such part of the settings."), remedy=_("Load the page again."))
    _SAVES[part](request, actor, code)
    return doors.done(request, _("Saved."), "administration-tax-settings", actor.environment.slug, code)


def _forms(
    request: HttpRequest, one: Administration, certificates: list[CertificateRow], problem: OverstapError | None
) -> dict[str, forms.Form]:
    found = queries.settings(one)
    contact = {name: getattr(found.contact, name) for name in queries.CONTACT_FIELDS} | {"span": str(found.span)}
    contact["between"] = found.contact.prefix  # a form has a prefix of its own
    sent = request.POST.get("part", "") if problem else ""

    def filled(part: str) -> Any:
        return request.POST if sent == part else None

    made: dict[str, forms.Form] = {
        "contact": ContactForm(filled("contact"), initial=contact),
        "right": RightForm(filled("right"), prefix="right"),
        "certificate": CertificateForm(filled("certificate"), prefix="certificate"),
        "port": PortForm(filled("port"), prefix="port", certificates=certificates),
        "structure": StructureForm(filled("structure"), prefix="structure"),
        "authorisation": AuthorisationForm(
            filled("authorisation"), prefix="authorisation", initial={"granted_by": str(Granted.SILENCE)}
        ),
    }
    if sent in made:
        with_problem(made[sent], problem)
    return made


def _active_from(row: AuthorisationRow) -> Any:
    waits = row.granted_by == Granted.SILENCE and not row.active_on and not row.withdrawn_on
    return reminding.active_from(row.requested_on) if waits else None


def _contact(request: HttpRequest, actor: Actor, code: str) -> None:
    filled = cleaned(ContactForm(request.POST))
    span, filled["prefix"] = Span(filled.pop("span")), filled.pop("between")
    setting.save(actor, code, Settings(Contact(**{name: text.strip() for name, text in filled.items()}), span))


def _right(request: HttpRequest, actor: Actor, code: str) -> None:
    setting.grant(actor, code, RightRow(**cleaned(RightForm(request.POST, prefix="right"))))


def _certificate(request: HttpRequest, actor: Actor, code: str) -> None:
    filled = cleaned(CertificateForm(request.POST, prefix="certificate"))
    setting.keep_certificate(actor, code, CertificateRow(**filled))


def _port(request: HttpRequest, actor: Actor, code: str) -> None:
    certificates = queries.certificates(books(actor, code))
    setting.keep_port(actor, code, PortRow(**cleaned(PortForm(request.POST, prefix="port", certificates=certificates))))


def _structure(request: HttpRequest, actor: Actor, code: str) -> None:
    setting.keep_line(actor, code, StructureRow(**cleaned(StructureForm(request.POST, prefix="structure"))))


def _authorisation(request: HttpRequest, actor: Actor, code: str) -> None:
    filled = cleaned(AuthorisationForm(request.POST, prefix="authorisation"))
    setting.keep_authorisation(actor, code, AuthorisationRow(**{**filled, "year": filled["year"] or 0}))


def _remove(request: HttpRequest, actor: Actor, code: str) -> None:
    key = [text for text in (request.POST.get("key", ""), request.POST.get("second", "")) if text]
    setting.remove(actor, code, request.POST.get("register", ""), *key)


_SAVES: dict[str, Saved] = {
    "contact": _contact,
    "right": _right,
    "certificate": _certificate,
    "port": _port,
    "structure": _structure,
    "authorisation": _authorisation,
    "remove": _remove,
}
