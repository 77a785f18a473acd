"""Verbs about everything that waits, for who manages workflows: settle all of it, give one person's to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from overstap.books.authorisation import history, naming, people
from overstap.books.authorisation.models import Authorisation, AuthorisationEvent, AuthorisationTurn
from overstap.books.authorisation.values import Deed, State
from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.tenancy import audit
from overstap.tenancy.access import Actor, administration_for_writing
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right

_DEEDS = {State.APPROVED: Deed.SETTLED_APPROVED, State.REJECTED: Deed.SETTLED_REJECTED}
_Key = tuple[UUID, int]  # document, round


class NotAble(Refused):
    """Somebody cannot authorise here."""

    code = "NOT-ABLE"


@dataclass(frozen=True, slots=True)
class Given:
    """How many turns went to somebody else, and how many could not: they are in those workflows already."""

    given: int
    left: int


def settle_all(actor: Actor, code: str, outcome: State, comment: str) -> int:
    """R065, R076: approve or reject everything that waits, in the place of whose turn it was; gives how many.

    Needs a comment, which stands in the history of each. Raises NotAllowed, NotFound, Frozen, CommentMalformed.
    """
    deed, told = _DEEDS[outcome], naming.comment_of(comment, needed=True)
    one = administration_for_writing(actor, code, Right.MANAGE_WORKFLOWS)
    rows = _waiting(one)
    if not rows:
        return 0
    holders, numbers = _holders(one, rows), _last_numbers(one, rows)
    AuthorisationEvent.objects.bulk_create(
        history.line(actor, row, deed, told, holders[_key(row)], number=numbers[_key(row)] + 1) for row in rows
    )
    ids = [row.pk for row in rows]
    Authorisation.objects.filter(pk__in=ids).update(state=outcome, ended_at=clock.now())
    facts = {"administration": one.code, "count": len(rows), "outcome": outcome, "comment": told}
    audit.record(actor, "authorisation.settle", facts)
    return len(rows)


def reassign_all(actor: Actor, code: str, of: UUID, to: UUID) -> Given:
    """Every turn that waits for one person goes to another.

    Raises NotAllowed, NotFound, Frozen, or NotAble where the other cannot authorise there.
    """
    one = administration_for_writing(actor, code, Right.MANAGE_WORKFLOWS)
    name = require_able(one, to)
    rows = _waiting(one)
    holders = _holders(one, rows)
    his = set(AuthorisationTurn.objects.filter(administration=one, person_uid=to).values_list("document_uid", "round"))
    mine = [row for row in rows if holders[_key(row)][0] == of]
    free = [row for row in mine if _key(row) not in his]
    for row in free:
        give(actor, row, to, name, "")
    return Given(len(free), len(mine) - len(free))


def give(actor: Actor, found: Authorisation, to: UUID, name: str, comment: str) -> None:
    """The turn goes to somebody else, who has 48 hours from now; the row is locked."""
    holder = history.turns(found).get(position=found.position)
    before, holder.person_uid, holder.person_name = holder.person_name, to, name
    holder.save(update_fields=["person_uid", "person_name"])
    found.waiting_since = clock.now()
    found.save(update_fields=["waiting_since"])
    history.write(actor, found, Deed.REASSIGNED, comment, other=(to, name))
    history.record(actor, "authorisation.reassign", found, **{"from": before, "to": name})


def require_able(one: Administration, person: UUID) -> str:
    """The name of somebody who can authorise there. Raises NotAble."""
    able = people.able_in(one)
    if person not in able:
        raise NotAble(
            _("They cannot authorise in “%(name)s”.") % {"name": one.name},
            remedy=_("They need access to this administration and a role that includes authorising."),
        )
    return able[person]


def _waiting(one: Administration) -> list[Authorisation]:
    """Everything that waits, for this transaction alone."""
    found = Authorisation.objects.select_for_update(of=("self",)).filter(administration=one, state=State.WAITING)
    return list(found.select_related("administration").order_by("id"))


def _holders(one: Administration, rows: list[Authorisation]) -> Mapping[_Key, tuple[UUID, str]]:
    positions = {_key(row): row.position for row in rows}
    found = AuthorisationTurn.objects.filter(administration=one, document_uid__in=[row.document_uid for row in rows])
    return {
        _key(turn): (turn.person_uid, turn.person_name) for turn in found if positions.get(_key(turn)) == turn.position
    }


def _last_numbers(one: Administration, rows: list[Authorisation]) -> Mapping[_Key, int]:
    found = AuthorisationEvent.objects.filter(
        administration=one, document_uid__in=[row.document_uid for row in rows]
    ).values_list("document_uid", "round")
    return {(document, number): last for document, number, last in found.annotate(last=Max("number"))}


def _key(row: Authorisation | AuthorisationTurn) -> _Key:
    return row.document_uid, row.round
