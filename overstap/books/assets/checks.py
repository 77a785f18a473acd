"""What may stand on the card of an asset. Plain: values in, findings out."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from overstap.books.assets.planning import LONGEST_MONTHS
from overstap.books.assets.values import AssetCard, Disposal, Method
from overstap.lib.findings import Finding, Severity
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence

MOST = Decimal(10) ** 14
_LONGEST = {"code": 60, "name": 200, "group": 100, "asset_account": 60, "depreciation_account": 60, "cost_account": 60}
_NEEDED = ("code", "name", "asset_account")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)


def card(one: AssetCard) -> Iterator[Finding]:
    """Everything that is wrong with a card; ``place`` is the name of the field."""
    yield from _texts(one)
    yield from _amounts(one)
    yield from _life(one)


def disposal(one: AssetCard, gone: Disposal) -> Iterator[Finding]:
    """An asset is disposed of after it was bought, for nothing or more."""
    if not one.purchased_on <= gone.on <= LAST_DAY:
        yield _error(
            "ASSET-DISPOSAL-DAY",
            "on",
            sentence("It cannot be disposed of before it was bought."),
            sentence("Give a day on or after the day of purchase."),
        )
    if not ZERO <= gone.proceeds < MOST:
        yield _error(
            "ASSET-AMOUNT", "proceeds", sentence("This amount cannot be used."), sentence("Give zero or more.")
        )
    for name in ("journal_code", "entry_number"):
        if len(getattr(gone, name)) > 200 or not getattr(gone, name).isprintable():
            yield _text(name, 200)


def _texts(one: AssetCard) -> Iterator[Finding]:
    for name, longest in _LONGEST.items():
        said = getattr(one, name)
        if len(said) > longest or not said.isprintable() or (name in _NEEDED and not said.strip()):
            yield _text(name, longest)
    if len(one.note) > 2_000 or "\0" in one.note:
        yield _text("note", 2_000)
    if one.method not in set(Method):
        yield _error(
            "ASSET-METHOD",
            "method",
            sentence("There is no such method of depreciation."),
            sentence("Choose linear, degressive or none."),
        )
    for name in ("depreciation_account", "cost_account"):
        if one.method != Method.NONE and not getattr(one, name).strip():
            yield _error(
                "ASSET-ACCOUNT",
                name,
                sentence("Depreciation has to be booked somewhere."),
                sentence("Give the account, or choose no depreciation."),
            )


def _amounts(one: AssetCard) -> Iterator[Finding]:
    for name in ("purchase", "residual"):
        if not ZERO <= getattr(one, name) < MOST:
            yield _error("ASSET-AMOUNT", name, sentence("This amount cannot be used."), sentence("Give zero or more."))
    if one.residual > one.purchase:
        yield _error(
            "ASSET-RESIDUAL",
            "residual",
            sentence("It is worth more at the end than it cost."),
            sentence("Give a residual value of at most the purchase amount."),
        )


def _life(one: AssetCard) -> Iterator[Finding]:
    if one.method != Method.NONE and not 1 <= one.months <= LONGEST_MONTHS:
        yield _error(
            "ASSET-MONTHS",
            "months",
            sentence("This is no number of months that can be used."),
            sentence("Give 1 to %(most)d months.", most=LONGEST_MONTHS),
        )
    if one.method == Method.DEGRESSIVE and not ZERO < one.rate <= 100:
        yield _error(
            "ASSET-RATE",
            "rate",
            sentence("A degressive depreciation needs a percentage."),
            sentence("Give more than 0 and at most 100 per cent a year."),
        )
    for name in ("purchased_on", "start"):
        if not FIRST_DAY <= getattr(one, name) <= LAST_DAY:
            yield _error("ASSET-DAY", name, sentence("This day cannot be used."), sentence("Give a day from 1900 on."))
    if (one.start.year, one.start.month) < (one.purchased_on.year, one.purchased_on.month):
        yield _error(
            "ASSET-START",
            "start",
            sentence("It cannot be depreciated before it was bought."),
            sentence("Let it begin in the month of purchase or later."),
        )


def _text(name: str, longest: int) -> Finding:
    return _error(
        "ASSET-TEXT",
        name,
        sentence("This is missing, too long, or has characters that cannot be used."),
        sentence("Use at most %(longest)d characters on one line.", longest=longest),
    )


def _error(code: str, place: str, message: str, remedy: str) -> Finding:
    return Finding(code, Severity.ERROR, place, message, remedy)
