"""Bank and cash accounts: the list with balances, and adding or changing one."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.books.bank import accounts, queries
from overstap.books.bank.accounts import AccountNotFound
from overstap.books.ledger.queries import Administration
from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.bank import words
from overstap.web.bank.forms import AccountForm
from overstap.web.books.opening import books, show

TAB = "bank"


@doors.page("bank.look")
def listed(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The accounts, each with the balance of its newest statement and its link."""
    one = books(actor, code)
    rows = [
        (row, words.bank(row.bank) or words.kind(row.kind), words.link_state(row.link) if row.link else None)
        for row in queries.accounts(one)
    ]
    return show(request, "bank/accounts.html", one, TAB, rows=rows, waiting=any(row[0].waiting for row in rows))


def _again(request: HttpRequest, actor: Actor, problem: OverstapError | None, code: str) -> HttpResponse:
    one = books(actor, code)
    return _form_page(request, one, _form(one, request, bound=problem is not None), problem)


@doors.page("bank.account-saved", again=_again)
def edit(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Add an account, or change the one that the question names."""
    one = books(actor, code)
    form = _form(one, request, bound=request.method == "POST")
    if request.method != "POST" or not form.is_valid():
        answer = _form_page(request, one, form, None)
        answer.status_code = 422 if form.is_bound else 200
        return answer
    number = accounts.save(actor, code, form.details())
    text = _("The account %(number)s is saved.") % {"number": number}
    return doors.done(request, text, "bank", environment=actor.environment.slug, code=code)


def _form(one: Administration, request: HttpRequest, *, bound: bool) -> AccountForm:
    known = _known(one, request)
    return AccountForm(
        request.POST if bound else None,
        initial=known,
        accounts=queries.ledger_accounts(one),
        journals=queries.journals(one),
        known=bool(known),
    )


def _known(one: Administration, request: HttpRequest) -> dict[str, str]:
    """The account that is changed, as its form begins; nothing for a new one."""
    number = request.GET.get("number", "")[:60]
    if not number:
        return {}
    try:
        found = accounts.account(one, number)
    except AccountNotFound:
        return {}
    return {name: getattr(found, name) for name in ("number", "kind", "name", "account_code", "journal_code")}


def _form_page(
    request: HttpRequest, one: Administration, form: AccountForm, problem: OverstapError | None
) -> HttpResponse:
    number = str(form.initial.get("number", ""))
    return show(request, "bank/account.html", one, TAB, form=form, problem=problem, number=number)
