"""Contacts follow what changed at the packages: fields flow, conflicts come to people, new cards find their contact.

Who calls this has the coupling locked. A card that changed is marked ``to_match`` by the reading; one that was deleted
keeps ``settled`` until its contact was made without it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from overstap.coupling import findings, settling, synchronising
from overstap.coupling.alike import Rule
from overstap.coupling.changing import Changes, Line
from overstap.coupling.keeping import flowing
from overstap.coupling.keeping.flowing import Flow
from overstap.coupling.models import Card, Contact, Coupling, CouplingFinding, Decision
from overstap.coupling.values import HERE, Deed, Left
from overstap.lib import clock
from overstap.lib.findings import Finding, Severity
from overstap.lib.kept_sentences import keep
from overstap.lib.sentences import sentence

AT_ONCE = 500  # contacts
GONE = "CONTACT-GONE"
_CHANGED = sentence("it changed in one administration, and in no other")
_AGREED = sentence("all administrations say the same again")

Touched = dict[int, set[str]]
"""Contact -> fields that may have to go out."""


@dataclass(slots=True)
class Followed:
    """What was done: the contacts that were made anew, and whether there are more to follow."""

    touched: Touched = field(default_factory=dict)
    more: bool = False


def follow(coupling: Coupling) -> Followed:
    """Let some contacts follow their cards; the new cards come after all others."""
    waiting = _waiting(coupling)
    if waiting:
        return Followed(follow_some(coupling, waiting), more=True)
    _forget_what_is_no_contact(coupling)
    return Followed({}, more=_place(coupling))


def follow_some(coupling: Coupling, keys: Sequence[int]) -> Touched:
    """Let these contacts follow their cards; gives them with the fields in which a card changed."""
    touched: Touched = {}
    contacts = Contact.objects.select_for_update().filter(pk__in=keys)
    cards, ruled = _cards(keys), settling.ruling(coupling)
    here = {name for name, value in coupling.leads.items() if value == HERE}
    plain = []
    for one in contacts.order_by("pk"):
        said = settling.said_by(cards.get(one.pk, []))
        found = flowing.flow(said, Rule(one.leads, ruled, one.fields), here)
        touched[one.pk] = _changed_fields(cards.get(one.pk, []))
        if found.leads:
            _let_flow(coupling, one, found)
        else:
            plain.append(one)
    _settle(coupling, plain)
    _end_links(coupling, keys, cards)
    Card.objects.filter(contact__in=keys, left="").update(to_match=False)
    for key in Contact.objects.filter(pk__in=keys).exclude(leads={}).values_list("pk", flat=True):
        release(coupling, key)
    return touched


def know(card: int, fields: Collection[str]) -> None:
    """A card was just written by us: what it says in these fields is no change of the package's side."""
    one = Card.objects.defer("relation").get(pk=card)
    if one.settled is None:
        return  # its contact was never made with it
    told = one.settled | {name: one.fields.get(name, "") for name in fields}
    one.settled = {name: text for name, text in told.items() if text}
    one.save(update_fields=["settled"])


def settle_sent(coupling: Coupling, contact: int) -> None:
    """Something of this contact was just written: it is made anew, and nobody leads where all agree."""
    settling.settle(coupling, [contact])
    release(coupling, contact)


def release(coupling: Coupling, contact: int) -> None:
    """Where all administrations say the same again, nobody leads."""
    one = Contact.objects.get(pk=contact)
    said = settling.said_by(_cards([contact]).get(contact, []))
    over = flowing.agreed(said, one.fields, one.leads)
    if not over:
        return
    changes = Changes(coupling)
    changes.lead(one, dict.fromkeys(over))
    one.save(update_fields=["leads"])
    changes.keep(Line(None, Deed.CHANGE, one, reasons=[["IN-STEP", keep(_AGREED), 0.0]]))


