"""What people of an environment are told of a coupling: on every page, and by mail (R209, R210).

Nobody is locked out of contacts; a change that is made all the same is noticed and compared anew (R211).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.coupling.models import Coupling
from overstap.coupling.values import CONTACTS_ARE_BUSY, Stage
from overstap.durable import outbox
from overstap.durable.letters import Letter, Link, page
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Environment, Membership, Person
from overstap.tenancy.values import PersonKind

TOLD = "told"  # among the steps done: colleagues were asked to leave contacts alone


@dataclass(frozen=True, slots=True)
class Standing:
    """That several administrations may be coupled here. ``busy``: leave contacts alone for now."""

    stage: Stage
    busy: bool


def standing(environment: Environment) -> Standing | None:
    """For whoever works there; None where it is not switched on. One statement."""
    found = Coupling.objects.filter(environment=environment, switched_off_at=None)
    stage = found.values_list("stage", flat=True).first()
    return Standing(Stage(stage), Stage(stage) in CONTACTS_ARE_BUSY) if stage else None


def warn_colleagues(actor: Actor, coupling: Coupling) -> int:
    """Ask everybody who works here not to change contacts for now (R210). Gives how many mails go out."""
    coupling.done = [*coupling.done, TOLD]
    return _post(coupling, "begins", lambda: _begins(actor, coupling))


def thank_colleagues(coupling: Coupling) -> int:
    """Say that contacts may be changed again, where colleagues were asked not to. Gives how many mails go out."""
    if TOLD not in coupling.done:
        return 0
    coupling.done = [step for step in coupling.done if step != TOLD]
    return _post(coupling, "over", lambda: _over(coupling))


def _post(coupling: Coupling, kind: str, write: Callable[[], Letter]) -> int:
    sent = 0
    for person in _colleagues(coupling.environment):
        with override(person.language):
            letter = write()
        sent += outbox.post_letter(f"{_round(coupling)}/{kind}/{person.pk}", person.email, letter, person.language)
    return sent


def _colleagues(environment: Environment) -> Sequence[Person]:
    active = Membership.objects.filter(
        environment=environment, active=True, person__is_active=True, person__kind=PersonKind.HUMAN
    )
    return [one.person for one in active.select_related("person").order_by("pk")]


def _round(coupling: Coupling) -> str:
    """Each confirmation is told once: administrations that are added later are another one."""
    at = f"{coupling.confirmed_at:%Y%m%dT%H%M%S%f}" if coupling.confirmed_at else "0"
    return f"coupling/{coupling.pk}/{at}"


def _begins(actor: Actor, coupling: Coupling) -> Letter:
    return Letter(
        subject=_("Please leave contacts alone for now: %(name)s") % {"name": actor.environment.name},
        paragraphs=(
            _(
                "%(person)s is coupling several administrations to %(name)s. The contacts of all of them are being "
                "fetched and compared."
            )
            % {"person": actor.person.name, "name": actor.environment.name},
            _(
                "Please do not add, change or remove contacts until you hear that it is done: not in Overstap, and not "
                "in the accounting package. You can go on with all other work."
            ),
        ),
        action=_look(coupling),
        notes=(_("Did you change a contact all the same? Then it is noticed and compared again; nothing is lost."),),
    )


def _over(coupling: Coupling) -> Letter:
    name = coupling.environment.name
    return Letter(
        subject=_("Contacts can be changed again: %(name)s") % {"name": name},
        paragraphs=(
            _("The contacts of all administrations of %(name)s are matched. You can add and change contacts again.")
            % {"name": name},
            _("Thank you for waiting."),
        ),
        action=_look(coupling),
    )


def _look(coupling: Coupling) -> Link:
    return Link(_("See how far it is"), page(f"/e/{coupling.environment.slug}/contacts/coupling/"))
