"""Takeovers in tests: Dora asks, Alice chooses, Klaas the baker approves by the link in his mail."""

import re
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.lib.secrets import link_hash
from overstap.moves.takeovers import actions, by_link, queries
from overstap.moves.takeovers.values import Takeover, TakeoverOrder
from overstap.tenancy import audit
from overstap.tenancy.models import Person
from tests.moves.world import CODE, TwoOffices

CLIENT = "Klaas Jansen"
CLIENT_EMAIL = "klaas@bakkerij-jansen.example"
WANTED = ("Bakkerij Jansen", "de holding, als die er is")


def order(world: TwoOffices, **changes: object) -> TakeoverOrder:
    """What Dora asks for."""
    plain = TakeoverOrder(giver_slug=world.giver.slug, client_name=CLIENT, client_email=CLIENT_EMAIL, wanted=WANTED)
    return replace(plain, **changes)  # type: ignore[arg-type]


def request(world: TwoOffices, **changes: object) -> UUID:
    """Dora asks."""
    with audit.attempt(world.dora, world.receiver.slug, "takeover.request") as actor:
        return actions.request(actor, order(world, **changes))


def choose(world: TwoOffices, uid: UUID, codes: Sequence[str] = (CODE,)) -> None:
    """Alice says which administrations are meant."""
    with audit.attempt(world.alice, world.giver.slug, "takeover.scope") as actor:
        actions.choose(actor, uid, codes)


def requested_and_chosen(world: TwoOffices, **changes: object) -> UUID:
    """A takeover of which everybody is asked to approve."""
    uid = request(world, **changes)
    choose(world, uid)
    return uid


def seen_by(person: Person, slug: str, uid: UUID) -> Takeover:
    """The takeover as somebody at an office sees it."""
    with audit.attempt(person, slug, "takeover.status") as actor:
        return queries.takeover(actor, uid)


def seen_by_client(uid: UUID) -> Takeover:
    """The takeover as the newest link shows it."""
    found = by_link.look(client_hash(uid))
    assert isinstance(found, Takeover)
    return found


def approve(person: Person, slug: str, uid: UUID, shown: str = "") -> None:
    """A superuser approves what the page shows."""
    shown = shown or seen_by(person, slug, uid).scope_hash
    with audit.attempt(person, slug, "takeover.approve") as actor:
        actions.approve(actor, uid, shown, agreed=True)


def approve_as_client(uid: UUID, shown: str = "") -> None:
    """The client approves what the page shows."""
    hashed = client_hash(uid)
    by_link.approve(hashed, shown or seen_by_client(uid).scope_hash, agreed=True, language="nl")


def approve_all(world: TwoOffices, uid: UUID) -> None:
    """Everybody approves."""
    approve(world.alice, world.giver.slug, uid)
    approve(world.dora, world.receiver.slug, uid)
    approve_as_client(uid)


def client_hash(uid: UUID) -> str:
    """The hash of the token in the newest mail to the client."""
    return link_hash(token_in_mail(uid))


def token_in_mail(uid: UUID, place: int = -1) -> str:
    """The token of the personal link in a mail to the client, the newest unless told otherwise."""
    found = [re.search(r"/approve/([\w-]+)/", one.text) for one in mails(uid, CLIENT_EMAIL)]
    return [one.group(1) for one in found if one][place]


def mails(uid: UUID, to: str = "") -> list[OutgoingMail]:
    """The mails about a move that wait to be sent, oldest first."""
    with as_worker():
        found = OutgoingMail.objects.filter(key__startswith=f"move/{uid}/").order_by("created_at", "key")
        return [one for one in found if not to or one.to == to]


def kinds_of_mail(uid: UUID, to: str) -> list[str]:
    """What an address was mailed, as the keys name it."""
    return [re.sub(r"-\d+-[a-z]+-\d+$", "", one.key.rpartition("/")[2]) for one in mails(uid, to)]
