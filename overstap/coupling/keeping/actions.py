"""The verbs by which people make, change, send and remove contacts here. Each is one transaction and a line of the log.

All run in the transaction of the door and raise NotAllowed, CouplingOff, CouplingStage (while the worker compares, or
before the coupling runs), NotFound and what they name. What has to go out is written down, and sent by the worker.
"""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from overstap.coupling import entering
from overstap.coupling.changing import Changes, Line
from overstap.coupling.deciding import LONGEST, begin
from overstap.coupling.errors import ContactRefused
from overstap.coupling.keeping import flowing, following, planning, running
from overstap.coupling.keeping.models import Outgoing
from overstap.coupling.keeping.values import Sending
from overstap.coupling.models import Card, Contact, Coupled, CouplingFinding, Difference, Question
from overstap.coupling.values import FIELDS, Answer, Deed, Fields, Stage, Standing
from overstap.lib import clock
from overstap.lib.kept_sentences import storable
from overstap.tenancy import audit
from overstap.tenancy.access import Actor, NotFound

KINDS = ("C", "S", "B", "O")  # customer, supplier, both, neither
_LONGEST_CODE = 18
_LARGEST = 2**63 - 1


def make(actor: Actor, fields: Fields, administrations: Sequence[int] = (), code: str = "") -> int:
    """A new contact, with its number; it is made in these coupled administrations too. Raises ContactRefused.

    ``code`` is wished for there; where it is taken, the package gives the next of its own series.
    """
    changes = _begin(actor)
    told = {name: text for name, text in _cleaned(fields).items() if text}
    if not told.get("name"):
        raise ContactRefused(_("A contact needs a name."), code="COUPLING-NAME", remedy=_("Fill in the name."))
    wanted = [_writable(actor, number) for number in dict.fromkeys(administrations)]
    contact = changes.make_contact()
    contact.fields = {"type": "C", **told}
    contact.save(update_fields=["fields"])
    changes.touched.add(contact.pk)
    for name, text in contact.fields.items():
        changes.before.setdefault("fields", {}).setdefault(str(contact.pk), {})[name] = ""
        changes.after.setdefault("fields", {}).setdefault(str(contact.pk), {})[name] = text
    changes.keep(Line(actor.person, Deed.CHANGE, contact))
    _send(actor, contact, wanted, _code(code))
    audit.record(actor, "contact.make", _facts(contact, wanted))
    return contact.number


def change(actor: Actor, number: int, fields: Fields) -> int:
    """These fields say this from here on, an empty one nothing; gives the number of the decision.

    It goes out to the administrations to which changes are written. Raises ContactRefused.
    """
    changes = begin(actor)
    contact = entering.contact(actor, number, locked=True)
    told = _cleaned(fields)
    wanted = {name: text for name, text in told.items() if contact.fields.get(name, "") != text}
    if "name" in wanted and not wanted["name"]:
        raise ContactRefused(_("A contact needs a name."), code="COUPLING-NAME", remedy=_("Fill in the name."))
    if flowing.TYPE in wanted and Card.objects.filter(contact=contact, left="").exists():
        raise ContactRefused(
            _("Whether it is a customer or a supplier follows from the administrations."),
            code="COUPLING-KIND",
            remedy=_("Change that in the administration itself."),
        )
    if not wanted:
        raise ContactRefused(
            _("Nothing was changed."), code="COUPLING-SAME", remedy=_("Change a field, and save again.")
        )
    for name, text in wanted.items():
        changes.word(contact, name, text)
    changes.lead(contact, {name: flowing.OWN_WORDS for name in wanted if name != flowing.TYPE})
    contact.save(update_fields=["fields", "leads"])
    made = changes.keep(Line(actor.person, Deed.CHANGE, contact))
    if changes.coupling.stage == Stage.RUNNING:
        planning.plan(changes.coupling, {contact.pk: set(wanted)}, actor.person)
        running.defer(changes.coupling.pk)
    audit.record(actor, "contact.change", {"contacts": [number], "fields": ", ".join(wanted), "decision": made.pk})
    return made.pk


def send(actor: Actor, number: int, administrations: Sequence[int], code: str = "") -> None:
    """Make the contact in these coupled administrations, where it is not there yet. Raises ContactRefused."""
    _begin(actor)
    contact = entering.contact(actor, number, locked=True)
    wanted = [_writable(actor, one) for one in dict.fromkeys(administrations)]
    if not wanted:
        raise ContactRefused(
            _("No administration was chosen."), code="COUPLING-NOWHERE", remedy=_("Choose one, and try again.")
        )
    _send(actor, contact, wanted, _code(code))
    audit.record(actor, "contact.send", _facts(contact, wanted))


def remove(actor: Actor, number: int, there: Collection[int] = ()) -> int:
    """The contact ends here, and its cards are followed no more; gives the number of the decision, which can be undone.

    Nothing is deleted in the administrations, but the cards ``there``, by number, where the package allows it.
    Raises ContactRefused where one of them is not of this contact.
    """
    changes = _begin(actor)
    contact = entering.contact(actor, number, locked=True)
    cards = list(Card.objects.filter(contact=contact).select_related("coupled").defer("relation"))
    coupled = [card for card in cards if not card.left and card.coupled.standing != Standing.ENDED]
    deleting = [card for card in coupled if card.pk in set(there)]
    if len(deleting) != len(set(there)):
        raise ContactRefused(_("That card is not of this contact."), remedy=_("Choose one of its administrations."))
    _end(changes, contact, cards)
    planning.forget(contact)
    for card in deleting:
        planning.remove_there(card, contact, actor.person)
    made = changes.keep(Line(actor.person, Deed.REMOVE, contact, [card.pk for card in cards]))
    running.defer(changes.coupling.pk)
    facts = {"contacts": [number], "decision": made.pk, "administrations": [card.coupled.name for card in deleting]}
    audit.record(actor, "contact.remove", facts)
    return made.pk


