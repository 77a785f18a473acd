"""Statements of an account, and the lines of one."""

from datetime import date

from django.http import HttpRequest, HttpResponse

from overstap.books.bank import accounts, banks, queries
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.bank import words
from overstap.web.bank.matching import key
from overstap.web.books.asked import Asked
from overstap.web.books.opening import books, show

ON_ONE_PAGE, LINES_ON_ONE_PAGE = 50, 100


@doors.page("bank.look")
def listed(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The statements of an account, the newest first, with what does not join up."""
    one = books(actor, code)
    asked = Asked(request.GET)
    account = accounts.account(one, asked.text("number"))
    after = _after(asked)
    rows = queries.statements(one, account.number, after=after, limit=ON_ONE_PAGE + 1)
    page = rows[:ON_ONE_PAGE]
    return show(
        request, "bank/statements.html", one, "bank", asked,
        account=account, told=banks.shown(account.number), rows=page, after=after,
        next=page[-1] if len(rows) > len(page) else None,
    )  # fmt: skip


@doors.page("bank.look")
def one(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The lines of a statement, with what was decided about each."""
    administration = books(actor, code)
    asked = Asked(request.GET)
    number, nr = asked.text("number"), _number(asked.text("nr"))
    account = accounts.account(administration, number)
    statement = queries.statement(administration, account.number, nr)
    after = _number(asked.text("after"))
    rows = queries.lines(administration, account.number, nr, after=after, limit=LINES_ON_ONE_PAGE + 1)
    page = rows[:LINES_ON_ONE_PAGE]
    return show(
        request, "bank/statement.html", administration, "bank", asked,
        account=account, told=banks.shown(account.number), statement=statement, after=after,
        rows=[(row, key(row.place), *words.line_state(row.state)) for row in page],
        next=page[-1].place.position if len(rows) > len(page) else None,
    )  # fmt: skip


def _number(text: str) -> int:
    """A number in a question; 0 for what is none or larger than any that there is."""
    return int(text) if text.isdecimal() and len(text) <= 9 else 0


def _after(asked: Asked) -> tuple[date, int] | None:
    day, _slash, nr = asked.text("after").partition("/")
    try:
        return (date.fromisoformat(day), _number(nr)) if day else None
    except ValueError:
        return None
