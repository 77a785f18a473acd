"""The register of bank links: how each stands, renewing one, asking the account holder."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.books.bank import accounts, banks, consents, links, queries
from overstap.books.ledger.queries import Administration
from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.bank import words
from overstap.web.bank.forms import LinkForm
from overstap.web.books.opening import books, show


@doors.page("bank.look")
def listed(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Every link, and the accounts without one."""
    one = books(actor, code)
    rows = queries.links(one)
    linked = {row.number for row in rows}
    without = [row for row in queries.accounts(one) if row.kind == "bank" and row.number not in linked]
    return show(
        request, "bank/links.html", one, "bank",
        rows=[(row, words.bank(row.bank), *words.link_state(row.shown)) for row in rows], without=without,
    )  # fmt: skip


def _again(request: HttpRequest, actor: Actor, problem: OverstapError | None, code: str) -> HttpResponse:
    return _form_page(request, books(actor, code), LinkForm(request.POST), problem)


@doors.page("bank.link-saved", again=_again)
def edit(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Enter a link, or that the consent was given anew."""
    one = books(actor, code)
    number = request.GET.get("number", "")[:60]
    form = LinkForm(request.POST if request.method == "POST" else None, initial=_known(one, number))
    if request.method != "POST" or not form.is_valid():
        answer = _form_page(request, one, form, None)
        answer.status_code = 422 if form.is_bound else 200
        return answer
    links.save(actor, code, form.details(number))
    return doors.done(
        request, _("The bank link is saved."), "bank-links", environment=actor.environment.slug, code=code
    )


@require_POST
@doors.page("bank.link-ended")
def end(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """It was switched off at the bank."""
    links.end(actor, code, request.POST.get("number", "")[:60])
    text = _("The bank link is switched off here. Switch it off at the bank too.")
    return doors.done(request, text, "bank-links", environment=actor.environment.slug, code=code)


@require_POST
@doors.page("bank.consent-asked")
def ask(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Mail the account holder a personal link."""
    consents.ask(actor, code, request.POST.get("number", "")[:60])
    text = _("The account holder was mailed.")
    return doors.done(request, text, "bank-links", environment=actor.environment.slug, code=code)


def _known(one: Administration, number: str) -> dict[str, object]:
    """The link as its form begins. Raises AccountNotFound."""
    accounts.account(one, number)
    found = links.find(one, number)
    if found is None:
        return {}
    return {name: getattr(found, name) for name in ("holder_name", "holder_email", "paid", "note")}


def _form_page(
    request: HttpRequest, one: Administration, form: LinkForm, problem: OverstapError | None
) -> HttpResponse:
    account = accounts.account(one, request.GET.get("number", "")[:60])
    return show(
        request, "bank/link.html", one, "bank",
        form=form, problem=problem, account=account, told=banks.shown(account.number), bank=words.bank(account.bank),
    )  # fmt: skip
