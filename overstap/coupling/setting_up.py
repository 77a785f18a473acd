"""The verbs of setting a coupling up: connect, select, configure, confirm. All run in the transaction of the door.

1. ``begin``: step 1, or step 2 at once where a connection is there (R196, R197).
2. ``select`` the administrations (R198).
3. ``configure`` how contacts are treated and which code each administration has, then ``confirm`` (R199 to R211).

From there the worker goes on (``running``), and then ``finishing``. Administrations that are added later pass through
the same steps.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from overstap.connectors import connecting, connections
from overstap.connectors.words import why_nothing_is_listed
from overstap.coupling import entering, running, telling
from overstap.coupling.errors import CodeRefused, NotConfirmed, NotSelectable
from overstap.coupling.models import Card, Coupled, Coupling
from overstap.coupling.projects.codes import is_code, used_codes
from overstap.coupling.values import FIELDS, HERE, Stage, Standing, Treatment
from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.tenancy import access, audit, systems
from overstap.tenancy.access import Actor
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import AccountingSystem, Environment
from overstap.tenancy.roles import Right
from overstap.tenancy.values import PackageFamily

PACKAGE = PackageFamily.EXACT_ONLINE  # the one whose relations are kept in step
MOST = 100  # administrations
EVERYTHING = "*"  # in ``leads``: every field that is not named


@dataclass(frozen=True, slots=True)
class Choice:
    """An administration that the package lists. ``blocked``: why it cannot be chosen; ``standing``: how it is here."""

    code: str
    name: str
    blocked: str = ""
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A connection and what can be chosen there; ``trouble`` where it did not tell, ``advice`` where it lists nothing.

    ``let_in``: whether somebody connected it.
    """

    number: int
    name: str
    let_in: bool
    choices: tuple[Choice, ...] = ()
    trouble: str = ""
    advice: str = ""


def begin(actor: Actor) -> Stage:
    """The step at which setting up stands; whoever has a connection that is let in is past step 1 (R197).

    Raises NotAllowed, CouplingOff.
    """
    coupling = entering.to_look_at_setting_up(actor)
    if coupling.stage == Stage.CONNECT and connecting.let_in(actor.environment, PACKAGE):
        coupling = entering.to_set_up(actor)
        if coupling.stage == Stage.CONNECT:
            entering.to_stage(coupling, Stage.SELECT)
            coupling.save()
    return Stage(coupling.stage)


def sources(actor: Actor) -> list[Source]:
    """What can be chosen, asked of the package now. Raises NotAllowed, CouplingOff."""
    coupling = entering.to_look_at_setting_up(actor)
    let_in = connecting.let_in(actor.environment, PACKAGE)
    there = entering.administrations(coupling)
    return [_source(one, there, asked=one.pk in let_in) for one in _systems(actor.environment)]


def connections_of(actor: Actor) -> list[Source]:
    """The connections with the package, without what can be chosen there: nothing is asked of it.

    Raises NotAllowed, CouplingOff.
    """
    entering.to_look_at_setting_up(actor)
    let_in = connecting.let_in(actor.environment, PACKAGE)
    return [Source(one.pk, systems.name_of(one), one.pk in let_in) for one in _systems(actor.environment)]


def select(actor: Actor, chosen: Collection[tuple[int, str]]) -> None:
    """Couple these (connection, code at the package), beside those that are coupled already (R198).

    What was chosen before and never read is left out again where it is not among them. Raises NotAllowed, CouplingOff,
    CouplingStage, NotSelectable.
    """
    listed = sources(actor)  # before the lock: the package may take its time
    coupling = entering.to_set_up(actor)
    _reach_selecting(coupling, actor.environment)
    there = {(one.system_id, one.foreign): one for one in entering.administrations(coupling)}
    for key, one in there.items():
        if one.standing == Standing.CHOSEN and key not in chosen:
            _leave_out(one)
    for key in sorted(set(chosen) - set(there)):
        _choose(actor, coupling, key, _selectable(listed, key))
    count = len(entering.administrations(coupling))
    if not 0 < count <= MOST:
        raise NotSelectable(
            _("Choose at least one administration, and at most %(most)d.") % {"most": MOST},
            remedy=_("Tick those that belong to this environment."),
        )
    entering.to_stage(coupling, Stage.CONFIGURE)
    coupling.save()
    audit.record(actor, "coupling.select", {"administrations": _names(coupling)})


def go_back(actor: Actor) -> None:
    """From configuring back to selecting. Raises NotAllowed, CouplingOff, CouplingStage."""
    coupling = entering.to_set_up(actor)
    entering.require_stage(coupling, Stage.CONFIGURE)
    entering.to_stage(coupling, Stage.SELECT)
    coupling.save()


def add_more(actor: Actor) -> None:
    """Couple further administrations to an environment whose coupling runs. Raises as ``go_back``."""
    coupling = entering.to_set_up(actor)
    entering.require_stage(coupling, Stage.RUNNING)
    entering.to_stage(coupling, Stage.SELECT)
    coupling.save()


