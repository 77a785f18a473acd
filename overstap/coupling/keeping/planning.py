"""What has to go out: written down before anything is sent, so that nothing is forgotten and nothing is sent twice.

Only fields go out about which something changed or was decided; what one administration never said is not completed.
Who calls this has the coupling locked.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from overstap.coupling import settling
from overstap.coupling.administration_settings import CONTACTS_BACK, YES
from overstap.coupling.keeping import flowing
from overstap.coupling.keeping.following import Touched
from overstap.coupling.keeping.models import Keeping, Outgoing
from overstap.coupling.keeping.values import Sending, Sort
from overstap.coupling.models import Card, Contact, Coupled, Coupling, Decision, Difference
from overstap.coupling.values import Standing
from overstap.lib import clock
from overstap.tenancy.models import Person

AT_ONCE = 500  # decisions
_TAKING = (Standing.COUPLED, Standing.LOST)  # who lost access gets it when access is back


def plan(coupling: Coupling, touched: Touched, person: Person | None = None) -> None:
    """What has to go out for these contacts, in these fields; what waited for them is written anew."""
    keys = list(touched)
    contacts = Contact.objects.filter(environment=coupling.environment_id, pk__in=keys, ended_at=None).in_bulk()
    unclear = _unclear(keys)
    waiting = _waiting(keys)
    ruled = _ruled(coupling)
    for card in _cards(keys):
        contact = contacts.get(card.contact_id or 0)
        if contact is None:
            continue
        row = waiting.pop(card.pk, None)
        names = (touched[contact.pk] | ruled | set(row.after if row else ())) - unclear.get(contact.pk, set())
        wanted = {
            name: contact.fields.get(name, "")
            for name in flowing.FLOWING
            if name in names and not flowing.same(name, card.fields, contact.fields)
        }
        _keep(card, contact, row, wanted, person)
    _forget(waiting.values())  # of cards that are there no more, or take nothing


def plan_decided(coupling: Coupling, keeping: Keeping) -> bool:
    """What has to go out because of what was decided since the last time; True where there is more to look at."""
    found = Decision.objects.filter(environment=coupling.environment_id, pk__gt=keeping.decided_upto)
    some = list(found.order_by("pk").only("pk", "contact_id", "before", "after")[:AT_ONCE])
    touched: Touched = {}
    for one in some:
        for key, names in _touched(one).items():
            touched.setdefault(key, set()).update(names)
    if touched:
        plan(coupling, touched)
    if some:
        keeping.decided_upto = some[-1].pk
    return len(some) == AT_ONCE


def make_there(contact: Contact, coupled: Coupled, person: Person | None, code: str = "") -> Outgoing:
    """The contact is to be made in an administration; one that waits for that already stays."""
    waits = Outgoing.objects.filter(coupled=coupled, contact=contact, sort=Sort.MAKE, state=Sending.WAITING).first()
    return waits or Outgoing.objects.create(
        environment_id=coupled.environment_id,
        coupled=coupled,
        contact=contact,
        sort=Sort.MAKE,
        code=code,
        person=person,
    )


def remove_there(card: Card, contact: Contact, person: Person | None) -> Outgoing:
    """The card is to be deleted at the package."""
    return Outgoing.objects.create(
        environment_id=card.environment_id,
        coupled_id=card.coupled_id,
        contact=contact,
        card=card,
        sort=Sort.REMOVE,
        before=card.fields,
        person=person,
    )


def forget(contact: Contact) -> None:
    """Nothing that waits for this contact goes out any more."""
    _forget(Outgoing.objects.filter(contact=contact, state=Sending.WAITING))


def forget_administration(coupled: Coupled) -> int:
    """Nothing goes out to it any more, nor again what it refused. Gives how much was dropped."""
    found = Outgoing.objects.filter(coupled=coupled, state__in=(Sending.WAITING, Sending.REFUSED))
    return found.update(state=Sending.OVERTAKEN, done_at=clock.now())


def takes_back(coupled: Coupled) -> bool:
    """Whether changes of contacts are written to this administration too."""
    return coupled.standing in _TAKING and coupled.settings.get(CONTACTS_BACK) == YES


def _keep(card: Card, contact: Contact, row: Outgoing | None, wanted: Mapping[str, str], person: Person | None) -> None:
    if not wanted:
        _forget([row] if row else [])
        return
    before = {name: card.fields.get(name, "") for name in wanted}
    if row is not None:
        row.before, row.after = before, dict(wanted)
        row.save(update_fields=["before", "after"])
        return
    Outgoing.objects.create(
        environment_id=card.environment_id,
        coupled_id=card.coupled_id,
        contact=contact,
        card=card,
        sort=Sort.CHANGE,
        before=before,
        after=dict(wanted),
        person=person,
    )


def _cards(keys: Sequence[int]) -> Iterable[Card]:
    """The cards to which changes are written."""
    found = Card.objects.filter(contact__in=keys, left="").select_related("coupled").defer("relation", "settled")
    return [card for card in found.order_by("pk") if takes_back(card.coupled)]


def _waiting(keys: Sequence[int]) -> dict[int, Outgoing]:
    found = Outgoing.objects.filter(contact__in=keys, sort=Sort.CHANGE, state=Sending.WAITING)
    return {one.card_id or 0: one for one in found}


def _unclear(keys: Sequence[int]) -> dict[int, set[str]]:
    """Fields about which somebody has to decide first."""
    found: dict[int, set[str]] = {}
    open_ = Difference.objects.filter(contact__in=keys, is_open=True).values_list("contact", "field")
    for key, name in open_:
        found.setdefault(key, set()).add(name)
    return found


def _ruled(coupling: Coupling) -> set[str]:
    """Fields in which one administration leads by rule."""
    ruled = settling.ruling(coupling)
    return set(flowing.FLOWING) if flowing.ANY in ruled else set(ruled)


def _touched(one: Decision) -> Touched:
    """Contacts that a decision is about, each with the fields that changed, or about which it was decided who leads."""
    found: Touched = {one.contact_id: set()} if one.contact_id else {}
    for part in (one.before, one.after):
        for key in part.get("contacts", {}).values():
            if key:
                found.setdefault(int(key), set())
        for name in ("fields", "leads"):
            for key, told in part.get(name, {}).items():
                found.setdefault(int(key), set()).update(told)
    return found


def _forget(rows: Iterable[Outgoing] | QuerySet[Outgoing]) -> None:
    for row in rows:
        row.state, row.done_at = Sending.OVERTAKEN, clock.now()
        row.save(update_fields=["state", "done_at"])
