"""Words of the console: whose turn it is, what jobs do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.moves.orders import OPERATOR, SYSTEM, Order
from overstap.moves.values import MoveState

_TURNS: Mapping[str, str | Promise] = {
    "giver": gettext_lazy("the giver"),
    "receiver": gettext_lazy("the receiver"),
    "client": gettext_lazy("the client"),
    SYSTEM: gettext_lazy("the system"),
    OPERATOR: gettext_lazy("an operator, or one of the parties"),
}
TASKS: Mapping[str, str | Promise] = {
    "moves.advance": gettext_lazy("Take a migration further"),
    "moves.due": gettext_lazy("End codes and undo windows whose time has come"),
    "moves.rehearse": gettext_lazy("Rehearse a migration"),
    "takeovers.remind": gettext_lazy("Remind parties of their approval"),
    "aftercare.remind": gettext_lazy("Remind people of tasks"),
    "authorisation.remind": gettext_lazy("Remind people of documents that wait"),
    "audit-file.import": gettext_lazy("Import an audit file"),
    "audit-file.sweep": gettext_lazy("Remove uploads that nobody imported"),
    "ledger.snapshot": gettext_lazy("Sum up a ledger"),
    "durable.send_mail": gettext_lazy("Send an e-mail"),
}


def turn(one: Order) -> str:
    """Whom a move waits for, in words; empty where only time has to pass, or nothing is to be done."""
    if one.state == MoveState.RELEASED:
        return _("the end of the undo window")
    return ", ".join(str(_TURNS.get(party, party)) for party in one.waits_for)


def task(name: str) -> str:
    """What a job does, in words; one without words stands for itself."""
    return str(TASKS.get(name, name))
