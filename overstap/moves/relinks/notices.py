"""The mails about an order: to whoever placed it, in their language."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.durable import outbox
from overstap.durable.letters import Letter, Link, page
from overstap.lib.clock import for_people
from overstap.moves.relinks.models import RelinkOrder, RelinkPart
from overstap.moves.relinks.values import PartOutcome


def asked(order: RelinkOrder) -> None:
    """The order waits for the operator, at this price."""
    with override(order.ordered_by.language):
        letter = Letter(
            subject=_("Your order to change connections: %(names)s") % {"names": _names(order)},
            paragraphs=(
                _("The operator looks at your order and executes it. You get a mail when that is done."),
                _("Until then everybody can go on working."),
            ),
            facts=(*_changes(order), (_("Costs for the order"), _fee(order)), _number(order)),
            action=_to_order(order),
            notes=(_("Do not add the administrations yourself in the meantime."),),
        )
    _post(order, "asked", letter)


def executed(order: RelinkOrder) -> None:
    """What came of it, for each administration."""
    with override(order.ordered_by.language):
        letter = Letter(
            subject=_("Connections changed: %(names)s") % {"names": _names(order)},
            paragraphs=(
                _("Your order was executed. Each administration is the one that it was; what it works with changed."),
            ),
            facts=(
                *_outcomes(order),
                (_("Can be undone until"), for_people(order.undo_until) if order.undo_until else "–"),
                _number(order),
            ),
            action=_to_order(order),
        )
    _post(order, "executed", letter)


def declined(order: RelinkOrder) -> None:
    """The operator does not execute it, and why."""
    with override(order.ordered_by.language):
        letter = Letter(
            subject=_("Not executed: %(names)s") % {"names": _names(order)},
            paragraphs=(_("The operator did not execute your order. Nothing changed, and nothing is charged."),),
            facts=((_("Reason"), order.reason), _number(order)),
            action=_to_order(order),
        )
    _post(order, "declined", letter)


def _post(order: RelinkOrder, kind: str, letter: Letter) -> None:
    person = order.ordered_by
    outbox.post_letter(f"relink/{order.uid}/{kind}", person.email, letter, person.language)


def _parts(order: RelinkOrder) -> list[RelinkPart]:
    return list(RelinkPart.objects.filter(order=order).order_by("number"))


def _names(order: RelinkOrder) -> str:
    return ", ".join(part.name for part in _parts(order))


def _changes(order: RelinkOrder) -> list[tuple[str, str]]:
    return [(part.name, f"{part.after_name}, {part.new_code}") for part in _parts(order)]


def _outcomes(order: RelinkOrder) -> list[tuple[str, str]]:
    return [(part.name, _outcome(part)) for part in _parts(order)]


def _outcome(part: RelinkPart) -> str:
    if part.outcome == PartOutcome.DONE:
        return f"{part.after_name}, {part.new_code}"
    return _("not changed: %(why)s") % {"why": (part.failure or {}).get("message", "")}


def _fee(order: RelinkOrder) -> str:
    return f"{order.currency} {order.fee}"


def _number(order: RelinkOrder) -> tuple[str, str]:
    return _("Number of the order"), str(order.uid)


def _to_order(order: RelinkOrder) -> Link:
    return Link(_("Open the order"), page(f"/e/{order.environment.slug}/migrations/relink/orders/{order.uid}/"))
