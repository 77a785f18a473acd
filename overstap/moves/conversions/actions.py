"""The verbs of conversions. All run in the transaction of ``access.enter`` (at the doors: ``audit.attempt``).

1. ``draw_up`` says what can be carried, by both capability tables.
2. ``begin`` reads; the mapping comes out.
3. ``deciding.decide`` until nothing is open.
4. ``write`` writes, reads back and compares.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from overstap.connectors.values import Kind, Way
from overstap.lib import clock
from overstap.moves.conversions import ends, planning, running, staging
from overstap.moves.conversions.errors import (
    ConversionState,
    NothingToCarry,
    NotListed,
    SameBooks,
    StillOpen,
    TooMany,
)
from overstap.moves.conversions.models import Conversion, Pair
from overstap.moves.conversions.values import ENDED, LEGAL, SURE, End, Order, PlanRow, State, plan
from overstap.tenancy import access, audit, checks
from overstap.tenancy.access import Actor, NotFound
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState, PackageFamily

MOST_OPEN = 10
EARLIEST_YEAR, LATEST_YEAR = 1950, 2200


def draw_up(actor: Actor, order: Order) -> UUID:
    """Draw up a conversion, and show what can be carried; nothing is read or written yet. Gives its uid.

    Raises NotAllowed, SameBooks, NotListed, NothingToCarry, TooMany, Malformed, and what the packages answer.
    """
    require_converting(actor)
    _require_sense(order)
    if Conversion.objects.filter(environment=actor.environment).exclude(state__in=ENDED).count() >= MOST_OPEN:
        raise TooMany(
            _("%(most)d conversions are under way here already.") % {"most": MOST_OPEN},
            remedy=_("Wait until one is done, or cancel one."),
        )
    source, target = _listed(actor, order.source), _target(actor, order)
    rows = plan(*(ends.reach(actor, end).connector.capabilities() for end in (source, target)))
    _require_something(rows)
    made = Conversion.objects.create(
        environment=actor.environment,
        ordered_by=actor.person,
        source_package=source.package,
        source_system_id=source.system,
        source_code=source.code,
        source_name=source.name[:200],
        source_called=ends.called(actor, source)[:100],
        target_package=target.package,
        target_system_id=target.system,
        target_code=target.code,
        target_name=target.name[:200],
        target_called=ends.called(actor, target)[:100],
        makes_target=order.makes_target,
        first_year=order.first_year,
        plan=planning.kept(rows),
    )
    audit.record(actor, "conversion.draw-up", running.told(made))
    return made.uid


def begin(actor: Actor, uid: UUID) -> None:
    """Have the source read. Raises NotAllowed, NotFound, ConversionState."""
    order = locked(actor, uid)
    _to(order, State.READING)
    order.save()
    running.defer(order, actor.environment.slug)
    audit.record(actor, "conversion.begin", running.told(order))


def write(actor: Actor, uid: UUID) -> None:
    """Have the target written as it was mapped, read back and compared. Raises as ``begin``, and StillOpen."""
    order = locked(actor, uid)
    _to(order, State.WRITING)
    count = open_pairs(order)
    if count:
        raise StillOpen(
            _("Of %(count)d codes nobody has decided yet what they become.") % {"count": count},
            remedy=_("Decide about each of them; the least sure come first."),
            facts={"open": count},
        )
    order.save()
    running.defer(order, actor.environment.slug)
    audit.record(actor, "conversion.write", running.told(order))


def go_on(actor: Actor, uid: UUID) -> None:
    """Let one that stopped, or waits, go on where it was. Raises as ``begin``."""
    order = locked(actor, uid)
    if order.state == State.STOPPED:
        order.state, order.stopped_in, order.problem = State(order.stopped_in), "", None
    elif order.waits_until is None:
        raise _not_now()
    order.waits_until, order.waits_for, order.tries = None, {}, 0
    order.save()
    running.defer(order, actor.environment.slug)
    audit.record(actor, "conversion.go-on", running.told(order))


def cancel(actor: Actor, uid: UUID) -> None:
    """Call it off; what was written in the target stays there. Raises as ``begin``."""
    order = locked(actor, uid)
    _to(order, State.CANCELLED)
    order.ended_at, order.waits_until, order.waits_for = clock.now(), None, {}
    order.save()
    staging.forget(order)
    audit.record(actor, "conversion.cancel", running.told(order))


def require_converting(actor: Actor) -> None:
    """Raise NotAllowed unless the actor may convert, and so may see the environment's conversions."""
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    access.require(actor, Right.WRITE_BOOKS)


