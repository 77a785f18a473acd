"""Open items of one invoice as one, on both sides: some packages keep an invoice and its payments apart."""

from decimal import Decimal

from django.db.models import Count

from overstap.connectors.values import Kind
from overstap.lib.money import ZERO
from overstap.moves.conversions.models import Conversion, Staged
from overstap.moves.conversions.values import Side


def join_open_items(order: Conversion) -> None:
    """Add up what is open of each invoice; the first of its rows stays, the earliest due day with it."""
    for side in (Side.SENT, Side.TARGET):
        found = Staged.objects.filter(conversion=order, side=side, kind=Kind.OPEN_ITEMS)
        several = found.order_by().values("key").annotate(number=Count("id")).filter(number__gt=1)
        for key in list(several.values_list("key", flat=True)):
            _join(list(found.filter(key=key).order_by("pk")))


def _join(rows: list[Staged]) -> None:
    first, *others = rows
    left = sum((Decimal(row.facts.get("open", "0")) for row in rows), ZERO)
    Staged.objects.filter(pk__in=[row.pk for row in others]).delete()
    if left == ZERO:
        first.delete()
        return
    due = min((row.facts["due"] for row in rows if row.facts.get("due")), default="")
    first.facts = {name: text for name, text in (("open", f"{left:.2f}"), ("due", due)) if text}
    first.whole = f"joined {left:.2f} {due}"
    first.save(update_fields=["facts", "whole"])