def again(actor: Actor, number: int) -> None:
    """Send something again that the package refused. Raises ContactRefused where it is not refused, or overtaken."""
    changes = _begin(actor)
    asked = min(max(number, 0), _LARGEST)
    row = Outgoing.objects.select_related("contact").filter(environment=actor.environment, pk=asked).first()
    if row is None:
        raise NotFound(
            _("There is no such line here."), code="OUTGOING-NOT-FOUND", remedy=_("Choose one from the list.")
        )
    twin = Outgoing.objects.filter(coupled=row.coupled_id, contact=row.contact_id, sort=row.sort, card=row.card_id)
    if row.state != Sending.REFUSED or twin.filter(state=Sending.WAITING).exists():
        raise ContactRefused(
            _("This need not be sent again."),
            code="COUPLING-SENT",
            remedy=_("See in the list what became of it."),
        )
    row.state, row.done_at, row.tries, row.problem = Sending.WAITING, None, 0, None
    row.save(update_fields=["state", "done_at", "tries", "problem"])
    planning.plan(changes.coupling, {row.contact_id: set()})
    running.defer(changes.coupling.pk)
    audit.record(actor, "contact.send-again", {"contacts": [row.contact.number]})


def now(actor: Actor) -> None:
    """Begin a round as soon as the worker can, in the name of ``actor`` from here on."""
    coupling = entering.to_set_up(actor)
    entering.require_stage(coupling, Stage.RUNNING)
    coupling.confirmed_by = actor.person
    coupling.save(update_fields=["confirmed_by", "changed_at"])
    running.defer(coupling.pk)
    audit.record(actor, "coupling.keep", {})


def _begin(actor: Actor) -> Changes:
    changes = begin(actor)
    entering.require_stage(changes.coupling, Stage.RUNNING)
    return changes


def _send(actor: Actor, contact: Contact, wanted: Sequence[Coupled], code: str) -> None:
    there = set(Card.objects.filter(contact=contact, left="").values_list("coupled", flat=True))
    for coupled in wanted:
        if coupled.pk not in there:
            planning.make_there(contact, coupled, actor.person, code)
    if wanted:
        running.defer(wanted[0].coupling_id)


def _end(changes: Changes, contact: Contact, cards: Sequence[Card]) -> None:
    """The cards keep the contact, so that they are taken for no new one and the removal can be undone."""
    for card in cards:
        changes.note("contacts", card.pk, contact.pk, contact.pk)
    changes.note("ended", contact.pk, was=False, becomes=True)
    contact.ended_at = contact.changed_at = clock.now()
    contact.save(update_fields=["ended_at", "changed_at"])
    mine = Q(one__contact=contact) | Q(other__contact=contact)
    changes.answer(list(Question.objects.filter(mine, answer=Answer.OPEN)), Answer.MOOT)
    Difference.objects.filter(contact=contact, is_open=True).update(is_open=False)
    keys = [card.pk for card in cards]
    changes.solve(CouplingFinding.objects.filter(card__in=keys, code=following.GONE, solved_at=None))


def _writable(actor: Actor, number: int) -> Coupled:
    found = entering.administration(actor, number)
    if planning.takes_back(found):
        return found
    raise ContactRefused(
        _("Contacts are not written to “%(name)s”.") % {"name": found.name},
        code="COUPLING-NOT-BACK",
        remedy=_("Allow it in the settings of that administration first."),
    )


def _cleaned(fields: Mapping[str, str]) -> dict[str, str]:
    unknown = [name for name in fields if name not in FIELDS]
    if unknown:
        raise ContactRefused(
            _("Contacts have no field “%(name)s”.") % {"name": unknown[0][:40]},
            code="COUPLING-FIELD",
            remedy=_("Choose one of: %(fields)s.") % {"fields": ", ".join(FIELDS)},
        )
    told = {name: text.strip() for name, text in fields.items()}
    for text in told.values():
        if len(text) > LONGEST or not text.isprintable():
            raise ContactRefused(
                _("That cannot be kept as it is written."),
                code="COUPLING-WORDS",
                remedy=_("Write it on one line, in at most %(most)d characters.") % {"most": LONGEST},
            )
    if told.get("type", KINDS[0]) not in KINDS:
        raise ContactRefused(
            _("A contact is a customer, a supplier, both or neither."),
            code="COUPLING-KIND",
            remedy=_("Choose one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)},
        )
    return {name: storable(text) for name, text in told.items()}


def _code(code: str) -> str:
    asked = code.strip()
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST_CODE and asked[0] != "0"):
        raise ContactRefused(
            _("A code is a whole number without a zero in front."),
            code="COUPLING-CONTACT-CODE",
            remedy=_("Leave it empty: then the package gives the next of its own series."),
        )
    return asked


def _facts(contact: Contact, wanted: Sequence[Coupled]) -> dict[str, object]:
    return {"contacts": [contact.number], "administrations": [one.name for one in wanted]}
