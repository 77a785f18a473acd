"""A coupled administration and something to accept behind the addresses of coupling; after ``project_examples``."""

from overstap.coupling.keeping.models import Outgoing
from overstap.coupling.keeping.values import Sending, Sort
from overstap.coupling.models import Contact, Coupled, CouplingFinding
from overstap.lib.kept_sentences import keep
from overstap.tenancy import audit
from tests.moves.world import TwoOffices


def coupling_examples(world: TwoOffices) -> dict[str, str]:
    """What to fill in for the addresses of the wizard."""
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        coupled = Coupled.objects.filter(environment=actor.environment).latest("pk")
        found = CouplingFinding.objects.create(
            environment=actor.environment,
            coupled=coupled,
            severity="warning",
            code="CONTACT-TEST",
            message=keep("Dit is een proef."),
            remedy=keep("Kijk ernaar."),
        )
        contact = Contact.objects.filter(environment=actor.environment).earliest("pk")
        refused = Outgoing.objects.create(
            environment=actor.environment, coupled=coupled, contact=contact, sort=Sort.MAKE, state=Sending.REFUSED
        )
    pages = dict.fromkeys(("coupling-settings.number", "coupling-uncouple.number"), str(coupled.pk))
    return {**pages, "coupling-accept.number": str(found.pk), "coupling-send-again.number": str(refused.pk)}
