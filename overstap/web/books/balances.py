"""The trial balance, and the card of one account below it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.books.ledger import queries
from overstap.books.ledger.results import CardCursor, TrialBalanceRow
from overstap.books.ledger.values import AccountType
from overstap.books.relations import queries as relations
from overstap.lib.money import ZERO
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.books.asked import Asked, place_text
from overstap.web.books.opening import books, show

ON_ONE_PAGE = 100
_GROUPS: tuple[tuple[str, str | Promise], ...] = (
    (AccountType.BALANCE, gettext_lazy("Balance sheet")),
    (AccountType.PROFIT_AND_LOSS, gettext_lazy("Profit and loss")),
    ("", gettext_lazy("Other accounts")),
)


@dataclass(frozen=True, slots=True)
class Totals:
    """The six columns of a trial balance added up, each side by itself."""

    opening_debit: Decimal
    opening_credit: Decimal
    debit: Decimal
    credit: Decimal
    closing_debit: Decimal
    closing_credit: Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts of one kind, with what they add up to."""

    name: str | Promise
    rows: Sequence[TrialBalanceRow]
    totals: Totals

    @property
    def closing(self) -> Decimal:
        """The balance of the whole group."""
        return self.totals.closing_debit - self.totals.closing_credit


@doors.page("administration.trial-balance")
@queries.one_look()
def trial_balance(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Per account opening, movements and closing, of a year or of periods in it."""
    one = books(actor, code)
    asked = Asked(request.GET)
    years = queries.years(one)
    year = asked.year({found.year for found in years})
    periods = queries.periods(one, year) if year is not None else []
    numbers = [found.number for found in periods]
    first, last = asked.period("from", numbers), asked.period("to", numbers)
    if first is not None and last is not None and first > last:
        first, last = last, first
    rows = queries.trial_balance(one, year=year, from_period=first, to_period=last) if year is not None else []
    total = _totals(rows)
    return show(
        request,
        "books/trial_balance.html",
        one,
        "administration-trial-balance",
        asked,
        year=year,
        years=years,
        periods=periods,
        first=first,
        last=last,
        groups=_groups(rows),
        total=total,
        difference=total.closing_debit - total.closing_credit,
    )


def _groups(rows: Sequence[TrialBalanceRow]) -> list[Group]:
    known = {kind for kind, _name in _GROUPS if kind}
    groups = []
    for kind, name in _GROUPS:
        mine = [row for row in rows if (row.type if row.type in known else "") == kind]
        if mine:
            groups.append(Group(name, mine, _totals(mine)))
    return groups


def _totals(rows: Sequence[TrialBalanceRow]) -> Totals:
    openings, closings = [row.opening for row in rows], [row.closing for row in rows]
    return Totals(
        opening_debit=_sum(amount for amount in openings if amount > 0),
        opening_credit=-_sum(amount for amount in openings if amount < 0),
        debit=_sum(row.debit for row in rows),
        credit=_sum(row.credit for row in rows),
        closing_debit=_sum(amount for amount in closings if amount > 0),
        closing_credit=-_sum(amount for amount in closings if amount < 0),
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


@doors.page("administration.ledger-card")
@queries.one_look()
def ledger_card(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The lines on one account in a year, with the running balance; ``account`` in the query string."""
    one = books(actor, code)
    asked = Asked(request.GET)
    account_code = asked.text("account")
    account = queries.account(one, account_code)
    years = queries.years(one)
    year = asked.year({found.year for found in years})
    place = asked.place()
    after = CardCursor(*place) if place else None
    page = queries.ledger_card(one, account_code, year=year or 0, after=after, limit=ON_ONE_PAGE)
    if account is None and not page.rows:
        raise access.NotFound(
            _("There is no account “%(code)s” here.") % {"code": account_code[:40].replace("\0", "")},
            code="ACCOUNT-NOT-FOUND",
            remedy=_("Choose one in the trial balance."),
        )
    return show(
        request,
        "books/ledger_card.html",
        one,
        "administration-trial-balance",
        asked,
        account=account,
        account_code=account_code,
        keep=urlencode({"account": account_code}),
        keep_year=urlencode({"account": account_code, "year": str(year)}),
        year=year,
        years=years,
        page=page,
        after=after,
        next=place_text(page.next.date, page.next.seq, page.next.position) if page.next else "",
        names=relations.names(one, (row.relation for row in page.rows)),
        ends=page.rows[-1].balance if page.rows else page.before,
    )
