"""Undoing a decision: what was before it is put back, as long as nothing was decided on top of it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from overstap.coupling import settling
from overstap.coupling.changing import Changes, Line
from overstap.coupling.deciding import begin, keep_apart
from overstap.coupling.errors import DecidedMeanwhile
from overstap.coupling.models import Card, Contact, CouplingFinding, Decision, Question
from overstap.coupling.values import Answer, Deed
from overstap.lib import clock
from overstap.lib.clock import for_people
from overstap.tenancy import audit
from overstap.tenancy.access import Actor, NotFound

_LARGEST = 2**63 - 1


def undo(actor: Actor, decision: int) -> int:
    """Put back what was before ``decision``; an undoing can be undone too. Gives the number of the new decision.

    Raises as the verbs of ``deciding``; NotFound where there is no such decision here; DecidedMeanwhile where it was
    undone already, or something was decided on top of it.
    """
    changes = begin(actor)
    found = _one(actor, decision)
    _require_on_top(found)
    _put_contacts_back(changes, found)
    if found.deed == Deed.REMOVE and found.contact is not None:
        changes.move(list(Card.objects.filter(contact=found.contact).defer("relation")), found.contact)
    _put_leads_back(changes, found)
    _put_questions_back(changes, found)
    _put_findings_back(changes, found)
    if found.person is None and found.deed == Deed.JOIN:
        _hold_apart(changes, found)
    line = Line(actor.person, Deed.UNDO, found.contact, found.cards, undoes=found)
    made = changes.keep(line)
    audit.record(actor, "contact.undo", {"decision": found.pk, "by": made.pk})
    return made.pk


def _one(actor: Actor, number: int) -> Decision:
    asked = min(max(number, 0), _LARGEST)
    found = Decision.objects.filter(environment=actor.environment, pk=asked).select_related("person", "contact")
    one = found.first()
    if one is None:
        raise NotFound(
            _("There is no such decision here."),
            code="DECISION-NOT-FOUND",
            remedy=_("Choose one from the log of decisions."),
        )
    later = Decision.objects.filter(undoes=one).select_related("person").first()
    if later is not None:
        told = {"name": later.person.name if later.person else "", "at": for_people(later.at)}
        raise DecidedMeanwhile(
            _("%(name)s undid this already at %(at)s.") % told,
            remedy=_("Undo that one, where it should hold again."),
            facts={"decision": later.pk},
        )
    return one


def _require_on_top(one: Decision) -> None:
    """Everything stands as this decision left it."""
    if _cards_stand(one.after.get("contacts", {})) and _leads_stand(one):
        return
    raise DecidedMeanwhile(
        _("Something was decided about these contacts after this."),
        remedy=_("Undo the later decisions about them first, the last one first."),
        facts={"decision": one.pk},
    )


def _cards_stand(after: Mapping[str, int]) -> bool:
    wanted = {int(card): contact for card, contact in after.items()}
    return dict(Card.objects.filter(pk__in=wanted).values_list("pk", "contact")) == wanted


def _leads_stand(one: Decision) -> bool:
    """The same cards lead; and where a person's own words do, they are still those."""
    after: Mapping[str, Mapping[str, int | None]] = one.after.get("leads", {})
    words: Mapping[str, Mapping[str, str]] = one.after.get("fields", {})
    contacts = Contact.objects.in_bulk([int(key) for key in after])
    for key, leads in after.items():
        contact = contacts[int(key)]
        for name, card in leads.items():
            told = contact.fields.get(name, "")
            if contact.leads.get(name) != card or (card == 0 and words.get(key, {}).get(name, told) != told):
                return False
    return True


def _put_contacts_back(changes: Changes, one: Decision) -> None:
    """Cards that had no contact get one of their own."""
    groups: dict[int | None, list[int]] = {}
    for card, contact in one.before.get("contacts", {}).items():
        groups.setdefault(contact, []).append(int(card))
    for key, numbers in groups.items():
        contact = changes.make_contact() if key is None else Contact.objects.select_for_update().get(pk=key)
        changes.move(list(Card.objects.filter(pk__in=numbers).defer("relation")), contact)


def _put_leads_back(changes: Changes, one: Decision) -> None:
    before: Mapping[str, Mapping[str, int | None]] = one.before.get("leads", {})
    fields: Mapping[str, Mapping[str, str]] = one.before.get("fields", {})
    contacts = Contact.objects.select_for_update().in_bulk([int(key) for key in before])
    for key, leads in before.items():
        contact = contacts[int(key)]
        changes.lead(contact, leads)
        for name in leads:
            if name in fields.get(key, {}):
                changes.word(contact, name, fields[key][name])
    settling.keep_decided(contacts.values())


def _put_questions_back(changes: Changes, one: Decision) -> None:
    before: Mapping[str, str] = one.before.get("questions", {})
    found = Question.objects.in_bulk([int(key) for key in before])
    by_answer: dict[str, list[Question]] = {}
    for key, answer in before.items():
        by_answer.setdefault(answer, []).append(found[int(key)])
    for answer, several in by_answer.items():
        changes.answer(several, Answer(answer))


def _put_findings_back(changes: Changes, one: Decision) -> None:
    """What it solved is open again; what an undoing opened is solved again."""
    before: Mapping[str, bool] = one.before.get("findings", {})
    for key, solved in before.items():
        changes.note("findings", int(key), was=not solved, becomes=solved)
    opened = [int(key) for key, solved in before.items() if not solved]
    CouplingFinding.objects.filter(pk__in=opened).update(solved_at=None, accepted_by=None)
    CouplingFinding.objects.filter(pk__in=set(map(int, before)) - set(opened)).update(solved_at=clock.now())


def _hold_apart(changes: Changes, one: Decision) -> None:
    """A person took back what the rules joined: they do not join it again."""
    moved = {int(card) for card in one.before.get("contacts", {})}
    cards = list(Card.objects.filter(pk__in=[*moved, *one.cards]).defer("relation"))
    keep_apart(changes, [card for card in cards if card.pk in moved], [card for card in cards if card.pk not in moved])
