"""The switch itself, the way back, and the check afterwards that work can be done with the connection.

The administration stays the row that it was: same identity, same ledger (R006). Writers are kept out for as long as
the switch takes; what packages are asked is asked before and after it.
"""

import secrets
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from overstap.connectors import connections, proving, registry
from overstap.connectors.port import Books
from overstap.lib import clock
from overstap.lib.errors import NeedsPerson, OverstapError
from overstap.moves import freeze
from overstap.moves.carry import CodeTaken
from overstap.moves.profiles import Profile
from overstap.moves.relinks import gates
from overstap.moves.relinks.gates import Plan
from overstap.moves.relinks.models import RelinkCheck, RelinkPart
from overstap.moves.relinks.values import CheckPurpose, PartOutcome
from overstap.moves.values import Problem
from overstap.tenancy import checks
from overstap.tenancy.addresses import giving
from overstap.tenancy.addresses.models import Address
from overstap.tenancy.models import AccountingSystem, Administration
from overstap.tenancy.values import AdministrationState


class ChangedMeanwhile(NeedsPerson):
    """It is no longer as it was when this was looked at."""

    code = "RELINK-CHANGED"


def run(which: Profile, part: RelinkPart, plan: Plan, problems: Sequence[Problem]) -> bool:
    """Switch one administration, or write down why not; others are not held up by it (R013). Gives whether it was."""
    try:
        with transaction.atomic():
            if problems:
                raise gates.closed(problems)
            _switch(which, part, plan)
    except OverstapError as error:
        part.outcome, part.failure = PartOutcome.FAILED, error.as_dict()
    else:
        part.outcome, part.failure = PartOutcome.DONE, None
    part.open = False
    part.save()
    return part.outcome == PartOutcome.DONE


def undo(which: Profile, part: RelinkPart) -> None:
    """Let an administration work as before the switch. Raises ChangedMeanwhile, CodeTaken or WritersBusy."""
    one = Administration.objects.get(pk=part.administration_id)
    with transaction.atomic():
        _hold(one, part.new_code, part.after_id)
        if part.before is None:
            raise ChangedMeanwhile(
                _("The connection that “%(name)s” worked with is gone.") % {"name": one.name},
                remedy=_("Add it again, and change the connection to it."),
            )
        _save(one, part.before, part.old_code)
        if part.new_code != part.old_code:
            giving.leave_place(one, part.new_code, giving.in_days(which.addresses.link_redirect_days))
            _restore_address(which, one, part.old_address)
    part.outcome = PartOutcome.UNDONE
    part.save(update_fields=["outcome"])


def try_out(part: RelinkPart, purpose: CheckPurpose) -> RelinkCheck:
    """Look whether work can be done in the package for this administration as it is now, and keep the result.

    Where the package lets books be read and written, it is asked once for changes; and with the order's leave a test
    entry is booked there, read back and taken back (R020, R021, R026).
    """
    one = Administration.objects.select_related("system").get(pk=part.administration_id)
    works, listed, message = _look(one)
    found = RelinkCheck(
        part=part, at=clock.now(), purpose=purpose, code=one.code, works=works, listed=listed, message=message
    )
    if works and listed and not message and one.system is not None:
        _prove(found, one.system, with_entry=part.order.prove)
    found.save()
    return found


def _look(one: Administration) -> tuple[bool, bool, str]:
    if one.system is None:
        return False, False, _("It works with no connection.")
    health = connections.health(one.system)
    if not health.works:
        return False, False, health.message
    try:
        there = connections.listed(one.system).get(one.code)
    except OverstapError as error:
        return False, False, error.message
    if there is None:
        return True, False, _("The package does not list the code “%(code)s”.") % {"code": one.code}
    return True, not there.blocked, there.blocked


def _prove(found: RelinkCheck, system: AccountingSystem, *, with_entry: bool) -> None:
    connection = connections.connection_of(system)
    connector = registry.connector(connection.package)
    if not isinstance(connector, Books):
        return
    synced = proving.synchronisation(connector, connection, found.code)
    found.syncing, found.syncing_told = synced.outcome, synced.told
    if with_entry:
        reference = f"OVERSTAP-{secrets.token_hex(5)}"
        posted = proving.posting(connector, connection, found.code, reference)
        found.posting, found.posting_told = posted.outcome, posted.told


def _switch(which: Profile, part: RelinkPart, plan: Plan) -> None:
    one = Administration.objects.get(pk=plan.administration.pk)
    _hold(one, plan.administration.code, plan.administration.system_id)
    part.old_address = one.delivery_address
    _save(one, plan.target, checks.administration_code(plan.new_code))
    if not plan.changes_code:
        return
    giving.leave_place(one, part.old_code, giving.in_days(which.addresses.link_redirect_days))
    if one.delivery_address and which.addresses.inbox_changes:
        _new_address(which, one)


def _hold(one: Administration, code: str, system: int | None) -> None:
    """Keep writers out until the transaction ends; the administration has to be as it was looked at."""
    freeze.hold(one)
    one.refresh_from_db()
    if (one.state, one.code, one.system_id) != (AdministrationState.ACTIVE, code, system):
        raise ChangedMeanwhile(
            _("“%(name)s” is no longer as it was.") % {"name": one.name},
            remedy=_("Look at it under Settings > Administrations."),
        )


def _save(one: Administration, system: AccountingSystem | None, code: str) -> None:
    one.system, one.code = system, code
    try:
        with transaction.atomic():
            one.save(update_fields=["system", "code"])
    except IntegrityError as error:
        raise CodeTaken(
            _("The code “%(code)s” is in use here.") % {"code": code}, remedy=_("Choose another code.")
        ) from error


def _new_address(which: Profile, one: Administration) -> None:
    try:
        with transaction.atomic():
            giving.make(one, old_until=giving.in_days(which.addresses.inbox_forward_days))
    except giving.AddressStands:
        return  # its address does not hang on the code


def _restore_address(which: Profile, one: Administration, address: str) -> None:
    living = giving.living(one)
    if not address or (living is not None and living.address == address):
        return
    if living is not None:
        living.ends_at = giving.in_days(which.addresses.inbox_forward_days)
        living.save(update_fields=["ends_at"])
    Address.objects.filter(address=address, administration_uid=one.uid).update(ends_at=None)
    one.delivery_address = address
    one.save(update_fields=["delivery_address"])