def _waiting(coupling: Coupling) -> list[int]:
    """Contacts of which a card changed or was deleted."""
    theirs = Card.objects.filter(environment=coupling.environment_id, contact__ended_at=None).exclude(contact=None)
    changed = theirs.filter(to_match=True, left="").values_list("contact", flat=True)
    gone = theirs.filter(left=Left.GONE).exclude(settled=None).values_list("contact", flat=True)
    return sorted(changed.order_by("contact").distinct()[:AT_ONCE].union(gone.order_by("contact")[:AT_ONCE]))[:AT_ONCE]


def _cards(keys: Collection[int]) -> dict[int, list[Card]]:
    found: dict[int, list[Card]] = {}
    cards = Card.objects.filter(contact__in=keys, left="").select_related("coupled").defer("relation")
    for one in cards.order_by("pk"):
        found.setdefault(one.contact_id or 0, []).append(one)
    return found


def _changed_fields(cards: Sequence[Card]) -> set[str]:
    return {
        name
        for card in cards
        for name in flowing.FLOWING
        if card.settled is not None and not flowing.same(name, card.settled, card.fields)
    }


def _let_flow(coupling: Coupling, one: Contact, found: Flow) -> None:
    changes = Changes(coupling)
    for name, text in found.words.items():
        changes.word(one, name, text)
    changes.lead(one, dict(found.leads))
    one.save(update_fields=["leads", "fields"])
    changes.keep(Line(None, Deed.CHANGE, one, found.moved, [["CHANGED-THERE", keep(_CHANGED), 0.0]]))


def _settle(coupling: Coupling, contacts: Sequence[Contact]) -> None:
    """Contacts about which nothing has to be settled first; what changed in them is in the log."""
    done = settling.settle(coupling, [one.pk for one in contacts])
    Decision.objects.bulk_create(
        [
            Decision(
                environment_id=coupling.environment_id,
                deed=Deed.CHANGE,
                contact_id=key,
                before={"fields": {str(key): {name: was for name, (was, _now) in fields.items()}}},
                after={"fields": {str(key): {name: now for name, (_was, now) in fields.items()}}},
                reasons=[["CHANGED-THERE", keep(_CHANGED), 0.0]],
            )
            for key, fields in done.changed.items()
        ]
    )


def _end_links(coupling: Coupling, keys: Sequence[int], cards: Mapping[int, Sequence[Card]]) -> None:
    """Cards that were deleted count no more; a contact without any other is asked about."""
    gone = Card.objects.filter(contact__in=keys, left=Left.GONE).exclude(settled=None).select_related("coupled")
    for card in gone.defer("relation").order_by("pk"):
        if not cards.get(card.contact_id or 0):
            findings.row(card.coupled, _gone(card), card).save(force_insert=True)
    gone.update(settled=None)
    back = CouplingFinding.objects.filter(card__contact__in=[key for key in keys if cards.get(key)], code=GONE)
    back.filter(environment=coupling.environment_id, solved_at=None).update(solved_at=clock.now())


def _gone(card: Card) -> Finding:
    return Finding(
        GONE,
        Severity.WARNING,
        findings.place(card),
        sentence(
            "This contact was deleted in “%(administration)s”, and is in no other one.",
            administration=card.coupled.name,
        ),
        sentence("Remove it here too, send it to an administration again, or keep it as it is."),
    )


def _forget_what_is_no_contact(coupling: Coupling) -> None:
    """Cards of contacts that somebody removed here have nothing to be compared with."""
    removed = Card.objects.filter(environment=coupling.environment_id, to_match=True).exclude(contact__ended_at=None)
    removed.exclude(contact=None).update(to_match=False)


def _place(coupling: Coupling) -> bool:
    """Give new cards their contact, by the rules of the first comparing; True where there is more to do."""
    new = Card.objects.filter(environment=coupling.environment_id, to_match=True, left="")
    if not new.exists():
        return False
    if new.filter(contact=None).exists():
        from overstap.coupling import comparing  # large libraries, that no other process needs

        comparing.compare(coupling)
    synchronising.synchronise(coupling)
    return True
