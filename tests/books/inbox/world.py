"""Somebody in an environment, mail that arrives there, and moves to somebody else."""

from dataclasses import dataclass
from uuid import UUID

from overstap.books.documents.models import Document
from overstap.books.inbox import taking
from overstap.books.inbox.models import Item, Mail
from overstap.books.inbox.values import Incoming, ItemKind, MailState, Recipient
from overstap.connectors.mail import reading
from overstap.moves import actions
from overstap.moves.actions.give import OfferOrder
from overstap.tenancy import access, audit
from overstap.tenancy import actions as tenancy
from overstap.tenancy.access import acting, system_person
from overstap.tenancy.addresses import actions as addresses
from overstap.tenancy.addresses import queries
from overstap.tenancy.models import Administration, Environment, Person
from tests.moves import running
from tests.moves.world import code_in_mail
from tests.smtp.office import PDF, SENDER, mail

ALREADY_THERE = "scan.pdf"  # what every administration of these tests holds (tests/moves/holdings.py)


@dataclass(frozen=True)
class Side:
    """Somebody in an environment, and the code of the administration there."""

    person: Person
    environment: Environment
    code: str


def give(side: Side, days: int = 30) -> str:
    """A delivery address."""
    with audit.attempt(side.person, side.environment.slug, "address.give") as actor:
        return addresses.give(actor=actor, code=side.code, forward_days=days)


def held(side: Side) -> Administration:
    with access.enter(side.person, side.environment.slug):
        found = Administration.objects.filter(environment=side.environment, code=side.code)
        return found.exclude(state="moved").get()


def post(address: str, *, pdf: bool = True, kind: ItemKind = ItemKind.MAIL, subject: str = "Factuur") -> None:
    """As the door does: an address is looked up, and the mail accepted."""
    found = queries.resolve(address)
    assert found.administration_uid is not None
    recipient = Recipient(address, found.administration_uid, kind, forwarded=found.state == "forwarding")
    files = [("factuur.pdf", PDF)] if pdf else []
    taking.take(Incoming(SENDER, (recipient,), mail(address, *files, subject=subject).as_bytes()))


def read_all() -> None:
    """What the worker does with mail that waits."""
    with acting(system_person().pk, []):
        waiting = list(Mail.objects.filter(state=MailState.WAITING).order_by("id").values_list("uid", flat=True))
    for uid in waiting:
        reading.deliver(str(uid))


def subjects(side: Side) -> list[str]:
    """What is in the inbox there, in order of arrival."""
    with access.enter(side.person, side.environment.slug):
        found = Item.objects.filter(administration__code=side.code).exclude(subject=ALREADY_THERE)
        return list(found.order_by("id").values_list("subject", flat=True))


def names(side: Side) -> list[str]:
    """What is in the archive there."""
    with access.enter(side.person, side.environment.slug):
        found = Document.objects.filter(administration__code=side.code, source="mail")
        return list(found.order_by("id").values_list("name", flat=True))


def move(giver: Side, receiver: Side) -> UUID:
    """Offered and accepted; the freeze comes with the next step of the worker."""
    order = OfferOrder(codes=[giver.code], receiver_email=receiver.person.email, agreed=True)
    with audit.attempt(giver.person, giver.environment.slug, "move.offer") as actor:
        uid = actions.offer(actor, order).uid
    with audit.attempt(receiver.person, receiver.environment.slug, "move.accept") as actor:
        actions.accept(actor, code_in_mail(uid), {giver.code: receiver.code}, agreed=True)
    return uid


def release(receiver: Side, uid: UUID) -> None:
    with audit.attempt(receiver.person, receiver.environment.slug, "move.release") as actor:
        actions.release(actor, uid)
        tenancy.give_access(actor=actor, code=receiver.code, person=receiver.person)


def take_back(receiver: Side, uid: UUID) -> None:
    with audit.attempt(receiver.person, receiver.environment.slug, "move.take_back") as actor:
        actions.take_back(actor, uid)
    assert running.run(uid) in ("taken_back", "")


def moved(giver: Side, receiver: Side) -> UUID:
    """A whole move."""
    uid = move(giver, receiver)
    assert running.run(uid) == "delivered"
    release(receiver, uid)
    return uid
