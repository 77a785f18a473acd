"""What a customer sees by the link in their mail, without an account."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from overstap.books.sales import portal
from overstap.books.sales.portal import LinkUnknown
from overstap.books.sales.values import Deed
from overstap.lib.errors import OverstapError
from overstap.lib.secrets import link_hash
from overstap.web import failures, personal_links
from overstap.web.sales import parts
from overstap.web.sales.forms import ApproveForm, RefuseForm

_LINKS = "quotation-links"  # in the session: link -> hash
_ANSWERS = 60  # attempts to answer, of one address, within an hour
_YEAR = 365 * 86_400  # seconds


@require_safe
@never_cache
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """From the mail: keep which link it was, and go on without it in the address."""
    hashed = link_hash(token)
    try:
        found = portal.find(hashed)
    except LinkUnknown as problem:
        personal_links.require_patience(request)
        return _unknown(request, problem)
    personal_links.keep(request, _LINKS, found.uid, hashed)
    return _in_its_language(request, hashed, redirect("quotation-by-link", found.uid))


@never_cache
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The quotation, and its approval with a name."""
    if request.method != "POST":
        return _page(request, uid, ApproveForm())
    return _answer(request, uid, Deed.APPROVE, ApproveForm(request.POST))


@never_cache
def refuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Refuse it, with a reason."""
    if request.method != "POST":
        return _page(request, uid, RefuseForm(), refuses=True)
    return _answer(request, uid, Deed.REFUSE, RefuseForm(request.POST))


@require_safe
@never_cache
def pdf(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The quotation as it was mailed."""
    try:
        name, content = portal.pdf(_hash(request, uid))
    except LinkUnknown as problem:
        return _unknown(request, problem)
    return parts.download(name, "application/pdf", content, inline=True)


def _answer(request: HttpRequest, uid: UUID, deed: Deed, form: ApproveForm) -> HttpResponse:
    refuses = deed is Deed.REFUSE
    if not form.is_valid():
        return _page(request, uid, form, refuses=refuses, status=422)
    personal_links.require_patience(request, "quotation-answer", _ANSWERS)
    try:
        portal.answer(_hash(request, uid), deed, form.cleaned_data["name"], form.cleaned_data.get("reason", ""))
    except LinkUnknown as problem:
        return _unknown(request, problem)
    except OverstapError as problem:
        return _page(request, uid, form, refuses=refuses, problem=problem, status=failures.status_of(problem))
    return redirect("quotation-by-link", uid)


def _page(
    request: HttpRequest,
    uid: UUID,
    form: ApproveForm,
    *,
    refuses: bool = False,
    problem: OverstapError | None = None,
    status: int = 200,
) -> HttpResponse:
    try:
        shown = portal.look(_hash(request, uid))
    except LinkUnknown as unknown:
        return _unknown(request, unknown)
    paper = shown.file.paper if shown.file else None
    context = {
        "uid": uid,
        "shown": shown,
        "paper": paper,
        "lines": list(zip(paper.lines, paper.totals.of_lines, strict=True)) if paper else [],
        "form": form,
        "refuses": refuses and shown.stands is portal.Stands.OPEN,
        "problem": problem,
    }
    response = render(request, "sales/portal.html", context, status=status)
    if status in (423, 503):
        response.headers["Retry-After"] = "300"
    return response


def _in_its_language(request: HttpRequest, hashed: str, response: HttpResponse) -> HttpResponse:
    """Whoever never chose a language here reads the page in that of the quotation; they can choose another on it."""
    shown = portal.look(hashed)
    name = settings.LANGUAGE_COOKIE_NAME
    if shown.file is not None and name not in request.COOKIES:
        response.set_cookie(
            name, shown.file.paper.language, max_age=_YEAR, samesite="Lax", httponly=True,
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )  # fmt: skip
    return response


def _hash(request: HttpRequest, uid: UUID) -> str:
    return personal_links.kept(request, _LINKS, uid)


def _unknown(request: HttpRequest, problem: OverstapError) -> HttpResponse:
    return render(request, "sales/portal_unknown.html", {"problem": problem}, status=404)