def locked(actor: Actor, uid: UUID) -> Conversion:
    """A conversion of the actor's environment, until the transaction ends for them alone. Raises NotFound."""
    require_converting(actor)
    found = Conversion.objects.select_for_update().filter(environment=actor.environment, uid=uid).first()
    if found is None:
        raise not_found()
    return found


def not_found() -> NotFound:
    """There is no such conversion here."""
    return NotFound(
        _("There is no such conversion here."),
        code="CONVERSION-NOT-FOUND",
        remedy=_("Choose one from the list under Migrations > Conversions."),
    )


def open_pairs(order: Conversion) -> int:
    """How many codes wait for somebody's decision."""
    return Pair.objects.filter(conversion=order, decided_by=None, confidence__lt=SURE).count()


def _to(order: Conversion, state: State) -> None:
    if state not in LEGAL[State(order.state)]:
        raise _not_now()
    order.state = state


def _not_now() -> ConversionState:
    return ConversionState(_("That cannot be done with this conversion now."), remedy=_("See on its page how it goes."))


def _require_sense(order: Order) -> None:
    source, target = order.source, order.target
    if (source.package, source.system, source.code) == (target.package, target.system, target.code):
        raise SameBooks(
            _("Source and target are the same administration."), remedy=_("Choose another administration to write to.")
        )
    if order.first_year and not EARLIEST_YEAR <= order.first_year <= LATEST_YEAR:
        raise checks.Malformed(
            _("That is no book year."), code="CONVERSION-YEAR", remedy=_("Write it with four digits, such as 2024.")
        )


def _target(actor: Actor, order: Order) -> End:
    """Where to write: listed by its package, or a new administration of the house."""
    if not order.makes_target:
        return _listed(actor, order.target)
    if order.target.package != PackageFamily.HOUSE:
        raise NotListed(
            _("A new administration can be made in Overstap only."),
            remedy=_("Make it in the package first, and choose it here."),
        )
    code = checks.administration_code(order.target.code)
    used = Administration.objects.filter(environment=actor.environment, code=code)
    if used.exclude(state=AdministrationState.MOVED).exists():
        raise SameBooks(
            _("There is an administration %(code)s already.") % {"code": code},
            code="CONVERSION-CODE-TAKEN",
            remedy=_("Choose another code."),
        )
    name = checks.name(order.target.name or order.source.name or code)
    return End(PackageFamily.HOUSE, None, code, name)


def _listed(actor: Actor, end: End) -> End:
    """The end with the name that its package gives it. Raises NotListed."""
    reached = ends.reach(actor, end)
    found = next((one for one in reached.connector.administrations(reached.connection) if one.code == end.code), None)
    if found is None:
        raise NotListed(
            _("%(package)s lists no administration %(code)s.")
            % {"package": reached.connection.name, "code": end.code[:60]},
            remedy=_("Check the code, and whether the user that connects there may see it."),
        )
    if found.blocked:
        raise NotListed(
            _("“%(name)s” cannot be used now: %(reason)s") % {"name": found.name, "reason": found.blocked},
            remedy=_("Choose another administration, or have it opened in the package."),
        )
    return End(end.package, end.system, end.code, found.name)


def _require_something(rows: list[PlanRow]) -> None:
    needed = {Kind.ACCOUNTS, Kind.ENTRIES, Kind.RELATIONS, Kind.OPENING}
    if all(one.way in (Way.NO, Way.FILE) for one in rows if one.kind in needed):
        raise NothingToCarry(
            _("Nothing of this can be carried by the interfaces of these packages."),
            remedy=_("Export an audit file there, and import that."),
        )
