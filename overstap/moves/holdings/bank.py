"""How bank and cash move: accounts, statements and what was decided about their lines are copied as they stand.

A bank link is a consent that lies at the bank. Its entry in the register is copied; the consent is not ours to move.
The policy of the profile says which banks carry theirs over; every other link waits for its account holder afterwards.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from django.db import connection, models
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.books.bank import banks, links
from overstap.books.bank.models import BankAccount, BankConsent, BankLink, BankMatch, Statement, StatementLine
from overstap.books.bank.values import LineState, LinkState
from overstap.lib import clock
from overstap.moves.aftercare.codes import BANK_LINK, BANKS, PAID_BANK_LINK
from overstap.moves.aftercare.values import Figure, Line, Verdict
from overstap.moves.checking import Context, Found, advice
from overstap.moves.holdings.shapes import master
from overstap.moves.holdings.values import BothSides, Fate, Holding, PlanLine
from overstap.moves.models import Move
from overstap.moves.profiles import Profile, profile
from overstap.moves.profiles.values import Keeps
from overstap.moves.state import parts_of
from overstap.moves.values import Outcome
from overstap.tenancy.models import Administration

_RELEASED = (Outcome.RELEASED, Outcome.CLOSED)
MOST_NAMED = 20
Rows = TypeVar("Rows", bound=models.Model)

# Statements of an account by day; where one does not begin as the one before it ended, something is missing.
_GAPS = """
SELECT account_number, count(*) FROM (
  SELECT account_number, opening,
    lag(closing) OVER (PARTITION BY account_number ORDER BY closed_on, number) AS before
  FROM bank_statement WHERE administration_id = %s) AS chained
WHERE before <> opening GROUP BY account_number ORDER BY account_number
"""


def released(move: Move) -> None:
    """At the receiver's: links wait for their account holders, and the next statements are the first since the move.

    R175, R176: at the giver's nothing changes.
    """
    which = profile(move.profile)
    for part in parts_of(move, *_RELEASED):
        if part.target is not None:
            links.activate_again(part.target, which.bank_links_move)
            links.note_move(part.target)


def taken_back(move: Move) -> None:
    """At the giver's the consents never went away."""
    for part in parts_of(move, Outcome.TAKEN_BACK):
        links.as_before(part.source)


def lines_waiting(context: Context) -> Iterator[Found]:
    """Lines that nobody matched yet go along as they are: somebody else has to do it then."""
    if context.profile.giver.keeps is Keeps.SAME:
        return
    waiting = StatementLine.objects.filter(state=LineState.WAITING)
    counts = dict(_of(waiting, context.administrations).values_list("administration").annotate(Count("id")))
    for one in context.administrations:
        count = counts.get(one.pk, 0)
        if count:
            yield Found(
                one.name,
                ngettext(
                    "%(count)d line of a bank statement waits to be matched.",
                    "%(count)d lines of bank statements wait to be matched.",
                    count,
                )
                % {"count": count},
                _("Match them under Bank first, or agree that the receiver does it."),
                one.code,
            )


def statements_missing(context: Context) -> Iterator[Found]:
    """A gap in the statements is easier to close by who still has the link with the bank."""
    for one in context.administrations:
        with connection.cursor() as cursor:
            cursor.execute(_GAPS, [one.pk])
            accounts = [row[0] for row in cursor.fetchall()]
        if accounts:
            yield Found(
                one.name,
                _("Bank statements do not join up: %(accounts)s.")
                % {"accounts": ", ".join(banks.shown(number) for number in accounts[:MOST_NAMED])},
                _("Import the statements that are missing while the bank still sends them to you."),
                one.code,
            )


def paid_links(context: Context) -> Iterator[Found]:
    """A paid link goes on costing money at the giver's until somebody switches it off."""
    if context.profile.giver.keeps is Keeps.SAME:
        return
    paid = _links(context.administrations).filter(paid=True).select_related("administration")
    for one in paid:
        yield Found(
            one.administration.name,
            _("The bank link of %(account)s is paid for.") % {"account": banks.shown(one.account_number)},
            _("Switch it off at the bank after the migration; until then it stays as it is, and read-only."),
            one.administration.code,
        )


def _plan(which: Profile, administrations: Sequence[Administration]) -> Iterator[PlanLine]:
    if which.giver.keeps is Keeps.SAME:
        return
    accounts = list(_of(BankAccount.objects.all(), administrations).order_by("number"))
    if accounts:
        statements = sum(one.statements for one in accounts)
        text = _("Bank and cash accounts with %(count)d statements, and how their lines were matched")
        named = [f"{banks.shown(one.number)} {one.name}".strip() for one in accounts[:MOST_NAMED]]
        yield PlanLine("bank-accounts", Fate.MOVES, text % {"count": statements}, named)
    yield from _plan_of_links(which, list(_links(administrations)))


