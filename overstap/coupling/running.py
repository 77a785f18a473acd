"""What the worker does for a coupling: one step at a time, each in a transaction, as who confirmed it.

1. Fetching: one administration after the other. One that does not let us in is marked, and the others go on.
2. Comparing, then synchronising: contacts, and what people have to decide.

A package that is busy or away is waited for, and the page says until when. What stops it stops it where it was.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from overstap.coupling import entering, fetching, findings, queries, synchronising, telling
from overstap.coupling.errors import CouplingStage, StillOpen
from overstap.coupling.models import Coupled, Coupling
from overstap.coupling.values import AT_WORK, Stage, Standing
from overstap.durable import engine, points
from overstap.durable.failures import as_worker
from overstap.durable.waiting import again_at
from overstap.lib.errors import NeedsPerson, OverstapError
from overstap.lib.kept_sentences import keep, keep_error, keep_unexpected
from overstap.lib.sentences import sentence
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right

ADVANCE = "coupling.advance"
_UNEXPECTED = sentence("Something unexpected happened while contacts were compared.")
_ASK = sentence("Press “Go on”. Where that does not help, ask the helpdesk: they can see what happened.")
_READ, _BACK = "read ", "back "  # what ``Coupling.done`` says of a round


def advance(coupling: int, environment: str) -> bool:
    """Take a coupling one step further; True where the next can follow at once."""
    with as_worker():
        one = Coupling.objects.select_related("confirmed_by").filter(pk=coupling, stage__in=AT_WORK).first()
    if one is None or one.confirmed_by is None or one.switched_off_at is not None:
        return False
    person = one.confirmed_by
    with translation.override(person.language or settings.LANGUAGE_CODE):
        try:
            with access.enter(person, environment) as actor:
                return _step(actor)
        except OverstapError as error:
            return _stop(coupling, error)


def give_up(error: Exception, *, coupling: int, environment: str) -> None:
    """After an error that will not go away: say so; what was done stays, and it can go on."""
    del error, environment  # kept with the job for the operator; it may say more than the person should read
    with as_worker():
        one = Coupling.objects.filter(pk=coupling, stage__in=AT_WORK).first()
        if one is not None:
            _stopped(one, keep_unexpected(_UNEXPECTED, _ASK))


def defer(coupling: Coupling, environment: str, at: datetime | None = None) -> None:
    """Have the worker go on with a coupling, now or at a moment. ``environment``: its slug."""
    lock = f"coupling {environment}"
    engine.defer(ADVANCE, at=at, lock=lock, coupling=coupling.pk, environment=environment)


def go_on(actor: Actor) -> None:
    """Let a coupling that stopped, or waits, go on where it was, in the name of ``actor`` from here on.

    Administrations that did not let us in are tried again. Raises NotAllowed, CouplingOff, CouplingStage.
    """
    coupling = entering.to_set_up(actor)
    access.require(actor, Right.WRITE_BOOKS)
    entering.require_stage(coupling, *AT_WORK)
    coupling.confirmed_by = actor.person
    if coupling.stage == Stage.FETCHING:
        lost = {f"{_READ}{one.pk}" for one in entering.administrations(coupling) if one.standing == Standing.LOST}
        coupling.done = [step for step in coupling.done if step not in lost]
    _set_out(actor, coupling)
    audit.record(actor, "coupling.go-on", {"stage": coupling.stage})


def recheck(actor: Actor) -> None:
    """Read again what changed at the package, compare it, and come back to this step (R211, R218).

    Raises NotAllowed, CouplingOff, CouplingStage (before the first reading, and while the worker is at it).
    """
    coupling = entering.to_set_up(actor)
    entering.require_stage(coupling, Stage.SOLVING, Stage.MATCHING)
    _read_again(actor, coupling, Stage(coupling.stage))
    audit.record(actor, "coupling.recheck", {"stage": coupling.stage})


def begin_matching(actor: Actor) -> None:
    """From solving to matching. Raises NotAllowed, CouplingOff, CouplingStage, StillOpen (R217)."""
    coupling = entering.to_set_up(actor)
    entering.require_stage(coupling, Stage.SOLVING)
    findings.require_none_grave(coupling)
    entering.to_stage(coupling, Stage.MATCHING)
    coupling.save()
    audit.record(actor, "coupling.match", {})


def finish_matching(actor: Actor) -> None:
    """Everything is decided: read once more what changed meanwhile; where nothing did, on to the settings (R211, R222).

    Raises NotAllowed, CouplingOff, CouplingStage, StillOpen.
    """
    coupling = entering.to_set_up(actor)
    entering.require_stage(coupling, Stage.MATCHING)
    findings.require_none_grave(coupling)
    count = queries.open_matters(coupling)
    if count:
        raise StillOpen(
            _("Open about contacts still: %(count)d.") % {"count": count},
            remedy=_("Decide about each of them; the likeliest come first."),
            facts={"open": count},
        )
    _read_again(actor, coupling, Stage.SETTINGS)
    audit.record(actor, "coupling.matched", {})


def _read_again(actor: Actor, coupling: Coupling, back: Stage) -> None:
    entering.to_stage(coupling, Stage.FETCHING)
    coupling.done = [*_besides(coupling), f"{_BACK}{back}"]
    _set_out(actor, coupling)


def _set_out(actor: Actor, coupling: Coupling) -> None:
    coupling.problem, coupling.waits_until, coupling.waits_for, coupling.tries = None, None, {}, 0
    coupling.save()
    defer(coupling, actor.environment.slug)


def _step(actor: Actor) -> bool:
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    access.require(actor, Right.WRITE_BOOKS)
    one = Coupling.objects.get(environment=actor.environment)
    if one.stage == Stage.FETCHING:
        return _fetch(actor, one)  # without a lock while the package is read
    coupling = _locked(actor)
    if coupling.stage not in _STAGES:
        return False
    return _STAGES[Stage(coupling.stage)](actor, coupling)


def _fetch(actor: Actor, one: Coupling) -> bool:
    points.reach(f"{ADVANCE}:fetch")
    waiting = (each for each in entering.administrations(one) if f"{_READ}{each.pk}" not in one.done)
    coupled = next(waiting, None)
    if coupled is None:
        return _all_read(_locked(actor))
    try:
        fetching.fetch(coupled)
    except OverstapError as error:  # not rolled back: what was read until then is read
        coupling = _locked(actor)
        at = again_at(error, coupling.tries)
        if at is not None:
            _wait(actor, coupling, error, at)
            return False
        _lose(actor, coupled, error)
    else:
        coupling = _locked(actor)
    points.reach(f"{ADVANCE}:fetched")
    coupling.done.append(f"{_READ}{coupled.pk}")
    coupling.waits_until, coupling.waits_for, coupling.tries = None, {}, 0
    coupling.save()
    return coupling.stage == Stage.FETCHING


def _all_read(coupling: Coupling) -> bool:
    if coupling.stage != Stage.FETCHING:
        return False
    there = entering.administrations(coupling)
    if not any(one.standing == Standing.COUPLED for one in there):
        raise _none_read(there)
    entering.to_stage(coupling, Stage.COMPARING)
    coupling.save()
    return True


def _none_read(there: list[Coupled]) -> OverstapError:
    return NeedsPerson(
        _("None of the administrations can be read."),
        code="COUPLING-NONE-READ",
        remedy=_("See beside each administration what to do, and press “Go on”."),
        facts={"administrations": [one.name for one in there]},
    )


def _compare(actor: Actor, coupling: Coupling) -> bool:
    from overstap.coupling import comparing  # large libraries, that no other process needs

    points.reach(f"{ADVANCE}:compare")
    count = comparing.compare(coupling)
    entering.to_stage(coupling, Stage.SYNCHRONISING)
    coupling.save()
    audit.record(actor, "coupling.compare", {"count": count})
    return True


def _synchronise(actor: Actor, coupling: Coupling) -> bool:
    points.reach(f"{ADVANCE}:synchronise")
    if synchronising.synchronise(coupling):
        coupling.save(update_fields=["changed_at"])
        return True
    _arrive(coupling)
    coupling.save()
    audit.record(actor, "coupling.synchronised", {"stage": coupling.stage})
    return False


def _arrive(coupling: Coupling) -> None:
    """Where somebody has to go on: with solving; or where this round was asked for, if nothing stands before it."""
    back = next((step.removeprefix(_BACK) for step in coupling.done if step.startswith(_BACK)), "")
    entering.to_stage(coupling, Stage.SOLVING)
    if back in (Stage.MATCHING, Stage.SETTINGS) and not queries.open_errors(coupling):
        entering.to_stage(coupling, Stage.MATCHING)
        if back == Stage.SETTINGS and not queries.open_matters(coupling):
            entering.to_stage(coupling, Stage.SETTINGS)
            telling.thank_colleagues(coupling)
    coupling.done = _besides(coupling)


def _besides(coupling: Coupling) -> list[str]:
    """What is noted there by others, and stays for the next round."""
    return [step for step in coupling.done if not step.startswith((_READ, _BACK))]


_STAGES: Mapping[Stage, Callable[[Actor, Coupling], bool]] = {
    Stage.COMPARING: _compare,
    Stage.SYNCHRONISING: _synchronise,
}


def _locked(actor: Actor) -> Coupling:
    found = Coupling.objects.select_for_update().get(environment=actor.environment)
    if found.switched_off_at is not None:
        raise CouplingStage(_("The coupling was switched off."), remedy=_("Ask the helpdesk to switch it on again."))
    return found


def _lose(actor: Actor, coupled: Coupled, error: OverstapError) -> None:
    """This administration cannot be read until somebody does something; the others go on."""
    fetching.keep_standing(coupled, Standing.LOST, keep_error(error))
    findings.lost(coupled, error)
    audit.record(actor, "coupling.lost", {"administration": coupled.name, "code": error.code})


def _wait(actor: Actor, coupling: Coupling, error: OverstapError, at: datetime) -> None:
    coupling.tries += 1
    coupling.waits_until, coupling.waits_for = at, keep(error.message)
    coupling.save()
    defer(coupling, actor.environment.slug, at)


def _stop(coupling: int, error: OverstapError) -> bool:
    with as_worker():
        one = Coupling.objects.filter(pk=coupling, stage__in=AT_WORK).first()
        if one is not None:
            _stopped(one, keep_error(error))
    return False


def _stopped(coupling: Coupling, problem: Mapping[str, object]) -> None:
    coupling.problem = dict(problem)
    coupling.waits_until, coupling.waits_for = None, {}
    coupling.save(update_fields=["problem", "waits_until", "waits_for", "changed_at"])
