"""How fixed assets move: the register and its depreciation are copied; the entries moved with the ledger (R166)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.books.assets import queries
from overstap.books.assets.models import Asset, Depreciation
from overstap.lib.money import ZERO
from overstap.moves.aftercare.values import Figure, Line, Verdict
from overstap.moves.checking import Context, Found, advice
from overstap.moves.holdings.shapes import master
from overstap.moves.holdings.values import BothSides, Fate, Holding, PlanLine
from overstap.moves.profiles import Profile
from overstap.moves.profiles.values import Keeps
from overstap.tenancy.models import Administration

MOST_FIGURES = 30  # of one line: those that differ, the total, the first assets
_KINDS = ("asset", "depreciation")


def _plan(_profile: Profile, administrations: Sequence[Administration]) -> Iterator[PlanLine]:
    count = Asset.objects.filter(administration__in=[one.pk for one in administrations]).count()
    if count:
        text = ngettext(
            "%(count)d fixed asset, with its depreciation", "%(count)d fixed assets, with their depreciation", count
        )
        yield PlanLine("fixed-assets", Fate.MOVES, text % {"count": count})


def _ledger_differs(context: Context) -> Iterator[Found]:
    """The register and the ledger should say the same before both move: afterwards each blames the move."""
    if context.profile.giver.keeps is Keeps.SAME:
        return
    for one in context.administrations:
        for found in queries.differences(one):
            if found.difference:
                yield Found(
                    one.name,
                    _("Account %(account)s: the ledger says %(ledger)s, the register of fixed assets %(register)s.")
                    % {"account": f"{found.account} {found.name}".strip(), "ledger": found.ledger,
                       "register": found.register},
                    _("Find out where they differ before the migration; both go along as they are."),
                    about=one.code,
                )  # fmt: skip


def _report(code: str, sides: BothSides) -> Line:
    """R166: the book value of every asset on both sides, and their total; the accounts stand beside it."""
    day = queries.today()
    before, after = _values(sides.giver, day), _values(sides.receiver, day)
    if not before and not after:
        return Line(code, Verdict.NOTHING, ())
    figures = [*_figures(before, after), Figure("total", _sum(before), _sum(after))]
    clean = all(sides.kinds[kind]["clean"] for kind in _KINDS if kind in sides.kinds)
    same = clean and all(one.same for one in figures)
    return Line(code, Verdict.EQUAL if same else Verdict.DIFFERENT, _few(figures))


def _values(one: Administration, day: date) -> dict[str, Decimal]:
    return {f"{row.card.code} {row.card.name}": row.value for row in queries.assets(one, day)}


def _figures(before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> list[Figure]:
    return [Figure(label, _amount(before.get(label)), _amount(after.get(label))) for label in sorted({*before, *after})]


def _few(figures: list[Figure]) -> tuple[Figure, ...]:
    if len(figures) <= MOST_FIGURES:
        return tuple(figures)
    kept = sorted(range(len(figures)), key=lambda place: (figures[place].same, figures[place].label != "total", place))
    return tuple(figures[place] for place in sorted(kept[:MOST_FIGURES]))


def _sum(values: Mapping[str, Decimal]) -> str:
    return _amount(sum(values.values(), ZERO))


def _amount(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}"


HOLDING = Holding(
    "assets",
    tables=(Asset, Depreciation),
    kinds=(
        master("asset", "assets_asset", "code"),
        master("depreciation", "assets_depreciation", "asset_code", "year", "month"),
    ),
    of_the_giver=(advice("fixed-assets", _ledger_differs),),
    plan=_plan,
    report={"fixed-assets": _report},
)
