"""What a decision changes, written down while it is done: what was before, and what is after. Undoing reads it.

Parts of both: ``contacts`` card -> contact, ``ended`` and ``made`` contact -> whether, ``leads`` contact -> field ->
card, ``fields`` contact -> field -> text, ``questions`` question -> answer, ``findings`` finding -> whether solved.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Q

from overstap.coupling import settling
from overstap.coupling.models import Card, Contact, Coupling, CouplingFinding, Decision, Difference, Question
from overstap.coupling.shown import Leads
from overstap.coupling.values import Answer, Deed
from overstap.lib import clock
from overstap.tenancy.models import Person

DOUBLE = "CONTACT-DOUBLE"  # the finding of two cards of one administration that are one party (R216)

Part = dict[str, Any]


@dataclass(slots=True)
class Changes:
    """What was changed so far in one decision. ``settled``: contact -> fields that were decided about."""

    coupling: Coupling
    before: dict[str, Part] = field(default_factory=dict)
    after: dict[str, Part] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    decided: dict[int, set[str]] = field(default_factory=dict)

    def note(self, part: str, key: int, was: object, becomes: object) -> None:
        """Write down one change; of several to one place the first "before" counts."""
        self.before.setdefault(part, {}).setdefault(str(key), was)
        self.after.setdefault(part, {})[str(key)] = becomes

    def move(self, cards: Collection[Card], contact: Contact) -> None:
        """These cards belong to ``contact`` from here on; a contact that has none left has ended."""
        left = {card.contact_id for card in cards if card.contact_id and card.contact_id != contact.pk}
        for card in cards:
            self.note("contacts", card.pk, card.contact_id, contact.pk)
            card.contact = contact
        Card.objects.filter(pk__in=[card.pk for card in cards]).update(contact=contact)
        self.touched |= {contact.pk, *left}
        if contact.ended_at is not None:
            self._end(contact, ended=False)
        still = set(Card.objects.filter(contact__in=left).values_list("contact", flat=True))
        for one in Contact.objects.filter(pk__in=left - still, ended_at=None):
            self._end(one, ended=True)

    def make_contact(self) -> Contact:
        """A new contact, without cards yet, with the next number."""
        (made,) = new_contacts(self.coupling, 1)
        self.note("made", made.pk, was=False, becomes=True)
        return made

    def lead(self, contact: Contact, leads: Mapping[str, int | None]) -> None:
        """From here on these cards lead (0: own words; None: nobody does any more)."""
        for name, card in leads.items():
            was = contact.leads.get(name)
            self.before.setdefault("leads", {}).setdefault(str(contact.pk), {}).setdefault(name, was)
            self.after.setdefault("leads", {}).setdefault(str(contact.pk), {})[name] = card
        contact.leads = {name: card for name, card in {**contact.leads, **leads}.items() if card is not None}
        self.touched.add(contact.pk)
        self.decided.setdefault(contact.pk, set()).update(leads)

    def word(self, contact: Contact, name: str, text: str) -> None:
        """A person's own words for a field."""
        self._note_field(contact.pk, name, contact.fields.get(name, ""), text)
        contact.fields = {**contact.fields, name: text}

    def answer(self, questions: Iterable[Question], answer: Answer) -> None:
        """These questions are answered so."""
        keys = [one.pk for one in questions]
        for one in questions:
            self.note("questions", one.pk, one.answer, str(answer))
            one.answer = answer
        Question.objects.filter(pk__in=keys).update(answer=answer, decision=None)

    def solve(self, findings: Iterable[CouplingFinding]) -> None:
        """These findings are solved by it."""
        keys = [one.pk for one in findings]
        for key in keys:
            self.note("findings", key, was=False, becomes=True)
        CouplingFinding.objects.filter(pk__in=keys).update(solved_at=clock.now())

    def keep(self, log: "Line") -> Decision:
        """Make the contacts that were touched anew, and write the line of the log."""
        done = settling.settle(self.coupling, self.touched, self.decided)
        for key, fields in done.changed.items():
            for name, (was, becomes) in fields.items():
                self._note_field(key, name, was, becomes)
        made = Decision.objects.create(
            environment_id=self.coupling.environment_id,
            person=log.person,
            deed=log.deed,
            contact=log.contact,
            cards=list(log.cards),
            before=self.before,
            after=self.after,
            reasons=list(log.reasons),
            chance=log.chance,
            undoes=log.undoes,
        )
        answered = {Answer.SAME, Answer.DIFFERENT}
        keys = [int(key) for key, answer in self.after.get("questions", {}).items() if answer in answered]
        Question.objects.filter(pk__in=keys).update(decision=made)
        Difference.objects.filter(pk__in=done.closed).update(decision=made)
        self.coupling.save(update_fields=["changed_at"])
        return made

    def _end(self, contact: Contact, *, ended: bool) -> None:
        self.note("ended", contact.pk, was=not ended, becomes=ended)
        contact.ended_at = clock.now() if ended else None
        contact.changed_at = clock.now()
        contact.save(update_fields=["ended_at", "changed_at"])

    def _note_field(self, key: int, name: str, was: str, becomes: str) -> None:
        self.before.setdefault("fields", {}).setdefault(str(key), {}).setdefault(name, was)
        self.after.setdefault("fields", {}).setdefault(str(key), {})[name] = becomes


