"""Alice's environment coupled to three administrations, with contacts that were compared: some clear, some not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from overstap.books.relations.values import Relation
from overstap.connectors import packing
from overstap.coupling.cards import digest_of, with_fields
from overstap.coupling.models import Card, Contact, Coupled, Coupling, Decision, Difference, Question
from overstap.coupling.values import Deed, Fields, Stage, Standing
from overstap.lib import clock
from overstap.lib.kept_sentences import keep
from overstap.tenancy import audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import AccountingSystem
from tests.moves.world import TwoOffices

_ONE_CONTACT = tuple(f"{name}.number" for name in (
    "contact", "contact-split", "contact-join", "contact-change", "contact-send", "contact-remove",
))  # fmt: skip
NAMES = ("Bouwbedrijf Van Dam B.V.", "Van Dam Onderhoud B.V.", "Van Dam Vastgoed B.V.")
BAKKER: Fields = {
    "name": "Timmerfabriek Bakker B.V.", "type": "S", "commerce_number": "27312345", "tax_number": "NL812345678B01",
    "email": "info@bakkertimmer.example", "phone": "020-6123456", "street": "Houtkade 12", "postal_code": "1013 AB",
    "city": "Amsterdam", "country": "NL", "iban": "NL91ABNA0417164300",
}  # fmt: skip
MOVED: Fields = {
    **BAKKER, "name": "Bakker Timmerfabriek", "street": "Zaagmolenweg 3 A", "postal_code": "1506 XG",
    "city": "Zaandam", "phone": "+31 20 612 34 56",
}  # fmt: skip
SCHOOL: Fields = {
    "name": "Stichting Openbaar Onderwijs De Vecht", "type": "C", "street": "Schoolplein 1", "postal_code": "3621 AK",
    "city": "Breukelen", "country": "NL", "email": "administratie@devecht.example",
}  # fmt: skip
SCHOOL_TOO: Fields = {**SCHOOL, "name": "St. Openbaar Onderwijs de Vecht", "phone": "0346-261234"}
PAINTER: Fields = {
    "name": "Schildersbedrijf J. de Wit", "type": "S", "commerce_number": "30112233", "street": "Verfstraat 8",
    "postal_code": "3512 JE", "city": "Utrecht", "country": "NL", "iban": "NL20INGB0001234567",
}  # fmt: skip
PAINTER_BV: Fields = {**PAINTER, "name": "Schildersbedrijf De Wit B.V.", "commerce_number": "71234567"}
REASONS = (
    ("NAME-THE-SAME-WORDS-ABBREVIATED", "name: the same words, abbreviated", 7.2),
    ("PHONE-THE-SAME", "telephone: the same", 5.1),
    ("PLACE-DIFFERENT", "address: different", -2.4),
)
KVK_DIFFERS = ("KVK-DIFFERS", "different Chamber of Commerce numbers: never one party by itself", -99.0)


@dataclass(frozen=True)
class Coupled3:
    """What was made: numbers of administrations, questions (surest first), contacts and decisions."""

    world: TwoOffices
    administrations: Sequence[int]
    questions: Sequence[int]
    contacts: Sequence[int]
    differing: int  # number of the contact of which it is open what leads
    joined: int  # number of a contact with two cards
    decisions: Sequence[int]

    @property
    def slug(self) -> str:
        """Of Alice's environment."""
        return self.world.giver.slug


def coupled(world: TwoOffices, stage: Stage = Stage.MATCHING, more: int = 0) -> Coupled3:
    """Three questions (and ``more`` of them), a contact with an open difference, one that the matching joined."""
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        one, two, three = books = _administrations(actor, stage)
        pairs = [
            ask(actor, (one, BAKKER), (two, MOVED), chance=0.97, reasons=REASONS),
            ask(actor, (one, SCHOOL), (three, SCHOOL_TOO), chance=0.81, reasons=REASONS[:1]),
            ask(actor, (two, PAINTER), (three, PAINTER_BV), chance=0.5, reasons=(*REASONS[:1], KVK_DIFFERS)),
            *(_another(actor, one, two, number) for number in range(more)),
        ]
        joined, decision = _joined(actor, one, two)
        differing = _differing(actor, one, two, three)
        contacts = [pair.one.contact.number for pair in pairs if pair.one.contact]
        return Coupled3(
            world, [each.pk for each in books], [pair.pk for pair in pairs], contacts, differing, joined, [decision]
        )


def contact_examples(world: TwoOffices) -> Mapping[str, str]:
    """What fills the addresses of contacts, for the tests of every address."""
    here = coupled(world)
    contact, question = str(here.joined), str(here.questions[0])
    return {
        **dict.fromkeys(_ONE_CONTACT, contact),
        **dict.fromkeys(("coupling-question.number", "coupling-answer.number"), question),
        "coupling-differ.number": str(here.differing),
        "coupling-undo.number": str(here.decisions[0]),
        "coupling-lead-all?": f"?of={here.administrations[0]}",
    }


