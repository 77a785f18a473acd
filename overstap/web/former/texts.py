"""Words and colours of how people stand who did not go along, and of what was done about them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.moves.people.values import EventKind, Shown

Words = Mapping[str, str | Promise]

STATES: Words = {
    Shown.WAITING: _("Not invited yet"),
    Shown.INVITED: _("Invited"),
    Shown.EXPIRED: _("Invitation expired"),
    Shown.WITHDRAWN: _("Invitation withdrawn"),
    Shown.ACCEPTED: _("Works here again"),
    Shown.DECLINED: _("Declined"),
    Shown.LINKED: _("Linked"),
    Shown.PUT_ASIDE: _("Put aside"),
    Shown.ENDED: _("Ended"),
}
TONES: Mapping[str, str] = {
    Shown.WAITING: "info",
    Shown.INVITED: "wait",
    Shown.EXPIRED: "warn",
    Shown.WITHDRAWN: "warn",
    Shown.ACCEPTED: "ok",
    Shown.DECLINED: "warn",
    Shown.LINKED: "ok",
    Shown.PUT_ASIDE: "neutral",
    Shown.ENDED: "neutral",
}
EVENTS: Words = {
    EventKind.KEPT: _("Kept at the release"),
    EventKind.INVITED: _("Invited"),
    EventKind.ACCEPTED: _("Accepted the invitation"),
    EventKind.DECLINED: _("Declined the invitation"),
    EventKind.LINKED: _("Linked to somebody who works here"),
    EventKind.UNLINKED: _("Link undone"),
    EventKind.RESTORED: _("Access given again"),
    EventKind.PUT_ASIDE: _("Put aside, e-mail address erased"),
    EventKind.ENDED: _("Ended: given back"),
}
EVENT_ICONS: Mapping[str, str] = {
    EventKind.KEPT: "user",
    EventKind.INVITED: "paper-airplane",
    EventKind.ACCEPTED: "check",
    EventKind.DECLINED: "hand-thumb-down",
    EventKind.LINKED: "link",
    EventKind.UNLINKED: "link-slash",
    EventKind.RESTORED: "key",
    EventKind.PUT_ASIDE: "archive-box",
    EventKind.ENDED: "arrow-uturn-left",
}
TABS: Words = {"todo": _("To do"), "here": _("Works here"), "aside": _("Put aside or ended"), "all": _("All")}
