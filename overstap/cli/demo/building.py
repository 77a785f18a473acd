"""The builder of the demonstration: one environment for projects, to which administrations can be coupled.

The package itself is not part of the demonstration: ``overstap sandbox exact-online`` plays it, as the help says.
"""

from overstap.cli.demo.cast import BUILDER, gather
from overstap.cli.demo.steps import Steps
from overstap.cli.language import gettext as _
from overstap.coupling import switching
from overstap.tenancy import access
from overstap.tenancy.operators import access as operators


def build(steps: Steps) -> None:
    """Make the environment and its people, and let it couple several administrations."""
    with steps.step(f"office-{BUILDER.slug}", BUILDER.name) as notes:
        gather(BUILDER)
        with operators.at_work(access.operator_person(), "operator.coupling-on") as operator:
            switching.switch_on(operator, BUILDER.slug)
        notes.append(_("can couple several administrations"))
