"""Verbs about one document: send it into a workflow, approve, reject, re-assign, withdraw.

Whoever decides says which turn they saw. If it went elsewhere meanwhile, nothing happens and they are told.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from overstap.books.authorisation import finishing, history, naming
from overstap.books.authorisation.models import (
    Authorisation,
    AuthorisationEvent,
    AuthorisationTurn,
    Setting,
    Workflow,
    WorkflowStep,
)
from overstap.books.authorisation.values import Deed, Demand, Moment, State, Turn
from overstap.books.documents.models import Document
from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.tenancy.access import Actor, NotAllowed, NotFound, administration_for_writing
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right, may

ROUNDS = 1000  # of one document; nobody sends one so often


class AuthorisationRefused(Refused):
    """This cannot be done with the document as it stands."""

    code = "AUTHORISATION-REFUSED"


class TurnPassed(Refused):
    """It was decided, re-assigned or withdrawn meanwhile."""

    code = "TURN-PASSED"


class NotYourTurn(NotAllowed):
    """Somebody else decides about this document now."""

    code = "NOT-YOUR-TURN"


def start(actor: Actor, code: str, document: UUID, workflow: str, moment: Moment) -> Turn:
    """Send a document into a workflow (its key); gives the first turn.

    For whoever books or manages workflows. Raises NotAllowed, NotFound, Frozen, AuthorisationRefused.
    """
    one = _sent_from(actor, code)
    card = Document.objects.filter(administration=one, uid=document).first()
    if card is None:
        raise _no_document()
    _require_asked(one, moment)
    _require_kept(card)
    named, steps = _steps(one, workflow)
    now = clock.now()
    begun = Authorisation(
        administration=one,
        document_uid=document,
        round=_next_round(one, document),
        moment=moment,
        workflow_name=named,
        started_at=now,
        waiting_since=now,
    )
    _save_waiting(begun, card)
    AuthorisationTurn.objects.bulk_create(
        AuthorisationTurn(
            administration=one,
            document_uid=document,
            round=begun.round,
            position=position,
            person_uid=uid,
            person_name=name,
        )
        for position, (uid, name) in enumerate(steps, start=1)
    )
    history.write(actor, begun, Deed.STARTED)
    history.record(actor, "authorisation.start", begun, workflow=named, moment=moment)
    return _turn(begun)


def approve(actor: Actor, code: str, turn: Turn, comment: str = "") -> State:
    """Approve; gives how it stands then: waiting for the next one, or approved.

    Raises NotFound, Frozen, NotYourTurn, TurnPassed, CommentMalformed.
    """
    told = naming.comment_of(comment, needed=False)
    found = _my_turn(actor, code, turn)
    history.write(actor, found, Deed.APPROVED, told)
    history.record(actor, "authorisation.approve", found)
    later = history.turns(found).filter(position__gt=found.position).order_by("position").first()
    if later is None:
        return history.end(found, State.APPROVED)
    found.position, found.waiting_since = later.position, clock.now()
    found.save(update_fields=["position", "waiting_since"])
    return State.WAITING


def reject(actor: Actor, code: str, turn: Turn, comment: str) -> State:
    """Reject, with a comment that says why; nobody after them is asked.

    Raises NotFound, Frozen, NotYourTurn, TurnPassed, CommentMalformed.
    """
    told = naming.comment_of(comment, needed=True)
    found = _my_turn(actor, code, turn)
    history.write(actor, found, Deed.REJECTED, told)
    history.record(actor, "authorisation.reject", found)
    return history.end(found, State.REJECTED)


def reassign(actor: Actor, code: str, turn: Turn, to: UUID, comment: str = "") -> None:
    """Give the turn to somebody else; the 48 hours of the reminder begin anew. For who manages workflows.

    Raises NotAllowed, NotFound, Frozen, TurnPassed, NotAble, AuthorisationRefused, CommentMalformed.
    """
    told = naming.comment_of(comment, needed=False)
    one = administration_for_writing(actor, code, Right.MANAGE_WORKFLOWS)
    found = _locked(one, turn)
    name = finishing.require_able(one, to)
    if history.turns(found).filter(person_uid=to).exists():
        raise AuthorisationRefused(
            _("%(person)s is in this workflow already.") % {"person": name},
            code="IN-WORKFLOW-ALREADY",
            remedy=_("Choose somebody else: nobody decides twice about one document."),
        )
    finishing.give(actor, found, to, name, told)


def withdraw(actor: Actor, code: str, turn: Turn, comment: str = "") -> None:
    """Take a document out of its workflow. For whoever books or manages workflows.

    Raises NotAllowed, NotFound, Frozen, TurnPassed, CommentMalformed.
    """
    told = naming.comment_of(comment, needed=False)
    found = _locked(_sent_from(actor, code), turn)
    history.write(actor, found, Deed.WITHDRAWN, told)
    history.end(found, State.WITHDRAWN)
    history.record(actor, "authorisation.withdraw", found)


def _sent_from(actor: Actor, code: str) -> Administration:
    right = Right.MANAGE_WORKFLOWS if may(actor.role, Right.MANAGE_WORKFLOWS) else Right.WRITE_BOOKS
    return administration_for_writing(actor, code, right)


def _require_asked(one: Administration, moment: Moment) -> None:
    row = Setting.objects.filter(administration=one).first()
    asked = (row.before if moment is Moment.BEFORE else row.after) if row else Demand.NONE
    if asked == Demand.NONE:
        raise AuthorisationRefused(
            _("“%(name)s” does not authorise documents at that moment.") % {"name": one.name},
            code="AUTHORISATION-OFF",
            remedy=_("Set authorisation before or after booking to optional or mandatory first."),
        )


def _require_kept(card: Document) -> None:
    if card.deleted_at is not None:
        raise AuthorisationRefused(
            _("“%(document)s” was deleted.") % {"document": card.name},
            code="DOCUMENT-DELETED",
            remedy=_("Put it back first."),
        )


def _steps(one: Administration, key: str) -> tuple[str, Sequence[tuple[UUID, str]]]:
    asked = key if key.isprintable() else ""
    workflow = Workflow.objects.filter(administration=one, key=asked).first()
    if workflow is None:
        raise NotFound(_("There is no such workflow in “%(name)s”.") % {"name": one.name}, code="WORKFLOW-NOT-FOUND")
    steps = WorkflowStep.objects.filter(administration=one, workflow_key=asked).order_by("position")
    rows = list(steps.values_list("person_uid", "person_name"))
    if not rows:
        raise AuthorisationRefused(
            _("Nobody authorises in workflow “%(workflow)s”.") % {"workflow": workflow.name},
            code="WORKFLOW-EMPTY",
            remedy=_("Give it an authoriser first, or choose another workflow."),
        )
    return workflow.name, rows


def _next_round(one: Administration, document: UUID) -> int:
    last = Authorisation.objects.filter(administration=one, document_uid=document).aggregate(last=Max("round"))["last"]
    number: int = (last or 0) + 1
    if number > ROUNDS:
        raise AuthorisationRefused(_("This document was authorised too often."), code="AUTHORISATION-ROUNDS")
    return number


def _save_waiting(begun: Authorisation, card: Document) -> None:
    """Of two who send a document at the same moment, one does."""
    try:
        with transaction.atomic():
            begun.save(force_insert=True)
    except IntegrityError:
        raise AuthorisationRefused(
            _("“%(document)s” waits for authorisation already.") % {"document": card.name},
            code="WAITS-ALREADY",
            remedy=_("Look who has to decide about it."),
        ) from None


def _my_turn(actor: Actor, code: str, turn: Turn) -> Authorisation:
    one = administration_for_writing(actor, code, Right.AUTHORISE)
    mine = AuthorisationTurn.objects.filter(
        administration=one, document_uid=turn.document, round=turn.round, person_uid=actor.person.uid
    )
    decided = AuthorisationEvent.objects.filter(
        administration=one, document_uid=turn.document, round=turn.round, person_uid=actor.person.uid
    )
    if not mine.exists() and not decided.exists() and not may(actor.role, Right.READ_BOOKS):
        raise _no_document()  # what was never theirs to see is not found
    found = _locked(one, turn)
    if not mine.filter(position=found.position).exists():
        raise NotYourTurn(
            _("Somebody else decides about this document now."),
            remedy=_("Look at its history; the authorisation manager may give it to you."),
        )
    return found


def _locked(one: Administration, turn: Turn) -> Authorisation:
    """The authorisation, for this transaction alone, still at the turn that somebody saw."""
    found = (
        Authorisation.objects.select_for_update()
        .filter(administration=one, document_uid=turn.document, round=turn.round)
        .first()
    )
    if found is None:
        raise _no_document()
    if found.state != State.WAITING or found.position != turn.position:
        raise TurnPassed(
            _("This document no longer waits for that decision."),
            remedy=_("Somebody decided, re-assigned or withdrew it meanwhile; look at its history."),
            facts={"state": found.state},
        )
    return found


def _turn(found: Authorisation) -> Turn:
    return Turn(found.document_uid, found.round, found.position)


def _no_document() -> NotFound:
    return NotFound(
        _("There is no such document for you to decide about."),
        code="AUTHORISATION-NOT-FOUND",
        remedy=_("Look at what waits for you."),
    )