def _plan_of_links(which: Profile, held: Sequence[BankLink]) -> Iterator[PlanLine]:
    """R173, R174, R248 to R250: by bank, as the profile says; never moved by us."""
    by_bank: dict[str, list[BankLink]] = {}
    for one in held:
        by_bank.setdefault(one.bank, []).append(one)
    for bank, found in by_bank.items():
        named = [_told(one) for one in found[:MOST_NAMED]]
        name = BANKS.get(bank, _("another bank"))
        if bank in which.bank_links_move:
            text = _("%(bank)s takes its bank links along itself") % {"bank": name}
            yield PlanLine(f"bank-links:{bank}", Fate.MOVES, text, named)
        else:
            text = _("Make the bank links with %(bank)s again: the account holder gives consent anew") % {"bank": name}
            yield PlanLine(f"{BANK_LINK}:{bank or 'other'}", Fate.TASK, text, named)
    paid = [_told(one) for one in held if one.paid]
    if paid:
        text = _("Switch off bank links that the giver pays for, once statements arrive at the receiver's")
        yield PlanLine(PAID_BANK_LINK, Fate.TASK, text, paid[:MOST_NAMED])
    if held:
        text = _("At the giver bank links stay active, read-only; nothing needs to be done for them there")
        yield PlanLine("bank-links", Fate.STAYS, text)


def _told(one: BankLink) -> str:
    return f"{banks.shown(one.account_number)}, {one.holder_name}"


def _balances(code: str, both: BothSides) -> Line:
    """R159: the balance of the newest statement of each account."""
    return _by_account(code, both, ("bank_statement",), _newest_balances)


def _accounts(code: str, both: BothSides) -> Line:
    """R178: each account, with how many statements there are."""
    return _by_account(
        code,
        both,
        ("bank_account",),
        lambda one: {
            f"{account.number} {account.name}".strip(): str(account.statements)
            for account in BankAccount.objects.filter(administration=one)
        },
    )


def _transactions(code: str, both: BothSides) -> Line:
    """R180: how many lines the statements of each account have."""
    return _by_account(code, both, ("bank_statement", "bank_line", "bank_match"), _line_counts)


def _newest_balances(one: Administration) -> dict[str, str]:
    newest = (
        Statement.objects.filter(administration=one)
        .order_by("account_number", "-closed_on", "-number")
        .distinct("account_number")
    )
    return {f"{row.account_number} {row.closed_on}": f"{row.closing:.2f}" for row in newest}


def _line_counts(one: Administration) -> dict[str, str]:
    found = StatementLine.objects.filter(administration=one).values_list("account_number").annotate(Count("id"))
    return {number: str(count) for number, count in found.order_by("account_number")}


def _by_account(
    code: str, both: BothSides, kinds: Sequence[str], told: Callable[[Administration], Mapping[str, str]]
) -> Line:
    before, after = told(both.giver), told(both.receiver)
    if not before and not after:
        return Line(code, Verdict.NOTHING, ())
    figures = tuple(Figure(label, before.get(label, ""), after.get(label, "")) for label in sorted({*before, *after}))
    clean = all(both.kinds.get(kind, {}).get("clean") for kind in kinds)
    same = clean and all(figure.same for figure in figures)
    return Line(code, Verdict.EQUAL if same else Verdict.DIFFERENT, figures)


def _consents(code: str, both: BothSides) -> Line:
    """R173 to R176, R179: the register is compared; a consent lies at the bank, and is never called equal.

    Of each link: until when the giver's consent holds, and nothing for the receiver, who has none yet as far as we see.
    """
    which = both.profile
    policy = {bank: "moved-by-bank" for bank in BANKS if bank in which.bank_links_move}
    policy |= {bank: "again-by-task" for bank in BANKS if bank in which.bank_links_tasks}
    if not both.kinds.get("bank_link", {}).get("clean"):
        return Line(code, Verdict.DIFFERENT, (), "", policy)
    held = BankLink.objects.filter(administration=both.giver, state=LinkState.ACTIVE).order_by("account_number")
    figures = tuple(Figure(_told(one), one.consent_until.isoformat(), "") for one in held[:MOST_NAMED])
    return Line(code, Verdict.NOT_HELD, figures, "consent-at-the-bank" if figures else "not-kept-here", policy)


def _links(administrations: Sequence[Administration]) -> QuerySet[BankLink]:
    """Links that hold."""
    today = clock.now().astimezone(clock.AMSTERDAM).date()
    living = Q(state=LinkState.ACTIVE, consent_until__gte=today)
    return _of(BankLink.objects.filter(living), administrations).order_by("bank", "account_number")


def _of(rows: QuerySet[Rows], administrations: Sequence[Administration]) -> QuerySet[Rows]:
    return rows.filter(administration__in=[one.pk for one in administrations])


HOLDING = Holding(
    "bank",
    tables=(BankAccount, Statement, StatementLine, BankMatch, BankLink, BankConsent),
    kinds=(
        master("bank_account", "bank_bankaccount", "number"),
        master("bank_statement", "bank_statement", "account_number", "number"),
        master("bank_line", "bank_statementline", "account_number", "statement_number", "position"),
        master("bank_match", "bank_bankmatch", "account_number", "statement_number", "position", "nr"),
        master("bank_link", "bank_banklink", "account_number"),
        master("bank_consent", "bank_bankconsent", "account_number", "token_hash"),
    ),
    of_the_giver=(
        advice("bank-lines-waiting", lines_waiting),
        advice("bank-statements-missing", statements_missing),
        advice("bank-links-paid", paid_links),
    ),
    plan=_plan,
    report={
        "bank-balance": _balances,
        "bank-and-cash-accounts": _accounts,
        "bank-transactions": _transactions,
        "bank-links": _consents,
    },
)
