"""The last step of setting a coupling up, once each administration has its settings (R223); and uncoupling one."""

from django.utils.translation import gettext as _

from overstap.coupling import administration_settings, entering
from overstap.coupling.errors import CouplingStage, StillOpen
from overstap.coupling.models import Card, Coupled, CouplingFinding, Question
from overstap.coupling.values import AT_WORK, Answer, Stage, Standing
from overstap.lib import clock
from overstap.tenancy import audit
from overstap.tenancy.access import Actor


def finish(actor: Actor) -> None:
    """Keep everything in step from here on (R223). Raises NotAllowed, CouplingOff, CouplingStage, StillOpen."""
    coupling = entering.to_set_up(actor)
    entering.require_stage(coupling, Stage.SETTINGS)
    there = [one for one in entering.administrations(coupling) if one.standing == Standing.COUPLED]
    without = [one.name for one in there if not administration_settings.is_complete(one.settings)]
    if without:
        raise StillOpen(
            _("Not set yet: %(names)s.") % {"names": ", ".join(without)},
            remedy=_("Choose a sales journal, a revenue account and a receivables account for each administration."),
            facts={"administrations": without},
        )
    entering.to_stage(coupling, Stage.RUNNING)
    coupling.save()
    audit.record(actor, "coupling.finish", {"administrations": [one.name for one in there]})


def uncouple(actor: Actor, number: int) -> None:
    """Let an administration go. Its contacts and invoices stay as they are, and nothing changes at the package.

    After the last one there is nothing to keep in step: the next step is to choose administrations again.

    Raises NotAllowed, CouplingOff, CouplingStage, NotFound.
    """
    coupling = entering.to_set_up(actor)
    if coupling.stage in AT_WORK:
        raise CouplingStage(
            _("Contacts are being fetched and compared now."), remedy=_("Wait until that is done, and try again.")
        )
    one = entering.administration(actor, number)
    one.standing, one.ended_at = Standing.ENDED, clock.now()
    one.save(update_fields=["standing", "ended_at"])
    _forget_what_is_open(one)
    if coupling.stage == Stage.RUNNING and not entering.administrations(coupling):
        entering.to_stage(coupling, Stage.SELECT)
        coupling.save()
    audit.record(actor, "coupling.uncouple", {"administration": one.name, "code": one.code})


def _forget_what_is_open(one: Coupled) -> None:
    cards = Card.objects.filter(coupled=one).values("pk")
    asked = Question.objects.filter(environment_id=one.environment_id, answer=Answer.OPEN)
    (asked.filter(one__in=cards) | asked.filter(other__in=cards)).update(answer=Answer.MOOT)
    CouplingFinding.objects.filter(coupled=one, solved_at=None).update(solved_at=clock.now())
    Card.objects.filter(coupled=one).update(to_match=False)
