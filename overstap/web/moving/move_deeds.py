"""What somebody can do with a move: when, what it will do in plain words, and the doing."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.lib import clock
from overstap.moves import actions
from overstap.moves.actions.receive import reject_delivered
from overstap.moves.dossier import Dossier
from overstap.moves.profiles import profile
from overstap.moves.profiles.values import FreezeFrom, Keeps
from overstap.moves.values import MoveState
from overstap.tenancy.access import Actor
from overstap.web.templatetags.ui import moment

LONGEST_REASON = 500


class ReasonForm(forms.Form):
    """Why; the other side reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The other side reads this in its mail and on the page of the migration."),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReleaseForm(forms.Form):
    """That somebody knows what the verification says nothing about."""

    read = forms.BooleanField(label=gettext_lazy("I have read what was not compared, and what does not go along."))


class NothingForm(forms.Form):
    """Nothing to fill in."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do: who may, when, what it will do, and the doing."""

    name: str  # of its address
    side: str  # giver, receiver, or empty for either
    title: str | Promise
    button: str | Promise
    icon: str
    done: str | Promise
    form: type[forms.Form]
    open: Callable[[Dossier], bool]
    told: Callable[[Dossier], list[str]]
    do: Callable[[Actor, uuid.UUID, Mapping[str, Any]], object]
    primary: bool = False


def possible(move: Dossier) -> list[Deed]:
    """What the reader's side can do now, the most likely first."""
    return [deed for deed in DEEDS.values() if deed.side in ("", move.side) and deed.open(move)]


def _in_window(move: Dossier) -> bool:
    return move.state == MoveState.RELEASED and move.undo_until is not None and move.undo_until > clock.now()


def _names(move: Dossier) -> str:
    return ", ".join(part.name for part in move.parts)


def _release_told(move: Dossier) -> list[str]:
    which = profile(move.profile)
    days, keeps = which.undo.days, which.giver.keeps is Keeps.READ_ONLY
    seen = (
        _("%(giver)s can no longer save anything in it, and keeps looking into it as it was.")
        if keeps
        else _("%(giver)s can no longer save anything in it, or look into it.")
    )
    return [
        _("In %(names)s, %(receiver)s can work at once.") % {"receiver": move.receiver, "names": _names(move)},
        seen % {"giver": move.giver},
        _("Nobody at your side sees it before a superuser gives access; that is the next step."),
        _("Both sides get the signed proof by mail."),
        _("For %(days)d days you can give it back; after that it stays.") % {"days": days},
    ]


def _reject_told(move: Dossier) -> list[str]:
    return [
        _("%(giver)s has %(names)s again at once, exactly as it was before the freeze.") % {
            "giver": move.giver, "names": _names(move)},
        _("What was carried to you disappears from your environment."),
        _("%(giver)s gets a mail with your reason, and can start again.") % {"giver": move.giver},
        _("This cannot be undone; a new migration is needed to receive it after all."),
    ]  # fmt: skip


def _take_back_told(move: Dossier) -> list[str]:
    until = moment(move.undo_until)
    return [
        _("%(giver)s holds %(names)s again, with everything that was booked since the release.") % {
            "giver": move.giver, "names": _names(move)},
        _("Nobody at your side can save anything in it from now on, or look into it."),
        _("It is compared again, record by record; if anything differed, all would stay as it is."),
        _("Both sides get a mail. This can be done until %(until)s, and cannot be undone.") % {"until": until},
    ]  # fmt: skip


def _can_withdraw(move: Dossier) -> bool:
    return move.withdrawable


def _can_reject(move: Dossier) -> bool:
    return move.state in (MoveState.DELIVERED, MoveState.FAILED) or move.waits_for_its_time


def _withdraw_tells(move: Dossier) -> str:
    if move.requested:
        return _("All parties get a mail with your reason; approvals given do not count any more.")
    return _("The transfer code no longer works; %(receiver)s gets a mail with your reason.") % {
        "receiver": move.receiver}  # fmt: skip


def _withdraw_told(move: Dossier) -> list[str]:
    if profile(move.profile).giver.frozen_from is FreezeFrom.CREDENTIAL:
        return [
            _("The transfer ticket no longer works, whoever has it."),
            _("In %(names)s everybody can work again, as before.") % {"names": _names(move)},
            _("This cannot be undone; you can make a new ticket at any time."),
        ]
    told = [_withdraw_tells(move)]
    if move.state in (MoveState.OFFERED, MoveState.EXPIRED, MoveState.FAILED, MoveState.AGREED):
        told.append(_("Nothing changes in %(names)s; you go on working as before.") % {"names": _names(move)})
    else:
        told.append(_("What was carried of %(names)s is put back: you have it exactly as it was before the freeze.") % {
            "names": _names(move)})  # fmt: skip
    return [*told, _("This cannot be undone; you can start a new migration at any time.")]


def _resume_told(move: Dossier) -> list[str]:
    return [
        _("The system tries again, from the preflight on; nothing was left half done."),
        _("While it freezes and carries %(names)s, nothing can be saved in it.") % {"names": _names(move)},
        _("If the cause is still there, it stops again and everything is put back."),
    ]


DEEDS: Mapping[str, Deed] = {
    "release": Deed(
        "move-release", "receiver", gettext_lazy("Release"), gettext_lazy("Release now"), "flag",
        gettext_lazy("Released. Both sides get the proof by mail. Now give access to whoever works in it."),
        ReleaseForm, lambda move: move.state == MoveState.DELIVERED, _release_told,
        lambda actor, uid, _said: actions.release(actor, uid), primary=True,
    ),
    "resume": Deed(
        "move-resume", "", gettext_lazy("Resume"), gettext_lazy("Resume now"), "play",
        gettext_lazy("Resumed. The system is at work."),
        NothingForm, lambda move: move.state == MoveState.FAILED, _resume_told,
        lambda actor, uid, _said: actions.resume(actor, uid), primary=True,
    ),
    "reject": Deed(
        "move-reject", "receiver", gettext_lazy("Reject"), gettext_lazy("Reject and put back"),
        "hand-thumb-down", gettext_lazy("Put back with the giver; they got your reason by mail."),
        ReasonForm, _can_reject, _reject_told,
        lambda actor, uid, said: reject_delivered(actor, uid, said["reason"]),
    ),
    "take-back": Deed(
        "move-take-back", "receiver", gettext_lazy("Give back"), gettext_lazy("Give back now"), "arrow-uturn-left",
        gettext_lazy("It is being carried back. This page shows how far it is."),
        ReasonForm, _in_window, _take_back_told,
        lambda actor, uid, said: actions.take_back(actor, uid, said["reason"]),
    ),
    "withdraw": Deed(
        "move-withdraw", "giver", gettext_lazy("Withdraw"), gettext_lazy("Withdraw now"), "x-mark",
        gettext_lazy("Withdrawn. You have everything as it was."),
        ReasonForm, _can_withdraw, _withdraw_told,
        lambda actor, uid, said: actions.withdraw(actor, uid, said["reason"]),
    ),
}  # fmt: skip
