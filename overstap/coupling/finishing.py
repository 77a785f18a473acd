"""The last step of setting a coupling up, once each administration has its settings (R223)."""

from django.utils.translation import gettext as _

from overstap.coupling import administration_settings, entering
from overstap.coupling.errors import StillOpen
from overstap.coupling.values import Stage, Standing
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
