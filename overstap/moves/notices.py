"""The mails of a move: one source of wording, in the language of whoever gets them, each with a key of its own."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.durable import outbox
from overstap.lib.clock import for_people
from overstap.moves.models import Move, MoveEvent
from overstap.moves.state import parts_of


def code_for_receiver(move: Move, code: str) -> None:
    """R079: the transfer code, to the receiver alone."""
    with override(settings.LANGUAGE_CODE):
        _post(
            move,
            "code",
            move.receiver_email,
            _("Transfer code for %(names)s") % {"names": _names(move)},
            _("%(giver)s offers you: %(names)s.") % {"giver": move.giver_name, "names": _names(move)},
            _("Your transfer code: %(code)s") % {"code": code},
            _("It is valid until %(until)s and works once. Keep it to yourself.")
            % {"until": for_people(move.expires_at)},
            _("A superuser of your environment enters it under Migrations > Receive."),
        )


def offer_confirmed(move: Move) -> None:
    """To the giver: the offer stands, and where the code went."""
    with override(move.started_by.language):
        _post(
            move,
            "offered",
            move.giver_email,
            _("Your move of %(names)s has started") % {"names": _names(move)},
            _("The transfer code was sent to %(email)s.") % {"email": move.receiver_email},
            _("It is valid until %(until)s.") % {"until": for_people(move.expires_at)},
            _("No mail? Ask the receiver to look in the spam folder first."),
            _("To change anything, withdraw the move and start again. Its number: %(uid)s.") % {"uid": move.uid},
        )


def accepted(move: Move) -> None:
    """To the giver: the receiver agreed."""
    with override(move.started_by.language):
        _post(
            move,
            "accepted",
            move.giver_email,
            _("%(names)s: accepted") % {"names": _names(move)},
            _("%(receiver)s accepted your offer. The move runs at once.") % {"receiver": _receiver(move)},
            _("During the move nothing can be saved in these administrations."),
        )


def rejected(move: Move, reason: str) -> None:
    """To the giver: the receiver does not want it."""
    with override(move.started_by.language):
        _post(
            move,
            "rejected",
            move.giver_email,
            _("%(names)s: not accepted") % {"names": _names(move)},
            _("%(receiver)s did not accept your offer.") % {"receiver": _receiver(move)},
            _("Reason: %(reason)s") % {"reason": reason or _("none given")},
            _("You can work in the administrations as before."),
        )


def withdrawn(move: Move, reason: str) -> None:
    """To the receiver: the code is of no use any more."""
    with override(_receiver_language(move)):
        _post(
            move,
            "withdrawn",
            move.receiver_email,
            _("%(names)s: offer withdrawn") % {"names": _names(move)},
            _("%(giver)s withdrew the move; the transfer code no longer works.") % {"giver": move.giver_name},
            _("Reason: %(reason)s") % {"reason": reason or _("none given")},
        )


def expired(move: Move) -> None:
    """To the giver: nobody used the code in time (R096 to R098)."""
    with override(move.started_by.language):
        _post(
            move,
            "expired",
            move.giver_email,
            _("%(names)s: transfer code expired") % {"names": _names(move)},
            _("The transfer code was not used in time."),
            _("Withdraw the move (%(uid)s), then start again.") % {"uid": move.uid},
        )


def delivered(move: Move) -> None:
    """To the receiver: compared and ready, waiting for release."""
    with override(_receiver_language(move)):
        _post(
            move,
            "delivered",
            move.receiver_email,
            _("%(names)s: ready to release") % {"names": _names(move)},
            _("Everything was compared record by record. Look at the verification, then release."),
            _("Number of the move: %(uid)s.") % {"uid": move.uid},
        )


def failed(move: Move, message: str, remedy: str) -> None:
    """To both sides: it stopped, nothing was lost."""
    for party, email, language in _both(move):
        with override(language):
            _post(
                move,
                f"failed-{MoveEvent.objects.filter(move=move).count()}-{party}",
                email,
                _("%(names)s: the move stopped") % {"names": _names(move)},
                message,
                remedy,
                _("Nothing was lost; the giver can work in the administrations as before."),
            )


def released(move: Move, proof: bytes, pdf: bytes) -> None:
    """R094, R095: to both sides, the copy that proves the move."""
    attachments = (
        outbox.Attachment(f"overstap-proof-{move.uid}.json", "application/json", proof),
        outbox.Attachment(f"overstap-proof-{move.uid}.pdf", "application/pdf", pdf),
    )
    for party, email, language in _both(move):
        with override(language):
            _post(
                move,
                f"released-{party}",
                email,
                _("Proof of the move of %(names)s") % {"names": _names(move)},
                _("The move is completed. Keep the attached proof; anyone can check it without Overstap."),
                _("New users see an administration only after a superuser gave them access."),
                _("Until %(until)s the new holder can give it back.")
                % {"until": for_people(move.undo_until) if move.undo_until else "-"},
                attachments=attachments,
            )


def taken_back(move: Move, reason: str) -> None:
    """To both sides: the giver holds the administrations again."""
    for party, email, language in _both(move):
        with override(language):
            _post(
                move,
                f"taken-back-{party}",
                email,
                _("%(names)s: given back") % {"names": _names(move)},
                _("%(giver)s holds the administrations again, with everything booked since.")
                % {"giver": move.giver_name},
                _("Reason: %(reason)s") % {"reason": reason or _("none given")},
            )


def _post(
    move: Move, kind: str, to: str, subject: str, *paragraphs: str, attachments: Sequence[outbox.Attachment] = ()
) -> None:
    text = "\n\n".join([*paragraphs, "Overstap"]) + "\n"
    outbox.post(f"move/{move.uid}/{kind}", to, _one_line(subject), text, attachments=attachments)


def _one_line(subject: str) -> str:
    """A subject without what does not belong in a header; names in it were typed by people."""
    clean = "".join(character if character.isprintable() else " " for character in subject)
    return clean if len(clean) <= 150 else clean[:149] + "…"


def _names(move: Move) -> str:
    return ", ".join(part.name for part in parts_of(move))


def _receiver(move: Move) -> str:
    return move.receiver_name or move.receiver_email


def _receiver_language(move: Move) -> str:
    return move.received_by.language if move.received_by else settings.LANGUAGE_CODE


def _both(move: Move) -> list[tuple[str, str, str]]:
    return [
        ("giver", move.giver_email, move.started_by.language),
        ("receiver", move.receiver_email, _receiver_language(move)),
    ]