@dataclass(frozen=True, slots=True)
class Line:
    """The line of the log of a decision. ``person`` None: the rules."""

    person: Person | None
    deed: Deed
    contact: Contact | None = None
    cards: Sequence[int] = ()
    reasons: Sequence[Sequence[object]] = ()
    chance: float | None = None
    undoes: Decision | None = None


def new_contacts(coupling: Coupling, count: int) -> list[Contact]:
    """Contacts without cards; their numbers were never used. The coupling is locked, so that nobody takes the same."""
    taken = Contact.objects.filter(environment=coupling.environment_id).aggregate(most=Max("number"))["most"] or 0
    made = [Contact(environment_id=coupling.environment_id, number=taken + 1 + place) for place in range(count)]
    return Contact.objects.bulk_create(made, batch_size=1_000)


def join(changes: Changes, keeper: Contact, goers: Sequence[Contact]) -> list[Card]:
    """The cards of ``goers`` come to ``keeper``, with who leads them; gives the cards that keeper has now."""
    for goer in goers:
        leads, fields = dict(goer.leads), dict(goer.fields)
        changes.move(list(Card.objects.filter(contact=goer).defer("relation")), keeper)
        _take_over(changes, keeper, leads, fields)
    keeper.save(update_fields=["leads", "fields"])
    cards = list(Card.objects.filter(contact=keeper).defer("relation"))
    _tidy_questions(changes, {card.pk for card in cards})
    changes.solve(_doubles_together(cards))
    return cards


def _take_over(changes: Changes, keeper: Contact, leads: Leads, fields: Mapping[str, str]) -> None:
    """What was decided about the other contact holds here, where nothing was decided about it."""
    wanted = {name: card for name, card in leads.items() if name not in keeper.leads}
    for name in (name for name, card in wanted.items() if card == 0):
        changes.word(keeper, name, fields.get(name, ""))
    if wanted:
        changes.lead(keeper, wanted)


def _tidy_questions(changes: Changes, cards: set[int]) -> None:
    """What is asked within a contact is answered; of two questions about the same two contacts the better one stays."""
    mine = Q(one__in=cards) | Q(other__in=cards)
    asked = Question.objects.filter(mine, answer__in=(Answer.OPEN, Answer.DIFFERENT)).select_related("one", "other")
    moot, seen = [], set()
    for one in asked.defer("one__relation", "other__relation").order_by("-chance", "pk"):
        if one.one_id in cards and one.other_id in cards:
            moot.append(one)
        elif one.answer == Answer.OPEN:
            beyond = one.other.contact_id if one.one_id in cards else one.one.contact_id
            if beyond in seen:
                moot.append(one)
            seen.add(beyond)
    changes.answer(moot, Answer.MOOT)


def _doubles_together(cards: Sequence[Card]) -> list[CouplingFinding]:
    """Open findings of doubles of which both are in one contact now."""
    held = [card.coupled_id for card in cards]
    several = [card.pk for card in cards if held.count(card.coupled_id) > 1]
    return doubles_of(several)


def doubles_of(cards: Collection[int]) -> list[CouplingFinding]:
    """Open findings that these cards are doubles within their administration."""
    return list(CouplingFinding.objects.filter(card__in=cards, code=DOUBLE, solved_at=None))
