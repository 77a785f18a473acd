"""The verbs of fixed assets: enter, change, depreciate, dispose of, remove."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from overstap.books.assets import checks, queries
from overstap.books.assets.models import Asset, Depreciation
from overstap.books.assets.values import AssetCard, Disposal, Planned
from overstap.books.ledger import store
from overstap.books.ledger.models import Account, Entry, FiscalYear, Journal, Period
from overstap.books.ledger.values import Entry as EntryValue
from overstap.books.ledger.values import Line
from overstap.lib.errors import Refused
from overstap.lib.findings import Finding
from overstap.lib.money import ZERO
from overstap.lib.sentences import told
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration

MOST_ASSETS = 20_000  # of one administration
MOST_MONTHS = 5_000  # that are booked at once
DEPRECIATION = "AFS"  # how entries of depreciation are numbered: AFS-2025-03


class AssetRefused(Refused):
    """Something typed cannot be used; ``facts["fields"]`` has every finding by its field."""

    code = "ASSET-REFUSED"


class AssetState(Refused):
    """This cannot be done with the asset (any more)."""

    code = "ASSET-STATE"


@dataclass(frozen=True, slots=True)
class Depreciated:
    """What was booked: the number of the entry, how many assets, and how much."""

    journal: str
    number: str
    assets: int
    amount: Decimal


def enter(actor: Actor, code: str, card: AssetCard) -> None:
    """A new asset. Raises NotFound, NotAllowed, Frozen, AssetRefused (ASSET-EXISTS where the code is in use)."""
    one = access.administration_for_writing(actor, code)
    _require_good(one, card)
    if Asset.objects.filter(administration=one)[MOST_ASSETS:].exists():
        raise AssetRefused(_("There are too many assets."), code="ASSET-TOO-MANY", remedy=_("Ask your operator."))
    try:
        with transaction.atomic():
            Asset.objects.create(administration=one, **_values(card))
    except IntegrityError:
        raise AssetRefused(
            _("There is an asset “%(code)s” already.") % {"code": card.code}, code="ASSET-EXISTS",
            remedy=_("Choose another code."), facts={"fields": {"code": _("This code is in use.")}},
        ) from None  # fmt: skip
    audit.record(actor, "asset.enter", {"administration": code, "asset": card.code, "amount": str(card.purchase)})


def change(actor: Actor, code: str, card: AssetCard) -> None:
    """Another card for an asset; its code stays, and so do what it cost and how it is depreciated once it is booked.

    Raises as ``enter``, AssetNotFound, AssetState.
    """
    one = access.administration_for_writing(actor, code)
    row = _locked(one, card.code)
    _require_good(one, card)
    before = queries.card_of(row)
    fixed = replace(before, name=card.name, group=card.group, note=card.note)
    if fixed != card and (row.disposed_on or _is_booked(one, card.code)):
        raise AssetState(
            _("Depreciation of this asset was booked; only its name, group and note can change."),
            code="ASSET-BOOKED", remedy=_("Dispose of it, and enter it anew where it was wrong."),
        )  # fmt: skip
    for name, value in _values(card).items():
        setattr(row, name, value)
    row.save()
    audit.record(actor, "asset.change", {"administration": code, "asset": card.code})


def dispose(actor: Actor, code: str, asset: str, gone: Disposal) -> None:
    """It was sold or scrapped; the number of the entry that booked it may be given. Raises as ``change``."""
    one = access.administration_for_writing(actor, code)
    row = _locked(one, asset)
    if row.disposed_on is not None:
        raise AssetState(_("This asset was disposed of already."), remedy=_("Load the page again."))
    _refuse(checks.disposal(queries.card_of(row), gone))
    if gone.entry_number and not _entry_exists(one, gone.journal_code, gone.entry_number):
        raise AssetRefused(
            _("There is no entry %(number)s in that journal.") % {"number": gone.entry_number[:60]},
            code="ASSET-NO-ENTRY", remedy=_("Check journal and number, or leave both empty."),
        )  # fmt: skip
    row.disposed_on, row.proceeds = gone.on, gone.proceeds
    row.disposal_journal, row.disposal_entry = gone.journal_code, gone.entry_number
    row.save(update_fields=["disposed_on", "proceeds", "disposal_journal", "disposal_entry"])
    audit.record(actor, "asset.dispose", {"administration": code, "asset": asset, "on": str(gone.on)})


def remove(actor: Actor, code: str, asset: str) -> None:
    """Take away an asset that was entered by mistake: nothing of it was booked. Raises as ``change``."""
    one = access.administration_for_writing(actor, code)
    row = _locked(one, asset)
    if row.disposed_on or _is_booked(one, asset):
        raise AssetState(
            _("Depreciation of this asset was booked; it stays in the register."), code="ASSET-BOOKED",
            remedy=_("Dispose of it."),
        )  # fmt: skip
    row.delete()
    audit.record(actor, "asset.remove", {"administration": code, "asset": asset})


def already_booked(actor: Actor, code: str, asset: str, booked: Iterable[tuple[int, int, Decimal]]) -> None:
    """Depreciation from before it came here: year, month, amount, without an entry. Raises as ``change``."""
    one = access.administration_for_writing(actor, code)
    row = _locked(one, asset)
    months = list(booked)
    known = {(one_month.year, one_month.month) for one_month in queries.asset(one, asset, queries.today()).booked}
    if any(not 1900 <= year <= 2200 or not 1 <= month <= 12 or (year, month) in known for year, month, _a in months):
        raise AssetRefused(_("A month is wrong or was booked already."), code="ASSET-MONTH", remedy=_("Correct it."))
    if sum((amount for _y, _m, amount in months), ZERO) > row.purchase or any(amount < 0 for _y, _m, amount in months):
        raise AssetRefused(_("That is more than it cost."), code="ASSET-AMOUNT", remedy=_("Correct the amounts."))
    Depreciation.objects.bulk_create(
        Depreciation(administration=one, asset_code=asset, year=year, month=month, amount=amount)
        for year, month, amount in months
    )
    audit.record(actor, "asset.before", {"administration": code, "asset": asset, "months": len(months)})


def depreciate(actor: Actor, code: str, year: int, month: int, journal: str) -> Depreciated:
    """Book what is planned up to and including a month and was not booked yet, in one entry dated on its last day.

    Raises as ``enter``; AssetState (ASSET-NOTHING-DUE), AssetRefused (no such journal or account, or a month to come).
    """
    one = access.administration_for_writing(actor, code)
    list(Asset.objects.select_for_update().filter(administration=one).order_by("code").values_list("pk"))
    day = _last_day(year, month)
    if not Journal.objects.filter(administration=one, code=journal if journal.isprintable() else "").exists():
        raise AssetRefused(_("There is no such journal here."), code="ASSET-JOURNAL", remedy=_("Choose a journal."))
    found = queries.due(one, year, month)
    if not found:
        raise AssetState(
            _("All depreciation up to that month is booked."), code="ASSET-NOTHING-DUE",
            remedy=_("Choose a later month."),
        )  # fmt: skip
    if len(found) > MOST_MONTHS:
        raise AssetRefused(_("That is too much at once."), code="ASSET-TOO-MANY", remedy=_("Choose an earlier month."))
    number = _free_number(one, journal, year, month)
    entry = _entry(one, number, journal, day, found)
    if not entry.lines:  # of so little a cent, nothing falls in some months
        journal = number = ""
    else:
        _book(actor, one, entry)
    Depreciation.objects.bulk_create(
        Depreciation(
            administration=one, asset_code=card.code, year=planned.year, month=planned.month, amount=planned.amount,
            journal_code=journal, entry_number=number,
        )
        for card, planned in found
    )  # fmt: skip
    made = Depreciated(
        journal, number, len({card.code for card, _p in found}), sum((one_p.amount for _c, one_p in found), ZERO)
    )
    audit.record(actor, "asset.depreciate", {"administration": code, "entry": number, "amount": str(made.amount)})
    return made


def _book(actor: Actor, one: Administration, entry: EntryValue) -> None:
    with store.LedgerWriter(one, actor.person.pk) as writer:
        writer.add([entry])
    store.check_balance()


def _entry(
    one: Administration, number: str, journal: str, day: date, found: Sequence[tuple[AssetCard, Planned]]
) -> EntryValue:
    book_year, period = _period(one, day)
    sums: dict[str, tuple[AssetCard, Decimal]] = {}
    for card, planned in found:
        sums[card.code] = (card, sums.get(card.code, (card, ZERO))[1] + planned.amount)
    lines: list[Line] = []
    for card, amount in sums.values():
        if amount:
            text = f"{card.code} {card.name}"
            lines.append(Line(str(len(lines) + 1), card.cost_account, amount, "D", description=text))
            lines.append(Line(str(len(lines) + 1), card.depreciation_account, -amount, "C", description=text))
    text = _("Depreciation %(month)s") % {"month": f"{day:%m-%Y}"}
    return EntryValue(number, journal, book_year, period, day, lines, description=text, source="assets")


def _period(one: Administration, day: date) -> tuple[int, int]:
    """The book year and period in which a day falls; without those it is the month of the calendar year."""
    year = FiscalYear.objects.filter(administration=one, start__lte=day, end__gte=day).values_list("year", flat=True)
    book_year = year.first() or day.year
    period = Period.objects.filter(
        administration=one, year=book_year, start__lte=day, end__gte=day, number__gte=1, number__lte=12
    )
    return book_year, period.order_by("number").values_list("number", flat=True).first() or day.month


def _free_number(one: Administration, journal: str, year: int, month: int) -> str:
    base = f"{DEPRECIATION}-{year}-{month:02d}"
    taken = set(
        Entry.objects.filter(ledger_id=one.ledger_id, journal_code=journal, number__startswith=base).values_list(
            "number", flat=True
        )
    )
    number, again = base, 1
    while number in taken:
        again += 1
        number = f"{base}-{again}"
    return number


def _last_day(year: int, month: int) -> date:
    today = queries.today()
    if not (1900 <= year <= 2200 and 1 <= month <= 12):
        raise AssetRefused(_("There is no such month."), code="ASSET-MONTH", remedy=_("Give a year and a month."))
    if (year, month) > (today.year, today.month):
        raise AssetRefused(
            _("That month is still to come."), code="ASSET-MONTH", remedy=_("Choose this month or an earlier one.")
        )
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(first_of_next.toordinal() - 1)


def _require_good(one: Administration, card: AssetCard) -> None:
    _refuse(checks.card(card))
    wanted = {card.asset_account, card.depreciation_account, card.cost_account} - {""}
    known = set(Account.objects.filter(administration=one, code__in=wanted).values_list("code", flat=True))
    names = ("asset_account", "depreciation_account", "cost_account")
    unknown = {
        name: _("There is no such account in the ledger.")
        for name in names
        if getattr(card, name) and getattr(card, name) not in known
    }
    if unknown:
        raise AssetRefused(
            _("There is no such account in the ledger."), code="ASSET-ACCOUNT", remedy=_("Choose an existing account."),
            facts={"fields": unknown},
        )  # fmt: skip


def _refuse(findings: Iterable[Finding]) -> None:
    found = list(findings)
    if not found:
        return
    said: dict[str, str] = {}
    for one in found:
        said.setdefault(one.place, f"{told(one.message, _)} {told(one.remedy, _)}")
    first = found[0]
    raise AssetRefused(told(first.message, _), code=first.code, remedy=told(first.remedy, _), facts={"fields": said})


def _values(card: AssetCard) -> dict[str, object]:
    return {field.name: getattr(card, field.name) for field in fields(card)}


def _locked(one: Administration, asset: str) -> Asset:
    asked = asset if asset.isprintable() else ""
    row = Asset.objects.select_for_update().filter(administration=one, code=asked).first()
    if row is None:
        raise queries.AssetNotFound(
            _("There is no fixed asset “%(code)s” here.") % {"code": asset[:60]}, remedy=_("Look in the list.")
        )
    return row


def _is_booked(one: Administration, asset: str) -> bool:
    return Depreciation.objects.filter(administration=one, asset_code=asset).exists()


def _entry_exists(one: Administration, journal: str, number: str) -> bool:
    return Entry.objects.filter(ledger_id=one.ledger_id, journal_code=journal, number=number).exists()
