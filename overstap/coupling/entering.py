"""Who may do what with a coupling, and the coupling itself: the way in for all that follows.

All verbs run in the transaction of ``access.enter``. Setting up takes the right to manage administrations; deciding
about contacts, projects and invoices takes that to write books; looking, that to read them.
"""

from django.utils.translation import gettext as _

from overstap.coupling.errors import CouplingOff, CouplingStage
from overstap.coupling.models import Contact, Coupled, Coupling
from overstap.coupling.values import LEGAL, Stage, Standing
from overstap.tenancy.access import Actor, NotFound, require
from overstap.tenancy.roles import Right

_LARGEST = 2**63 - 1


def to_set_up(actor: Actor) -> Coupling:
    """The coupling, locked until the transaction ends. Raises NotAllowed, CouplingOff."""
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    return _on(Coupling.objects.select_for_update().filter(environment=actor.environment).first())


def to_look_at_setting_up(actor: Actor) -> Coupling:
    """The coupling, for somebody who may set it up and only looks: nobody waits. Raises NotAllowed, CouplingOff."""
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    return _on(Coupling.objects.filter(environment=actor.environment).first())


def to_decide(actor: Actor) -> Coupling:
    """The coupling, for somebody who may decide about contacts. Raises NotAllowed, CouplingOff."""
    require(actor, Right.WRITE_BOOKS)
    return _on(Coupling.objects.filter(environment=actor.environment).first())


def to_look(actor: Actor) -> Coupling:
    """The coupling, for somebody who may see it. Raises NotAllowed, CouplingOff."""
    require(actor, Right.READ_BOOKS)
    return _on(Coupling.objects.filter(environment=actor.environment).first())


def administrations(coupling: Coupling) -> list[Coupled]:
    """The coupled administrations that were not uncoupled, in the order in which they were chosen."""
    found = Coupled.objects.filter(coupling=coupling, ended_at=None).select_related("system")
    return list(found.order_by("pk"))


def administration(actor: Actor, number: int) -> Coupled:
    """One of them. Raises NotFound."""
    asked = min(max(number, 0), _LARGEST)
    found = Coupled.objects.select_related("system").filter(environment=actor.environment, pk=asked).first()
    if found is None or found.standing == Standing.ENDED:
        raise NotFound(
            _("There is no such coupled administration here."),
            code="COUPLED-NOT-FOUND",
            remedy=_("Choose one from the list of coupled administrations."),
        )
    return found


def contact(actor: Actor, number: int, *, locked: bool = False) -> Contact:
    """A contact that did not end, by its number here. Raises NotFound."""
    asked = min(max(number, 0), _LARGEST)
    rows = Contact.objects.select_for_update() if locked else Contact.objects
    found = rows.filter(environment=actor.environment, number=asked, ended_at=None).first()
    if found is None:
        raise NotFound(
            _("There is no contact %(number)d here.") % {"number": asked},
            code="CONTACT-NOT-FOUND",
            remedy=_("Look for it in the list of contacts; it may have been joined with another one."),
        )
    return found


def to_stage(coupling: Coupling, stage: Stage) -> None:
    """Go to ``stage``; the caller saves. Raises CouplingStage where that cannot follow."""
    if stage not in LEGAL[Stage(coupling.stage)]:
        raise CouplingStage(
            _("That cannot be done at this step."), remedy=_("See on the page of the coupling which step comes next.")
        )
    coupling.stage = stage


def require_stage(coupling: Coupling, *stages: Stage) -> None:
    """Raise CouplingStage unless the coupling stands at one of ``stages``."""
    if coupling.stage not in stages:
        raise CouplingStage(
            _("That cannot be done at this step."), remedy=_("See on the page of the coupling which step comes next.")
        )


def _on(coupling: Coupling | None) -> Coupling:
    if coupling is None or coupling.switched_off_at is not None:
        raise CouplingOff(
            _("Coupling several administrations is not switched on for your organisation."),
            remedy=_("Ask the helpdesk or your consultant to switch it on."),
        )
    return coupling
