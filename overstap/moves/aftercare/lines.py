"""The lines of the check report, each from what both sides have: figures, a verdict. What is unseen is never fine."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from overstap.lib.money import ZERO
from overstap.moves.aftercare.codes import BANKS
from overstap.moves.aftercare.figures import Both, Gathered
from overstap.moves.aftercare.values import Figure, Line, Verdict
from overstap.moves.holdings import HOLDINGS
from overstap.moves.holdings.values import BothSides, ReportLine
from overstap.moves.profiles import Profile
from overstap.tenancy.models import Administration

MOST_FIGURES = 40  # of one line; those that differ come first
_RELATIONS = ("relation", "relation_address", "relation_bank_account")


def line(code: str, which: Profile, found: Gathered | None) -> Line:
    """One line. Without a verification nothing was compared; what is not held never was."""
    if code in _NOT_HELD and code not in _OF_HOLDINGS:
        return _NOT_HELD[code](code, which)
    if found is None or found.verified is None:
        return Line(code, Verdict.NOT_YET, ())
    if code not in _OF_HOLDINGS:
        return _COMPARED[code](code, found)
    held = _OF_HOLDINGS[code](code, _sides(which, found))
    return _together(_COMPARED[code](code, found), held) if code in _BOTH else held


def _together(booked: Line, held: Line) -> Line:
    """What the ledger says and what is held besides: equal only where neither differs."""
    told = [one for one in (booked, held) if one.verdict is not Verdict.NOTHING]
    if len(told) < 2:
        return told[0] if told else booked
    verdicts = {one.verdict for one in told}
    verdict = Verdict.EQUAL if verdicts == {Verdict.EQUAL} else Verdict.DIFFERENT
    return Line(booked.code, verdict, _few([*booked.figures, *held.figures]), booked.note or held.note)


def _sides(which: Profile, found: Gathered) -> BothSides:
    kinds = {one["kind"]: one for one in _result(found)["kinds"]}
    return BothSides(which, found.part.source, cast("Administration", found.part.target), kinds)


def _trial_balance(code: str, found: Gathered) -> Line:
    years = (_balances(found) or {}).get("years", [])
    figures = []
    for year in years:
        for place, side in enumerate(("debit", "credit")):
            figures.append(Figure(f"{year['year']} {side}", year["source"][place], year["target"][place]))
    return _judged(code, figures, clean=_statement_is_clean(found, "trial_balance"))


def _relations(code: str, found: Gathered) -> Line:
    kinds = {one["kind"]: one for one in _result(found)["kinds"] if one["kind"] in _RELATIONS}
    figures = [Figure(kind, str(kinds[kind]["expected"]), str(kinds[kind]["present"])) for kind in _RELATIONS]
    if all(figure.before == figure.after == "0" for figure in figures):
        return Line(code, Verdict.NOTHING, ())
    return _judged(code, figures, clean=all(one["clean"] for one in kinds.values()))


def _bank_balance(code: str, found: Gathered) -> Line:
    return _balance_of(code, found, found.accounts.bank, each=False)


def _bank_accounts(code: str, found: Gathered) -> Line:
    return _balance_of(code, found, found.accounts.bank, each=True)


def _fixed_assets(code: str, found: Gathered) -> Line:
    return _balance_of(code, found, found.accounts.fixed, each=True)


def _balance_of(code: str, found: Gathered, wanted: Collection[str], *, each: bool, note: str = "") -> Line:
    balances = _balances(found) or {}
    rows = [row for row in balances.get("rows", []) if row["account"] in wanted]
    if balances.get("left_out"):
        note = "accounts-left-out"
    if not rows:
        return Line(code, Verdict.NOTHING, (), "no-such-accounts" if not wanted else note)
    figures = [_figure(f"{row['account']} {row['name']}", row["source"], row["target"]) for row in rows]
    if not each or len(figures) > 1:
        figures.append(Figure("total", _total(row["source"] for row in rows), _total(row["target"] for row in rows)))
    return _judged(code, figures if each else figures[-1:], clean=all(figure.same for figure in figures), note=note)


def _debtors(code: str, found: Gathered) -> Line:
    return _open_items(code, found, found.accounts.debtors)


def _creditors(code: str, found: Gathered) -> Line:
    return _open_items(code, found, found.accounts.creditors)


def _open_items(code: str, found: Gathered, wanted: Collection[str]) -> Line:
    items = found.open_items
    names = found.accounts.names
    figures = _figures(items, [one for one in items.codes() if one in wanted], names)
    if not figures:
        return Line(code, Verdict.NOTHING, (), "" if wanted else "no-such-accounts")
    return _judged(code, figures, clean=_statement_is_clean(found, "open_items"))


def _bank_transactions(code: str, found: Gathered) -> Line:
    journals = found.accounts.bank_journals
    counted = [one for one in found.entries.codes() if one in journals]
    if not counted:
        return Line(code, Verdict.NOTHING, ())
    before, after = found.entries.before, found.entries.after
    figures = [Figure(f"{one} {journals[one]}", _count(before.get(one)), _count(after.get(one))) for one in counted]
    return _judged(code, figures, clean=_statement_is_clean(found, "number_series"))


def _vat_returns(code: str, found: Gathered) -> Line:
    """The VAT of the books, per code; the returns themselves are compared by what holds them."""
    return _judged(code, _figures(found.vat, found.vat.codes(), {}), clean=_statement_is_clean(found, "vat"))


def _bank_links(code: str, which: Profile) -> Line:
    """R173 to R176: what the bank takes along itself and what is a task stands in the profile; we see neither."""
    moved = {bank: "moved-by-bank" for bank in BANKS if bank in which.bank_links_move}
    tasks = {bank: "again-by-task" for bank in BANKS if bank in which.bank_links_tasks}
    return Line(code, Verdict.NOT_HELD, (), "not-kept-here", {**moved, **tasks})


_NOT_HELD: Mapping[str, Callable[[str, Profile], Line]] = {
    "bank-links": _bank_links,
}
# The ledger, and what is held besides: statements, returns, the register of assets.
_BOTH = frozenset({"bank-balance", "bank-and-cash-accounts", "bank-transactions", "vat-returns", "fixed-assets"})
_OF_HOLDINGS: Mapping[str, ReportLine] = {code: one for held in HOLDINGS for code, one in held.report.items()}
_COMPARED: Mapping[str, Callable[[str, Gathered], Line]] = {
    "bank-balance": _bank_balance,
    "trial-balance": _trial_balance,
    "relations": _relations,
    "open-items-debtors": _debtors,
    "open-items-creditors": _creditors,
    "vat-returns": _vat_returns,
    "fixed-assets": _fixed_assets,
    "bank-and-cash-accounts": _bank_accounts,
    "bank-transactions": _bank_transactions,
}


def _judged(code: str, figures: Sequence[Figure], *, clean: bool, note: str = "") -> Line:
    """Equal only where every figure is, and the verification of every record behind them says so too."""
    if not figures:
        return Line(code, Verdict.NOTHING, (), note)
    same = clean and all(figure.same for figure in figures)
    return Line(code, Verdict.EQUAL if same else Verdict.DIFFERENT, _few(figures), note)


def _few(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    if len(figures) <= MOST_FIGURES:
        return tuple(figures)
    chosen = sorted(range(len(figures)), key=lambda place: figures[place].same)[:MOST_FIGURES]
    return tuple(figures[place] for place in sorted(chosen))


def _figures(both: Both, codes: Iterable[str], names: Mapping[str, str]) -> list[Figure]:
    return [
        _figure(f"{code} {names.get(code, '')}".strip() or "-", both.before.get(code), both.after.get(code))
        for code in codes
    ]


def _figure(label: str, before: str | Decimal | None, after: str | Decimal | None) -> Figure:
    return Figure(label, _amount(before), _amount(after))


def _amount(value: str | Decimal | None) -> str:
    return "" if value is None else f"{Decimal(value):.2f}"


def _count(value: Decimal | None) -> str:
    return "" if value is None else str(int(value))


def _total(values: Iterable[str | None]) -> str:
    return f"{sum((Decimal(one) for one in values if one is not None), ZERO):.2f}"


def _result(found: Gathered) -> Mapping[str, Any]:
    result: Mapping[str, Any] = found.verified.result if found.verified else {}
    return result


def _balances(found: Gathered) -> Mapping[str, Any] | None:
    balances: Mapping[str, Any] | None = _result(found).get("trial_balance")
    return balances


def _statement_is_clean(found: Gathered, name: str) -> bool:
    return any(one["name"] == name and one["clean"] for one in _result(found)["statements"])
