"""Apps that an environment is connected with: never moved, always a task where the environment moves (R118, R119)."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from overstap.moves.holdings.values import Fate, Holding, PlanLine
from overstap.moves.profiles import Profile
from overstap.moves.profiles.values import Unit
from overstap.tenancy.appcenter import queries
from overstap.tenancy.models import Administration

CONNECTIONS, PAIRING = "app-connections", "mobile-pairing"  # as aftercare calls its tasks: they get what is told here


def _plan(profile: Profile, administrations: Sequence[Administration]) -> Iterator[PlanLine]:
    """Where the environment stays, its apps stay with it and nothing is told."""
    if profile.unit is not Unit.ENVIRONMENT or not administrations:
        return
    environment = administrations[0].environment
    apps = queries.to_activate(environment) if CONNECTIONS in profile.tasks else []
    if apps:
        yield PlanLine(CONNECTIONS, Fate.TASK, _("Activate connections in the App Center again"), apps)
    people = queries.to_pair(environment) if PAIRING in profile.tasks else []
    if people:
        yield PlanLine(PAIRING, Fate.TASK, _("Pair mobile apps again, each user for themselves"), people)


HOLDING = Holding("apps", plan=_plan)
