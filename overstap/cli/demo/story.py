"""The story of the demonstration, in order. Everything in it goes through the same actions as real work does."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from overstap.books.ledger.queries import trial_balance
from overstap.books.ledger.results import TrialBalanceRow
from overstap.cli import following, moves_shown
from overstap.cli.demo import worker
from overstap.cli.demo.cast import GIVER, RECEIVER, Office
from overstap.cli.demo.loading import Loaded
from overstap.cli.demo.steps import Steps
from overstap.cli.errors import problem_lines
from overstap.cli.language import gettext as _
from overstap.cli.output import indented, moment, number
from overstap.cli.session import Session
from overstap.lib.errors import Refused
from overstap.moves import actions, queries
from overstap.moves.actions.give import OfferOrder
from overstap.moves.proof.verify import verify
from overstap.moves.queries import MoveStatus
from overstap.tenancy import access, audit
from overstap.tenancy import actions as tenancy
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right


class NotAsPromised(Refused):
    """The demonstration saw something that may not be."""

    code = "DEMO-NOT-AS-PROMISED"


class Story:
    """One administration on its way from the first office to the second."""

    def __init__(self, session: Session, steps: Steps, moving: Loaded) -> None:
        self._session, self._steps, self._moving = session, steps, moving
        self._new_code = f"K-{moving.code}"
        self._before: Sequence[TrialBalanceRow] = ()

    def tell(self) -> dict[str, object]:
        """The whole story; gives what came out of it, for programs."""
        self._steps.chapter(_("The move of %(name)s") % {"name": self._moving.name})
        with self._at(GIVER, "demo.read") as actor:
            self._before = _balances(actor, self._moving.code)
        with worker.at_work():
            uid = self._offer()
            self._receive(uid)
            found = self._follow(uid)
            self._show_verification(found)
            self._release(uid)
            found = self._status(uid)
        self._hand_over()
        return {**self._prove(uid), "status": found.as_dict(), "moved_as": self._new_code}

    def _offer(self) -> UUID:
        what = _("%(who)s offers it to %(email)s") % {"who": _who(GIVER), "email": RECEIVER.superuser.email}
        order = OfferOrder(codes=[self._moving.code], receiver_email=RECEIVER.superuser.email, agreed=True)
        with self._steps.step("offer", what) as notes, self._at(GIVER, "move.offer") as actor:
            made = actions.offer(actor, order)
            notes.append(_("valid until %(moment)s") % {"moment": moment(made.expires_at)})
        for line in problem_lines([one.as_dict() for one in made.problems]):
            self._session.output.say(indented(line))
        return made.uid

    def _receive(self, uid: UUID) -> None:
        with self._steps.step("mail", _("The transfer code arrives by mail")) as notes:
            code = worker.transfer_code_for(RECEIVER.superuser.email)
            notes.append(code)
        with self._steps.step("look", _("%(who)s looks at the offer") % {"who": _who(RECEIVER)}) as notes:
            with self._at(RECEIVER, "move.look_up") as actor:
                offer = actions.look_up(actor, code)
            notes.append(_("costs: %(amount)s") % {"amount": moves_shown.costs(offer)})
        what = _("and accepts it, under the new code %(code)s") % {"code": self._new_code}
        with self._steps.step("accept", what), self._at(RECEIVER, "move.accept") as actor:
            if actions.accept(actor, code, {self._moving.code: self._new_code}, agreed=True) != uid:
                raise NotAsPromised(_("The code in the mail belongs to another move."))

    def _follow(self, uid: UUID) -> MoveStatus:
        """While a worker in a process of its own does the work."""
        receiver = replace(self._session, choices=replace(self._session.choices, person=RECEIVER.superuser.email))
        found = following.until_a_person_is_needed(receiver, RECEIVER.slug, uid)
        following.require_success(found)
        for what, took in _stages(found.events):
            self._steps.done(what, took)
        return found

    def _show_verification(self, found: MoveStatus) -> None:
        self._steps.chapter(_("The verification: every record and every figure"))
        for part in found.parts:
            self._session.output.say(*moves_shown.verification(part.verification or {}))

    def _release(self, uid: UUID) -> None:
        self._steps.chapter(_("The release"))
        what = _("%(who)s releases it") % {"who": _who(RECEIVER)}
        with self._steps.step("release", what), self._at(RECEIVER, "move.release") as actor:
            actions.release(actor, uid)

    def _hand_over(self) -> None:
        """R082 to R084: nobody sees it until a superuser gives access; then the figures are the same."""
        with self._steps.step("unseen", _("Nobody at the new office can open it yet")) as notes:
            notes.append(self._refusal())
        what = _("%(who)s gives herself access") % {"who": _who(RECEIVER)}
        with self._steps.step("access", what), self._at(RECEIVER, "access.give") as actor:
            tenancy.give_access(actor=actor, code=self._new_code, person=actor.person)
        with self._steps.step("trial-balance", _("The trial balance is the same to the cent")) as notes:
            with self._at(RECEIVER, "demo.read") as actor:
                after = _balances(actor, self._new_code)
            if after != self._before:
                raise NotAsPromised(_("The trial balance is not what it was."))
            notes.append(_("%(count)s accounts") % {"count": number(len(after))})

    def _refusal(self) -> str:
        try:
            with self._at(RECEIVER, "demo.read") as actor:
                access.administration(actor, self._new_code, Right.READ_BOOKS)
        except access.NotFound as error:
            return error.code
        raise NotAsPromised(_("Somebody could open it before access was given."))

    def _prove(self, uid: UUID) -> dict[str, object]:
        self._steps.chapter(_("The proof"))
        paths = proof_files(uid)
        with self._steps.step("verify-proof", _("The signed proof is checked, without a database")) as notes:
            verdicts = [verify(path.read_bytes()) for path in paths]
            notes.append(_("key %(fingerprint)s…") % {"fingerprint": verdicts[0].fingerprint[:16]})
        for path in paths:
            self._session.output.line(f"    {_shortest(path)}")
        return {"move": str(uid), "proof": [str(path) for path in paths], "fingerprint": verdicts[0].fingerprint}

    def _status(self, uid: UUID) -> MoveStatus:
        with self._at(RECEIVER, "move.status") as actor:
            return queries.status(actor, uid)

    @contextmanager
    def _at(self, office: Office, action: str) -> Iterator[Actor]:
        """The superuser of an office at work."""
        with audit.attempt(access.person_by_email(office.superuser.email), office.slug, action) as actor:
            yield actor


def _balances(actor: Actor, code: str) -> list[TrialBalanceRow]:
    """The trial balance of the newest year, as somebody with access sees it."""
    return trial_balance(access.administration(actor, code, Right.READ_BOOKS))


def proof_files(uid: UUID) -> list[Path]:
    """The proof of a move as files: JSON first, then PDF."""
    return sorted(Path(settings.PROOF_DIR).glob(f"*{uid}.*"))


def freeze_milliseconds(found: Mapping[str, Any]) -> int:
    """How long the freeze itself took, as the move's own log says."""
    events: Sequence[Mapping[str, Any]] = found["events"]
    return next(int(one["data"]["milliseconds"]) for one in events if one["kind"] == "frozen")


def _stages(events: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, float]]:
    """What the worker did, and how many seconds each took."""
    told = {
        "scheduled": _("The worker takes a fingerprint of every record, while people go on working"),
        "frozen": _("Freeze: nothing can be saved, the position is noted"),
        "carried": _("Carry: the receiver holds the ledger"),
        "verified": _("Verify: everything is compared by code that carried nothing"),
        "delivered": _("Taking back is rehearsed; ready for release"),
    }
    for before, event in pairwise(events):
        if event["kind"] in told:
            took = datetime.fromisoformat(event["at"]) - datetime.fromisoformat(before["at"])
            measured = event["data"].get("milliseconds")
            yield told[event["kind"]], took.total_seconds() if measured is None else measured / 1000


def _who(office: Office) -> str:
    return office.superuser.name


def _shortest(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
