"""One fixed asset: its card, plan and what was booked; entering, changing, disposing of and removing it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from overstap.books.assets import actions, queries
from overstap.books.assets.queries import AssetNotFound
from overstap.books.assets.values import AssetCard, Disposal
from overstap.books.ledger import queries as ledger
from overstap.lib.errors import OverstapError
from overstap.lib.money import ZERO
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.assets.forms import CardForm, ChangeForm, DisposalForm
from overstap.web.books.asked import Asked
from overstap.web.books.opening import as_not_found, books, show
from overstap.web.tax.fields import cleaned, typed, with_problem
from overstap.web.tax.listing import writes

Deed = Callable[[HttpRequest, Actor, str, str], str]


def _new_page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    one = books(actor, code)
    form = CardForm(request.POST if problem else None, initial={"method": "linear", "months": 60})
    return show(
        request, "assets/new.html", one, "administration-assets", form=with_problem(form, problem), problem=problem,
        writes=writes(actor, one),
    )  # fmt: skip


@doors.page("asset.enter", again=_new_page)
def new(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """A new asset."""
    if request.method != "POST":
        return _new_page(request, actor, code)
    card = _card(cleaned(CardForm(request.POST)))
    actions.enter(actor, code, card)
    return doors.done(
        request, _("“%(name)s” is in the register.") % {"name": card.name}, _place(actor, code, card.code)
    )


def _page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    one = books(actor, code)
    asked = Asked(request.GET)
    sent = request.POST if problem else None
    asset_code = request.POST.get("asset", "")[:500] if problem else asked.text("asset")
    on = asked.day("on") or queries.today()
    with as_not_found(AssetNotFound):
        found = queries.asset(one, asset_code, on)
    deed = request.POST.get("deed", "") if problem else ""
    card = found.row.card
    change = ChangeForm(sent, initial=_initial(card)) if deed == "change" else ChangeForm(initial=_initial(card))
    dispose = DisposalForm(sent if deed == "dispose" else None, initial={"on": queries.today()})
    booked = {row.key: row for row in found.booked}
    return show(
        request, "assets/one.html", one, "administration-assets", asked,
        found=found, card=card, row=found.row, on=on, problem=problem, deed=deed, writes=writes(actor, one),
        plan=[(planned, booked.get(planned.key)) for planned in found.plan],
        earlier=[row for row in found.booked if row.key not in {planned.key for planned in found.plan}],
        change_form=with_problem(change, problem), dispose_form=with_problem(dispose, problem),
        names=ledger.account_names(one, (card.asset_account, card.depreciation_account, card.cost_account)),
    )  # fmt: skip


@require_safe
@doors.page("asset.show")
@ledger.one_look()
def asset(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """R166: one asset; ``asset`` in the query string."""
    return _page(request, actor, code)


@require_POST
@doors.page("asset.deed", again=_page)
def deed(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """What is done with an asset; which deed stands in what was sent."""
    asset_code = request.POST.get("asset", "")[:500]
    wanted = request.POST.get("deed", "")
    if wanted not in _DEEDS:
        raise AssetNotFound(_("There is no such deed."), remedy=_("Load the page again."))
    text = _DEEDS[wanted](request, actor, code, asset_code)
    if wanted == "remove":
        return doors.done(request, text, "administration-assets", actor.environment.slug, code)
    return doors.done(request, text, _place(actor, code, asset_code))


def _change(request: HttpRequest, actor: Actor, code: str, asset_code: str) -> str:
    filled = cleaned(ChangeForm(request.POST))
    actions.change(actor, code, _card({**filled, "code": asset_code}))
    return _("Saved.")


def _dispose(request: HttpRequest, actor: Actor, code: str, asset_code: str) -> str:
    filled = cleaned(DisposalForm(request.POST))
    gone = Disposal(**{**filled, "proceeds": filled["proceeds"] or ZERO})
    actions.dispose(actor, code, asset_code, gone)
    return _("It is disposed of; its book value is zero from that day on.")


def _remove(_request: HttpRequest, actor: Actor, code: str, asset_code: str) -> str:
    actions.remove(actor, code, asset_code)
    return _("It is out of the register.")


_DEEDS: dict[str, Deed] = {"change": _change, "dispose": _dispose, "remove": _remove}


def _card(filled: Mapping[str, Any]) -> AssetCard:
    empty: dict[str, Any] = {"residual": ZERO, "rate": Decimal(0), "months": 0}
    return AssetCard(**{**filled, **{name: filled[name] or usual for name, usual in empty.items()}})


def _initial(card: AssetCard) -> dict[str, Any]:
    return {**asdict(card), **{name: typed(getattr(card, name)) for name in ("purchase", "residual", "rate")}}


def _place(actor: Actor, code: str, asset_code: str) -> str:
    return f"{resolve_url('administration-asset', actor.environment.slug, code)}?{urlencode({'asset': asset_code})}"
