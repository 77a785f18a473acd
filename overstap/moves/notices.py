"""The mails of a move: one source of wording, in the language of whoever gets them, each with a key of its own."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.durable import outbox
from overstap.durable.letters import Letter, Link, page
from overstap.lib.clock import for_people
from overstap.moves import parties
from overstap.moves.models import Move, MoveEvent
from overstap.moves.profiles import profile
from overstap.moves.profiles.values import Unit
from overstap.moves.state import parts_of
from overstap.moves.takeovers import letters
from overstap.moves.values import MoveState
from overstap.tenancy import notifications
from overstap.tenancy.models import Person
from overstap.tenancy.queries import language_of
from overstap.tenancy.values import Notice

_RECEIVE = "/migrations/receive/"
_MOST_NAMES = 5  # in a sentence


def code_for_receiver(move: Move, code: str) -> None:
    """R079: the transfer code, to the receiver alone."""
    language = _receiver_language(move)
    with override(language):
        letter = Letter(
            subject=_("Transfer code for %(names)s") % {"names": _names(move)},
            paragraphs=(_("%(giver)s offers you: %(names)s.") % {"giver": move.giver_name, "names": _names(move)},),
            code_label=_("Your transfer code"),
            code=code,
            facts=((_("Valid until"), for_people(move.expires_at)),),
            action=Link(_("Receive the migration"), page(_RECEIVE)),
            notes=(
                _("The code works once. Keep it to yourself."),
                _("A superuser of your environment enters it under Migrations > Receive."),
            ),
        )
    _post(move, "code", move.receiver_email, language, letter)


def offer_confirmed(move: Move) -> None:
    """To the giver: the offer stands, and where the code went."""
    if not _giver_wants(move, Notice.OFFERED):
        return
    language = parties.language_of_giver(move)
    with override(language):
        letter = Letter(
            subject=_("Your move of %(names)s has started") % {"names": _names(move)},
            paragraphs=(_("The transfer code was sent to %(email)s.") % {"email": move.receiver_email},),
            facts=((_("Valid until"), for_people(move.expires_at)), _number(move)),
            action=_to_move(move),
            notes=(
                _("No mail? Ask the receiver to look in the spam folder first."),
                _("To change anything, withdraw the move and start again."),
            ),
        )
    _post(move, "offered", move.giver_email, language, letter)


def accepted(move: Move) -> None:
    """To the giver: the receiver agreed, and when it runs."""
    if not _giver_wants(move, Notice.ACCEPTED):
        return
    language = parties.language_of_giver(move)
    with override(language):
        when = ((_("Runs on"), for_people(move.run_at)),) if move.run_at else ()
        told = _("%(receiver)s accepted your offer.") if move.run_at else _(
            "%(receiver)s accepted your offer. The move runs at once."
        )  # fmt: skip
        if move.state == MoveState.OFFERED:
            told = _("%(receiver)s accepted your offer. The client still has to approve; we asked them.")
        letter = Letter(
            subject=_("%(names)s: accepted") % {"names": _names(move)},
            paragraphs=(
                told % {"receiver": _receiver(move)},
                _("During the move nothing can be saved in these administrations."),
            ),
            facts=(*when, _number(move)),
            action=_to_move(move),
        )
    _post(move, "accepted", move.giver_email, language, letter)


def rejected(move: Move, reason: str) -> None:
    """To the giver: the receiver does not want it."""
    letters.step_for_client(move, "rejected")
    language = parties.language_of_giver(move)
    with override(language):
        letter = Letter(
            subject=_("%(names)s: not accepted") % {"names": _names(move)},
            paragraphs=(
                _("%(receiver)s did not accept your offer.") % {"receiver": _receiver(move)},
                _("You can work in the administrations as before."),
            ),
            facts=(_why(reason), _number(move)),
            action=_to_move(move),
        )
    _post(move, "rejected", move.giver_email, language, letter)


def withdrawn(move: Move, reason: str) -> None:
    """To the receiver: the code is of no use any more. No button: the page may never have been theirs to see.

    Of a ticket nobody knows who has it.
    """
    if parties.asks_client(move):
        letters.withdrawn(move, reason)
        return
    if not move.receiver_email:
        return
    language = _receiver_language(move)
    with override(language):
        letter = Letter(
            subject=_("%(names)s: offer withdrawn") % {"names": _names(move)},
            paragraphs=(
                _("%(giver)s withdrew the move; the transfer code no longer works.") % {"giver": move.giver_name},
            ),
            facts=(_why(reason),),
        )
    _post(move, "withdrawn", move.receiver_email, language, letter)


def expired(move: Move) -> None:
    """To the giver: nobody used the code or the ticket in time (R096 to R098)."""
    if parties.asks_client(move):
        letters.expired(move)
        return
    language = parties.language_of_giver(move)
    with override(language):
        subject, told = (
            (_("%(names)s: transfer code expired"), _("The transfer code was not used in time."))
            if move.receiver_email
            else (
                _("%(names)s: transfer ticket expired"),
                _("The transfer ticket was not redeemed in time. You can work in the environment as before."),
            )
        )
        letter = Letter(
            subject=subject % {"names": _names(move)},
            paragraphs=(told, _("Withdraw the move, then start again.")),
            facts=(_number(move),),
            action=_to_move(move),
        )
    _post(move, "expired", move.giver_email, language, letter)


def delivered(move: Move) -> None:
    """To the receiver: compared and ready, waiting for release."""
    letters.step_for_client(move, "delivered")
    if not _receiver_wants(move, Notice.DELIVERED):
        return
    language = _receiver_language(move)
    with override(language):
        letter = (
            _environment_is_ready(move)
            if profile(move.profile).unit is Unit.ENVIRONMENT
            else Letter(
                subject=_("%(names)s: ready to release") % {"names": _names(move)},
                paragraphs=(_("Everything was compared record by record. Look at the verification, then release."),),
                facts=(_number(move),),
                action=Link(_("Look at the verification"), page(f"/moves/{move.uid}/")),
            )
        )
    _post(move, "delivered", move.receiver_email, language, letter)


def _environment_is_ready(move: Move) -> Letter:
    """R140, R158: to whoever redeemed the ticket, with the way to the new environment."""
    home = f"/e/{move.receiver.slug}/" if move.receiver else "/"
    return Letter(
        subject=_("Environment %(name)s is ready") % {"name": move.receiver_name},
        paragraphs=(
            _("All administrations of %(giver)s are in it, and were compared record by record.")
            % {"giver": move.giver_name},
            _("Check them, then release. Nobody can work in the environment before that."),
        ),
        facts=((_("Address"), page(home)), _number(move)),
        action=Link(_("Open the environment"), page(f"{home}migrations/{move.uid}/")),
    )


def failed(move: Move, message: str, remedy: str) -> None:
    """To both sides: it stopped, nothing was lost."""
    letters.step_for_client(move, "failed")
    for party, email, language in _both(move):
        with override(language):
            nothing_lost = _("Nothing was lost; the giver can work in the administrations as before.")
            letter = Letter(
                subject=_("%(names)s: the move stopped") % {"names": _names(move)},
                paragraphs=(message, remedy, nothing_lost),
                facts=(_number(move),),
                action=_to_move(move),
            )
        _post(move, f"failed-{MoveEvent.objects.filter(move=move).count()}-{party}", email, language, letter)


def released(move: Move, proof: bytes, pdf: bytes) -> None:
    """R094, R095: to both sides, the copy that proves the move; the page of the move has it too."""
    letters.step_for_client(move, "released")
    attachments = (
        outbox.Attachment(f"overstap-proof-{move.uid}.json", "application/json", proof),
        outbox.Attachment(f"overstap-proof-{move.uid}.pdf", "application/pdf", pdf),
    )
    wanted = {"giver": _giver_wants(move, Notice.RELEASED), "receiver": _receiver_wants(move, Notice.RELEASED)}
    for party, email, language in _both(move):
        if not wanted[party]:
            continue
        with override(language):
            letter = _of_release(move)
        _post(move, f"released-{party}", email, language, letter, attachments)


def _of_release(move: Move) -> Letter:
    return Letter(
        subject=_("Proof of the move of %(names)s") % {"names": _names(move)},
        paragraphs=(
            _("The move is completed. Keep the attached proof; anyone can check it without Overstap."),
            _("New users see an administration only after a superuser gave them access."),
        ),
        facts=(
            (_("The new holder can give it back until"), for_people(move.undo_until) if move.undo_until else "-"),
            _number(move),
        ),
        action=_to_move(move),
    )


def taken_back(move: Move, reason: str) -> None:
    """To both sides: the giver holds the administrations again."""
    letters.step_for_client(move, "taken_back")
    for party, email, language in _both(move):
        with override(language):
            letter = Letter(
                subject=_("%(names)s: given back") % {"names": _names(move)},
                paragraphs=(
                    _("%(giver)s holds the administrations again, with everything booked since.")
                    % {"giver": move.giver_name},
                ),
                facts=(_why(reason), _number(move)),
                action=_to_move(move),
            )
        _post(move, f"taken-back-{party}", email, language, letter)


def _post(
    move: Move, kind: str, to: str, language: str, letter: Letter, attachments: Sequence[outbox.Attachment] = ()
) -> None:
    outbox.post_letter(f"move/{move.uid}/{kind}", to, letter, language, attachments)


def _giver_wants(move: Move, notice: Notice) -> bool:
    return _wants(parties.giver_person(move), move.giver_email, move.giver_id, notice)


def _receiver_wants(move: Move, notice: Notice) -> bool:
    return _wants(move.received_by, move.receiver_email, move.receiver_id, notice)


def _wants(person: Person | None, email: str, environment_id: int | None, notice: Notice) -> bool:
    """A choice holds for the person's own address only: another was named because somebody there has to know."""
    if person is None or environment_id is None or person.email.lower() != email.lower():
        return True
    return notifications.wants(person.pk, environment_id, notice)


def _to_move(move: Move) -> Link:
    return Link(_("Open the migration"), page(f"/moves/{move.uid}/"))


def _number(move: Move) -> tuple[str, str]:
    return _("Number of the move"), str(move.uid)


def _why(reason: str) -> tuple[str, str]:
    return _("Reason"), reason or _("none given")


def _names(move: Move) -> str:
    names = [part.name for part in parts_of(move)]
    if len(names) <= _MOST_NAMES:
        return ", ".join(names)
    return _("%(first)s and %(count)d more") % {"first": names[0], "count": len(names) - 1}


def _receiver(move: Move) -> str:
    return move.receiver_name or move.receiver_email


def _receiver_language(move: Move) -> str:
    return move.received_by.language if move.received_by else language_of(move.receiver_email)


def _both(move: Move) -> list[tuple[str, str, str]]:
    return [
        ("giver", move.giver_email, parties.language_of_giver(move)),
        ("receiver", move.receiver_email, _receiver_language(move)),
    ]
