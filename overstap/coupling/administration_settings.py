"""The settings of a coupled administration (R223): how sales invoices are booked there, and whether contacts flow back.

What can be chosen is what the package lists; the first administration's choices are offered for the others where they
have the same codes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from overstap.books.ledger.values import Account, AccountType, Journal, VatCode
from overstap.connectors import connections, registry
from overstap.connectors.values import Kind, PaymentCondition, Record, Wanted
from overstap.coupling import entering
from overstap.coupling.models import Coupled
from overstap.coupling.projects.values import NEEDED_SETTINGS
from overstap.coupling.values import Stage
from overstap.lib.errors import OverstapError
from overstap.tenancy import audit
from overstap.tenancy.access import Actor
from overstap.tenancy.checks import Malformed
from overstap.tenancy.values import PackageFamily

CODES = (
    "journal", "revenue_account", "receivable_account", "vat_high", "vat_low", "vat_zero", "vat_reversed", "vat_exempt",
    "payment_condition",
)  # fmt: skip
CONTACTS_BACK = "contacts_back"  # YES: changes of contacts are written to this administration too
YES, NO = "yes", "no"
_SALES = "S"  # of a journal
_RECEIVABLES, _REVENUE = "20", "110"  # types of ledger accounts at Exact Online
_SOLD = ("S", "B")  # of a VAT code there: for sales, or for both
_RATES = {"vat_high": Decimal(21), "vat_low": Decimal(9)}
_WANTED = Wanted(frozenset({Kind.ACCOUNTS, Kind.VAT_CODES, Kind.JOURNALS, Kind.PAYMENT_CONDITIONS}))


@dataclass(frozen=True, slots=True)
class Option:
    """What the package lists."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """One setting: what can be chosen, what is. ``proposed``: nobody chose it yet."""

    name: str
    options: Sequence[Option]
    value: str
    required: bool
    proposed: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """The settings of one administration. ``trouble``: why the package did not tell what can be chosen, or empty."""

    number: int
    name: str
    fields: Sequence[Field]
    contacts_back: bool
    complete: bool
    trouble: str = ""
    remedy: str = ""


def offer(actor: Actor, number: int, like: int = 0) -> Offer:
    """What can be chosen for an administration, asked of its package now; what nobody chose yet is proposed.

    ``like``: the coupled administration whose choices are proposed first, where these have the same codes. Raises
    NotAllowed, CouplingOff, NotFound.
    """
    entering.to_look_at_setting_up(actor)
    one = entering.administration(actor, number)
    example = entering.administration(actor, like).settings if like else {}
    try:
        lists = _lists(one)
    except OverstapError as error:
        return Offer(one.pk, one.name, (), _back(one), is_complete(one.settings), error.message, error.remedy)
    fields = [_field(name, options, one, example) for name, options in lists.options().items()]
    proposed = _with_proposals(fields, lists)
    return Offer(one.pk, one.name, proposed, _back(one), is_complete(one.settings))


def save(actor: Actor, number: int, chosen: Mapping[str, str]) -> None:
    """Keep the settings of an administration; texts by the names of CODES, and CONTACTS_BACK.

    Raises NotAllowed, CouplingOff, CouplingStage, NotFound, Malformed, and what the package says.
    """
    entering.to_look_at_setting_up(actor)
    options = _lists(entering.administration(actor, number)).options()  # before the lock: it may take its time
    entering.require_stage(entering.to_set_up(actor), Stage.SETTINGS, Stage.RUNNING)
    one = entering.administration(actor, number)
    kept = {name: chosen.get(name, "").strip() for name in CODES}
    for name, code in kept.items():
        _require_listed(name, code, options[name])
    back = YES if chosen.get(CONTACTS_BACK) == YES else NO
    before, one.settings = one.settings, {**{name: code for name, code in kept.items() if code}, CONTACTS_BACK: back}
    one.save(update_fields=["settings"])
    changed = {name for name in {*before, *one.settings} if before.get(name) != one.settings.get(name)}
    audit.record(actor, "coupling.settings", {"administration": one.name, "changed": sorted(changed)})


def is_complete(settings: Mapping[str, str]) -> bool:
    """Whether invoices can be booked with these."""
    return all(settings.get(name) for name in NEEDED_SETTINGS)


@dataclass(frozen=True, slots=True)
class _Lists:
    """What a package lists, of what can be used still."""

    accounts: Sequence[Account]
    journals: Sequence[Journal]
    vat_codes: Sequence[VatCode]
    conditions: Sequence[PaymentCondition]

    def options(self) -> dict[str, list[Option]]:
        """By setting what can be chosen."""
        taxed = [one for one in self.vat_codes if one.extra.get("transaction_type", "B") in _SOLD]
        without = [one for one in taxed if not _percentage(one)]
        sales = [one for one in self.journals if one.type == _SALES]
        revenue = [one for one in self.accounts if one.type == AccountType.PROFIT_AND_LOSS]
        balance = [one for one in self.accounts if one.type == AccountType.BALANCE]
        receivable = [one for one in balance if one.extra.get("type") == _RECEIVABLES] or balance
        rates = {name: [one for one in taxed if _percentage(one) == rate] for name, rate in _RATES.items()}
        return {
            "journal": _named(sales),
            "revenue_account": _named(revenue),
            "receivable_account": _named(receivable),
            **{name: _named(found) for name, found in rates.items()},
            **{name: _named(without) for name in ("vat_zero", "vat_reversed", "vat_exempt")},
            "payment_condition": _named(self.conditions),
        }

    def proposal(self, name: str, chosen: Mapping[str, str]) -> str:
        """What one would choose who knows nothing more; ``chosen`` so far. Empty: a person has to say."""
        options = self.options()[name]
        if name == "receivable_account":
            own = [one.offset_account for one in self.journals if one.code == chosen.get("journal")]
            return next((one.code for one in options if one.code in own), _only(options))
        if name == "revenue_account":
            return next((one.code for one in self.accounts if one.extra.get("type") == _REVENUE), _only(options))
        if name in ("journal", "vat_high", "vat_low"):
            return options[0].code if options else ""
        return ""


def _lists(one: Coupled) -> _Lists:
    connection = connections.connection_of(one.system)
    records = list(registry.books(PackageFamily(one.system.package)).read(connection, one.foreign, _WANTED))
    usable = [each for each in records if not getattr(each, "extra", {}).get("blocked")]
    return _Lists(
        [each for each in usable if isinstance(each, Account)],
        [each for each in usable if isinstance(each, Journal)],
        [each for each in usable if isinstance(each, VatCode)],
        _conditions(records),
    )


def _conditions(records: Iterable[Record]) -> list[PaymentCondition]:
    return [each for each in records if isinstance(each, PaymentCondition)]


def _percentage(one: VatCode) -> Decimal:
    return Decimal(str(one.extra.get("percentage", 0)))


def _named(found: Iterable[Account | Journal | VatCode | PaymentCondition]) -> list[Option]:
    return [Option(one.code, one.name) for one in found]


def _only(options: Sequence[Option]) -> str:
    return options[0].code if len(options) == 1 else ""


def _field(name: str, options: Sequence[Option], one: Coupled, example: Mapping[str, str]) -> Field:
    there = {each.code for each in options}
    own = one.settings.get(name, "")
    taken_over = example.get(name, "") if example.get(name) in there else ""
    return Field(name, options, taken_over or own, name in NEEDED_SETTINGS, proposed=bool(taken_over))


def _with_proposals(fields: Sequence[Field], lists: _Lists) -> list[Field]:
    """Where nobody chose anything yet, what can be proposed; a setting that was left empty on purpose stays so."""
    if any(each.value for each in fields):
        return list(fields)
    chosen: dict[str, str] = {}
    for each in fields:
        chosen[each.name] = lists.proposal(each.name, chosen)
    return [replace(each, value=chosen[each.name], proposed=bool(chosen[each.name])) for each in fields]


def _require_listed(name: str, code: str, options: Sequence[Option]) -> None:
    if code and code not in {one.code for one in options}:
        raise Malformed(
            _("“%(code)s” is not in the list of this administration.") % {"code": code[:40]},
            code="COUPLING-SETTING",
            remedy=_("Choose one from the list."),
            facts={"setting": name},
        )
    if not code and name in NEEDED_SETTINGS:
        raise Malformed(
            _("Without sales journal, revenue account and receivables account no invoice can be booked there."),
            code="COUPLING-SETTING",
            remedy=_("Choose one from each list."),
            facts={"setting": name},
        )


def _back(one: Coupled) -> bool:
    return bool(one.settings.get(CONTACTS_BACK) == YES)
