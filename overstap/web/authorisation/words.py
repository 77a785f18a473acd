"""Words of authorisation on pages, and the tones of their badges."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.books.authorisation.values import Deed, Demand, Moment, State

Words = Mapping[str, str | Promise]

STATES: Words = {
    State.WAITING: _("waiting"),
    State.APPROVED: _("approved"),
    State.REJECTED: _("rejected"),
    State.WITHDRAWN: _("withdrawn"),
}
TONES: Mapping[str, str] = {
    State.WAITING: "wait",
    State.APPROVED: "ok",
    State.REJECTED: "bad",
    State.WITHDRAWN: "neutral",
}
STANDS: Words = {
    "approved": _("approved"),
    "rejected": _("rejected"),
    "now": _("decides now"),
    "next": _("comes after that"),
    "skipped": _("was not asked"),
}
MOMENTS: Words = {Moment.BEFORE: _("before booking"), Moment.AFTER: _("after booking")}
DEMANDS: Words = {
    Demand.NONE: _("None"),
    Demand.OPTIONAL: _("Optional"),
    Demand.MANDATORY: _("Mandatory"),
}
DEEDS: Words = {
    Deed.STARTED: _("Sent into the workflow"),
    Deed.APPROVED: _("Approved"),
    Deed.REJECTED: _("Rejected"),
    Deed.REASSIGNED: _("Given to somebody else"),
    Deed.WITHDRAWN: _("Withdrawn"),
    Deed.SETTLED_APPROVED: _("Approved in the place of somebody else"),
    Deed.SETTLED_REJECTED: _("Rejected in the place of somebody else"),
}
DEED_TONES: Mapping[str, str] = {
    Deed.STARTED: "live",
    Deed.APPROVED: "ok",
    Deed.REJECTED: "bad",
    Deed.REASSIGNED: "warn",
    Deed.WITHDRAWN: "wait",
    Deed.SETTLED_APPROVED: "ok",
    Deed.SETTLED_REJECTED: "bad",
}
DEED_ICONS: Mapping[str, str] = {
    Deed.STARTED: "paper-airplane",
    Deed.APPROVED: "check",
    Deed.REJECTED: "x-mark",
    Deed.REASSIGNED: "arrow-right",
    Deed.WITHDRAWN: "arrow-uturn-left",
    Deed.SETTLED_APPROVED: "check",
    Deed.SETTLED_REJECTED: "x-mark",
}