def contact_of(actor: Actor, cards: Iterable[tuple[Coupled, Fields]], fields: Fields | None = None) -> Contact:
    """A contact with these cards; it has ``fields``, or those of the first one."""
    given = list(cards)
    latest = Contact.objects.order_by("-number").values_list("number", flat=True).first() or 1000
    made = Contact.objects.create(environment=actor.environment, number=latest + 1, fields=fields or given[0][1])
    for place, (books, said) in enumerate(given):
        card_of(actor, books, said, made, clock.now() - timedelta(days=place))
    return made


def card_of(
    actor: Actor, books: Coupled, fields: Fields, contact: Contact | None, changed: datetime | None = None
) -> Card:
    """A card of an administration, as it is after reading and comparing."""
    count = Card.objects.filter(coupled=books).count()
    relation = with_fields(Relation(code=f"{10_000 + count}", name=""), fields)
    return Card.objects.create(
        environment=actor.environment, coupled=books, key=f"{books.pk}-{count}", foreign=f"{10_000 + count}",
        relation=packing.pack(relation), fields=dict(fields), digest=digest_of(relation), contact=contact,
        to_match=False, changed_at=changed or clock.now(),
    )  # fmt: skip


def ask(
    actor: Actor,
    left: tuple[Coupled, Fields],
    right: tuple[Coupled, Fields],
    *,
    chance: float,
    reasons: Sequence[tuple[str, str, float]],
) -> Question:
    """Are these one party? Each of the two is a contact by itself."""
    cards = [Card.objects.get(contact=contact_of(actor, [side])) for side in (left, right)]
    return Question.objects.create(
        environment=actor.environment, one=cards[0], other=cards[1], chance=chance, reasons=kept(reasons)
    )


def kept(reasons: Iterable[tuple[str, str, float]]) -> list[list[object]]:
    """Reasons as the worker keeps them."""
    return [[code, keep(text), weight] for code, text, weight in reasons]


def _administrations(actor: Actor, stage: Stage) -> list[Coupled]:
    coupling, _made = Coupling.objects.get_or_create(
        environment=actor.environment,
        defaults={
            "switched_on_by": actor.person, "stage": stage, "confirmed_by": actor.person, "confirmed_at": clock.now(),
        },
    )  # fmt: skip
    system, _made = AccountingSystem.objects.get_or_create(
        environment=actor.environment, package="exact_online", defaults={"name": "Exact", "added_by": actor.person}
    )
    return [
        Coupled.objects.create(
            environment=actor.environment, coupling=coupling, system=system, foreign=f"{100 + place}", name=name,
            code=f"{place:03}", standing=Standing.COUPLED, read_at=clock.now(), chosen_by=actor.person,
        )
        for place, name in enumerate(NAMES, 1)
    ]  # fmt: skip


def _another(actor: Actor, one: Coupled, two: Coupled, number: int) -> Question:
    fields = {"name": f"Bouwmarkt {number} B.V.", "city": "Ede"}
    return ask(actor, (one, fields), (two, {**fields, "city": "Epe"}), chance=0.4 - number / 1e6, reasons=REASONS)


def _joined(actor: Actor, one: Coupled, two: Coupled) -> tuple[int, int]:
    """A contact that the matching made of two cards, with its line in the log."""
    fields = {"name": "Sloopwerken Noord B.V.", "city": "Groningen", "commerce_number": "01098765"}
    keeper = contact_of(actor, [(one, fields)])
    gone = Contact.objects.create(
        environment=actor.environment, number=keeper.number + 1, fields=fields, ended_at=clock.now()
    )
    other = card_of(actor, two, fields, keeper)
    first = Card.objects.exclude(pk=other.pk).get(contact=keeper)
    before = {"contacts": {str(first.pk): keeper.pk, str(other.pk): gone.pk}}
    made = Decision.objects.create(
        environment=actor.environment, deed=Deed.JOIN, contact=keeper, cards=[first.pk, other.pk], before=before,
        after={"contacts": {str(first.pk): keeper.pk, str(other.pk): keeper.pk}},
        reasons=kept([("KVK-THE-SAME", "Chamber of Commerce number: the same", 11.3)]), chance=0.999,
    )  # fmt: skip
    return keeper.number, made.pk


def _differing(actor: Actor, *books: Coupled) -> int:
    """One in all three, that moved in one of them only (R220)."""
    old: Mapping[str, str] = {
        "name": "Steigerbouw De Hoogte B.V.", "type": "S", "street": "Ladderweg 10", "postal_code": "7311 AA",
        "city": "Apeldoorn", "country": "NL", "phone": "055-5212345",
    }  # fmt: skip
    new = {**old, "street": "Torenlaan 200", "postal_code": "7312 BB"}
    made = contact_of(actor, zip(books, (new, old, old), strict=True), old)
    cards = list(Card.objects.filter(contact=made).order_by("pk"))
    for field in ("street", "postal_code"):
        Difference.objects.create(environment=actor.environment, contact=made, field=field, proposed=cards[1])
    return made.number
