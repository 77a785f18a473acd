"""How many records of each kind were read, sent and found again; kept with the conversion after each step."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count

from overstap.connectors.values import Kind
from overstap.moves.conversions.models import Conversion, Difference, Staged
from overstap.moves.conversions.values import KindCount, Side

_SIDES: Mapping[str, str] = {Side.SOURCE: "read", Side.TARGET: "present"}


def refresh(order: Conversion) -> None:
    """Count what lies staged. The caller saves ``order``."""
    counts: dict[str, dict[str, Any]] = {}
    rows = Staged.objects.filter(conversion=order).exclude(side=Side.BEFORE)
    for side, kind, became, sent, number in (
        rows.order_by().values_list("side", "kind", "became", "sent").annotate(number=Count("id"))
    ):
        mine = counts.setdefault(kind, {})
        if side in _SIDES:
            mine[_SIDES[side]] = mine.get(_SIDES[side], 0) + number
        else:
            _add_sent(mine, became, number, sent=sent)
    order.counts = counts


def add_differences(order: Conversion, compared: list[Kind]) -> None:
    """Beside the counts: how many records of each kind that was compared differ."""
    for kind in compared:
        order.counts.setdefault(kind, {})["differences"] = {}
    found = Difference.objects.filter(conversion=order).order_by().values_list("kind", "what")
    for kind, what, number in found.annotate(number=Count("place", distinct=True)):
        if kind in order.counts:
            order.counts[kind].setdefault("differences", {})[what] = number


def counted(order: Conversion) -> list[KindCount]:
    """The counts, a row for each kind of which anything is known."""
    return [KindCount(kind, **order.counts[kind]) for kind in Kind if kind in order.counts]


def _add_sent(mine: dict[str, Any], became: str, number: int, *, sent: bool) -> None:
    if not sent and not became:
        return  # not written to this target at all; it is compared all the same
    mine["sent"] = mine.get("sent", 0) + number
    name = {"": "waiting", "changed": "made"}.get(became, became)
    mine[name] = mine.get(name, 0) + number
