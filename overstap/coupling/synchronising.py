"""Contacts made from what was compared (R202, R213): some at a time, those of cards that are new or changed."""

from django.db.models import Q

from overstap.coupling import settling
from overstap.coupling.models import Card, Coupling

AT_ONCE = 5_000  # cards


def synchronise(coupling: Coupling) -> bool:
    """Settle the contacts of some cards that were compared; True where there are more.

    The caller has the coupling locked. A card that was settled is not marked any more, so that nothing is done twice.
    """
    waiting = Card.objects.filter(environment=coupling.environment_id, to_match=True)
    some = list(waiting.order_by("pk").values_list("pk", "contact")[:AT_ONCE])
    contacts = {contact for _card, contact in some if contact}
    settling.settle(coupling, contacts)
    waiting.filter(Q(contact__in=contacts) | Q(pk__in=[card for card, _contact in some])).update(to_match=False)
    return len(some) == AT_ONCE