def leave_it(actor: Actor) -> None:
    """Add no further administrations after all; the coupling runs as it did. Raises as ``go_back``."""
    coupling = entering.to_set_up(actor)
    entering.require_stage(coupling, Stage.SELECT, Stage.CONFIGURE)
    there = entering.administrations(coupling)
    added = [one for one in there if one.standing == Standing.CHOSEN]
    if len(added) == len(there):
        raise NotSelectable(
            _("Nothing is coupled yet, so there is nothing to go back to."),
            remedy=_("Choose the administrations to couple."),
        )
    for one in added:
        _leave_out(one)
    coupling.stage = Stage.SELECT
    entering.to_stage(coupling, Stage.RUNNING)
    coupling.save()


def proposals(actor: Actor) -> dict[int, str]:
    """A free code for each administration that has none, by number of the coupled administration (R204, R208)."""
    coupling = entering.to_look_at_setting_up(actor)
    there = entering.administrations(coupling)
    taken = {*_codes_ever(coupling).values(), *used_codes(coupling)}
    free = (code for code in (f"{number:03}" for number in range(1, 1000)) if code not in taken)
    return {one.pk: one.code or next(free, "") for one in there}


def leads(actor: Actor) -> dict[str, str]:
    """Field -> number of the coupled administration that leads, or HERE; of absent fields a person decides."""
    return {field: str(leader) for field, leader in entering.to_look_at_setting_up(actor).leads.items()}


def configure(actor: Actor, treatment: str, codes: Mapping[int, str], leads: Mapping[str, str] | None = None) -> None:
    """Say how contacts are treated, which code each coupled administration has, and who leads where they differ.

    ``codes``: by number of the coupled administration; the code of one that was read before stays. ``leads``: field,
    or EVERYTHING -> number of a coupled administration; HERE: what stands here leads, once it was settled; or empty:
    a person decides. Raises NotAllowed, CouplingOff, CouplingStage, CodeRefused, Malformed.
    """
    coupling = entering.to_set_up(actor)
    entering.require_stage(coupling, Stage.CONFIGURE)
    there = entering.administrations(coupling)
    coupling.treatment = _treatment(treatment)
    coupling.leads = _leads(leads or {}, there)
    fresh = [one for one in there if one.standing == Standing.CHOSEN]
    wanted = {one.pk: codes.get(one.pk, one.code).strip() for one in fresh}
    _require_free(coupling, wanted, {one.pk: one.name for one in there})
    Coupled.objects.filter(pk__in=wanted).update(code="")  # so that two can change places
    for one in fresh:
        one.code = wanted[one.pk]
        one.save(update_fields=["code"])
    coupling.save()
    audit.record(actor, "coupling.configure", {"treatment": coupling.treatment, "codes": _codes(there)})


def confirm(actor: Actor, *, understood: bool, tell_colleagues: bool = True) -> int:
    """Begin to fetch and compare (R209, R212); people go on working, and are asked to leave contacts alone (R210).

    Gives how many mails go out. Raises NotAllowed, CouplingOff, CouplingStage, CodeRefused, NotConfirmed.
    """
    coupling = entering.to_set_up(actor)
    access.require(actor, Right.WRITE_BOOKS)  # what the worker does is done in the name of who confirms
    entering.require_stage(coupling, Stage.CONFIGURE)
    there = entering.administrations(coupling)
    fresh = {one.pk: one.code for one in there if one.standing == Standing.CHOSEN}
    _require_free(coupling, fresh, {one.pk: one.name for one in there})
    if not understood:
        raise NotConfirmed(
            _("Nothing was begun: you did not say that contacts are left alone for now."),
            remedy=_("Read the last step, tick that you understood it, and press “Synchronise” again."),
        )
    entering.to_stage(coupling, Stage.FETCHING)
    coupling.confirmed_by, coupling.confirmed_at = actor.person, clock.now()
    coupling.done, coupling.problem = [], None
    told = telling.warn_colleagues(actor, coupling) if tell_colleagues else 0
    coupling.waits_until, coupling.waits_for, coupling.tries = None, {}, 0
    coupling.save()
    audit.record(actor, "coupling.confirm", {"administrations": _names(coupling), "told": told})
    running.defer(coupling, actor.environment.slug)
    return told


def _systems(environment: Environment) -> Sequence[AccountingSystem]:
    found = AccountingSystem.objects.filter(environment=environment, package=PACKAGE)
    return list(found.order_by("name", "pk"))


def _source(system: AccountingSystem, there: Sequence[Coupled], *, asked: bool) -> Source:
    name = systems.name_of(system)
    if not asked:
        return Source(system.pk, name, let_in=False)
    try:
        found = connections.listed(system)
    except OverstapError as error:
        return Source(system.pk, name, let_in=True, trouble=error.message)
    here = {one.foreign: one for one in there}
    choices = tuple(_choice(one.code, one.name, one.blocked, system, here.get(one.code)) for one in found.values())
    advice = "" if found else why_nothing_is_listed(PACKAGE)
    return Source(system.pk, name, let_in=True, choices=choices, advice=advice)


