"""The verbs by which people decide about contacts. Each is one transaction, a line of the log, and can be undone.

All run in the transaction of the door, give the number of the decision, and raise NotAllowed, CouplingOff,
CouplingStage (while the worker compares), NotFound and what they name. One decision at a time is made in an
environment: the coupling is locked, so that who comes second sees what the first decided. ``undoing`` takes one back.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from overstap.coupling import entering, queries, settling
from overstap.coupling.changing import Changes, Line, doubles_of
from overstap.coupling.changing import join as joined
from overstap.coupling.checks import valid_commerce_number
from overstap.coupling.errors import ContactRefused, CouplingStage, DecidedMeanwhile
from overstap.coupling.models import Card, Contact, Coupling, Question
from overstap.coupling.shown import EVERYTHING, Choice, DecisionRow
from overstap.coupling.values import AT_WORK, FIELDS, Answer, Deed
from overstap.lib.clock import for_people
from overstap.lib.kept_sentences import storable
from overstap.tenancy import audit
from overstap.tenancy.access import Actor, NotFound

LONGEST = 300  # characters of a person's own words
MOST_VETOES = 400  # pairs that a split keeps apart one by one
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Led:
    """What "lead with A for all of these" did: the decision, and how many contacts it is about."""

    decision: int
    contacts: int


def same(actor: Actor, question: int, *, despite: bool = False) -> int:
    """These two are one party: their contacts become one, the one with the lower number.

    Raises DecidedMeanwhile; ContactRefused (code COUPLING-KVK-DIFFERS) where their valid Chamber of Commerce numbers
    differ, unless ``despite``.
    """
    changes = begin(actor)
    asked = _open_question(actor, question)
    contacts = _of_both(asked)
    _require_one_number(contacts, despite=despite)
    changes.answer([asked], Answer.SAME)
    _solve_double(changes, asked)
    cards = joined(changes, contacts[0], contacts[1:])
    line = _joining(actor, contacts[0], cards, asked)
    return _done(actor, changes, line, "contact.same", contacts)


def different(actor: Actor, question: int) -> int:
    """These two are not one party, and no rule brings them together any more. Raises DecidedMeanwhile."""
    changes = begin(actor)
    asked = _open_question(actor, question)
    contacts = _of_both(asked)
    changes.answer([asked], Answer.DIFFERENT)
    _solve_double(changes, asked)
    line = Line(actor.person, Deed.KEEP_APART, contacts[0], (asked.one_id, asked.other_id), asked.reasons, asked.chance)
    return _done(actor, changes, line, "contact.different", contacts)


def join(actor: Actor, contacts: Sequence[int], *, despite: bool = False) -> int:
    """These contacts, by number, are one party; the lowest number stays. Raises ContactRefused as ``same``."""
    changes = begin(actor)
    found = [entering.contact(actor, number, locked=True) for number in sorted(set(contacts))]
    if len(found) < 2:
        raise ContactRefused(_("That is one contact only."), remedy=_("Choose two contacts or more."))
    _require_one_number(found, despite=despite)
    cards = joined(changes, found[0], found[1:])
    return _done(actor, changes, _joining(actor, found[0], cards), "contact.join", found)


def split(actor: Actor, contact: int, cards: Collection[int]) -> int:
    """These cards are another party than the rest of ``contact``: they become a contact of their own.

    Raises ContactRefused unless they are some of its cards and not all.
    """
    changes = begin(actor)
    found = entering.contact(actor, contact, locked=True)
    there = list(Card.objects.filter(contact=found).defer("relation").order_by("pk"))
    going = [card for card in there if card.pk in set(cards)]
    staying = [card for card in there if card.pk not in set(cards)]
    if not going or not staying or len(going) != len(set(cards)):
        raise ContactRefused(
            _("Choose some of the cards of this contact, and leave at least one."),
            remedy=_("Tick the administrations in which it is somebody else."),
        )
    made = changes.make_contact()
    _part_leads(changes, found, made, {card.pk for card in going})
    changes.move(going, made)
    keep_apart(changes, going, staying)
    line = Line(actor.person, Deed.SPLIT, found, [card.pk for card in going])
    return _done(actor, changes, line, "contact.split", [found, made])


def lead(actor: Actor, contact: int, card: int, fields: Sequence[str] = EVERYTHING) -> int:
    """What ``card`` says leads for this contact, in these fields or in all in which its cards differ.

    Raises ContactRefused where it is no card of the contact, or says nothing there.
    """
    changes = begin(actor)
    found = entering.contact(actor, contact, locked=True)
    leader = Card.objects.filter(contact=found, pk=_asked(card), left="").defer("relation").first()
    if leader is None:
        raise ContactRefused(_("That card is not of this contact."), remedy=_("Choose one of its administrations."))
    names = _fields(fields) or [name for name in FIELDS if name in leader.fields]
    wanted = {name: leader.pk for name in names if leader.fields.get(name)}
    if not wanted:
        raise ContactRefused(
            _("That administration says nothing there."), remedy=_("Choose another one, or write it yourself.")
        )
    changes.lead(found, wanted)
    found.save(update_fields=["leads"])
    line = Line(actor.person, Deed.LEAD, found, [leader.pk])
    return _done(actor, changes, line, "contact.lead", [found], fields=", ".join(wanted))


def lead_for_all(actor: Actor, choice: Choice, administration: int, fields: Sequence[str] = EVERYTHING) -> Led:
    """What this coupled administration says leads, for all contacts of ``choice``, where that is open.

    One decision for all of them. Raises ContactRefused where it leads nowhere.
    """
    changes = begin(actor)
    coupled = entering.administration(actor, administration)
    leaders = _leaders(changes.coupling, choice, coupled.pk, _fields(fields))
    contacts = {one.pk: one for one in Contact.objects.select_for_update().filter(pk__in=leaders)}
    for key, wanted in leaders.items():
        changes.lead(contacts[key], wanted)
    settling.keep_decided(contacts.values())
    if not contacts:
        raise ContactRefused(
            _("None of these has anything open in which “%(name)s” says something.") % {"name": coupled.name},
            remedy=_("Choose another administration, or other contacts."),
        )
    cards = sorted({card for wanted in leaders.values() for card in wanted.values() if card})
    facts = {"administration": coupled.name, "count": len(contacts)}
    number = _done(actor, changes, Line(actor.person, Deed.LEAD, cards=cards), "contact.lead-for-all", [], **facts)
    return Led(number, len(contacts))


def would_lead(actor: Actor, choice: Choice, administration: int, fields: Sequence[str] = EVERYTHING) -> int:
    """About how many contacts ``lead_for_all`` would be; nothing is changed."""
    coupling = entering.to_look(actor)
    coupled = entering.administration(actor, administration)
    return len(_leaders(coupling, choice, coupled.pk, _fields(fields)))


def own_words(actor: Actor, contact: int, field: str, text: str) -> int:
    """A person's own words for a field, whatever the administrations say; empty: it stays empty.

    Raises ContactRefused for what cannot be kept.
    """
    changes = begin(actor)
    found = entering.contact(actor, contact, locked=True)
    (name,) = _fields([field])
    words = text.strip()
    if len(words) > LONGEST or not words.isprintable():
        raise ContactRefused(
            _("That cannot be kept as it is written."),
            code="COUPLING-WORDS",
            remedy=_("Write it on one line, in at most %(most)d characters.") % {"most": LONGEST},
        )
    changes.word(found, name, storable(words))
    changes.lead(found, {name: 0})
    found.save(update_fields=["leads", "fields"])
    line = Line(actor.person, Deed.CHANGE, found)
    return _done(actor, changes, line, "contact.own-words", [found], fields=name)


def keep_both(actor: Actor, doubles: Collection[int]) -> None:
    """These cards stay beside those of their own administration that seem the same (R216): that answers what is asked.

    One decision for all of them; none where nothing is asked.
    """
    changes = begin(actor)
    still = Question.objects.filter(environment=actor.environment, answer=Answer.OPEN)
    about = still.filter(Q(one__in=doubles) | Q(other__in=doubles)).select_related("one", "other")
    asked = [
        one for one in about.defer("one__relation", "other__relation") if one.one.coupled_id == one.other.coupled_id
    ]
    if asked:
        changes.answer(asked, Answer.DIFFERENT)
        cards = sorted({card for one in asked for card in (one.one_id, one.other_id)})
        _done(actor, changes, Line(actor.person, Deed.KEEP_APART, cards=cards), "contact.different", [])


def history(actor: Actor, contact: int, *, before: int = 0, limit: int = queries.PAGE) -> list[DecisionRow]:
    """What was decided about a contact, newest first."""
    return queries.decisions(actor, contact=contact, before=before, limit=limit)


def begin(actor: Actor) -> Changes:
    """A decision of ``actor`` begins: the coupling is theirs until the transaction ends."""
    _require_rest(entering.to_decide(actor))  # without waiting for a worker that holds it
    coupling = Coupling.objects.select_for_update().get(environment=actor.environment)
    _require_rest(coupling)
    return Changes(coupling)


def keep_apart(changes: Changes, some: Sequence[Card], rest: Sequence[Card]) -> None:
    """No rule brings a card of ``some`` together with one of ``rest`` any more."""
    wanted = {(min(a.pk, b.pk), max(a.pk, b.pk)) for a in some for b in rest}
    wanted = set(sorted(wanted)[:MOST_VETOES])
    found = Question.objects.filter(one__in=[one for one, _other in wanted], other__in=[two for _one, two in wanted])
    there = {(each.one_id, each.other_id): each for each in found if (each.one_id, each.other_id) in wanted}
    made = [
        Question(
            environment_id=changes.coupling.environment_id, one_id=one, other_id=other, chance=0, answer=Answer.MOOT
        )
        for one, other in sorted(wanted - set(there))
    ]
    changes.answer([*there.values(), *Question.objects.bulk_create(made)], Answer.DIFFERENT)


def _require_rest(coupling: Coupling) -> None:
    if coupling.stage in AT_WORK:
        raise CouplingStage(
            _("The contacts are being read and compared at this moment."),
            remedy=_("Wait until that is done; the page of the coupling shows how far it is."),
        )


def _open_question(actor: Actor, number: int) -> Question:
    found = (
        Question.objects.filter(environment=actor.environment, pk=_asked(number))
        .select_related("one__contact", "other__contact", "decision__person")
        .defer("one__relation", "other__relation")
        .first()
    )
    if found is None:
        raise NotFound(
            _("There is no such question here."),
            code="QUESTION-NOT-FOUND",
            remedy=_("Choose one from the list of questions."),
        )
    if found.answer != Answer.OPEN:
        raise _decided(found)
    return found


def _decided(question: Question) -> DecidedMeanwhile:
    decision = question.decision
    facts = {"answer": question.answer, "decision": decision.pk if decision else 0}
    remedy = _("Go on with the next one; what was decided can be undone in the log.")
    if decision is None or decision.person is None:
        return DecidedMeanwhile(_("This question is no longer open."), remedy=remedy, facts=facts)
    told = {"name": decision.person.name, "at": for_people(decision.at)}
    text = _("%(name)s decided at %(at)s that these are different.")
    if question.answer == Answer.SAME:
        text = _("%(name)s decided at %(at)s that these are the same.")
    return DecidedMeanwhile(text % told, remedy=remedy, facts={**facts, **told})


def _of_both(question: Question) -> list[Contact]:
    """The contacts of both cards, the lower number first."""
    found = {one.pk: one for one in (question.one.contact, question.other.contact) if one is not None}
    return sorted(found.values(), key=lambda one: one.number)


def _require_one_number(contacts: Sequence[Contact], *, despite: bool) -> None:
    fields = Card.objects.filter(contact__in=contacts, left="").values_list("fields", flat=True)
    numbers = sorted({number for number in map(valid_commerce_number, fields) if number})
    if len(numbers) > 1 and not despite:
        raise ContactRefused(
            _("They have different Chamber of Commerce numbers: %(numbers)s.") % {"numbers": ", ".join(numbers)},
            code="COUPLING-KVK-DIFFERS",
            remedy=_("Confirm that they are one party all the same, or keep them apart."),
            facts={"numbers": numbers},
        )


def _solve_double(changes: Changes, asked: Question) -> None:
    if asked.one.coupled_id == asked.other.coupled_id:
        changes.solve(doubles_of([asked.one_id, asked.other_id]))


def _joining(actor: Actor, keeper: Contact, cards: Sequence[Card], asked: Question | None = None) -> Line:
    numbers = [card.pk for card in cards]
    if asked is None:
        return Line(actor.person, Deed.JOIN, keeper, numbers)
    return Line(actor.person, Deed.JOIN, keeper, numbers, asked.reasons, asked.chance)


def _part_leads(changes: Changes, old: Contact, new: Contact, going: set[int]) -> None:
    """A card that goes leads where it goes to, and no longer where it was."""
    theirs = {name: card for name, card in old.leads.items() if card in going}
    if theirs:
        changes.lead(new, theirs)
        changes.lead(old, dict.fromkeys(theirs))
        new.save(update_fields=["leads"])
        old.save(update_fields=["leads"])


def _leaders(
    coupling: Coupling, choice: Choice, administration: int, fields: Sequence[str]
) -> dict[int, dict[str, int | None]]:
    """Per contact which card leads which open field, where this administration says something there."""
    wanted = Q(difference__is_open=True)
    if fields or choice.field:
        wanted &= Q(difference__field__in=[*fields, *([choice.field] if choice.field and not fields else [])])
    if choice.conflicts:
        wanted &= Q(difference__conflict=True)
    chosen = queries.differing(coupling, choice).filter(wanted)
    still: dict[int, list[str]] = {}
    for key, name in chosen.values_list("pk", "difference__field").distinct():
        still.setdefault(key, []).append(name)
    leaders: dict[int, dict[str, int | None]] = {}
    cards = Card.objects.filter(contact__in=list(still), coupled=administration, left="").defer("relation", "settled")
    for card in cards.order_by("changed_at", "pk"):
        said = {name: card.pk for name in still[card.contact_id or 0] if card.fields.get(name)}
        if said:
            leaders.setdefault(card.contact_id or 0, {}).update(said)
    return leaders


def _fields(names: Sequence[str]) -> list[str]:
    unknown = [name for name in names if name not in FIELDS]
    if unknown:
        raise ContactRefused(
            _("Contacts have no field “%(name)s”.") % {"name": unknown[0][:40]},
            code="COUPLING-FIELD",
            remedy=_("Choose one of: %(fields)s.") % {"fields": ", ".join(FIELDS)},
        )
    return list(names)


def _done(actor: Actor, changes: Changes, line: Line, action: str, contacts: Sequence[Contact], **facts: object) -> int:
    made = changes.keep(line)
    audit.record(actor, action, {"contacts": [one.number for one in contacts], "decision": made.pk, **facts})
    return made.pk


def _asked(number: int) -> int:
    return min(max(number, 0), _LARGEST)
