"""An invoice as an entry in the sales journal of its administration, and what was read back beside it. Pure.

One line on the debtors' account, for each kind of VAT one on the account of turnover, and one for the VAT itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from overstap.books.ledger.values import Entry, Line, LineVat, Period, VatCode
from overstap.books.sales.values import Paper, RateTotal, Vat
from overstap.coupling.projects.values import VAT_SETTINGS, Difference
from overstap.lib.money import ZERO


@dataclass(frozen=True, slots=True)
class Place:
    """Where an invoice goes in the books. ``vat``: the code of each kind that occurs; none for exempt without one."""

    journal: str
    revenue: str  # accounts
    receivable: str
    relation: str
    period: Period
    vat: Mapping[Vat, VatCode]
    payment_condition: str = ""


def entry_of(paper: Paper, place: Place) -> Entry:
    """The entry; the package gives it a number of its own."""
    gross = paper.totals.gross
    due: dict[str, object] = {"due": paper.until.isoformat()}
    if place.payment_condition:
        due["payment_condition"] = place.payment_condition
    first = Line(
        "0", place.receivable, gross, _side(gross), paper.number, paper.day, paper.subject, place.relation,
        paper.number, extra=due,
    )  # fmt: skip
    lines = [first, *_numbered(_lines(paper, place))]
    return Entry("", place.journal, place.period.year, place.period.number, paper.day, lines, paper.subject)


def compared(sent: Entry, there: Entry) -> list[Difference]:
    """What differs between what was sent and what was read back."""
    found = [
        ("journal", sent.journal, there.journal),
        ("day", sent.date.isoformat(), there.date.isoformat()),
        *_compared_debtor(sent.lines[0], there.lines),
        *_compared_sums(sent, there),
    ]
    return [Difference(code, ours, theirs) for code, ours, theirs in found if ours != theirs]


def settings_of(paper: Paper) -> list[str]:
    """Names of the settings of VAT codes that the lines of this invoice need."""
    return [VAT_SETTINGS[rate.vat] for rate in paper.totals.rates]


def _lines(paper: Paper, place: Place) -> Iterator[Line]:
    for rate in paper.totals.rates:
        code = place.vat.get(rate.vat)
        yield Line(
            "", place.revenue, -rate.base, _side(-rate.base), paper.number, paper.day, paper.subject,
            vat=(_line_vat(rate, code),) if code else (),
        )  # fmt: skip
        if rate.amount and code is not None:
            account, amount = code.to_pay_account, -rate.amount
            yield Line("", account, amount, _side(amount), paper.number, paper.day, paper.subject)


def _line_vat(rate: RateTotal, code: VatCode) -> LineVat:
    return LineVat(code.code, rate.percentage, -rate.amount, _side(-rate.base))


def _numbered(lines: Iterator[Line]) -> list[Line]:
    return [line._replace(nr=str(nr)) for nr, line in enumerate(lines, start=1)]


def _side(amount: Decimal) -> str:
    return "C" if amount < 0 else "D"


def _compared_debtor(sent: Line, there: Sequence[Line]) -> Iterator[tuple[str, str, str]]:
    """The line on debtors: whose it is, how much, and by which invoice number."""
    line = next((one for one in there if one.account == sent.account), None)
    yield "account", sent.account, line.account if line else ""
    if line is None:
        return
    yield "customer", sent.relation, line.relation
    yield "amount", _shown(sent.amount), _shown(line.amount)
    numbers = [one for one in (line.invoice_ref, line.doc_ref) if one]
    yield "number", sent.invoice_ref, sent.invoice_ref if sent.invoice_ref in numbers else " ".join(numbers)


def _compared_sums(sent: Entry, there: Entry) -> Iterator[tuple[str, str, str]]:
    ours, theirs = _by_account(sent), _by_account(there)
    for account in sorted(ours.keys() | theirs.keys()):
        if account != sent.lines[0].account:
            yield f"account {account}", _shown(ours.get(account, ZERO)), _shown(theirs.get(account, ZERO))


def _by_account(entry: Entry) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for line in entry.lines:
        sums[line.account] = sums.get(line.account, ZERO) + line.amount
    return sums


def _shown(amount: Decimal) -> str:
    return f"{amount:.2f}"
