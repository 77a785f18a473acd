"""``overstap asset``: fixed assets and their depreciation."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from cyclopts import App, Parameter

from overstap.books.assets import actions, queries
from overstap.books.assets.values import AssetCard, Disposal
from overstap.cli.commands.tax import Code, Money, money
from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import amount, amount_text, day, facts, row, table
from overstap.cli.session import InSession
from overstap.lib.errors import Refused
from overstap.lib.money import ZERO
from overstap.tenancy import access
from overstap.tenancy.roles import Right

app = App(name="asset", help_epilogue="")
Asset = Annotated[str, Parameter(name="ASSET", help=_("code of the asset"))]
Day = Annotated[date | None, Parameter(help=_("such as 2025-01-31; default: today"))]


@app.command(name="list", help=_("Assets with their book value on a day"))
def list_(code: Code, /, *, on: Day = None, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "asset.list", {"administration": code}) as actor:
        rows = queries.assets(access.administration(actor, code, Right.READ_BOOKS), on or queries.today())
    made = table(_("Asset"), _("Name"), _("Bought on"), _("Purchase"), _("Depreciated"), _("Book value"))
    for one in rows:
        card = one.card
        row(
            made,
            card.code,
            card.name,
            day(card.purchased_on),
            amount(card.purchase),
            amount(one.depreciated),
            amount(one.value),
        )
    session.output.show(rows, made if rows else _("There are no fixed assets yet."))


@app.command(help=_("One asset: its plan, and what was booked"))
def show(code: Code, asset: Asset, /, *, on: Day = None, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "asset.show", {"administration": code, "asset": asset}) as actor:
        found = queries.asset(access.administration(actor, code, Right.READ_BOOKS), asset, on or queries.today())
    booked = {one.key: one for one in found.booked}
    made = table(_("Month"), _("Amount"), _("Left"), _("Entry"))
    for one in found.plan:
        entry = booked.get(one.key)
        row(
            made,
            f"{one.month:02d}-{one.year}",
            amount(one.amount),
            amount(one.left),
            entry.entry_number if entry else "",
        )
    told = [(_("Name"), found.row.card.name), (_("Book value"), amount_text(found.row.value))]
    session.output.show(found, facts(told), made)


@app.command(name="enter", help=_("Enter an asset"))
def enter_(
    code: Code,
    asset: Asset,
    name: Annotated[str, Parameter(name="NAME", help=_("what it is"))],
    /,
    *,
    bought: Annotated[date, Parameter(help=_("such as 2025-01-31"))],
    purchase: Money,
    account: Annotated[str, Parameter(help=_("account of the asset"))],
    residual: Money = "0",
    method: Annotated[Literal["linear", "degressive", "none"], Parameter(help=_("of depreciation"))] = "linear",
    months: Annotated[int, Parameter(help=_("of its life"))] = 60,
    rate: Annotated[str, Parameter(help=_("per cent a year, for the degressive method"))] = "0",
    start: Annotated[date | None, Parameter(help=_("first month; default: that of the purchase"))] = None,
    depreciation_account: Annotated[str, Parameter(help=_("account of what was depreciated"))] = "",
    cost_account: Annotated[str, Parameter(help=_("account of the costs"))] = "",
    group: Annotated[str, Parameter(help=_("what it belongs to"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    card = AssetCard(
        asset, name, group, bought, money(purchase) or ZERO, money(residual) or ZERO, method, months,
        money(rate) or Decimal(0), start or bought, account, depreciation_account, cost_account,
    )  # fmt: skip
    with enter(session, environment, "asset.enter", {"administration": code, "asset": asset}) as actor:
        actions.enter(actor, code, card)
    session.output.show({"asset": asset}, _("It is in the register."))


@app.command(help=_("Book what is planned up to a month and was not booked, in one entry"))
def depreciate(
    code: Code,
    month: Annotated[str, Parameter(name="MONTH", help=_("such as 2025-03"))],
    journal: Annotated[str, Parameter(name="JOURNAL", help=_("code of the journal"))],
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    year, number = _month(month)
    with enter(session, environment, "asset.depreciate", {"administration": code, "month": month}) as actor:
        made = actions.depreciate(actor, code, year, number, journal)
    session.output.show(
        made, _("Booked: entry %(number)s, %(amount)s.") % {"number": made.number, "amount": amount_text(made.amount)}
    )


@app.command(help=_("It was sold or scrapped"))
def dispose(
    code: Code,
    asset: Asset,
    /,
    *,
    on: Day = None,
    proceeds: Money = "0",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    gone = Disposal(on or queries.today(), money(proceeds) or ZERO)
    with enter(session, environment, "asset.dispose", {"administration": code, "asset": asset}) as actor:
        actions.dispose(actor, code, asset, gone)
    session.output.show({"asset": asset, "on": gone.on}, _("It is disposed of."))


@app.command(help=_("Take away an asset that was entered by mistake"))
def remove(code: Code, asset: Asset, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "asset.remove", {"administration": code, "asset": asset}) as actor:
        actions.remove(actor, code, asset)
    session.output.show({"asset": asset}, _("It is out of the register."))


@app.command(help=_("Where the register and the ledger differ"))
def check(code: Code, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "asset.list", {"administration": code}) as actor:
        found = queries.differences(access.administration(actor, code, Right.READ_BOOKS))
    made = table(_("Account"), _("Name"), _("Register"), _("Ledger"), _("Difference"))
    for one in found:
        row(made, one.account, one.name, amount(one.register), amount(one.ledger), amount(one.difference))
    session.output.show(found, made if found else _("There are no fixed assets yet."))


def _month(text: str) -> tuple[int, int]:
    year, dash, month = text.partition("-")
    good = dash and all(part.isascii() and part.isdecimal() for part in (year, month)) and len(text) == len("2025-03")
    if not good:
        raise Refused(
            _("“%(text)s” is not a month.") % {"text": text[:20]},
            code="ASSET-MONTH",
            remedy=_("Write it like 2025-03."),
        )
    return int(year), int(month)