def _choice(code: str, name: str, blocked: str, system: AccountingSystem, here: Coupled | None) -> Choice:
    if here is not None and here.system_id != system.pk:
        return Choice(code, name, _("It is coupled by another connection already."))
    return Choice(code, name, blocked, Standing(here.standing) if here else None)


def _reach_selecting(coupling: Coupling, environment: Environment) -> None:
    connected = coupling.stage == Stage.CONNECT and bool(connecting.let_in(environment, PACKAGE))
    if connected or coupling.stage == Stage.CONFIGURE:
        entering.to_stage(coupling, Stage.SELECT)
    entering.require_stage(coupling, Stage.SELECT)


def _selectable(listed: Sequence[Source], key: tuple[int, str]) -> Choice:
    connection, code = key
    choices = [each for one in listed if one.number == connection for each in one.choices if each.code == code]
    if not choices:
        raise NotSelectable(
            _("Administration %(code)s is not listed there.") % {"code": code[:60]},
            remedy=_("Load the list again, and choose from it."),
        )
    if choices[0].blocked:
        raise NotSelectable(
            _("“%(name)s” cannot be coupled now: %(reason)s") % {"name": choices[0].name, "reason": choices[0].blocked},
            remedy=_("Choose another administration, or have it opened in the package."),
        )
    return choices[0]


def _choose(actor: Actor, coupling: Coupling, key: tuple[int, str], choice: Choice) -> None:
    """Couple it; one that was uncoupled before comes back with its code, because its invoices have that."""
    system, foreign = key
    before = Coupled.objects.filter(coupling=coupling, system_id=system, foreign=foreign).order_by("-pk").first()
    one = before or Coupled(environment=actor.environment, coupling=coupling, system_id=system, foreign=foreign)
    one.name, one.standing, one.ended_at = choice.name[:200], Standing.CHOSEN, None
    one.cursor, one.problem = "", None
    one.chosen_by, one.chosen_at = actor.person, clock.now()
    one.save()
    Card.objects.filter(coupled=one).update(to_match=True)  # with what came while it was away it was never compared


def _leave_out(one: Coupled) -> None:
    one.standing, one.ended_at = Standing.ENDED, clock.now()
    if one.read_at is None:
        one.code = ""  # nothing ever had it
    one.save(update_fields=["standing", "ended_at", "code"])


def _treatment(text: str) -> Treatment:
    if text not in set(Treatment):
        raise Malformed(
            _("Say how contacts are to be treated."),
            code="COUPLING-TREATMENT",
            remedy=_("Choose automatic, or by hand."),
        )
    return Treatment(text)


def _leads(asked: Mapping[str, str], there: Sequence[Coupled]) -> dict[str, int | str]:
    """Field -> number of the administration that leads, or HERE; fields of which a person decides are absent."""
    everything = asked.get(EVERYTHING, "")
    chosen = {field: asked.get(field) or everything for field in FIELDS}
    known = {HERE, *(str(one.pk) for one in there)}
    if any(leader and leader not in known for leader in chosen.values()):
        raise Malformed(
            _("Only a coupled administration can lead, or what stands here."),
            code="COUPLING-LEADS",
            remedy=_("Choose one from the list, or decide yourself each time."),
        )
    return {field: HERE if leader == HERE else int(leader) for field, leader in chosen.items() if leader}


def _require_free(coupling: Coupling, wanted: Mapping[int, str], names: Mapping[int, str]) -> None:
    """Raise CodeRefused unless each code is three digits, its own alone, and in no invoice number yet (R205, R208)."""
    others = {code: key for key, code in _codes_ever(coupling).items() if key not in wanted}
    there = Coupled.objects.in_bulk(list(wanted))
    for key, code in wanted.items():
        used = used_codes(coupling, besides=there[key])
        again = [one for one, each in wanted.items() if each == code and one != key]
        if not is_code(code):
            raise _refused(_("The code of “%(name)s” has to be three digits, such as 001."), names[key])
        if again or code in others:
            raise _refused(_("The code of “%(name)s” is that of another administration too."), names[key])
        if code in used:
            raise CodeRefused(
                _("The code %(code)s is in an invoice number that exists: %(number)s.")
                % {"code": code, "number": used[code]},
                remedy=_("Choose another code for “%(name)s”.") % {"name": names[key]},
                facts={"administration": names[key]},
            )


def _refused(text: str, name: str) -> CodeRefused:
    return CodeRefused(
        text % {"name": name},
        remedy=_("Give each administration three digits of its own."),
        facts={"administration": name},
    )


def _codes_ever(coupling: Coupling) -> dict[int, str]:
    """Also of those that were uncoupled: their invoices keep their numbers."""
    return dict(Coupled.objects.filter(coupling=coupling).exclude(code="").values_list("pk", "code"))


def _codes(there: Sequence[Coupled]) -> dict[str, str]:
    return {one.foreign: one.code for one in there}


def _names(coupling: Coupling) -> list[str]:
    return [one.name for one in entering.administrations(coupling)]
