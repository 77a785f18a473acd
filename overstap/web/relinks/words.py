"""Words of changes of connection."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.moves.relinks.values import OrderState, PackageMove, PartOutcome

Words = Mapping[str, str | Promise]

MOVED: Mapping[PackageMove, str | Promise] = {
    PackageMove.FINISHED: _("Yes, moved in the package"),
    PackageMove.NONE: _("Nothing moves in the package"),
    PackageMove.NOT_YET: _("Not yet, it still has to"),
}
STATES: Words = {
    OrderState.ASKED: _("waits for the operator"),
    OrderState.EXECUTED: _("executed"),
    OrderState.DECLINED: _("declined"),
    OrderState.WITHDRAWN: _("withdrawn"),
}
OUTCOMES: Words = {
    PartOutcome.PENDING: _("waits"),
    PartOutcome.DONE: _("changed"),
    PartOutcome.FAILED: _("not changed"),
    PartOutcome.UNDONE: _("undone"),
    PartOutcome.DECLINED: _("declined"),
    PartOutcome.WITHDRAWN: _("withdrawn"),
}
TONES: Mapping[str, str] = {
    OrderState.ASKED: "wait",
    OrderState.EXECUTED: "ok",
    OrderState.DECLINED: "bad",
    OrderState.WITHDRAWN: "neutral",
    PartOutcome.PENDING: "wait",
    PartOutcome.DONE: "ok",
    PartOutcome.FAILED: "bad",
    PartOutcome.UNDONE: "neutral",
}
